// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "env/dash/paint/level_chart.h"
#include "io/png.h"

namespace spindash {

namespace {

struct DrawArguments {
  std::string level, out;
  dash::ChartOptions chart;
  bool way = false;
};

void draw(const DrawArguments& arguments) {
  const dash::LevelSet set(arguments.level.starts_with("dash:") ? arguments.level.substr(5) : arguments.level);
  const auto level = set.level(0);
  std::vector<dash::Waypoint> way;
  if (arguments.way) {
    const dash::Search search = dash::find_way(level->map());
    if (search.plan) way = dash::trace_way(level->map(), *search.plan);
  }
  write_png(arguments.out, dash::draw_chart(*level, way, arguments.chart));
}

}  // namespace

void add_levels_command(CLI::App& app) {
  auto* command = app.add_subcommand("levels", "The levels of the built-in game");
  auto arguments = std::make_shared<DrawArguments>();
  auto* drawing = command->add_subcommand("draw", "Draw a whole level as one picture");
  drawing->add_option("LEVEL", arguments->level, "A level, e.g. dash:Meadow.Act1")->required();
  drawing->add_option("--out", arguments->out, "File to write")->required();
  drawing->add_option("--shrink", arguments->chart.shrink, "Level pixels along a side of a pixel");
  drawing->add_option("--strip", arguments->chart.strip, "Level pixels across a strip");
  drawing->add_flag("--way", arguments->way, "Show the planner's way");
  drawing->callback([arguments] { draw(*arguments); });
}

}  // namespace spindash
