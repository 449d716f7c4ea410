// SPDX-License-Identifier: MIT
// Fingerprints of bytes, as lower-case hexadecimal text: SHA-1 because ROMs and stable-retro's tests are named by it,
// SHA-256 for what is downloaded.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace spindash {

std::string sha1_hex(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::span<const std::uint8_t> bytes);

}  // namespace spindash
