// SPDX-License-Identifier: MIT
#include "env/retro/script_globals.h"

#include <array>
#include <exception>
#include <luajit-2.1/lua.hpp>
#include <string_view>

namespace spindash::retro {

namespace {

// Errors leave these functions by a jump, so no object that needs its destructor may be alive then: what can throw or
// allocate stands in functions of its own, whose answers are plain values.

constexpr int kKey = 2, kValue = 3;  // __index(table, key), __newindex(table, key, value)

struct LibraryOpener {
  const char* name;
  lua_CFunction open;
};
constexpr std::array kLibraries = {LibraryOpener{"", luaopen_base}, LibraryOpener{LUA_TABLIBNAME, luaopen_table},
                                   LibraryOpener{LUA_STRLIBNAME, luaopen_string},
                                   LibraryOpener{LUA_MATHLIBNAME, luaopen_math}};

int fail(lua_State* lua, const char* words) {
  lua_pushstring(lua, words);
  return lua_error(lua);
}

const ScriptGlobals& globals_of(lua_State* lua) {
  return *static_cast<const ScriptGlobals*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

bool assign(Values& values, std::string_view name, const ScriptValue& value) noexcept {
  try {
    return values.assign(name, value);
  } catch (const std::exception&) {
    return false;
  }
}

int push(lua_State* lua, const ScriptValue& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    lua_pushnumber(lua, *number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    lua_pushboolean(lua, *truth ? 1 : 0);
  } else {
    lua_pushnil(lua);
  }
  return 1;
}

int read_data(lua_State* lua) {
  const ScriptGlobals& globals = globals_of(lua);
  if (lua_isnumber(lua, kKey) != 0) {  // numeric texts are addresses too
    const auto byte = globals.values.byte_at(static_cast<std::uint64_t>(cut(lua_tonumber(lua, kKey))));
    if (!byte) return fail(lua, "Out of bounds access");
    lua_pushnumber(lua, *byte);
    return 1;
  }
  if (lua_type(lua, kKey) != LUA_TSTRING) return fail(lua, "Invalid variable name");
  std::size_t size = 0;
  const char* name = lua_tolstring(lua, kKey, &size);
  const auto value = globals.values.find({name, size});
  if (!value) {
    lua_pushfstring(lua, "there is no variable '%s'", name);
    return lua_error(lua);
  }
  return push(lua, *value);
}

int write_data(lua_State* lua) {
  ScriptValue value;
  switch (lua_type(lua, kValue)) {
    case LUA_TNIL:
      break;
    case LUA_TNUMBER:
      value = lua_tonumber(lua, kValue);
      break;
    case LUA_TBOOLEAN:
      value = lua_toboolean(lua, kValue) != 0;
      break;
    default:
      return fail(lua, "Invalid variable type");
  }
  std::size_t size = 0;
  const char* name = lua_tolstring(lua, kKey, &size);  // a number's text is its name
  if (name == nullptr) return fail(lua, "Invalid variable name");
  if (!assign(globals_of(lua).values, {name, size}, value))
    return fail(lua, "a variable cannot be set: its address is outside of memory, or there are too many");
  return 0;
}

int read_scenario_property(lua_State* lua) {
  const std::int64_t frame = globals_of(lua).frame;
  const char* name = lua_tolstring(lua, kKey, nullptr);
  if (name != nullptr && std::string_view(name) == "frame") {
    lua_pushnumber(lua, static_cast<double>(frame));
  } else if (name != nullptr && std::string_view(name) == "timestep") {
    lua_pushnumber(lua, static_cast<double>(frame >> 2));
  } else {
    return fail(lua, "Unknown scenario property");
  }
  return 1;
}

int ignore(lua_State* /*lua*/) {
  return 0;
}

/// A table whose every access ends in one of the two functions. Its one entry is what `pairs` shows in stable-retro.
void add_table(lua_State* lua, const char* name, lua_CFunction read, lua_CFunction write, void* globals) {
  lua_newtable(lua);
  lua_pushlightuserdata(lua, globals);
  lua_setfield(lua, -2, "__ptr");
  lua_newtable(lua);
  for (const auto& [event, function] : {std::pair{"__index", read}, std::pair{"__newindex", write}}) {
    lua_pushlightuserdata(lua, globals);
    lua_pushcclosure(lua, function, 1);
    lua_setfield(lua, -2, event);
  }
  lua_setmetatable(lua, -2);
  lua_setglobal(lua, name);
}

}  // namespace

int open_script_globals(lua_State* lua) {
  void* globals = lua_touserdata(lua, 1);
  luaJIT_setmode(lua, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);  // compiled code would not look at the clock
  for (const auto& [name, open] : kLibraries) {
    lua_pushcfunction(lua, open);
    lua_pushstring(lua, name);
    lua_call(lua, 1, 0);
  }
  // Files and byte code; then what would run where LuaJIT calls no hook and so nothing looks at the clock: handlers of
  // xpcall, finalizers.
  for (const char* name : {"load", "loadstring", "loadfile", "dofile", "xpcall", "newproxy"}) {
    lua_pushnil(lua);
    lua_setglobal(lua, name);
  }
  lua_pushcfunction(lua, ignore);  // standard output belongs to the program
  lua_setglobal(lua, "print");
  add_table(lua, "data", read_data, write_data, globals);
  add_table(lua, "scenario", read_scenario_property, ignore, globals);
  return 0;
}

}  // namespace spindash::retro
