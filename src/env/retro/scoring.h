// SPDX-License-Identifier: MIT
// Turns memory into reward, done and info by an integration's rules: the reference's data layer. Rewards are float32
// throughout, for the sums differ otherwise. The memory is borrowed and must outlive this.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "env/retro/scenario.h"
#include "env/retro/script.h"
#include "env/retro/values.h"

namespace spindash::retro {

class Scoring {
 public:
  /// Runs the scripts once, as at an environment's construction.
  Scoring(Scenario scenario, const Variables& variables, Memory& memory);
  // Scripts hold references to what is inside.
  Scoring(const Scoring&) = delete;
  Scoring& operator=(const Scoring&) = delete;

  /// An episode begins: custom variables are forgotten, scripts run anew. The next update() is the reset's own. Changes
  /// are then measured against the last frame of the episode before, as in the reference.
  void reset();
  /// A frame has run. Throws Error when a rule names what does not exist, or a script fails.
  void update();

  /// Of the running episode: variables, rewards, and what scripts remember (script.h). load() after memory itself is as
  /// it was.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

  float reward(std::size_t player = 0) const { return rewards_.at(player); }
  bool done() const { return done_; }
  std::map<std::string, std::int64_t> info() const { return values_.info(); }
  /// Updates since reset, its own not counted.
  std::int64_t frame() const { return frame_; }
  Values& values() { return values_; }
  const Scenario& scenario() const { return scenario_; }

 private:
  ScriptValue call(const std::string& function);
  std::int64_t measure(const Condition& condition, const std::string& variable) const;
  bool decide(const DoneSpec& spec);
  float pay(const RewardSpec& spec);

  Scenario scenario_;
  Values values_;
  std::int64_t frame_ = 0;
  std::optional<Script> script_;
  std::array<float, kMaxPlayers> rewards_{};
  bool done_ = false;
};

}  // namespace spindash::retro
