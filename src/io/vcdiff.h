// SPDX-License-Identifier: MIT
// Applying binary patches in the format VCDIFF (RFC 3284): a new file as pieces of an old one and of itself, runs and
// new bytes. Understands what xdelta3 adds where it compresses nothing further: an application header, and Adler-32
// checksums of windows, which are checked.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"

namespace spindash {

/// The new file. Throws Error when the patch is damaged, does not belong to `source`, uses a secondary compressor or a
/// code table of its own, or makes more than `limit` bytes. `name` is what errors call the patch.
Bytes apply_vcdiff(std::span<const std::uint8_t> patch, std::span<const std::uint8_t> source, const std::string& name,
                   std::size_t limit);

}  // namespace spindash
