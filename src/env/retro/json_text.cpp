// SPDX-License-Identifier: MIT
#include "env/retro/json_text.h"

#include <vector>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash::retro {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 64;
constexpr std::uintmax_t kLargest = std::uintmax_t{16} << 20;

/// Builds the value from the parser's events; what stands under a repeated key is passed over.
class FirstKeyWins : public nlohmann::json_sax<Json> {
 public:
  explicit FirstKeyWins(std::string name) : name_(std::move(name)) {}
  Json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON text has none
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (skipped_ == 0) {
      skip_next_ = open_.back()->contains(value);
      key_ = std::move(value);
    }
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& /*fault*/) override {
    throw Error(name_, "it is not JSON: see byte " + std::to_string(position), "comments are not allowed either");
  }

 private:
  Json* place(Json value) {
    if (skipped_ > 0) return nullptr;
    if (skip_next_) {
      skip_next_ = false;
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return &open_.back()->back();
    }
    return &((*open_.back())[key_] = std::move(value));
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.size() + skipped_ >= kDeepest) throw Error(name_, "it is nested too deeply");
    Json* at = place(std::move(value));
    if (at == nullptr) {
      ++skipped_;
    } else {
      open_.push_back(at);
    }
    return true;
  }
  bool close() {
    if (skipped_ > 0) {
      --skipped_;
    } else {
      open_.pop_back();
    }
    return true;
  }

  std::string name_, key_;
  Json root_;
  std::vector<Json*> open_;
  std::size_t skipped_ = 0;
  bool skip_next_ = false;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& name) {
  if (text.size() > kLargest) throw Error(name, "it is larger than any such file");
  FirstKeyWins builder(name);
  try {
    Json::sax_parse(text.begin(), text.end(), &builder, nlohmann::detail::input_format_t::json, /*strict=*/false);
  } catch (const Json::exception& fault) {
    throw Error(name, fault.what());
  }
  return builder.take();
}

Json read_json(const std::filesystem::path& file) {
  return parse_json(read_text_file(file, kLargest), file.string());
}

const Json* find_member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

std::optional<std::int64_t> as_integer(const Json& value) {
  if (value.is_number_unsigned()) return static_cast<std::int64_t>(value.get<std::uint64_t>());
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return {};
}

}  // namespace spindash::retro
