// SPDX-License-Identifier: MIT
// An emulator as a Game, in this very process: levels are start states, of one game or of several. Training has it in
// a process of its own (hosted_game.h).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "env/game.h"
#include "env/retro/machine.h"

namespace spindash::retro {

struct EmulatorLevel {
  std::string game;   ///< as its folder is called
  std::string state;  ///< empty: power-on
  std::string scenario;
  std::string name() const { return state.empty() ? game : game + ":" + state; }
};

/// All that makes a game.
struct EmulatorSet {
  std::filesystem::path library;
  std::vector<EmulatorLevel> levels;  ///< never empty
  bool best = true;  ///< pays only what exceeds the episode's best sum so far, so that going back is free
  std::vector<std::string> names() const;
};

/// What an episode was paid by its scenario.
struct EpisodeSum {
  double sum = 0;
  double best = 0;  ///< highest sum so far, 0 at least
  /// What of `reward` exceeds the best sum so far.
  float add(float reward);
};

class EmulatorGame : public Game {
 public:
  explicit EmulatorGame(EmulatorSet set);

  /// Of the level being played; before the first reset, of the first level.
  ScreenSize screen() const override;
  std::span<const std::string> levels() const override { return names_; }
  void reset(std::size_t level) override;
  std::size_t level() const override { return level_; }
  FrameResult step(Buttons buttons) override { return step(buttons, true); }
  /// A frame that will not be `seen` is faster; draw() still is of the last.
  FrameResult step(Buttons buttons, bool seen);
  void draw(std::span<Pixel> pixels) const override { machine().draw(pixels); }
  /// The score is the sum of the scenario's rewards. With the contest's scenario, progress is a share of its 9000.
  Status status() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

  const Machine& machine() const;

 private:
  void open(std::size_t level);

  EmulatorSet set_;
  std::vector<std::string> names_;
  Library library_;
  std::size_t level_ = 0;
  std::unique_ptr<Machine> machine_;
  EpisodeSum episode_;
  std::int32_t frames_ = 0;
};

}  // namespace spindash::retro
