// SPDX-License-Identifier: MIT
#include "web/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "env/wrap/action_set.h"
#include "io/atomic_file.h"
#include "web/frame_clock.h"
#include "web/scene.h"
#include "web/stage.h"

namespace spindash {

namespace {

constexpr std::size_t kMostRuns = 200'000;  // of buttons: hours of play

}  // namespace

PlaySession::PlaySession(std::unique_ptr<Game> game, PlayPlan plan, const ServerOptions& options)
    : game_(std::move(game)),
      plan_(std::move(plan)),
      pixels_(static_cast<std::size_t>(game_->screen().width) * game_->screen().height),
      server_(options, [this](const Command& command) { commands_.put(command); }) {
  Scene scene;
  scene.mode = "play";
  scene.title = plan_.set;
  scene.levels = {game_->levels().begin(), game_->levels().end()};
  server_.publish(Channel::kScene, scene_message(scene));
  begin(game_->level());
}

void PlaySession::begin(std::size_t level) {
  const bool another = level != game_->level() || played_.capacity() == 0;
  game_->reset(level);
  played_.clear();
  played_.reserve(64);
  ended_ = false;
  if (another) server_.publish(Channel::kStage, stage_message(*game_));
}

void PlaySession::run(const std::function<bool()>& stop) {
  FrameClock clock(kFramesPerSecond);
  while (!stop()) {
    clock.set_rate(kFramesPerSecond * speed_);
    clock.wait();
    frame();
  }
}

void PlaySession::frame() {
  for (const Command& command : commands_.take()) obey(command);
  if (plan_.wait_for_viewers && server_.viewers() == 0) return;
  if (single_steps_ > 0) {
    --single_steps_;
    step();
  } else if (!paused_) {
    step();
  }
  show();
}

void PlaySession::step() {
  if (ended_) return;
  const Buttons buttons = pad_.next_frame();
  if (!played_.empty() && played_.back().buttons == buttons) {
    ++played_.back().frames;
  } else if (played_.size() < kMostRuns) {
    played_.push_back({buttons, 1});
  }
  const FrameResult result = game_->step(buttons);
  if (!result.terminated && !result.truncated) return;
  ended_ = true;
  const Status status = game_->status();
  note(fmt::format("{} after {:.1f} s: {:.0f} points. Press Enter to play again.",
                   status.at_goal      ? "Goal"
                   : result.terminated ? "Life lost"
                                       : "Out of time",
                   status.frames / kFramesPerSecond, status.score));
}

void PlaySession::obey(const Command& command) {
  if (command.word == "pad") {
    pad_.press(static_cast<Buttons>(std::clamp(command.number, 0.0, 4095.0)));
    tag_ = command.tag;
  } else if (command.word == "restart") {
    begin(game_->level());
  } else if (command.word == "level") {
    const auto& levels = game_->levels();
    if (command.number >= 0 && command.number < static_cast<double>(levels.size()))
      begin(static_cast<std::size_t>(command.number));
  } else if (command.word == "pause") {
    paused_ = command.number != 0;
  } else if (command.word == "step") {
    paused_ = true;
    single_steps_ = std::min(single_steps_ + 1, 60);
  } else if (command.word == "speed") {
    speed_ = std::clamp(command.number, kSlowest, 1.0);
  } else if (command.word == "save") {
    save();
  }
}

void PlaySession::save() {
  if (played_.empty()) return note("There is nothing to save yet.");
  const std::string level = game_->levels()[game_->level()];
  const auto file = plan_.out.empty() ? std::filesystem::path("play-" + as_file_name(level) + ".txt") : plan_.out;
  try {
    write_file_atomic(file,
                      fmt::format("# {}, {:.0f} points\n{}", level, game_->status().score, buttons_text(played_)));
    note(fmt::format("Saved {}. A video of it: spindash record --buttons {} --level {}", file.string(), file.string(),
                     plan_.set.substr(0, plan_.set.find(':') + 1) + level));
  } catch (const Error& error) {
    note(fmt::format("Not saved: {}", error.what()));
  }
}

void PlaySession::note(const std::string& words) {
  server_.publish(Channel::kNote, note_message(words));
}

void PlaySession::show() {
  game_->draw(pixels_);
  const Status status = game_->status();
  MessageWriter message("frame");
  put_status(message.fields(), *game_);
  message.fields()["tag"] = tag_;
  message.fields()["paused"] = paused_;
  message.fields()["ended"] = ended_;
  message.fields()["recorded"] = status.frames;
  const ScreenSize size = game_->screen();
  message.attach("game", "png", size.width, size.height, png_.encode(pixels_, size));
  server_.publish(Channel::kFrame, message.finish());
}

}  // namespace spindash
