// SPDX-License-Identifier: MIT
#include "env/retro/movie.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "env/retro/hosted_game.h"
#include "io/atomic_file.h"
#include "io/zip.h"
#include "io/zip_writer.h"

namespace spindash::retro {

namespace {

constexpr auto kHeader = "Header.txt", kLog = "Input Log.txt", kState = "Core.bin";
constexpr std::string_view kPlayer = "P1 ", kKeys = "LogKey:";
constexpr std::size_t kLargestPart = std::size_t{64} << 20;

/// What BizHawk calls the consoles.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kConsoles = {{{"Genesis", "GEN"},
                                                                                     {"Nes", "NES"},
                                                                                     {"Snes", "SNES"},
                                                                                     {"GameBoy", "GB"},
                                                                                     {"GbAdvance", "GBA"},
                                                                                     {"Atari2600", "A26"},
                                                                                     {"Sms", "SMS"},
                                                                                     {"GameGear", "GG"},
                                                                                     {"PCEngine", "PCE"}}};

/// "RIGHT" -> "Right".
std::string capitalised(const std::string& name) {
  std::string text = name;
  for (std::size_t i = 1; i < text.size(); ++i)
    text[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
  return text;
}

std::string capitals(std::string_view name) {
  std::string text(name);
  for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

std::string read_part(const ZipArchive& archive, std::string_view part, const std::string& name, bool needed) {
  for (const auto& member : archive.members()) {
    if (member.name != part) continue;
    const Bytes bytes = archive.read(member, kLargestPart);
    return {bytes.begin(), bytes.end()};
  }
  if (needed) throw Error(name, "it is no movie: it has no " + std::string(part), "movies are .bk2 files");
  return "";
}

std::vector<std::string_view> split(std::string_view line, char mark) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = line.find(mark);
    parts.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

/// Which joypad number each character of player 1 stands for; -1 of a button that the console here has not.
std::vector<int> read_keys(std::string_view line, const Platform& platform) {
  if (line.starts_with(kKeys)) line.remove_prefix(kKeys.size());
  std::vector<int> numbers;
  for (std::string_view key : split(line, '|')) {
    if (key.starts_with('#')) key.remove_prefix(1);
    if (!key.starts_with(kPlayer)) continue;
    const auto at = std::ranges::find(platform.buttons, capitals(key.substr(kPlayer.size())));
    numbers.push_back(at == platform.buttons.end() ? -1 : static_cast<int>(at - platform.buttons.begin()));
  }
  return numbers;
}

/// "|..|...L..|" -> what player 1 holds; the first group is reset and power.
Buttons read_frame(std::string_view line, const std::vector<int>& numbers, const std::string& where) {
  const auto groups = split(line, '|');
  if (groups.size() < 4 || groups[2].size() != numbers.size())
    throw Error(where, "it has not one mark for each button of player 1", "the movie is damaged");
  unsigned held = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (groups[2][i] != '.' && numbers[i] >= 0) held |= 1U << static_cast<unsigned>(numbers[i]);
  return static_cast<Buttons>(held);
}

std::vector<Buttons> read_log(const std::string& text, const Platform& platform, const std::string& name) {
  std::istringstream lines(text);
  std::vector<Buttons> frames;
  std::vector<int> numbers;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('[')) continue;
    if (numbers.empty()) {
      numbers = read_keys(line, platform);
      if (numbers.empty()) throw Error(name, "its log names no button of player 1");
    } else {
      frames.push_back(read_frame(line, numbers, name + "/" + kLog + ":" + std::to_string(number)));
    }
  }
  if (frames.empty()) throw Error(name, "it has no frames");
  return frames;
}

std::string header_value(const std::string& header, std::string_view key) {
  std::istringstream lines(header);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ')
      return line.substr(key.size() + 1);
  }
  return "";
}

const HostedGame& expect_emulator(const Game& game) {
  const auto* hosted = dynamic_cast<const HostedGame*>(&game);
  if (hosted == nullptr) throw Error("movie", "only an emulator's game has movies", "write an .mp4 in place of a .bk2");
  return *hosted;
}

}  // namespace

Bytes write_movie(const Movie& movie, const Platform& platform) {
  const auto* const console =
      std::ranges::find(kConsoles, platform.name, &std::pair<std::string_view, std::string_view>::first);
  if (console == kConsoles.end()) throw Error(movie.game, "movies of the console " + platform.name + " are not known");
  std::string keys, log;
  for (std::size_t i = platform.buttons.size(); i-- > 0;)
    if (!platform.buttons[i].empty()) keys += std::string(kPlayer) + capitalised(platform.buttons[i]) + "|";
  log = "[Input]\n" + keys + "\n";
  for (const Buttons held : movie.frames) {
    log += "|..|";
    for (std::size_t i = platform.buttons.size(); i-- > 0;)
      if (!platform.buttons[i].empty()) log += (held >> i & 1U) != 0 ? platform.buttons[i].front() : '.';
    log += "|\n";
  }
  ZipWriter zip;
  zip.add(kLog, log + "[/Input]");
  zip.add(kHeader, "MovieVersion Retro\nAuthor ?\nemuVersion ?\nPlatform " + std::string(console->second) +
                       "\nGameName " + movie.game + "\nSHA1 ?\nCore ?\nrerecordCount 1\n");
  if (!movie.start.empty()) zip.add(kState, movie.start);
  return zip.finish();
}

Movie read_movie(std::span<const std::uint8_t> bytes, const std::string& name, const Library& library) {
  const ZipArchive archive(bytes, name);
  Movie movie;
  const std::string game = header_value(read_part(archive, kHeader, name, true), "GameName");
  if (game.empty()) throw Error(name, "its header names no game");
  const Integration integration = library.game(game);
  movie.game = integration.name();
  movie.frames = read_log(read_part(archive, kLog, name, true), library.platform(integration), name);
  const std::string state = read_part(archive, kState, name, false);
  movie.start.assign(state.begin(), state.end());
  return movie;
}

Machine machine_for(const Movie& movie, const Library& library, const std::string& scenario) {
  Machine machine(library, movie.game, "", scenario);
  if (!movie.start.empty()) machine.start_from(movie.start);
  return machine;
}

MovieRecorder::MovieRecorder(const Game& game)
    : MovieRecorder(Library(expect_emulator(game).set().library), expect_emulator(game).set().levels.at(game.level())) {
}

MovieRecorder::MovieRecorder(const Library& library, const EmulatorLevel& level)
    : platform_(library.platform(library.game(level.game))),
      actions_(read_scenario(library.game(level.game).scenario(level.scenario)).actions.value_or(platform_.actions),
               platform_.buttons) {
  movie_.game = level.game;
  if (!level.state.empty()) movie_.start = library.game(level.game).read_state(level.state);
}

void MovieRecorder::save(const std::filesystem::path& file) const {
  write_file_atomic(file, write_movie(movie_, platform_));
}

}  // namespace spindash::retro
