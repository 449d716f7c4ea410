// SPDX-License-Identifier: MIT
// What Lua scripts remember between calls, as bytes: numbers, texts, truths and tables of them, in global variables and
// in local ones that functions hold. Functions are not part of it: they come from the scripts, run anew. Equal memories
// give equal bytes.
#pragma once

#include <memory>

#include "base/bytes.h"

struct lua_State;

namespace spindash::retro {

void save_script_memory(lua_State* lua, ByteWriter& out);

/// Bytes taken apart, so that nothing can be wrong with them once Lua is touched.
class ScriptMemory {
 public:
  /// Throws Error when the bytes are damaged.
  explicit ScriptMemory(ByteReader& in);
  ~ScriptMemory();
  ScriptMemory(const ScriptMemory&) = delete;
  ScriptMemory& operator=(const ScriptMemory&) = delete;

  /// For lua_cpcall with a ScriptMemory*: the scripts then remember this, and nothing else.
  static int restore(lua_State* lua);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace spindash::retro
