// SPDX-License-Identifier: MIT
#include "view/dream_session.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "env/games.h"
#include "train/load_agent.h"
#include "train/trainer.h"
#include "view/attach_picture.h"
#include "web/frame_clock.h"
#include "web/scene.h"
#include "web/stage.h"

namespace spindash {

namespace {

constexpr double kHottest = 2;

}  // namespace

DreamSession::DreamSession(const DreamPlan& plan, const ServerOptions& options)
    : plan_(plan),
      config_(load_run_config(plan.run)),
      actions_(make_action_set(config_.wrap->actions()).buttons),
      action_names_(make_action_set(config_.wrap->actions()).names),
      mind_(load_mind(load_agent_parts(plan.run))),
      dream_(config_, make_games(plan.set)(), mind_, plan.seed),
      temperature_(plan.temperature),
      server_(options, [this](const Command& command) { commands_.put(command); }) {
  const Game& game = dream_.env().game();
  pixels_.resize(static_cast<std::size_t>(game.screen().width) * game.screen().height);
  Scene scene;
  scene.mode = "dream";
  scene.title = plan.run.filename().empty() ? plan.run.parent_path().filename().string() : plan.run.filename().string();
  scene.levels = {game.levels().begin(), game.levels().end()};
  scene.actions = action_names_;
  scene.run = plan.run.string();
  server_.publish(Channel::kScene, scene_message(scene));
  server_.publish(Channel::kStage, stage_message(game));
}

void DreamSession::run(const std::function<bool()>& stop) {
  FrameClock clock(kFramesPerSecond);
  while (!stop()) {
    clock.set_rate(kFramesPerSecond / config_.wrap->frame_skip * speed_);
    clock.wait();
    for (const Command& command : commands_.take()) obey(command);
    if (server_.viewers() == 0 || ended_) continue;
    if (!paused_ || std::exchange(single_step_, false)) step();
  }
}

void DreamSession::step() {
  if (!dream_.dreaming() && ++awake_steps_ > Dream::kWarmUp) dream_.fall_asleep();
  const std::size_t action = nearest_action(actions_, held_ | std::exchange(tapped_, Buttons{0}));
  const DreamStep made = dream_.step(action, temperature_);
  ended_ = made.real_ended;
  const Game& game = dream_.env().game();
  MessageWriter message("frame");
  auto& fields = message.fields();
  put_status(fields, game);
  fields["tag"] = tag_;
  fields["paused"] = paused_;
  fields["ended"] = ended_;
  fields["dream"] = {{"dreaming", dream_.dreaming()},
                     {"steps", dream_.steps()},
                     {"seconds", dream_.steps() * config_.wrap->frame_skip / kFramesPerSecond},
                     {"wrong_after", dream_.wrong_since() * config_.wrap->frame_skip / kFramesPerSecond},
                     {"error", made.error},
                     {"standstill", made.standstill},
                     {"reward", made.reward},
                     {"real_reward", made.real_reward},
                     {"end", made.end},
                     {"temperature", temperature_},
                     {"action", action}};
  game.draw(pixels_);
  message.attach("game", "png", game.screen().width, game.screen().height, png_.encode(pixels_, game.screen()));
  attach_picture(message, "dreamed", made.dreamed);
  attach_picture(message, "real", made.real);
  const torch::Tensor difference =
      (made.dreamed.to(torch::kInt) - made.real.to(torch::kInt)).abs().amax(2).clamp(0, 255).to(torch::kByte);
  attach_picture(message, "difference", difference.contiguous());
  attach_picture(message, "z", latent_picture(dream_.z(), mind_.latent()));
  server_.publish(Channel::kFrame, message.finish());
}

void DreamSession::obey(const Command& command) {
  if (command.word == "pad") {
    held_ = static_cast<Buttons>(std::clamp(command.number, 0.0, 4095.0));
    tapped_ |= held_;
    tag_ = command.tag;
  } else if (command.word == "pause") {
    paused_ = command.number != 0;
  } else if (command.word == "step") {
    paused_ = single_step_ = true;
  } else if (command.word == "speed") {
    speed_ = std::clamp(command.number, kSlowest, 1.0);
  } else if (command.word == "temperature") {
    temperature_ = std::clamp(command.number, 0.0, kHottest);
  } else if (command.word == "dream" && !ended_) {
    dream_.fall_asleep();
  } else if (command.word == "restart" || command.word == "level") {
    const Game& game = dream_.env().game();
    const double wanted = command.word == "level" ? command.number : static_cast<double>(game.level());
    if (wanted < 0 || wanted >= static_cast<double>(game.levels().size())) return;
    dream_.begin(static_cast<std::size_t>(wanted));
    awake_steps_ = 0;
    ended_ = false;
    if (command.word == "level") server_.publish(Channel::kStage, stage_message(game));
  }
}

}  // namespace spindash
