// SPDX-License-Identifier: MIT
// Arrays in .npz files, which numpy.load opens: a zip of .npy members, each deflated on its own. A PackedArray is such
// a member as it lies in the file, so that memory can hold what the disk holds, packed once. What a hostile file claims
// is checked before it is used; the Error names the file and the fault. No zip64: a file stays under 4 GiB.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace spindash {

/// What a .npy header says. `type` is numpy's name: "|u1", "|b1", "<f4", "<i8".
struct NpyHeader {
  std::string type;
  std::vector<std::int64_t> shape;
  bool operator==(const NpyHeader&) const = default;
};

struct PackedArray {
  Bytes stream;  ///< of header and values
  bool deflated = true;
  std::uint64_t unpacked_bytes = 0;  ///< of header and values
  std::uint32_t crc32 = 0;           ///< of header and values
};

using PackedArrays = std::map<std::string, PackedArray>;

/// Packs the values of an array that `header` describes.
PackedArray pack_array(const NpyHeader& header, std::span<const std::uint8_t> values);
/// The header and values, checked against size and checksum; `name` is what errors call the array. The values are a
/// part of `memory`, which is resized and can be used again and again.
std::span<const std::uint8_t> unpack_array(const PackedArray& array, const std::string& name, NpyHeader& header,
                                           Bytes& memory);

/// A whole .npz file.
Bytes write_npz(const std::map<std::string, const PackedArray*>& arrays);
/// Takes a file apart; streams are not unpacked yet.
PackedArrays parse_npz(std::span<const std::uint8_t> file, const std::string& name);

}  // namespace spindash
