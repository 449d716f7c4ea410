// SPDX-License-Identifier: MIT
// A game for tests: one number counts up while RIGHT is held and down with LEFT, B jumps ahead, and DOWN at a trap ends
// the episode. Its picture and its rewards come from its state alone, so a wrapper that loses state shows at once.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "env/game.h"

namespace spindash {

class FakeGame : public Game {
 public:
  static constexpr int kGoal = 400;    ///< x at which the level is done
  static constexpr int kClock = 3000;  ///< frames after which the game itself cuts an episode off
  static constexpr int kTrapEvery = 97;
  static constexpr int kTurn = 200;  ///< a place to go back is met at x, and passed with the goal

  explicit FakeGame(ScreenSize screen = {64, 48}) : size_(screen) {}

  ScreenSize screen() const override { return size_; }
  std::span<const std::string> levels() const override {
    static const std::array<std::string, 3> kLevels = {"Fake.Act1", "Fake.Act2", "Fake.Act3"};
    return kLevels;
  }
  void reset(std::size_t level) override {
    state_ = {};
    state_.level = static_cast<std::uint32_t>(level);
  }
  std::size_t level() const override { return state_.level; }

  FrameResult step(Buttons buttons) override {
    const int before = state_.best;
    if ((buttons & pad::kRight) != 0) state_.x += 1 + static_cast<int>(state_.level);
    if ((buttons & pad::kLeft) != 0) state_.x -= 1;
    if ((buttons & pad::kB) != 0 && state_.frames % 3 == 0) state_.x += 2;
    state_.x = std::clamp(state_.x, 0, kGoal);
    state_.best = std::max(state_.best, state_.x);
    state_.history = state_.history * 31 + buttons;
    ++state_.frames;
    const bool trapped = (buttons & pad::kDown) != 0 && state_.x % kTrapEvery == kTrapEvery - 1;
    FrameResult result;
    result.reward = 9000.0F * static_cast<float>(state_.best - before) / kGoal;
    result.terminated = trapped || state_.x == kGoal;
    result.truncated = !result.terminated && state_.frames >= kClock;
    return result;
  }

  void draw(std::span<Pixel> pixels) const override {
    ++drawn_;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const auto value = static_cast<unsigned>(i) * 7 + static_cast<unsigned>(state_.x) * 5 + state_.history;
      pixels[i] = rgb(value & 0xFF, (value >> 3) & 0xFF, (state_.level * 80) & 0xFF);
    }
  }
  Status status() const override {
    return {9000.0 * state_.best / kGoal,
            static_cast<double>(state_.best) / kGoal,
            state_.x,
            0,
            state_.frames,
            state_.x == kGoal,
            {1, state_.best >= kTurn ? 1 : 0, state_.best == kGoal ? 1 : 0}};
  }
  void save(ByteWriter& out) const override { out.write(state_); }
  void load(ByteReader& in) override { state_ = in.read<State>(); }

  /// How many pictures were drawn: what is not looked at should not be.
  int drawn() const { return drawn_; }

 private:
  struct State {
    std::uint32_t level = 0;
    std::int32_t x = 0;
    std::int32_t best = 0;
    std::int32_t frames = 0;
    std::uint32_t history = 1;  ///< of all buttons
  };
  ScreenSize size_;
  State state_;
  mutable int drawn_ = 0;
};

inline GameFactory fake_games(ScreenSize screen = {64, 48}) {
  return [screen] { return std::make_unique<FakeGame>(screen); };
}

}  // namespace spindash
