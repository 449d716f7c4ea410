// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "env/retro/json_text.h"
#include "env/retro/scoring.h"
#include "env/retro/state_ram.h"
#include "env/retro/trace.h"

namespace spindash::retro {

namespace {

using Json = nlohmann::json;

std::string result_line(const Scoring& scoring) {
  const Json line = {
      {"reward", static_cast<double>(scoring.reward())}, {"done", scoring.done()}, {"info", scoring.info()}};
  // A script may have named a variable in bytes that are no text.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_variables(std::string_view line, const std::string& where, Values& values) {
  const Json writes = parse_json(line, where);
  if (!writes.is_object()) throw Error(where, "it is not an object", R"(write for example {"lives": 2})");
  for (const auto& [name, value] : writes.items()) {
    if (!as_integer(value)) throw Error(where, "the value of '" + name + "' is not an integer");
    values.write(name, *as_integer(value));
  }
}

}  // namespace

GameName parse_game_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {std::string(name), ""};
  return {std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
}

void trace_writes(const Library& library, const GameName& name, const std::string& scenario, std::string_view writes,
                  const std::string& file, const LineSink& out) {
  const Integration game = library.game(name.game);
  const Platform& platform = library.platform(game);
  const auto state = name.state.empty() ? game.default_state() : name.state;
  if (!state)
    throw Error("retro:" + game.name(), "it has no default state", "name one: retro:" + game.name() + ":STATE");
  Bytes ram = ram_of_state(game.read_state(*state), platform, "retro:" + game.name() + ":" + *state);
  Memory memory;
  memory.set_overlay(platform.overlay);
  memory.add_block({platform.ram_address, ram});
  Scoring scoring(read_scenario(game.scenario(scenario)), read_variables(game.file("data.json")), memory);
  scoring.reset();
  scoring.update();
  out(result_line(scoring));
  for (int number = 1; !writes.empty(); ++number) {
    const std::size_t end = std::min(writes.find('\n'), writes.size());
    const std::string_view line = writes.substr(0, end);
    writes.remove_prefix(std::min(end + 1, writes.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    write_variables(line, fmt::format("{}:{}", file, number), scoring.values());
    scoring.update();
    out(result_line(scoring));
  }
}

}  // namespace spindash::retro
