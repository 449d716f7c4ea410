// SPDX-License-Identifier: MIT
// The Lua scripts of a scenario, in one LuaJIT state with the libraries base, table, string and math. They see the
// globals `data` (variables by name, bytes by address) and `scenario` (frame, timestep).
// Scripts are strangers: no files, no byte code (load and its kin, xpcall and newproxy are gone; `print` says nothing),
// at most 64 MiB, and one second of processor time a call. Only one library call that itself never ends (string.find
// with a pattern made for it) is not stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "env/retro/values.h"

namespace spindash::retro {

struct ScriptLimits {
  std::size_t memory = std::size_t{64} << 20;  ///< bytes
  double seconds = 1;                          ///< of processor time, a call
};

class Script {
 public:
  /// Runs the files in order. One that cannot be read, or fails at its top level, is left out: calls of its functions
  /// will say so. `values` and `frame` (updates since reset) are borrowed.
  Script(std::span<const std::filesystem::path> files, Values& values, const std::int64_t& frame,
         ScriptLimits limits = {});
  ~Script();
  Script(Script&&) noexcept;
  Script& operator=(Script&&) noexcept;

  /// What the scripts remember between calls: numbers, texts, truths and tables of them, in global variables and in the
  /// functions' local ones. The generator of math.random, coroutines and functions made later are not part of it.
  void save(ByteWriter& out) const;
  /// Into a script that ran the same files.
  void load(ByteReader& in);

  /// The first result of a global function called without arguments; texts, tables and the like count as nil.
  /// Throws Error with Lua's words when it fails.
  ScriptValue call(const std::string& function);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spindash::retro
