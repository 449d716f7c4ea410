// SPDX-License-Identifier: MIT
#include "env/retro/script.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <luajit-2.1/lua.hpp>

#include "base/error.h"
#include "env/retro/script_globals.h"
#include "env/retro/script_memory.h"
#include "io/atomic_file.h"

namespace spindash::retro {

namespace {

constexpr int kInstructions = 1000;  // between two looks at the clock
constexpr std::uintmax_t kLargestFile = std::uintmax_t{4} << 20;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct CloseState {
  void operator()(lua_State* lua) const { lua_close(lua); }
};

}  // namespace

struct Script::State {
  State(Values& values, const std::int64_t& frame, ScriptLimits given) : limits(given), globals{values, frame} {
    lua.reset(lua_newstate(allocate, this));
    if (lua == nullptr) throw Error("script", "LuaJIT cannot start", "is there memory left?");
  }

  static void* allocate(void* user, void* old, std::size_t old_size, std::size_t size) {
    auto& state = *static_cast<State*>(user);
    if (size > old_size && state.used + (size - old_size) > state.limits.memory) return nullptr;
    state.used += size - old_size;  // wraps to a subtraction when it shrinks
    if (size == 0) {
      std::free(old);  // NOLINT(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
      return nullptr;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
    void* block = std::realloc(old, size);
    if (block == nullptr) state.used -= size - old_size;
    return block;
  }

  /// Past the deadline every instruction fails, so that no pcall keeps a script alive.
  static void look_at_clock(lua_State* lua, lua_Debug* /*where*/) {
    void* user = nullptr;
    lua_getallocf(lua, &user);
    if (processor_seconds() < static_cast<const State*>(user)->deadline) return;
    lua_sethook(lua, look_at_clock, LUA_MASKCOUNT, 1);
    luaL_error(lua, "the script runs for too long");
  }

  /// Runs `work` where Lua's errors end; an error's words, or "" when all went well.
  std::string guarded(lua_CFunction work, void* argument) {
    deadline = processor_seconds() + limits.seconds;
    lua_sethook(lua.get(), look_at_clock, LUA_MASKCOUNT, kInstructions);
    const int code = lua_cpcall(lua.get(), work, argument);
    if (code == 0) return "";
    // Only a text is read: turning anything else into one could fail where nothing catches it.
    const bool is_text = lua_type(lua.get(), -1) == LUA_TSTRING;
    std::string words = is_text ? lua_tostring(lua.get(), -1) : "an error that is no text";
    lua_settop(lua.get(), 0);
    return words.empty() ? "an error without words" : words;
  }

  ScriptLimits limits;
  ScriptGlobals globals;
  std::size_t used = 0;
  double deadline = 0;
  std::unique_ptr<lua_State, CloseState> lua;  // last: closing frees through allocate()
};

namespace {

struct Chunk {
  std::string text, name;
};

int run_chunk(lua_State* lua) {
  const auto& chunk = *static_cast<const Chunk*>(lua_touserdata(lua, 1));
  if (luaL_loadbufferx(lua, chunk.text.data(), chunk.text.size(), chunk.name.c_str(), "t") != 0) return lua_error(lua);
  lua_call(lua, 0, 0);
  return 0;
}

struct Call {
  const char* function = nullptr;
  ScriptValue result;
};

int run_call(lua_State* lua) {
  auto& call = *static_cast<Call*>(lua_touserdata(lua, 1));
  lua_getglobal(lua, call.function);
  lua_call(lua, 0, 1);
  if (lua_type(lua, -1) == LUA_TNUMBER) call.result = lua_tonumber(lua, -1);
  if (lua_type(lua, -1) == LUA_TBOOLEAN) call.result = lua_toboolean(lua, -1) != 0;
  return 0;
}

}  // namespace

Script::Script(std::span<const std::filesystem::path> files, Values& values, const std::int64_t& frame,
               ScriptLimits limits)
    : state_(std::make_unique<State>(values, frame, limits)) {
  const std::string fault = state_->guarded(open_script_globals, &state_->globals);
  if (!fault.empty()) throw Error("script", fault);
  for (const auto& file : files) {
    Chunk chunk;
    chunk.name = fmt::format("@{}", file.string());
    try {
      chunk.text = read_text_file(file, kLargestFile);
    } catch (const Error&) {
      continue;
    }
    state_->guarded(run_chunk, &chunk);
  }
}

Script::~Script() = default;
Script::Script(Script&&) noexcept = default;
Script& Script::operator=(Script&&) noexcept = default;

void Script::save(ByteWriter& out) const {
  save_script_memory(state_->lua.get(), out);
}

void Script::load(ByteReader& in) {
  const ScriptMemory memory(in);
  const std::string fault = state_->guarded(ScriptMemory::restore, const_cast<ScriptMemory*>(&memory));
  if (!fault.empty()) throw Error("emulator state", "its scripts do not take what they remembered: " + fault);
}

ScriptValue Script::call(const std::string& function) {
  Call call;
  call.function = function.c_str();
  const std::string fault = state_->guarded(run_call, &call);
  if (!fault.empty()) throw Error("script function " + function, "Lua call failed: " + fault);
  return call.result;
}

}  // namespace spindash::retro
