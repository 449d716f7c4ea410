// SPDX-License-Identifier: MIT
#include "view/watch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "env/games.h"
#include "view/glimpse_message.h"
#include "web/frame_clock.h"
#include "web/scene.h"
#include "web/stage.h"

namespace spindash {

WatchSession::WatchSession(const WatchPlan& plan, const ServerOptions& options)
    : player_(load_agent_parts(plan.run), make_games(plan.set)(), plan.seed),
      curves_(plan.run),
      server_(options, [this](const Command& command) { commands_.put(command); }) {
  const LoadedAgent& agent = player_.agent();
  player_.set_greedy(plan.greedy);
  if (agent.frozen) mind_.emplace(load_mind(agent));
  Scene scene;
  scene.mode = "watch";
  scene.title = agent.name;
  scene.levels = {player_.game().levels().begin(), player_.game().levels().end()};
  scene.actions = agent.action_names;
  scene.run = plan.run.string();
  server_.publish(Channel::kScene, scene_message(scene));
  server_.publish(Channel::kStage, stage_message(player_.game()));
  curves_.read_more();
  server_.publish(Channel::kCurves, curves_.message());
}

void WatchSession::run(const std::function<bool()>& stop) {
  FrameClock clock(kFramesPerSecond);
  while (!stop()) {
    clock.set_rate(kFramesPerSecond * speed_);
    clock.wait();
    for (const Command& command : commands_.take()) obey(command);
    if (server_.viewers() == 0) continue;
    if (!frames_.empty()) {
      server_.publish(Channel::kFrame, frames_.front());
      frames_.pop_front();
    } else if (!paused_ || std::exchange(single_step_, false)) {
      play_step();
    }
  }
}

void WatchSession::play_step() {
  const Glimpse glimpse = player_.step();
  const auto& shots = player_.shots();
  for (std::size_t i = 0; i < shots.size(); ++i) {
    MessageWriter message("frame");
    put_status(message.fields(), player_.game(), shots[i].status);
    message.fields()["paused"] = paused_;
    message.fields()["greedy"] = player_.greedy();
    // With the step's first picture comes all that is known of the step, what came of it too.
    if (i == 0) {
      put_glimpse(message, glimpse);
      if (mind_) put_belief(message, mind_->explain(glimpse), mind_->latent());
    }
    const ScreenSize size = player_.game().screen();
    message.attach("game", "png", size.width, size.height, png_.encode(shots[i].pixels, size));
    frames_.push_back(message.finish());
  }
}

void WatchSession::obey(const Command& command) {
  if (command.word == "pause") {
    paused_ = command.number != 0;
  } else if (command.word == "step") {
    paused_ = single_step_ = true;
  } else if (command.word == "speed") {
    speed_ = std::clamp(command.number, kSlowest, 1.0);
  } else if (command.word == "greedy") {
    player_.set_greedy(command.number != 0);
  } else if (command.word == "restart" || command.word == "level") {
    const auto levels = player_.game().levels().size();
    const double wanted = command.word == "level" ? command.number : static_cast<double>(player_.game().level());
    if (wanted < 0 || wanted >= static_cast<double>(levels)) return;
    player_.begin(static_cast<std::size_t>(wanted));
    frames_.clear();
    if (command.word == "level") server_.publish(Channel::kStage, stage_message(player_.game()));
  }
}

}  // namespace spindash
