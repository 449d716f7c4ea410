// SPDX-License-Identifier: MIT
#include "web/scene.h"

#include <atomic>
#include <nlohmann/json.hpp>

namespace spindash {

Message scene_message(const Scene& scene) {
  MessageWriter message("scene");
  auto& fields = message.fields();
  fields["mode"] = scene.mode;
  fields["title"] = scene.title;
  fields["levels"] = scene.levels;
  fields["actions"] = scene.actions;
  fields["environments"] = scene.environments;
  fields["run"] = scene.run;
  return message.finish();
}

Message note_message(const std::string& words) {
  static std::atomic<int> count{0};  // so that the page knows the same words said twice
  MessageWriter message("note");
  message.fields()["words"] = words;
  message.fields()["number"] = ++count;
  return message.finish();
}

void put_status(nlohmann::json& fields, const Game& game) {
  put_status(fields, game, game.status());
}

void put_status(nlohmann::json& fields, const Game& game, const Status& status) {
  put_status(fields, game.levels()[game.level()], game.level(), status);
}

void put_status(nlohmann::json& fields, const std::string& level, std::size_t index, const Status& status) {
  fields["level"] = level;
  fields["level_index"] = index;
  fields["score"] = status.score;
  fields["progress"] = status.progress;
  fields["x"] = status.x;
  fields["y"] = status.y;
  fields["frames"] = status.frames;
  fields["at_goal"] = status.at_goal;
}

}  // namespace spindash
