// SPDX-License-Identifier: MIT
#include "env/retro/script_memory.h"

#include <algorithm>
#include <array>
#include <luajit-2.1/lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace spindash::retro {

namespace {

constexpr int kDeepest = 60;  // tables within tables, functions within functions
constexpr std::array<std::string_view, 8> kNotTheirs = {"_G",   "_VERSION",  "string", "table",
                                                        "math", "coroutine", "data",   "scenario"};

using Key = std::variant<bool, double, std::string>;

/// A table by its number: the tables are listed beside.
struct TableNumber {
  std::uint32_t index = 0;
};
using Datum = std::variant<std::monostate, bool, double, std::string, TableNumber>;
using Entries = std::vector<std::pair<Key, Datum>>;

/// A local variable: number path[0] of a global function, or, where that is a function, number path[1] of it, and so
/// on.
struct Local {
  std::string global;
  std::vector<std::int32_t> path;
  Datum value;
};

}  // namespace

struct ScriptMemory::Parts {
  std::vector<Entries> tables;  ///< the first holds the global variables
  std::vector<Local> locals;
};

namespace {

using Parts = std::pair<std::vector<Entries>, std::vector<Local>>;

/// Reads without a call that could raise an error: objects with destructors are alive here.
class Collector {
 public:
  explicit Collector(lua_State* lua) : lua_(lua) {}

  Parts run() {
    if (lua_checkstack(lua_, 4 * kDeepest) == 0) throw Error("script", "there is no memory to save its variables");
    tables_.emplace_back();
    lua_pushvalue(lua_, LUA_GLOBALSINDEX);
    table(0, 0, true);
    lua_pop(lua_, 1);
    std::sort(functions_.begin(), functions_.end());
    for (const auto& name : functions_) {
      lua_getfield(lua_, LUA_GLOBALSINDEX, name.c_str());
      path_.clear();
      locals(name);
      lua_pop(lua_, 1);
    }
    return {std::move(tables_), std::move(locals_)};
  }

 private:
  static bool is_theirs(const Key& key) {
    const auto* name = std::get_if<std::string>(&key);
    return name == nullptr || std::find(kNotTheirs.begin(), kNotTheirs.end(), *name) == kNotTheirs.end();
  }

  std::string text(int at) const {
    std::size_t size = 0;
    const char* characters = lua_tolstring(lua_, at, &size);
    return {characters, size};
  }

  /// Of the table on top of the stack; entries in order of their keys, so that tables within are numbered alike.
  void table(std::size_t number, int depth, bool global) {
    std::map<Key, int> order;
    for (lua_pushnil(lua_); lua_next(lua_, -2) != 0; lua_pop(lua_, 1)) {
      Key key;
      switch (lua_type(lua_, -2)) {
        case LUA_TBOOLEAN:
          key = lua_toboolean(lua_, -2) != 0;
          break;
        case LUA_TNUMBER:
          key = lua_tonumber(lua_, -2);
          break;
        case LUA_TSTRING:
          key = text(-2);
          break;
        default:
          continue;
      }
      if (global && !is_theirs(key)) continue;
      if (global && lua_type(lua_, -1) == LUA_TFUNCTION && lua_iscfunction(lua_, -1) == 0 &&
          std::holds_alternative<std::string>(key))
        functions_.push_back(std::get<std::string>(key));
      order.emplace(std::move(key), lua_type(lua_, -1));
    }
    for (const auto& [key, type] : order) {
      if (type != LUA_TBOOLEAN && type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TTABLE) continue;
      push_key(key);
      lua_rawget(lua_, -2);
      const Datum value = datum(depth);
      lua_pop(lua_, 1);
      tables_[number].emplace_back(key, value);
    }
  }

  void push_key(const Key& key) {
    if (const auto* truth = std::get_if<bool>(&key)) lua_pushboolean(lua_, *truth ? 1 : 0);
    if (const auto* number = std::get_if<double>(&key)) lua_pushnumber(lua_, *number);
    if (const auto* name = std::get_if<std::string>(&key)) lua_pushlstring(lua_, name->data(), name->size());
  }

  /// Of the value on top of the stack.
  Datum datum(int depth) {
    switch (lua_type(lua_, -1)) {
      case LUA_TBOOLEAN:
        return lua_toboolean(lua_, -1) != 0;
      case LUA_TNUMBER:
        return lua_tonumber(lua_, -1);
      case LUA_TSTRING:
        return text(-1);
      case LUA_TTABLE:
        break;
      default:
        return {};
    }
    const auto [at, is_new] = numbers_.emplace(lua_topointer(lua_, -1), static_cast<std::uint32_t>(tables_.size()));
    const TableNumber number{at->second};
    if (!is_new) return number;
    if (depth >= kDeepest) throw Error("script", "its tables lie too deep within each other to be saved");
    tables_.emplace_back();
    table(number.index, depth + 1, false);
    return number;
  }

