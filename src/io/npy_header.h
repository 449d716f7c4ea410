// SPDX-License-Identifier: MIT
// The header of numpy's .npy format, version 1.0: magic, size, a Python dictionary of type, order and shape.
#pragma once

#include "io/npz.h"

namespace spindash {

/// Padded to a multiple of 64 bytes, as the format asks.
std::string write_npy_header(const NpyHeader& header);
/// The header of `content` and how many bytes it takes; throws Error for anything but C order and known types.
std::pair<NpyHeader, std::size_t> parse_npy_header(std::span<const std::uint8_t> content, const std::string& name);
/// Bytes of the values; throws Error where they are more than `limit`.
std::uint64_t npy_values_bytes(const NpyHeader& header, std::uint64_t limit, const std::string& name);

}  // namespace spindash
