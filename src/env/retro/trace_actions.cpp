// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "env/retro/machine.h"
#include "env/retro/movie.h"
#include "env/retro/trace.h"
#include "io/digest.h"

namespace spindash::retro {

namespace {

using Json = nlohmann::json;

std::string picture_digest(const Machine& machine) {
  const ScreenSize size = machine.screen();
  std::vector<Pixel> pixels(static_cast<std::size_t>(size.width) * size.height);
  machine.draw(pixels);
  Bytes bytes;
  bytes.reserve(pixels.size() * 3);
  for (const Pixel pixel : pixels)
    for (const int shift : {0, 8, 16}) bytes.push_back(static_cast<std::uint8_t>(pixel >> shift));
  return sha1_hex(bytes);
}

/// The line of a step; a reset pays nothing and tells nothing.
std::string frame_line(const Machine& machine, bool is_reset) {
  const Json line = {{"observation_sha1", picture_digest(machine)},
                     {"ram_sha1", sha1_hex(machine.ram())},
                     {"reward", is_reset ? 0.0 : static_cast<double>(machine.reward())},
                     {"done", !is_reset && machine.done()},
                     {"info", is_reset ? Json::object() : Json(machine.info())}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Buttons parse_action(std::string_view word, ActionsAs kind, const ActionTable& table, const std::string& where) {
  constexpr int kMasks = 1 << 12;
  const int count = kind == ActionsAs::kDiscrete ? table.count() : kMasks;
  int number = -1;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (fault != std::errc() || end != word.data() + word.size() || number < 0 || number >= count)
    throw Error(where, "'" + std::string(word) + "' is no action",
                fmt::format("write a number from 0 to {}, or reset", count - 1));
  if (kind == ActionsAs::kDiscrete) return table.numbered(number);
  return kind == ActionsAs::kFiltered ? table.filter(static_cast<Buttons>(number)) : static_cast<Buttons>(number);
}

}  // namespace

void trace_actions(const Library& library, const GameName& game, const std::string& scenario, ActionsAs kind,
                   std::string_view actions, const std::string& name, const LineSink& out) {
  Machine machine(library, game.game, game.state, scenario);
  machine.reset();
  out(frame_line(machine, true));
  for (int number = 1; !actions.empty(); ++number) {
    const std::size_t end = std::min(actions.find('\n'), actions.size());
    std::string_view word = actions.substr(0, end);
    actions.remove_prefix(std::min(end + 1, actions.size()));
    word.remove_prefix(std::min(word.find_first_not_of(" \t\r"), word.size()));
    word = word.substr(0, word.find_last_not_of(" \t\r") + 1);
    if (word.empty()) continue;
    const bool is_reset = word == "reset";
    if (is_reset) {
      machine.reset();
    } else {
      machine.step(parse_action(word, kind, machine.actions(), fmt::format("{}:{}", name, number)));
    }
    out(frame_line(machine, is_reset));
  }
}

void trace_movie(const Library& library, std::span<const std::uint8_t> movie, const std::string& scenario,
                 const std::string& name, const LineSink& out) {
  const Movie played = read_movie(movie, name, library);
  Machine machine = machine_for(played, library, scenario);
  machine.reset();
  out(frame_line(machine, true));
  for (std::size_t i = 1; i < played.frames.size(); ++i) {
    machine.step(played.frames[i]);
    out(frame_line(machine, false));
  }
}

}  // namespace spindash::retro
