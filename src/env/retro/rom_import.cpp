// SPDX-License-Identifier: MIT
#include "env/retro/rom_import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/error.h"
#include "env/retro/rom_header.h"
#include "io/atomic_file.h"
#include "io/digest.h"
#include "io/vcdiff.h"
#include "io/zip.h"

namespace spindash::retro {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestRom = std::uintmax_t{64} << 20, kLargestArchive = std::uintmax_t{1} << 30;
constexpr int kDeepest = 3;                // archives within archives
constexpr std::size_t kCartridgeTag = 16;  // of the NES: the digests leave it out
constexpr auto kPatch = "rom.delta";

std::string extension_of(std::string_view name) {
  const std::size_t slash = name.rfind('/'), dot = name.rfind('.');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return "";
  std::string extension(name.substr(dot));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return extension;
}

std::string stem_of(const std::string& name) {
  return fs::path(name).stem().string();
}

bool is_archive(const Bytes& content) {
  constexpr std::string_view kTag = "PK\3\4";
  return content.size() > kTag.size() && std::equal(kTag.begin(), kTag.end(), content.begin());
}

/// Of "SonicTheHedgehog-Genesis-v0": "SonicTheHedgehog".
std::string bare_game(const std::string& game, const std::string& platform) {
  return game.substr(0, game.rfind("-" + platform));
}

}  // namespace

RomImport::RomImport(const Library& library) : library_(library) {
  for (const auto& name : library.games()) {
    const Integration game = library.game(name);
    const Platform& platform = library.platform(game);
    const fs::path target = game.folder() / ("rom." + platform.extensions.front());
    for (const auto& digest : game.rom_digests())
      if (!game.find(kPatch)) wanted_.emplace(digest, Wanted{game.name(), target});
    by_name_.emplace(plain_name(bare_game(name, platform.name)), game.name());
    for (const auto& extension : platform.extensions) with_extension_.emplace("." + extension, platform.name);
  }
  for (const auto* extension : {".bin", ".smd", ".68k", ".sgd", ".gen", ".rom"}) with_extension_.emplace(extension, "");
}

void RomImport::search(const fs::path& path) {
  std::error_code fault;
  if (fs::is_regular_file(path, fault)) return look_at_file(path);
  if (!fs::is_directory(path, fault)) throw Error(path.string(), "there is no such file or folder");
  fs::recursive_directory_iterator each(path, fs::directory_options::skip_permission_denied, fault);
  std::vector<fs::path> files;
  for (; !fault && each != fs::recursive_directory_iterator(); each.increment(fault))
    if (each->is_regular_file(fault)) files.push_back(each->path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) look_at_file(file);
}

void RomImport::look_at_file(const fs::path& file) {
  std::error_code fault;
  const auto size = fs::file_size(file, fault);
  const bool archive = extension_of(file.string()) == ".zip";
  if (fault || size > (archive ? kLargestArchive : kLargestRom)) {
    ++report_.others;
    return;
  }
  try {
    look_at(file.string(), read_file(file), 0);
  } catch (const Error& error) {
    report_.refused.push_back({file.string(), error.what()});
  }
}

void RomImport::look_at(const std::string& name, const Bytes& content, int depth) {
  if (take(name, content, "")) return;
  if (is_archive(content) && depth < kDeepest) return look_into_archive(name, content, depth);
  for (const auto& [rom, kind] : undo_dumps(content))
    if (take(name, rom, kind)) return;
  const bool looks_like_rom = with_extension_.contains(extension_of(name)) || read_cartridge_header(content);
  if (looks_like_rom) {
    report_.refused.push_back({name, explain(name, content)});
  } else {
    ++report_.others;
  }
}

