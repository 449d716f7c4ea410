// SPDX-License-Identifier: MIT
#include "web/screen_png.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/error.h"

namespace spindash {

namespace {

constexpr int kQuickest = 1;
constexpr std::size_t kMostColours = 256;

void put_big_endian(Bytes& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// A chunk whose bytes `write` appends: length, name, bytes, checksum.
template <class Write>
void put_chunk(Bytes& out, std::string_view name, const Write& write) {
  const std::size_t start = out.size();
  put_big_endian(out, 0);
  out.insert(out.end(), name.begin(), name.end());
  write();
  const std::size_t size = out.size() - start - 8;
  for (int i = 0; i < 4; ++i) out[start + i] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
  put_big_endian(out, libdeflate_crc32(0, out.data() + start + 4, size + 4));
}

/// Numbers colours in the order they come: a small table with open addressing.
class Palette {
 public:
  void clear() {
    keys_.fill(0);
    colours_.clear();
  }
  /// The colour's number, or -1 where there are too many. A pixel is never 0: its last byte is 255.
  int number(Pixel colour) {
    std::size_t at = (colour * 0x9E3779B1U) >> 22;
    while (keys_[at] != colour) {
      if (keys_[at] == 0) {
        if (colours_.size() == kMostColours) return -1;
        keys_[at] = colour;
        numbers_[at] = static_cast<std::uint8_t>(colours_.size());
        colours_.push_back(colour);
        break;
      }
      at = (at + 1) % keys_.size();
    }
    return numbers_[at];
  }
  std::span<const Pixel> colours() const { return colours_; }

 private:
  std::array<Pixel, 1024> keys_{};
  std::array<std::uint8_t, 1024> numbers_{};
  std::vector<Pixel> colours_;
};

}  // namespace

struct ScreenPng::State {
  libdeflate_compressor* packer = libdeflate_alloc_compressor(kQuickest);
  Palette palette;
  Bytes rows, png;

  State() = default;
  ~State() { libdeflate_free_compressor(packer); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Rows of colour numbers, each after its filter byte 0; false where there are more than a palette holds.
  bool number_colours(std::span<const Pixel> pixels, ScreenSize size) {
    palette.clear();
    rows.resize(static_cast<std::size_t>(size.height) * (size.width + 1));
    std::uint8_t* to = rows.data();
    const Pixel* from = pixels.data();
    Pixel last = 0;
    int number = 0;
    for (int y = 0; y < size.height; ++y) {
      *to++ = 0;
      for (int x = 0; x < size.width; ++x) {
        const Pixel pixel = *from++ | 0xFF000000U;
        if (pixel != last) {
          last = pixel;
          number = palette.number(pixel);
          if (number < 0) return false;
        }
        *to++ = static_cast<std::uint8_t>(number);
      }
    }
    return true;
  }

  void write_full_colours(std::span<const Pixel> pixels, ScreenSize size) {
    rows.resize(static_cast<std::size_t>(size.height) * (3 * size.width + 1));
    std::uint8_t* to = rows.data();
    const Pixel* from = pixels.data();
    for (int y = 0; y < size.height; ++y) {
      *to++ = 0;
      for (int x = 0; x < size.width; ++x, ++from) {
        for (const int shift : {0, 8, 16}) *to++ = static_cast<std::uint8_t>(*from >> shift);
      }
    }
  }

  void pack() {
    const std::size_t at = png.size();
    png.resize(at + libdeflate_zlib_compress_bound(packer, rows.size()));
    const std::size_t size =
        libdeflate_zlib_compress(packer, rows.data(), rows.size(), png.data() + at, png.size() - at);
    png.resize(at + size);
  }
};

ScreenPng::ScreenPng() : state_(std::make_unique<State>()) {
  if (state_->packer == nullptr) throw Error("PNG", "there is no memory to pack pictures with");
}

ScreenPng::~ScreenPng() = default;

const Bytes& ScreenPng::encode(std::span<const Pixel> pixels, ScreenSize size) {
  if (size.width <= 0 || size.height <= 0 || pixels.size() != static_cast<std::size_t>(size.width) * size.height)
    throw Error("PNG", "a screen of another size than it says");
  const bool few = state_->number_colours(pixels, size);
  if (!few) state_->write_full_colours(pixels, size);
  Bytes& png = state_->png;
  png.assign({0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
  put_chunk(png, "IHDR", [&] {
    put_big_endian(png, static_cast<std::uint32_t>(size.width));
    put_big_endian(png, static_cast<std::uint32_t>(size.height));
    for (const int byte : {8, few ? 3 : 2, 0, 0, 0}) png.push_back(static_cast<std::uint8_t>(byte));
  });
  if (few) {
    put_chunk(png, "PLTE", [&] {
      for (const Pixel colour : state_->palette.colours()) {
        for (const int shift : {0, 8, 16}) png.push_back(static_cast<std::uint8_t>(colour >> shift));
      }
    });
  }
  put_chunk(png, "IDAT", [&] { state_->pack(); });
  put_chunk(png, "IEND", [] {});
  return png;
}

}  // namespace spindash
