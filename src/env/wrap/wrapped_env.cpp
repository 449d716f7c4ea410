// SPDX-License-Identifier: MIT
#include "env/wrap/wrapped_env.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace spindash {

namespace {

enum Stream : std::uint64_t { kStickyStream, kLevelStream };

}  // namespace

WrappedEnv::WrappedEnv(std::unique_ptr<Game> game, const EnvConfig& config, std::uint64_t seed)
    : game_(std::move(game)),
      remote_(game_->remote()),
      actions_(make_action_set(config.actions())),
      frame_skip_(config.frame_skip),
      max_frames_(config.max_frames),
      reward_scale_(static_cast<float>(config.reward_scale())),
      shape_{config.height, config.width, 3 * config.stack()},
      sticky_(config.sticky, Random(seed, kStickyStream).bits()),
      levels_(seed, kLevelStream),
      resize_(game_->screen(), {config.width, config.height}) {
  if (remote_ != nullptr) remote_->wait_at_most(config.worker_timeout);
  if (config.stack > 1) stack_.emplace(config.stack, static_cast<std::size_t>(shape_.height) * shape_.width);
}

void WrappedEnv::reset(std::span<std::uint8_t> observation, std::optional<std::size_t> level) {
  const std::size_t count = game_->levels().size();
  if (level && *level >= count) {
    throw Error("environment", "level " + std::to_string(*level) + " was asked for, of " + std::to_string(count));
  }
  game_->reset(level ? *level : levels_.below(static_cast<std::uint32_t>(count)));
  start_episode(observation);
}

void WrappedEnv::reset_to(std::span<const std::uint8_t> game_state, std::span<std::uint8_t> observation) {
  load_saved(*game_, game_state);
  start_episode(observation);
}

bool WrappedEnv::reset_on(const Way& way, std::size_t place, std::span<std::uint8_t> observation) {
  running_ = false;
  if (!go_along(*game_, way, place, actions_.buttons, frame_skip_)) return false;
  start_episode(observation);
  return true;
}

SearchedWay WrappedEnv::find_way_on(Bytes game_state, int most_frames, double wanted, int hold, Random& random) {
  running_ = false;
  const WaySearch search = {actions_.buttons, frame_skip_, hold, most_frames, wanted / double{reward_scale_}};
  return spindash::find_way_on(*game_, std::move(game_state), search, random);
}

void WrappedEnv::start_episode(std::span<std::uint8_t> observation) {
  sticky_.start_episode();
  frames_ = 0;
  running_ = true;
  if (observer_) observer_(*game_, 0);
  write_observation(observation, true);
}

StepResult WrappedEnv::step(int action, std::span<std::uint8_t> observation, bool sticks) {
  if (!running_) throw Error("environment", "step() was called outside an episode", "call reset() first");
  if (action < 0 || static_cast<std::size_t>(action) >= actions_.buttons.size()) {
    throw Error("environment",
                "action " + std::to_string(action) + " is not one of " + std::to_string(actions_.buttons.size()));
  }
  check_room(observation);
  const Buttons first = actions_.buttons[sticks ? sticky_.first_action(action) : sticky_.exactly(action)],
                rest = actions_.buttons[action];
  // Who observes frames wants each on its own.
  const bool in_one_go = remote_ != nullptr && !observer_;
  StepResult result = in_one_go ? play_remote(first, rest, observation) : play(first, rest);
  result.reward *= reward_scale_;
  running_ = !result.ended();
  if (!in_one_go) write_observation(observation, false);
  return result;
}

StepResult WrappedEnv::play(Buttons first, Buttons rest) {
  StepResult result;
  Buttons buttons = first;
  for (int frame = 0; frame < frame_skip_ && !result.ended(); ++frame) {
    const FrameResult now = game_->step(buttons);
    ++frames_;
    result.reward += now.reward;
    result.terminated = now.terminated;
    result.truncated = !now.terminated && (now.truncated || frames_ >= max_frames_);
    if (observer_) observer_(*game_, buttons);
    buttons = rest;
  }
  return result;
}

StepResult WrappedEnv::play_remote(Buttons first, Buttons rest, std::span<std::uint8_t> observation) {
  const Stretch stretch{first, rest, std::min(frame_skip_, max_frames_ - frames_)};
  const auto [sum, frames] = remote_->run(stretch, {{shape_.width, shape_.height}, picture_room(observation)});
  frames_ += frames;
  hand_over(observation, false);
  return {sum.reward, sum.terminated, !sum.terminated && (sum.truncated || frames_ >= max_frames_)};
}

void WrappedEnv::check_room(std::span<const std::uint8_t> observation) const {
  if (!observation.empty() && observation.size() != shape_.size()) {
    throw Error("environment", "an observation has " + std::to_string(shape_.size()) +
                                   " bytes, but there is room for " + std::to_string(observation.size()));
  }
}

std::span<std::uint8_t> WrappedEnv::picture_room(std::span<std::uint8_t> observation) {
  return stack_ && !observation.empty() ? stack_->next() : observation;
}

void WrappedEnv::hand_over(std::span<std::uint8_t> observation, bool first) {
  if (!stack_ || observation.empty()) return;
  stack_->push();
  if (first) stack_->fill();
  stack_->stack(observation);
}

void WrappedEnv::write_observation(std::span<std::uint8_t> observation, bool first) {
  if (observation.empty()) return;
  check_room(observation);
  const auto room = picture_room(observation);
  if (remote_ != nullptr) {
    remote_->look({{shape_.width, shape_.height}, room});
  } else {
    const auto pixels = screen();
    game_->draw(pixels);
    resize_(pixels, room);
  }
  hand_over(observation, first);
}

std::span<Pixel> WrappedEnv::screen() {
  const ScreenSize size = game_->screen();
  const std::size_t count = static_cast<std::size_t>(size.width) * size.height;
  if (screen_.size() >= count) return screen_.first(count);
  own_screen_.resize(count);
  return own_screen_;
}

void WrappedEnv::save(ByteWriter& out) const {
  sticky_.save(out);
  out.write(levels_.state());
  out.write(frames_);
  out.write(running_);
  out.write(stack_.has_value());
  if (stack_) stack_->save(out);
  game_->save(out);
}

void WrappedEnv::load(ByteReader& in) {
  sticky_.load(in, actions_.buttons.size());
  levels_.set_state(in.read<Random::State>());
  frames_ = in.read<std::int32_t>();
  running_ = in.read<std::uint8_t>() != 0;
  if ((in.read<std::uint8_t>() != 0) != stack_.has_value()) {
    throw Error("environment state", "it was saved with another depth of the frame stack",
                "load it with the settings it was saved with");
  }
  if (stack_) stack_->load(in);
  game_->load(in);
}

std::unique_ptr<Env> make_env(const GameFactory& games, const EnvConfig& config, std::uint64_t seed) {
  return std::make_unique<WrappedEnv>(games(), config, seed);
}

}  // namespace spindash
