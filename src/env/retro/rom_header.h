// SPDX-License-Identifier: MIT
// What a file that is no known ROM may be: its console's header, and the dumps that people have in place of the ROM
// itself (with a copier's header, in halves, with bytes swapped).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace spindash::retro {

/// A cartridge of the Genesis, by its own words.
struct CartridgeHeader {
  std::string title;    ///< overseas, else domestic; spaces between words are single
  std::string serial;   ///< with the revision, "00001009-00"
  std::string regions;  ///< "JUE"
};
std::optional<CartridgeHeader> read_cartridge_header(std::span<const std::uint8_t> rom);

/// The same ROM as another kind of dump would have it, with words for what the file is then.
struct Dump {
  Bytes rom;
  std::string kind;
};
std::vector<Dump> undo_dumps(std::span<const std::uint8_t> file);

/// Letters and digits only, in lower case, without what stands in brackets: for comparing names.
std::string plain_name(std::string_view name);

}  // namespace spindash::retro
