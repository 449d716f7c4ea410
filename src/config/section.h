// SPDX-License-Identifier: MIT
// Settings, each written once: a component's config is a Section whose Fields carry name, default, range and meaning.
//   struct PpoConfig : Section {
//     Field<int> rollout{this, "rollout", 128, range(1, 4096), "Steps each environment takes between two updates."};
//   };
// From these lines come parsing of TOML, --set a.b=c, the saved config, and `spindash config`. Sections nest with
// Sub<T>, and repeat with List<T> (TOML arrays of tables). Copies are independent: fields are found by offset.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace spindash {

class Section;

/// What a Field may hold in TOML terms.
using FieldText = std::string;

/// One setting as text: the registry's view of a Field, Sub or List.
class FieldBase {
 public:
  FieldBase(Section* owner, std::string_view name, std::string_view meaning);
  virtual ~FieldBase() = default;
  FieldBase(const FieldBase&) = default;
  /// Takes a value, never a name: `a.width = a.height = 32` sets two settings.
  FieldBase& operator=(const FieldBase& /*other*/) { return *this; }

  const std::string& name() const { return name_; }
  const std::string& meaning() const { return meaning_; }

  /// As a TOML value, e.g. 0.1 or "adam"; empty for a Sub or List.
  virtual FieldText text() const { return {}; }
  /// Takes a TOML value; throws Error naming `where` when type or range is wrong.
  virtual void set_text(std::string_view value, std::string_view where);
  /// Allowed values in words, e.g. "1 to 4096" or "adam, sgd".
  virtual std::string range_text() const { return {}; }
  /// The nested section, or nullptr.
  virtual Section* section() { return nullptr; }
  /// A List: its elements; nullptr else.
  virtual std::vector<Section*> elements() { return {}; }
  virtual bool is_list() const { return false; }
  virtual Section* append() { return nullptr; }
  virtual void clear() {}

 private:
  std::string name_, meaning_;
};

class Section {
 public:
  virtual ~Section() = default;
  /// Fields in the order they were written.
  std::vector<FieldBase*> fields();
  std::vector<const FieldBase*> fields() const;

 private:
  friend class FieldBase;
  std::vector<std::ptrdiff_t> offsets_;
};

template <class T>
struct Range {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();
};

template <class T>
Range<T> range(T low, T high) {
  return {low, high};
}
/// The words a text field may hold.
using Choices = std::vector<std::string>;

namespace detail {
FieldText to_text(long long value);
FieldText to_text(double value);
FieldText to_text(bool value);
FieldText to_text(const std::string& value);
long long parse_integer(std::string_view text, std::string_view where);
double parse_number(std::string_view text, std::string_view where);
bool parse_boolean(std::string_view text, std::string_view where);
std::string parse_string(std::string_view text, std::string_view where);
[[noreturn]] void refuse_range(std::string_view value, std::string_view range, std::string_view where);
}  // namespace detail

/// T is int, long long, double or bool.
template <class T>
class Field : public FieldBase {
 public:
  Field(Section* owner, std::string_view name, T value, Range<T> limits, std::string_view meaning)
      : FieldBase(owner, name, meaning), value_(value), limits_(limits) {}
  Field(Section* owner, std::string_view name, bool value, std::string_view meaning) requires std::is_same_v<T, bool>
      : FieldBase(owner, name, meaning), value_(value) {}

  Field(const Field&) = default;
  Field& operator=(const Field& other) { return *this = other.value_; }

  // A setting reads as its value.
  operator T() const { return value_; }  // NOLINT(google-explicit-constructor)
  T operator()() const { return value_; }
  Field& operator=(T value) {
    value_ = value;
    return *this;
  }

  FieldText text() const override {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      return detail::to_text(static_cast<long long>(value_));
    } else {
      return detail::to_text(value_);
    }
  }
  void set_text(std::string_view text, std::string_view where) override {
    if constexpr (std::is_same_v<T, bool>) {
      value_ = detail::parse_boolean(text, where);
    } else if constexpr (std::is_integral_v<T>) {
      const long long parsed = detail::parse_integer(text, where);
      if (parsed < limits_.low || parsed > limits_.high) detail::refuse_range(text, range_text(), where);
      value_ = static_cast<T>(parsed);
    } else {
      const double parsed = detail::parse_number(text, where);
      if (!(parsed >= limits_.low && parsed <= limits_.high)) detail::refuse_range(text, range_text(), where);
      value_ = parsed;
    }
  }
  std::string range_text() const override {
    if constexpr (std::is_same_v<T, bool>) return "true or false";
    auto end = [](T value) {
      if constexpr (std::is_same_v<T, bool>)
        return std::string();
      else if constexpr (std::is_integral_v<T>)
        return detail::to_text(static_cast<long long>(value));
      else
        return detail::to_text(value);
    };
    return end(limits_.low) + " to " + end(limits_.high);
  }

 private:
  T value_;
  Range<T> limits_{};
};

/// Text; with choices, one of these words.
template <>
class Field<std::string> : public FieldBase {
 public:
  Field(Section* owner, std::string_view name, std::string_view value, Choices choices, std::string_view meaning)
      : FieldBase(owner, name, meaning), value_(value), choices_(std::move(choices)) {}
  Field(Section* owner, std::string_view name, std::string_view value, std::string_view meaning)
      : FieldBase(owner, name, meaning), value_(value) {}

  Field(const Field&) = default;
  Field& operator=(const Field& other) { return *this = other.value_; }

  operator const std::string&() const { return value_; }  // NOLINT(google-explicit-constructor)
  const std::string& operator()() const { return value_; }
  bool operator==(std::string_view other) const { return value_ == other; }
  Field& operator=(std::string_view value) {
    value_ = value;
    return *this;
  }

  FieldText text() const override { return detail::to_text(value_); }
  void set_text(std::string_view text, std::string_view where) override;
  std::string range_text() const override;

 private:
  std::string value_;
  Choices choices_;
};

/// A nested section, used like a pointer.
template <class T>
class Sub : public FieldBase {
 public:
  Sub(Section* owner, std::string_view name, std::string_view meaning) : FieldBase(owner, name, meaning) {}
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }
  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  Section* section() override { return &value_; }

 private:
  T value_;
};

/// Any number of sections of one kind.
template <class T>
class List : public FieldBase {
 public:
  List(Section* owner, std::string_view name, std::string_view meaning) : FieldBase(owner, name, meaning) {}
  const std::vector<T>& operator*() const { return values_; }
  std::vector<T>& operator*() { return values_; }
  const std::vector<T>* operator->() const { return &values_; }
  std::vector<T>* operator->() { return &values_; }
  std::vector<Section*> elements() override {
    std::vector<Section*> pointers;
    for (auto& value : values_) pointers.push_back(&value);
    return pointers;
  }
  bool is_list() const override { return true; }
  Section* append() override { return &values_.emplace_back(); }
  void clear() override { values_.clear(); }
  /// An element with every default, for the help.
  Section* section() override { return &sample_; }

 private:
  std::vector<T> values_;
  T sample_;
};

}  // namespace spindash
