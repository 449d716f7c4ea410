// SPDX-License-Identifier: MIT
// The framing of TensorFlow record files: length, its checksum, the record, its checksum. The checksum is CRC-32C
// (Castagnoli), rotated and offset so that a checksum of data that holds checksums is no trouble.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace spindash {

std::uint32_t crc32c(std::span<const std::uint8_t> bytes);
std::uint32_t masked_crc32c(std::span<const std::uint8_t> bytes);
/// Appends `record` with its frame.
void append_record(Bytes& out, std::string_view record);

}  // namespace spindash
