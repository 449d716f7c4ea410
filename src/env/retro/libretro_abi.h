// SPDX-License-Identifier: MIT
// The part of the libretro interface that the host uses, version 1: numbers and
// layouts are the interface's, names ours. A core is a shared library with
// functions retro_*; it calls back for picture, sound, buttons and its
// environment.
#pragma once

#include <cstddef>
#include <cstdint>

namespace spindash::retro::abi {

// Commands of the environment callback, with what their data point to.
inline constexpr unsigned kSetRotation = 1;               // const unsigned*
inline constexpr unsigned kGetCanDupe = 3;                // bool*
inline constexpr unsigned kGetSystemFolder = 9;           // const char**
inline constexpr unsigned kSetPixelFormat = 10;           // const int*
inline constexpr unsigned kGetVariable = 15;              // Variable*
inline constexpr unsigned kGetLog = 27;                   // LogCallback*
inline constexpr unsigned kSetMemoryMaps = 36 | 0x10000;  // const MemoryMap*
inline constexpr unsigned kSetStateQuirks = 44;           // std::uint64_t*

inline constexpr std::uint64_t kStateNeedsAFrame = 1 << 1;  // a quirk: no state before the first frame
inline constexpr std::uint64_t kConstantMemory = 1 << 0;    // a descriptor's flag
inline constexpr unsigned kSystemRam = 2;                   // a kind of memory
inline constexpr int kRgb1555 = 0, kXrgb8888 = 1, kRgb565 = 2;

struct Variable {
  const char* key;
  const char* value;
};
struct LogCallback {
  void (*log)(int level, const char* format, ...);
};
struct MemoryDescriptor {
  std::uint64_t flags;
  void* pointer;
  std::size_t offset, start, select, disconnect, length;
  const char* space;
};
struct MemoryMap {
  const MemoryDescriptor* descriptors;
  unsigned count;
};
struct SystemInfo {
  const char* name;
  const char* version;
  const char* extensions;
  bool needs_path, keeps_archives;
};
struct GameInfo {
  const char* path;
  const void* data;
  std::size_t size;
  const char* meta;
};
struct AvInfo {
  unsigned base_width, base_height, max_width, max_height;
  float aspect;
  double frames_a_second, samples_a_second;
};

using EnvironmentCallback = bool (*)(unsigned command, void* data);
using VideoCallback = void (*)(const void* pixels, unsigned width, unsigned height, std::size_t pitch);
using SampleCallback = void (*)(std::int16_t left, std::int16_t right);
using BatchCallback = std::size_t (*)(const std::int16_t* samples, std::size_t frames);
using PollCallback = void (*)();
using InputCallback = std::int16_t (*)(unsigned port, unsigned device, unsigned index, unsigned id);

}  // namespace spindash::retro::abi
