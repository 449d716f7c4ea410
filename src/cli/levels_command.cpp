// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "cli/command.h"
#include "env/dash/paint/level_chart.h"
#include "env/dash/solve.h"
#include "env/dash/zone.h"
#include "env/games.h"
#include "env/retro/retro.h"
#include "io/atomic_file.h"
#include "io/png.h"

namespace spindash {

namespace {

struct LevelsArguments {
  std::string set = "all";
  bool draw = false;
  std::string out;
  dash::ChartOptions chart;
  bool bare = false;
};

std::ptrdiff_t landmarks(const dash::LevelMap& map, dash::Landmark::Kind kind) {
  return std::count_if(map.landmarks.begin(), map.landmarks.end(),
                       [kind](const dash::Landmark& mark) { return mark.kind == kind; });
}

/// What a walk through the level would count, and what the planner needed.
std::string describe(const dash::LevelMap& map, const dash::Solution& solution, const std::string& part) {
  const auto enemies = std::count_if(map.objects.begin(), map.objects.end(),
                                     [](const dash::ObjectSpec& spec) { return dash::is_enemy(spec.kind); });
  const std::string played =
      solution.replay ? fmt::format("{:.1f} s", solution.replay->frames / 60.0) : std::string("none");
  return fmt::format("{:<8} {:<8} {:>6} {:>10} {:>9} {:>5} {:>7} {:>8} {:>8}\n",
                     dash::zones()[static_cast<std::size_t>(map.zone)].name, part, map.goal_x - map.start_x,
                     landmarks(map, dash::Landmark::Kind::kFork), landmarks(map, dash::Landmark::Kind::kGoBack),
                     map.rings.size(), enemies, played, solution.searched);
}

void list_emulated(std::string_view set) {
  const retro::Library library(retro::library_folder());
  for (const auto& level : retro::find_levels(set, library)) {
    const auto game = library.game(level.game);
    fmt::print("{:<60} {}\n", level.name(), game.rom(library.platform(game)) ? "can run" : "its ROM is not there");
  }
}

void list(const LevelsArguments& arguments) {
  if (arguments.set.starts_with(kEmulators))
    return list_emulated(std::string_view(arguments.set).substr(kEmulators.size()));
  const dash::LevelSet set(dash::without_family(arguments.set));
  ThreadPool pool;
  Progress progress("planner", "levels", static_cast<double>(set.names().size()));
  int done = 0;
  dash::SolvePlan plan;
  plan.stop = interrupted;
  const auto solutions =
      dash::solve(set, {}, plan, pool, [&](const dash::Solution& each) { progress.update(++done, each.level); });
  progress.finish();
  if (interrupted()) throw Error("levels", "interrupted");
  std::size_t width = 5;
  for (const auto& name : set.names()) width = std::max(width, name.size());
  const auto training = dash::training_names(), held_out = dash::held_out_names();
  const auto part_of = [&](const std::string& name) {
    if (std::find(training.begin(), training.end(), name) != training.end()) return "train";
    return std::find(held_out.begin(), held_out.end(), name) != held_out.end() ? "held out" : "-";
  };
  fmt::print("{:<{}}  {:<8} {:<8} {:>6} {:>10} {:>9} {:>5} {:>7} {:>8} {:>8}\n", "level", width, "zone", "set",
             "length", "high roads", "ways back", "rings", "enemies", "planner", "searched");
  for (const auto& solution : solutions) {
    fmt::print("{:<{}}  {}", solution.level, width,
               describe(dash::make_level(solution.level), solution, part_of(solution.level)));
  }
  fmt::print(
      "length: pixels from start to goal; high roads: places where a second road runs above the first; ways back:\n"
      "places where the way on leads back; planner: time of play to the goal; searched: worlds tried to find it\n");
}

void draw(const LevelsArguments& arguments) {
  const dash::LevelSet set(dash::without_family(arguments.set));
  const std::filesystem::path out = arguments.out;
  const bool many = set.names().size() > 1;
  if (many) {
    make_folders(out);
  } else if (out.has_parent_path()) {
    make_folders(out.parent_path());
  }
  Progress progress("draw", "levels", static_cast<double>(set.names().size()));
  for (std::size_t index = 0; index < set.names().size(); ++index) {
    if (interrupted()) throw Error("levels draw", "interrupted");
    const dash::Level level(dash::make_level(set.names()[index]));
    std::vector<dash::Waypoint> way;
    if (!arguments.bare) {
      const dash::Search search = dash::find_way(level.map());
      if (search.plan) way = dash::trace_way(level.map(), *search.plan);
    }
    write_png(many ? out / (as_file_name(set.names()[index]) + ".png") : out,
              dash::draw_chart(level, way, arguments.chart));
    progress.update(static_cast<double>(index + 1), set.names()[index]);
  }
}

}  // namespace

void add_levels_command(CLI::App& app) {
  auto arguments = std::make_shared<LevelsArguments>();
  auto* command = app.add_subcommand("levels", "List the levels of a set; draw the built-in game's as maps");
  command
      ->add_option("SET", arguments->set,
                   "all, dash:train, dash:test, dash:<level>, a CSV file of levels; or retro:<set>")
      ->capture_default_str();
  command->callback([arguments] {
    if (!arguments->draw) list(*arguments);
  });
  auto* drawing = command->add_subcommand(
      "draw", "Draw a whole level as one picture: terrain and things, the planner's way, roads and ways back");
  drawing->add_option("LEVEL", arguments->set, "A level, e.g. dash:Meadow.Act1, or a set")->required();
  drawing->add_option("--out", arguments->out, "PNG file to write; of a set, the folder for one picture a level")
      ->required();
  drawing->add_option("--shrink", arguments->chart.shrink, "Level pixels along a side of a pixel of the picture")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  drawing->add_option("--strip", arguments->chart.strip, "Level pixels across; what is longer goes on below")
      ->check(CLI::Range(320, 16000))
      ->capture_default_str();
  drawing->add_flag("--bare", arguments->bare, "The level alone, without way and marks");
  drawing->callback([arguments] {
    arguments->draw = true;
    arguments->chart.marks = !arguments->bare;
    draw(*arguments);
  });
}

}  // namespace spindash
