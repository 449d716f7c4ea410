// SPDX-License-Identifier: MIT
#include "web/stage.h"

#include <nlohmann/json.hpp>

#include "env/dash/dash_game.h"
#include "env/dash/paint/level_chart.h"
#include "io/png.h"

namespace spindash {

std::optional<Stage> draw_stage_of(const Game& game) {
  const auto* dash_game = dynamic_cast<const dash::DashGame*>(&game);
  if (dash_game == nullptr) return {};
  constexpr int kShrink = 4;
  const dash::Level level(dash_game->level_map());
  dash::ChartOptions options;
  options.shrink = kShrink;
  options.strip = level.map().width();
  options.marks = false;
  return Stage{dash::draw_chart(level, {}, options), kShrink, dash::chart_rows(level.map()).top, level.map().goal_x};
}

Message stage_message(const Game& game) {
  MessageWriter message("stage");
  message.fields()["level"] = game.levels()[game.level()];
  if (const auto stage = draw_stage_of(game)) {
    message.fields()["shrink"] = stage->shrink;
    message.fields()["top"] = stage->top;
    message.fields()["goal"] = stage->goal_x;
    message.attach("stage", "png", stage->picture.width, stage->picture.height, encode_png(stage->picture));
  }
  return message.finish();
}

}  // namespace spindash
