// SPDX-License-Identifier: MIT
// An environment as stable-retro's RetroEnv is one: an emulator in a start
// state, an integration's rules over its memory, one frame a step. The order of
// frames, resets and updates is the reference's, so every byte of picture,
// memory, reward, done and info is too.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "env/retro/action_table.h"
#include "env/retro/core.h"
#include "env/retro/library.h"
#include "env/retro/scoring.h"

namespace spindash::retro {

class Machine {
 public:
  /// `state` empty: the game's default. Throws Error when ROM, state or rules
  /// are missing or faulty.
  Machine(const Library& library, const std::string& game, const std::string& state, const std::string& scenario);

  /// Back to the start state and one frame on; a game without one just goes on.
  void reset();
  /// The next reset() goes there; empty: the game's default.
  void start_from(const std::string& state);
  void start_from(Bytes state) { start_ = std::move(state); }
  /// A game without a start state begins every episode as it stands now.
  void start_from_here();
  /// One frame with these held by player 1. After an end the game goes on.
  /// Frames that will not be `seen` are faster with the Genesis core; draw() still is of the last.
  /// Throws Error before the first reset.
  void step(Buttons held, bool seen = true);

  /// Emulator, picture and rules: load() into a machine of the same game and rules continues as this one would.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

  float reward() const { return scoring_->reward(); }
  bool done() const { return scoring_->done(); }
  std::map<std::string, std::int64_t> info() const { return scoring_->info(); }
  ScreenSize screen() const { return core_->size(crop()); }
  void draw(std::span<Pixel> pixels) const;
  /// A variable, where there is one of that name.
  std::optional<std::int64_t> value(std::string_view name) const;
  /// The blocks of memory one after the other, as the core has them.
  Bytes ram() const;
  const ActionTable& actions() const { return *actions_; }

 private:
  const Crop& crop() const { return scoring_->scenario().crop; }

  Integration game_;
  std::optional<Bytes> start_;
  std::unique_ptr<Core> core_;
  Memory memory_;
  std::unique_ptr<Scoring> scoring_;
  std::optional<ActionTable> actions_;
  bool was_reset_ = false;
};

}  // namespace spindash::retro