  /// Of the function on top of the stack.
  void locals(const std::string& global) {
    if (path_.size() >= kDeepest || !seen_.emplace(lua_topointer(lua_, -1), true).second) return;
    for (int number = 1; lua_getupvalue(lua_, -1, number) != nullptr; ++number) {
      path_.push_back(number);
      if (lua_type(lua_, -1) == LUA_TFUNCTION && lua_iscfunction(lua_, -1) == 0) {
        locals(global);
      } else if (lua_type(lua_, -1) != LUA_TFUNCTION) {
        locals_.push_back({global, path_, datum(0)});
      }
      path_.pop_back();
      lua_pop(lua_, 1);
    }
  }

  lua_State* lua_;
  std::vector<Entries> tables_;
  std::vector<Local> locals_;
  std::vector<std::string> functions_;
  std::map<const void*, std::uint32_t> numbers_;
  std::map<const void*, bool> seen_;
  std::vector<std::int32_t> path_;
};

template <class... Kinds>
void write_variant(const std::variant<Kinds...>& value, ByteWriter& out) {
  out.write(static_cast<std::uint8_t>(value.index()));
  std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::string>) {
          out.write_string(held);
        } else if constexpr (!std::is_same_v<Held, std::monostate>) {
          out.write(held);
        }
      },
      value);
}

[[noreturn]] void refuse() {
  throw Error("emulator state", "what its scripts remember is not readable", "the file is damaged");
}

Key read_key(ByteReader& in) {
  switch (in.read<std::uint8_t>()) {
    case 0:
      return in.read<std::uint8_t>() != 0;
    case 1: {
      const auto number = in.read<double>();
      if (number != number) refuse();  // not a number is no key
      return number;
    }
    case 2:
      return in.read_string();
    default:
      refuse();
  }
}

Datum read_datum(ByteReader& in, std::uint32_t tables) {
  switch (in.read<std::uint8_t>()) {
    case 0:
      return {};
    case 1:
      return in.read<std::uint8_t>() != 0;
    case 2:
      return in.read<double>();
    case 3:
      return in.read_string();
    case 4: {
      const auto number = in.read<TableNumber>();
      if (number.index == 0 || number.index >= tables) refuse();
      return number;
    }
    default:
      refuse();
  }
}

}  // namespace

void save_script_memory(lua_State* lua, ByteWriter& out) {
  const auto [tables, locals] = Collector(lua).run();
  out.write(static_cast<std::uint32_t>(tables.size()));
  for (const Entries& entries : tables) {
    out.write(static_cast<std::uint32_t>(entries.size()));
    for (const auto& [key, value] : entries) {
      write_variant(key, out);
      write_variant(value, out);
    }
  }
  out.write(static_cast<std::uint32_t>(locals.size()));
  for (const Local& local : locals) {
    out.write_string(local.global);
    out.write_span(std::span<const std::int32_t>(local.path));
    write_variant(local.value, out);
  }
}

ScriptMemory::ScriptMemory(ByteReader& in) : parts_(std::make_unique<Parts>()) {
  const auto tables = in.read<std::uint32_t>();
  if (tables == 0 || tables > in.left()) refuse();
  parts_->tables.resize(tables);
  for (Entries& entries : parts_->tables) {
    const auto count = in.read<std::uint32_t>();
    for (std::uint32_t i = 0; i < count; ++i) {
      Key key = read_key(in);
      entries.emplace_back(std::move(key), read_datum(in, tables));
    }
  }
  const auto locals = in.read<std::uint32_t>();
  for (std::uint32_t i = 0; i < locals; ++i) {
    Local local;
    local.global = in.read_string();
    local.path = in.read_vector<std::int32_t>();
    local.value = read_datum(in, tables);
    parts_->locals.push_back(std::move(local));
  }
}

ScriptMemory::~ScriptMemory() = default;

