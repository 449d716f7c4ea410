// SPDX-License-Identifier: MIT
// What a scenario's script finds in its global table: the allowed libraries, `data` and `scenario`.
#pragma once

#include <cstdint>

#include "env/retro/values.h"

struct lua_State;

namespace spindash::retro {

struct ScriptGlobals {
  Values& values;
  const std::int64_t& frame;
};

/// For lua_cpcall with a ScriptGlobals*, which must outlive the Lua state.
int open_script_globals(lua_State* lua);

}  // namespace spindash::retro
