// SPDX-License-Identifier: MIT
// A core's shared library, loaded from a copy of its own: a core keeps its state in globals, so only as many copies as
// there are emulators live side by side.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "env/retro/libretro_abi.h"

namespace spindash::retro {

class CoreLibrary {
 public:
  /// `edit` may change the copy before it is loaded. Throws Error when it is no core.
  CoreLibrary(const std::filesystem::path& path, const std::function<void(Bytes&)>& edit);
  ~CoreLibrary();
  CoreLibrary(const CoreLibrary&) = delete;
  CoreLibrary& operator=(const CoreLibrary&) = delete;

  std::string name;
  std::uint64_t begin = 0, end = 0;  ///< addresses between which it lies in memory, its globals included
  void (*set_environment)(abi::EnvironmentCallback) = nullptr;
  void (*set_video)(abi::VideoCallback) = nullptr;
  void (*set_sample)(abi::SampleCallback) = nullptr;
  void (*set_batch)(abi::BatchCallback) = nullptr;
  void (*set_poll)(abi::PollCallback) = nullptr;
  void (*set_input)(abi::InputCallback) = nullptr;
  void (*init)() = nullptr;
  void (*deinit)() = nullptr;
  void (*system_info)(abi::SystemInfo*) = nullptr;
  void (*av_info)(abi::AvInfo*) = nullptr;
  bool (*load_game)(const abi::GameInfo*) = nullptr;
  void (*unload_game)() = nullptr;
  void (*run)() = nullptr;
  std::size_t (*state_size)() = nullptr;
  bool (*serialize)(void*, std::size_t) = nullptr;
  bool (*unserialize)(const void*, std::size_t) = nullptr;
  void* (*memory_data)(unsigned) = nullptr;
  std::size_t (*memory_size)(unsigned) = nullptr;

 private:
  void load(const Bytes& bytes);
  void find_place();
  void find_functions();
  template <class Function>
  void find(const char* symbol, Function*& function);
  void unload();
  [[noreturn]] void fail(const char* what) const;

  int file_ = -1;  ///< the copy
  void* handle_ = nullptr;
};

}  // namespace spindash::retro
