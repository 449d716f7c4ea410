// SPDX-License-Identifier: MIT
// Pictures to and from PNG. What is read becomes 8-bit RGB, whatever it was; damaged data throws Error.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "io/picture.h"

namespace spindash {

Bytes encode_png(const Picture& picture);
/// `name` is what errors call the bytes.
Picture decode_png(std::span<const std::uint8_t> bytes, std::string_view name);
void write_png(const std::filesystem::path& file, const Picture& picture);
Picture read_png(const std::filesystem::path& file);

}  // namespace spindash
