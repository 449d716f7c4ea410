// SPDX-License-Identifier: MIT
// Decompression of deflate streams in memory, alone (zip members) or in gzip's frame (save states). The result never
// grows past a limit; damaged and cut streams throw Error.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"

namespace spindash {

/// All members of a gzip file, joined, as `gunzip` gives them. `name` is what errors call the file.
Bytes gunzip(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit);
/// One bare deflate stream; what follows it is not looked at.
Bytes inflate_raw(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit);
inline constexpr int kFastest = 1, kUsual = 6;
/// One gzip member, packed at a level from kFastest to 12.
Bytes gzip(std::span<const std::uint8_t> bytes, int level = kUsual);

}  // namespace spindash
