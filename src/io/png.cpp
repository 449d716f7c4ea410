// SPDX-License-Identifier: MIT
#include "io/png.h"

#include <png.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr unsigned kMaxSide = 16384;  // pixels; a hostile header may claim billions

/// libpng's description of a picture, freed however the scope is left.
struct PngImage {
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  png_image image{};
};

}  // namespace

Bytes encode_png(const Picture& picture) {
  PngImage png;
  png.image.width = static_cast<png_uint_32>(picture.width);
  png.image.height = static_cast<png_uint_32>(picture.height);
  png.image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  if (picture.width <= 0 || picture.height <= 0 ||
      png_image_write_get_memory_size(png.image, size, 0, picture.pixels.data(), 0, nullptr) == 0) {
    throw Error("PNG", "a picture of " + std::to_string(picture.width) + "x" + std::to_string(picture.height) +
                           " cannot be encoded: " + png.image.message);
  }
  Bytes bytes(size);
  if (png_image_write_to_memory(&png.image, bytes.data(), &size, 0, picture.pixels.data(), 0, nullptr) == 0) {
    throw Error("PNG", std::string("encoding failed: ") + png.image.message);
  }
  bytes.resize(size);
  return bytes;
}

Picture decode_png(std::span<const std::uint8_t> bytes, std::string_view name) {
  PngImage png;
  if (png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) == 0) {
    throw Error(name, std::string("it is no PNG picture: ") + png.image.message);
  }
  if (png.image.width > kMaxSide || png.image.height > kMaxSide) {
    throw Error(name, "it claims " + std::to_string(png.image.width) + "x" + std::to_string(png.image.height) +
                          " pixels; a side may have " + std::to_string(kMaxSide));
  }
  png.image.format = PNG_FORMAT_RGB;
  Picture picture(static_cast<int>(png.image.width), static_cast<int>(png.image.height));
  const png_color black{0, 0, 0};
  if (png_image_finish_read(&png.image, &black, picture.pixels.data(), 0, nullptr) == 0) {
    throw Error(name, std::string("the PNG picture is damaged: ") + png.image.message);
  }
  return picture;
}

void write_png(const std::filesystem::path& file, const Picture& picture) {
  write_file_atomic(file, encode_png(picture));
}

Picture read_png(const std::filesystem::path& file) {
  return decode_png(read_file(file), file.string());
}

}  // namespace spindash