namespace {

// From here on Lua's errors leave by a jump: nothing that needs its destructor is alive.

constexpr int kTables = 2;  // where the table of tables stands: number -> table, of those that have their content

void push(lua_State* lua, const Key& key) {
  if (const auto* truth = std::get_if<bool>(&key)) lua_pushboolean(lua, *truth ? 1 : 0);
  if (const auto* number = std::get_if<double>(&key)) lua_pushnumber(lua, *number);
  if (const auto* name = std::get_if<std::string>(&key)) lua_pushlstring(lua, name->data(), name->size());
}

void fill(lua_State* lua, const std::vector<Entries>& tables, std::uint32_t number, int depth);

/// Puts the value in place of what is on top of the stack: that is what stands where it goes, and a table keeps its
/// functions.
void replace(lua_State* lua, const std::vector<Entries>& tables, const Datum& datum, int depth) {
  luaL_checkstack(lua, 8, "tables too deep");
  if (const auto* truth = std::get_if<bool>(&datum)) {
    lua_pushboolean(lua, *truth ? 1 : 0);
  } else if (const auto* number = std::get_if<double>(&datum)) {
    lua_pushnumber(lua, *number);
  } else if (const auto* text = std::get_if<std::string>(&datum)) {
    lua_pushlstring(lua, text->data(), text->size());
  } else if (const auto* table = std::get_if<TableNumber>(&datum)) {
    lua_rawgeti(lua, kTables, static_cast<int>(table->index));
    if (lua_istable(lua, -1)) {
      lua_remove(lua, -2);  // what stood there
      return;
    }
    lua_pop(lua, 1);
    if (!lua_istable(lua, -1)) {
      lua_pop(lua, 1);
      lua_newtable(lua);
    }
    lua_pushvalue(lua, -1);
    lua_rawseti(lua, kTables, static_cast<int>(table->index));
    fill(lua, tables, table->index, depth + 1);
    return;
  } else {
    lua_pushnil(lua);
  }
  lua_remove(lua, -2);
}

bool is_data(lua_State* lua, int at) {
  const int type = lua_type(lua, at);
  return type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TTABLE;
}

/// Whether a global table's entry, its key second from the top, belongs to the scripts.
bool is_theirs(lua_State* lua) {
  if (lua_type(lua, -2) != LUA_TSTRING) return true;
  const std::string_view name = lua_tostring(lua, -2);
  return std::find(kNotTheirs.begin(), kNotTheirs.end(), name) == kNotTheirs.end();
}

bool has_key(lua_State* lua, const Entries& entries) {
  return std::any_of(entries.begin(), entries.end(), [lua](const auto& entry) {
    push(lua, entry.first);
    const bool equal = lua_rawequal(lua, -1, -3) != 0;  // the key lies below its value
    lua_pop(lua, 1);
    return equal;
  });
}

/// The table on top of the stack gets this content.
void fill(lua_State* lua, const std::vector<Entries>& tables, std::uint32_t number, int depth) {
  if (depth > kDeepest + 1) luaL_error(lua, "tables too deep");
  luaL_checkstack(lua, 8, "tables too deep");
  const Entries& entries = tables[number];
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
    if (!is_data(lua, -1) || (number == 0 && !is_theirs(lua)) || has_key(lua, entries)) continue;
    lua_pushvalue(lua, -2);
    lua_pushnil(lua);
    lua_rawset(lua, -5);
  }
  for (const auto& [key, value] : entries) {
    push(lua, key);
    push(lua, key);
    lua_rawget(lua, -3);  // what stands there now
    replace(lua, tables, value, depth);
    lua_rawset(lua, -3);
  }
}

/// To where `local` is, and its value there.
void set_local(lua_State* lua, const std::vector<Entries>& tables, const Local& local) {
  lua_getfield(lua, LUA_GLOBALSINDEX, local.global.c_str());
  for (std::size_t i = 0; i < local.path.size(); ++i) {
    if (lua_type(lua, -1) != LUA_TFUNCTION || lua_iscfunction(lua, -1) != 0) return;
    luaL_checkstack(lua, 8, "functions too deep");
    if (lua_getupvalue(lua, -1, local.path[i]) == nullptr) return;
  }
  if (local.path.empty() || lua_type(lua, -1) == LUA_TFUNCTION) return;
  replace(lua, tables, local.value, 0);
  lua_setupvalue(lua, -2, local.path.back());
}

}  // namespace

int ScriptMemory::restore(lua_State* lua) {
  const Parts& parts = *static_cast<const ScriptMemory*>(lua_touserdata(lua, 1))->parts_;
  lua_newtable(lua);
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  fill(lua, parts.tables, 0, 0);
  lua_pop(lua, 1);
  for (const Local& local : parts.locals) {
    set_local(lua, parts.tables, local);
    lua_settop(lua, kTables);
  }
  return 0;
}

}  // namespace spindash::retro
