// SPDX-License-Identifier: MIT
#include "env/retro/rom_header.h"

#include <algorithm>
#include <cctype>

namespace spindash::retro {

namespace {

constexpr std::size_t kCopier = 512, kInterleaved = 16384, kLeastRom = 512;

std::string text_at(std::span<const std::uint8_t> rom, std::size_t at, std::size_t size) {
  std::string text;
  for (const std::uint8_t byte : rom.subspan(at, size)) {
    const bool space = byte == ' ' || byte < 32 || byte > 126;
    if (space && (text.empty() || text.back() == ' ')) continue;
    text += space ? ' ' : static_cast<char>(byte);
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// Blocks of 16 KiB, the odd bytes before the even ones, as copiers for the Genesis wrote them (.smd).
Bytes deinterleave(std::span<const std::uint8_t> bytes) {
  Bytes rom(bytes.size());
  for (std::size_t block = 0; block < bytes.size(); block += kInterleaved) {
    for (std::size_t i = 0; i < kInterleaved / 2; ++i) {
      rom[block + 2 * i + 1] = bytes[block + i];
      rom[block + 2 * i] = bytes[block + kInterleaved / 2 + i];
    }
  }
  return rom;
}

}  // namespace

std::optional<CartridgeHeader> read_cartridge_header(std::span<const std::uint8_t> rom) {
  constexpr std::size_t kSystem = 0x100, kDomestic = 0x120, kOverseas = 0x150, kTitle = 48, kSerial = 0x183,
                        kRegions = 0x1F0, kEnd = 0x200;
  if (rom.size() < kEnd || text_at(rom, kSystem, 16).find("SEGA") == std::string::npos) return {};
  CartridgeHeader header{text_at(rom, kOverseas, kTitle), text_at(rom, kSerial, 11), text_at(rom, kRegions, 3)};
  if (header.title.empty()) header.title = text_at(rom, kDomestic, kTitle);
  return header;
}

std::vector<Dump> undo_dumps(std::span<const std::uint8_t> file) {
  std::vector<Dump> dumps;
  if (file.size() < kLeastRom) return dumps;
  const bool headered = file.size() % 1024 == kCopier && file.size() > kCopier;
  if (headered) {
    const auto rest = file.subspan(kCopier);
    dumps.push_back({{rest.begin(), rest.end()}, "a copier's header of 512 bytes before it"});
    if (rest.size() % kInterleaved == 0) dumps.push_back({deinterleave(rest), "a copier's dump in halves (.smd)"});
  }
  if (file.size() % 2 == 0) {
    Bytes swapped(file.begin(), file.end());
    for (std::size_t at = 0; at < swapped.size(); at += 2) std::swap(swapped[at], swapped[at + 1]);
    dumps.push_back({std::move(swapped), "every two bytes swapped"});
  }
  return dumps;
}

std::string plain_name(std::string_view name) {
  std::string plain;
  int depth = 0;
  for (const unsigned char letter : name) {
    if (letter == '(' || letter == '[') ++depth;
    if (depth == 0 && std::isalnum(letter) != 0) plain += static_cast<char>(std::tolower(letter));
    if ((letter == ')' || letter == ']') && depth > 0) --depth;
  }
  return plain;
}

}  // namespace spindash::retro
