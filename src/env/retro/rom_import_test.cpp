// SPDX-License-Identifier: MIT
#include "env/retro/rom_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "base/mutate.h"
#include "env/retro/rom_header.h"
#include "env/retro/test_library.h"
#include "io/digest.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// 32 KiB with the header of a cartridge.
Bytes cartridge(std::string_view title, std::uint8_t seed) {
  Bytes rom(32768);
  for (std::size_t i = 0; i < rom.size(); ++i) rom[i] = static_cast<std::uint8_t>(i * 7 + i / 256 * seed);
  const auto put = [&](std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), rom.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(0x100, "SEGA GENESIS    ");
  std::string padded(title);
  padded.resize(48, ' ');
  put(0x150, padded);
  put(0x180, "GM 00001009-00");
  put(0x1F0, "JUE");
  return rom;
}

std::string as_text(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

class RomImportTest : public testing::Test {
 protected:
  RomImportTest() { files_.add_game("rom.sha", sha1_hex(rom_) + "\n"); }
  ImportReport import(const std::string& name, const Bytes& content) {
    const TestFolder folder;
    make_folders((folder.path() / name).parent_path());
    write_file_atomic(folder.path() / name, content);
    return import(folder.path());
  }
  ImportReport import(const std::filesystem::path& path) const {
    const Library library = files_.open();
    RomImport search(library);
    search.search(path);
    return search.finish();
  }
  Bytes found() const {
    const auto file = files_.game_folder() / "rom.md";
    return std::filesystem::exists(file) ? read_file(file) : Bytes();
  }

  TestLibrary files_;
  Bytes rom_ = cartridge("HOP  THE   GAME", 3);
};

TEST_F(RomImportTest, TakesARomWhateverItIsCalled) {
  const auto report = import("deep/below/SONG.mp3", rom_);
  ASSERT_THAT(report.imported, SizeIs(1));
  EXPECT_EQ(report.imported[0].game, "Hop-Genesis-v0");
  EXPECT_THAT(report.imported[0].from, HasSubstr("SONG.mp3"));
  EXPECT_EQ(found(), rom_);
  EXPECT_THAT(report.refused, IsEmpty());
}

TEST_F(RomImportTest, UndoesCopiersDumps) {
  const auto with_header = [](const Bytes& rom) {
    Bytes file(512, 1);
    file.insert(file.end(), rom.begin(), rom.end());
    return file;
  };
  Bytes halves(rom_.size()), swapped = rom_;
  for (std::size_t block = 0; block < rom_.size(); block += 16384)
    for (std::size_t i = 0; i < 8192; ++i) {
      halves[block + i] = rom_[block + 2 * i + 1];
      halves[block + 8192 + i] = rom_[block + 2 * i];
    }
  for (std::size_t i = 0; i < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
  for (const auto& [file, note] :
       {std::pair{with_header(rom_), "header"}, {with_header(halves), "halves"}, {swapped, "swapped"}}) {
    std::filesystem::remove(files_.game_folder() / "rom.md");
    const auto report = import("hop.smd", file);
    ASSERT_THAT(report.imported, SizeIs(1)) << note;
    EXPECT_THAT(report.imported[0].note, HasSubstr(note));
    EXPECT_EQ(found(), rom_) << note;
  }
}

TEST_F(RomImportTest, SaysWhyItTakesNothing) {
  auto report = import("Hop (USA).md", cartridge("ANOTHER", 5));
  ASSERT_THAT(report.refused, SizeIs(1));
  EXPECT_THAT(report.refused[0].why, HasSubstr("its name is Hop-Genesis-v0's"));
  EXPECT_THAT(report.refused[0].why, HasSubstr("wanted " + sha1_hex(rom_)));
  report = import("x.bin", cartridge("HOP", 5));
  EXPECT_THAT(report.refused.at(0).why, HasSubstr("HOP, serial 00001009-00, regions JUE"));
  EXPECT_THAT(report.refused.at(0).why, HasSubstr("another revision"));
  report = import("other.md", cartridge("UNKNOWN", 5));
  EXPECT_THAT(report.refused.at(0).why, HasSubstr("no integration wants it"));
  report = import("picture.png", Bytes(100));
  EXPECT_THAT(report.refused, IsEmpty());
  EXPECT_EQ(report.others, 1);
  EXPECT_EQ(found(), Bytes());
  EXPECT_THROW(import(files_.root() / "nowhere"), Error);
}

TEST_F(RomImportTest, PatchesWhatIsAPatchOfARom) {
  const std::filesystem::path custom = "data/contrib/HopCustom-Genesis/";
  Bytes made(rom_.begin(), rom_.begin() + 16);
  for (const char letter : std::string("new")) made.push_back(static_cast<std::uint8_t>(letter));
  // VCDIFF: copy 16 from the beginning, add 3.
  const Bytes delta = {0xD6, 0xC3, 0xC4, 0, 0, 1, 16, 0, 11, 19, 0, 3, 2, 1, 'n', 'e', 'w', 32, 4, 0};
  files_.add(custom / "rom.delta", as_text(delta));
  files_.add(custom / "rom.sha", sha1_hex(made));
  files_.add(custom / "metadata.json", "{}");
  const auto report = import("hop.md", rom_);
  ASSERT_THAT(report.imported, SizeIs(2));
  EXPECT_EQ(report.imported[1].game, "HopCustom-Genesis");
  EXPECT_EQ(read_file(files_.root() / custom / "rom.md"), made);
}

/// A zip archive of one stored member.
Bytes zip_of(const std::string& name, const Bytes& content);

TEST_F(RomImportTest, DamagedArchivesEndInALine) {
  Bytes inside = rom_;
  const Bytes archive = zip_of("roms/hop.md", inside);
  const auto whole = import("hop.zip", archive);
  ASSERT_THAT(whole.imported, SizeIs(1));
  EXPECT_THAT(whole.imported[0].from, HasSubstr("hop.zip/roms/hop.md"));
  Random random(1);
  const Bytes small = zip_of("a.md", Bytes(64, 7));
  const Library library = files_.open();
  const TestFolder folder;
  for (int i = 0; i < fuzz_inputs() / 10; ++i) {
    std::ofstream(folder.path() / "a.zip", std::ios::binary) << as_text(mutate(small, random));
    RomImport search(library);
    search.search(folder.path());
    search.finish();
  }
}

Bytes zip_of(const std::string& name, const Bytes& content) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : content) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
  }
  crc = ~crc;
  Bytes zip;
  ByteWriter out(zip);
  const auto size = static_cast<std::uint32_t>(content.size());
  const auto length = static_cast<std::uint16_t>(name.size());
  const auto common = [&](std::uint32_t tag, bool directory) {
    out.write(tag);
    if (directory) out.write<std::uint16_t>(20);
    for (const int value : {20, 0, 0, 0, 0}) out.write(static_cast<std::uint16_t>(value));
    out.write(crc);
    out.write(size);
    out.write(size);
    out.write(length);
    out.write<std::uint16_t>(0);
  };
  common(0x04034B50, false);
  out.write_bytes(name.data(), name.size());
  out.write_bytes(content.data(), content.size());
  const auto directory = static_cast<std::uint32_t>(zip.size());
  common(0x02014B50, true);
  for (int i = 0; i < 3; ++i) out.write<std::uint16_t>(0);
  out.write<std::uint32_t>(0);
  out.write<std::uint32_t>(0);
  out.write_bytes(name.data(), name.size());
  const auto directory_size = static_cast<std::uint32_t>(zip.size()) - directory;
  out.write<std::uint32_t>(0x06054B50);
  for (const int value : {0, 0, 1, 1}) out.write(static_cast<std::uint16_t>(value));
  out.write(directory_size);
  out.write(directory);
  out.write<std::uint16_t>(0);
  return zip;
}

}  // namespace
}  // namespace spindash::retro
