// SPDX-License-Identifier: MIT
// What the names of an integration stand for while a game runs: the variables of data.json, read from live memory, and
// the custom ones that a script makes. Keeps what the variables were after this frame and the one before, for changes.
// Borrows the memory, which must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "env/retro/memory.h"
#include "env/retro/variables.h"

namespace spindash::retro {

/// What a script's variable or answer may be: nil, a number or a truth.
using ScriptValue = std::variant<std::monostate, double, bool>;

/// Cut toward zero; what no 64-bit integer holds becomes the smallest, as the processor does it.
std::int64_t cut(double value);
std::int64_t as_integer(const ScriptValue& value);
void write_script_value(const ScriptValue& value, ByteWriter& out);
ScriptValue read_script_value(ByteReader& in);

class Values {
 public:
  Values(const Variables& variables, Memory& memory);

  /// Throws Error for a name that nothing has, and for an address outside of memory.
  std::int64_t read(const std::string& name) const;
  /// From the frame before to this one; 0 for a custom variable, and while there was no frame before.
  std::int64_t change(const std::string& name) const;
  /// Of data.json only; throws as read() does.
  void write(const std::string& name, std::int64_t value);
  /// Every variable that can be read, custom ones too.
  std::map<std::string, std::int64_t> info() const;

  /// For scripts; these never throw but for want of memory. Nothing where read() would throw.
  std::optional<ScriptValue> find(std::string_view name) const;
  std::optional<std::uint8_t> byte_at(std::uint64_t address) const { return memory_.read_byte(address); }
  /// Writes memory where data.json has the name, else makes or changes a custom variable; false when there are too
  /// many.
  bool assign(std::string_view name, const ScriptValue& value);

  /// Custom variables, and what the others were; memory itself is not part of it.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

  void forget_custom() { custom_.clear(); }
  /// A frame has run: what was this frame's becomes that of the one before.
  void update();

 private:
  struct Known {
    Variable variable;
    std::int64_t newest = 0, before = 0;
  };
  using Named = std::map<std::string, Known, std::less<>>;
  std::optional<std::int64_t> read_now(const Variable& variable) const;
  const Named::value_type& expect(const std::string& name) const;

  Named variables_;
  Memory& memory_;
  std::map<std::string, ScriptValue, std::less<>> custom_;
  std::uint8_t frames_ = 0;  ///< seen; 2 stands for more
};

}  // namespace spindash::retro
