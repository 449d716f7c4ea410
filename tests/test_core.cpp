// SPDX-License-Identifier: MIT
// A libretro core for tests, in place of an emulator. Its game: RIGHT adds to a number (the score, at 0xFF0004), LEFT
// takes from it, B jumps on, DOWN where the number is 6 modulo 7 ends the episode (lives, at 0xFF0001, become 9). The
// picture comes from memory alone. The ROM is a word and a frame: "crash 50", "hang 50" and "exit 50" do that once 50
// frames have run since power-on or the loaded state, "play" nothing.
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "env/retro/libretro_abi.h"

namespace {

namespace abi = spindash::retro::abi;

constexpr unsigned kWidth = 48, kHeight = 32;
constexpr unsigned kDown = 5, kLeft = 6, kRight = 7, kB = 0;
constexpr std::size_t kTag = 16, kPointer = 3;  // the tag of a state holds a pointer, at an odd place

std::array<std::uint8_t, 65536> ram;
std::array<std::uint16_t, kWidth * kHeight> picture;
abi::VideoCallback show = nullptr;
abi::PollCallback poll = nullptr;
abi::InputCallback input = nullptr;
std::array<char, 16> fault;
int fault_frame = -1, frames = 0;

std::uint16_t word(std::size_t at) {
  std::uint16_t value = 0;
  std::memcpy(&value, &ram[at], sizeof value);
  return value;
}
void set_word(std::size_t at, std::uint16_t value) {
  std::memcpy(&ram[at], &value, sizeof value);
}

void fail() {
  if (std::strcmp(fault.data(), "crash") == 0) {
    volatile std::uintptr_t nowhere = 8;
    *reinterpret_cast<volatile int*>(nowhere) = 1;
  }
  if (std::strcmp(fault.data(), "exit") == 0) _exit(0);
  while (std::strcmp(fault.data(), "hang") == 0) pause();
}

}  // namespace

extern "C" {

void retro_set_environment(abi::EnvironmentCallback environment) {
  int format = abi::kRgb565;
  environment(abi::kSetPixelFormat, &format);
}
void retro_set_video_refresh(abi::VideoCallback callback) {
  show = callback;
}
void retro_set_audio_sample(abi::SampleCallback /*callback*/) {}
void retro_set_audio_sample_batch(abi::BatchCallback /*callback*/) {}
void retro_set_input_poll(abi::PollCallback callback) {
  poll = callback;
}
void retro_set_input_state(abi::InputCallback callback) {
  input = callback;
}
void retro_init() {}
void retro_deinit() {}
void retro_get_system_info(abi::SystemInfo* info) {
  *info = {"Test", "1", "md", false, false};
}
void retro_get_system_av_info(abi::AvInfo* info) {
  *info = {kWidth, kHeight, kWidth, kHeight, 1.5F, 60, 44100};
}
bool retro_load_game(const abi::GameInfo* game) {
  std::array<char, 64> text{};
  std::memcpy(text.data(), game->data, game->size < text.size() ? game->size : text.size() - 1);
  return std::sscanf(text.data(), "%15s %d", fault.data(), &fault_frame) >= 1;
}
void retro_unload_game() {}

void retro_run() {
  poll();
  if (frames++ == fault_frame) fail();
  std::uint16_t x = word(4);
  const auto held = [](unsigned button) { return input(0, 1, 0, button) != 0; };
  set_word(8, static_cast<std::uint16_t>(word(8) * 31 + word(10)));
  set_word(10, static_cast<std::uint16_t>(word(10) + 1));
  if (held(kRight)) x += 1;
  if (held(kLeft) && x > 0) x -= 1;
  if (held(kB) && word(10) % 3 == 0) x += 2;
  if (held(kDown) && x % 7 == 6) ram[0] = 9;
  set_word(4, x);
  for (std::size_t i = 0; i < picture.size(); ++i)
    picture[i] = static_cast<std::uint16_t>(i * 37 + x * 5U + word(8) + ram[0]);
  show(picture.data(), kWidth, kHeight, kWidth * 2);
}

std::size_t retro_serialize_size() {
  return kTag + ram.size();
}
bool retro_serialize(void* data, std::size_t /*size*/) {
  auto* to = static_cast<std::uint8_t*>(data);
  void* pointer = picture.data();
  std::memset(to, 0, kTag);
  std::memcpy(to + kPointer, &pointer, sizeof pointer);
  std::memcpy(to + kTag, ram.data(), ram.size());
  return true;
}
bool retro_unserialize(const void* data, std::size_t /*size*/) {
  std::memcpy(ram.data(), static_cast<const std::uint8_t*>(data) + kTag, ram.size());
  frames = 0;
  return true;
}
void* retro_get_memory_data(unsigned kind) {
  return kind == abi::kSystemRam ? ram.data() : nullptr;
}
std::size_t retro_get_memory_size(unsigned kind) {
  return kind == abi::kSystemRam ? ram.size() : 0;
}
}
