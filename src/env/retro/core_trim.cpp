// SPDX-License-Identifier: MIT
#include "env/retro/core_trim.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <span>

#include "base/error.h"
#include "io/digest.h"

namespace spindash::retro {

namespace {

constexpr std::size_t kFileSize = 5894328;
constexpr std::string_view kDigest = "65a83a22c7b9e836698487b018739966136aed342885dd7959b581f0d454210a";

// Functions and variables, by the file's symbol table; functions lie at the same place in the file.
constexpr std::size_t kAddDelta = 0x3bd1b0, kAddDeltaFast = 0x3bd910;  // mix a step of a wave into the sound
constexpr std::size_t kFmChannel = 0x3be190;                           // computes a sample of an FM channel
constexpr std::size_t kRemapLine = 0x331310;                           // writes the pixels of a line
constexpr std::size_t kPaintMode5 = 0x32c890, kPaintMode5Columns = 0x32ce90;
constexpr std::size_t kLine = 0x5686e0;     // colours of the line that is made, from 32 left of the screen
constexpr std::size_t kColours = 0x569760;  // as pixels
constexpr std::size_t kConfig = 0x7daf80, kBitmap = 0x11ee980, kLinesOfFrame = 0x11eea58, kBackground = 0x11eea08;
constexpr std::size_t kHasRam = 0x1206081, kRam = 0x1206090, kRamSize = 0x10000;  // in the cartridge
constexpr std::size_t kTvFilter = kConfig + 0x30, kLcdFilter = kConfig + 0x31, kTwoFields = kConfig + 0x33;

constexpr std::size_t kMargin = 32, kLineSize = 512;
constexpr std::uint8_t kSprite = 0x80;  // marks the colour of a sprite
constexpr std::uint8_t kReturn = 0xc3;

struct Part {
  std::size_t offset, size;
};
/// Variables of the machine that its states lack or that taking a state only nearly restores, and beside them, what
/// does no harm; not the list of patterns to be unpacked anew, which after a state is all of them.
constexpr std::array<Part, 8> kRest = {{
    {0x568560, 0x580},    // sprites and colours of the line that is made
    {0x689d60, 0xe0},     // the video chip's queue and copying
    {0x6fba38, 0x20},     // the sound chips' clock
    {0x6fdc20, 0x2c0},    // pads, cartridge chips
    {0x7dafe0, 0x1000},   // memory as the Z80 sees it
    {kBitmap, 0x104},     // picture, modes
    {0x11fea84, 0x49c},   // sprite table, status
    {0x1200766, 0x5932},  // counters; both processors, memory as they see it; input
}};

/// The first bytes of a function that is replaced.
struct Code {
  std::size_t offset;
  std::array<std::uint8_t, 5> bytes;
};
constexpr std::array<Code, 4> kReplaced = {{{kAddDelta, {0x89, 0xd0, 0x09, 0xc8, 0x0f}},
                                            {kAddDeltaFast, {0x49, 0x89, 0xf8, 0x89, 0xd7}},
                                            {kFmChannel, {0x89, 0xff, 0x41, 0x57, 0x48}},
                                            {kRemapLine, {0x48, 0x8d, 0x0d, 0x69, 0xd6}}}};
constexpr std::size_t kBackgroundJump = kAddDelta + 16;  // within a function that returns at once

/// mov rsi, trim; jmp [rip]; the function's address.
void write_jump(Bytes& file, std::size_t offset, const CoreTrim* trim, void (*to)(int, CoreTrim*)) {
  constexpr std::array<std::uint8_t, 2> kMove = {0x48, 0xbe};
  constexpr std::array<std::uint8_t, 6> kJump = {0xff, 0x25, 0, 0, 0, 0};
  const auto self = reinterpret_cast<std::uint64_t>(trim), target = reinterpret_cast<std::uint64_t>(to);
  std::uint8_t* at = file.data() + offset;
  const auto put = [&](const void* bytes, std::size_t size) {
    std::memcpy(at, bytes, size);
    at += size;
  };
  put(kMove.data(), kMove.size());
  put(&self, sizeof self);
  put(kJump.data(), kJump.size());
  put(&target, sizeof target);
}

}  // namespace

/// As the core lays it out.
struct CoreTrim::Bitmap {
  std::uint8_t* pixels;
  std::int32_t width, height, pitch;
  std::int32_t left, top, screen_width, screen_height;
};

template <class T>
T& CoreTrim::at(std::size_t offset) const {
  return *reinterpret_cast<T*>(base_ + offset);  // NOLINT(performance-no-int-to-ptr)
}

void CoreTrim::edit(Bytes& file) {
  if (std::getenv("SPINDASH_WHOLE_CORE") != nullptr) return;  // NOLINT(concurrency-mt-unsafe)
  if (file.size() != kFileSize || sha256_hex(file) != kDigest) return;
  for (const auto& [offset, bytes] : kReplaced)
    if (!std::equal(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(offset))) return;
  for (const std::size_t silent : {kAddDelta, kAddDeltaFast, kFmChannel}) file[silent] = kReturn;
  write_jump(file, kRemapLine, this, write_pixels);
  write_jump(file, kBackgroundJump, this, paint_background);
  works_ = true;
}

void CoreTrim::attach(std::uint64_t address) {
  base_ = address;
  for (const std::size_t setting : {kTvFilter, kLcdFilter, kTwoFields})
    if (at<std::uint8_t>(setting) != 0)
      throw Error("Genesis core", "it filters its pictures, though it was told not to");
}

// The painter is a variable of the core, which it sets where the program changes the mode: even within a frame. Then
// the rest of that frame is painted.
void CoreTrim::draw(bool drawn) {
  drawn_ = drawn;
  const auto jump = reinterpret_cast<Painter>(base_ + kBackgroundJump);  // NOLINT(performance-no-int-to-ptr)
  auto& painter = at<Painter>(kBackground);
  if (drawn) {
    if (painter == jump) painter = background_;
    return;
  }
  const auto is = [&](std::size_t function) { return reinterpret_cast<std::uint64_t>(painter) == base_ + function; };
  if (!is(kPaintMode5) && !is(kPaintMode5Columns)) return;
  background_ = painter;
  painter = jump;
}

ScreenSize CoreTrim::picture() const {
  const auto& bitmap = at<Bitmap>(kBitmap);
  return {bitmap.screen_width, bitmap.screen_height};
}

std::span<std::uint8_t> CoreTrim::canvas() const {
  const auto& bitmap = at<Bitmap>(kBitmap);
  return {bitmap.pixels, static_cast<std::size_t>(bitmap.pitch) * static_cast<std::size_t>(bitmap.height)};
}

void CoreTrim::write_pixels(int line, CoreTrim* trim) {
  if (!trim->drawn_) return;
  const auto& bitmap = trim->at<Bitmap>(kBitmap);
  const int row = (line + bitmap.top) % trim->at<std::uint16_t>(kLinesOfFrame);
  if (row < 0) return;
  const auto width = static_cast<std::size_t>(bitmap.screen_width) + 2 * static_cast<std::size_t>(bitmap.left);
  const std::uint8_t* colours = &trim->at<std::uint8_t>(kLine) + kMargin - bitmap.left;
  const std::uint16_t* pixels = &trim->at<std::uint16_t>(kColours);
  auto* to = reinterpret_cast<std::uint16_t*>(bitmap.pixels + static_cast<std::ptrdiff_t>(row) * bitmap.pitch);
  for (std::size_t x = 0; x < width; ++x) to[x] = pixels[colours[x]];
}

// A sprite's pixel that falls on another's tells the program so, and painting takes the marks of the line before away.
// On the screen: all of them. In the margins, where a sprite may reach, it depends on the scrolling; so where marks
// are left in a margin, the core itself paints.
void CoreTrim::paint_background(int line, CoreTrim* trim) {
  auto* colours = &trim->at<std::uint8_t>(kLine);
  const auto width = static_cast<std::size_t>(trim->at<Bitmap>(kBitmap).screen_width);
  std::uint8_t marks = 0;
  for (std::size_t x = 0; x < kMargin; ++x) marks |= colours[x];
  for (std::size_t x = kMargin + width; x < kLineSize; ++x) marks |= colours[x];
  if ((marks & kSprite) != 0) return trim->background_(line);
  std::memset(colours + kMargin, 0, width);
}

std::vector<std::span<std::uint8_t>> CoreTrim::rest() const {
  std::vector<std::span<std::uint8_t>> parts;
  parts.reserve(kRest.size() + 1);
  for (const auto& [offset, size] : kRest) parts.emplace_back(&at<std::uint8_t>(offset), size);
  if (at<std::uint8_t>(kHasRam) != 0) parts.emplace_back(at<std::uint8_t*>(kRam), kRamSize);
  return parts;
}

void CoreTrim::save_rest(Bytes& saved) const {
  saved.clear();
  for (const auto part : rest()) saved.insert(saved.end(), part.begin(), part.end());
}

void CoreTrim::load_rest(const Bytes& saved) {
  auto from = saved.begin();
  for (const auto part : rest()) {
    std::copy_n(from, part.size(), part.begin());
    from += std::ssize(part);
  }
}

}  // namespace spindash::retro