void RomImport::look_into_archive(const std::string& name, const Bytes& content, int depth) {
  const ZipArchive archive(content, name);
  for (const auto& member : archive.members()) {
    if (member.name.ends_with('/')) continue;
    const std::string place = name + "/" + member.name;
    if (member.size > kLargestRom) {
      ++report_.others;
      continue;
    }
    try {
      look_at(place, archive.read(member, kLargestRom), depth + 1);
    } catch (const Error& error) {
      report_.refused.push_back({place, error.what()});
    }
  }
}

bool RomImport::take(const std::string& name, const Bytes& rom, const std::string& note) {
  std::string digest = sha1_hex(rom);
  if (extension_of(name) == ".nes" && rom.size() > kCartridgeTag)
    digest = sha1_hex(std::span<const std::uint8_t>(rom).subspan(kCartridgeTag));
  const auto [begin, end] = wanted_.equal_range(digest);
  for (auto at = begin; at != end; ++at) {
    std::error_code ignored;
    if (!fs::exists(at->second.target, ignored)) write_file_atomic(at->second.target, rom);
    report_.imported.push_back({at->second.game, name, note});
  }
  return begin != end;
}

std::string RomImport::explain(const std::string& name, const Bytes& content) const {
  const auto header = read_cartridge_header(content);
  std::set<std::string> games;
  for (const std::string& text : {plain_name(stem_of(name)), header ? plain_name(header->title) : std::string()}) {
    const auto [begin, end] = by_name_.equal_range(text);
    for (auto at = begin; at != end; ++at) games.insert(at->second);
  }
  std::string words = header ? fmt::format("{}, serial {}, regions {}: ", header->title, header->serial,
                                           header->regions.empty() ? "none" : header->regions)
                             : "";
  const std::string digest = sha1_hex(content);
  if (games.empty()) return words + "no integration wants it (SHA-1 " + digest + ")";
  const Integration game = library_.game(*games.begin());
  return words + fmt::format("its name is {}'s, but it is another revision, region or dump: SHA-1 {}, wanted {}",
                             fmt::join(games, "'s or "), digest, fmt::join(game.rom_digests(), " or "));
}

/// A patch belongs to the ROM with which it makes the wanted bytes.
void RomImport::patch() {
  for (const auto& name : library_.games()) {
    const Integration game = library_.game(name);
    const auto delta = game.find(kPatch);
    const Platform& platform = library_.platform(game);
    if (!delta || game.rom(platform)) continue;
    const auto digests = game.rom_digests();
    const Bytes bytes = read_file(*delta, kLargestRom);
    for (const auto& base_name : library_.games()) {
      const std::string bare = bare_game(base_name, platform.name);
      if (base_name == name || !name.starts_with(bare) || bare.empty()) continue;
      const Integration base = library_.game(base_name);
      const auto rom = base.rom(library_.platform(base));
      if (!rom || base.platform() != game.platform()) continue;
      try {
        const Bytes made = apply_vcdiff(bytes, read_file(*rom, kLargestRom), delta->string(), kLargestRom);
        if (std::find(digests.begin(), digests.end(), sha1_hex(made)) == digests.end()) continue;
        write_file_atomic(game.folder() / ("rom." + platform.extensions.front()), made);
        report_.imported.push_back({game.name(), rom->string(), "patched with its " + std::string(kPatch)});
        break;
      } catch (const Error&) {  // not of this ROM
      }
    }
  }
}

ImportReport RomImport::finish() {
  patch();
  return std::move(report_);
}

std::vector<fs::path> steam_folders() {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe)
  std::vector<fs::path> found;
  if (home == nullptr) return found;
  for (const auto* place : {".steam/steam/steamapps/common", ".local/share/Steam/steamapps/common",
                            ".var/app/com.valvesoftware.Steam/data/Steam/steamapps/common"}) {
    std::error_code fault;
    const fs::path folder = fs::canonical(fs::path(home) / place, fault);
    if (!fault && std::find(found.begin(), found.end(), folder) == found.end()) found.push_back(folder);
  }
  return found;
}

}  // namespace spindash::retro
