// SPDX-License-Identifier: MIT
// A dream: from a real moment on, the model goes by its own predictions, and only the actions come from outside. Beside
// it the real game, from the same state with the same actions; how far they are apart is how long the model can be
// believed (World Models, Ha and Schmidhuber 2018, sec. 4).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "env/wrap/wrapped_env.h"
#include "model/dreams.h"
#include "train/run_config.h"
#include "view/mind.h"

namespace spindash {

struct DreamPlan {
  std::filesystem::path run;
  std::string set;  ///< levels, e.g. dash:test
  std::uint64_t seed = 1;
  double temperature = 0.5;
};

struct DreamStep {
  torch::Tensor dreamed, real;  ///< [H, W, 3] uint8
  double error = 0;             ///< mean squared difference of the two, pixels in 0..1
  double standstill = 0;        ///< the same of taking the picture that the dream began with
  double reward = 0, real_reward = 0, end = 0;
  bool real_ended = false;
};

class Dream {
 public:
  static constexpr int kWarmUp = 16;  ///< steps awake in which the memory fills, before a dream is worth looking at

  /// `mind` is borrowed.
  Dream(const RunConfig& config, std::unique_ptr<Game> game, Mind& mind, std::uint64_t seed);

  /// Begins an episode, awake.
  void begin(std::size_t level);
  /// From now on the model goes by its own predictions.
  void fall_asleep();
  /// Sees the real game again.
  void wake_up();
  bool dreaming() const { return dreaming_; }
  /// Steps since fall_asleep().
  int steps() const { return steps_; }
  /// Steps after which the dream was first further from the truth than standing still, five steps running; 0: not yet.
  int wrong_since() const { return wrong_since_; }
  /// Both take `action`; the dream draws what comes at `temperature`: 1 is what the model believes, 0 its likeliest.
  DreamStep step(std::size_t action, double temperature);

  const WrappedEnv& env() const { return env_; }
  /// [H, W, C] what an agent of the real game sees.
  std::span<const std::uint8_t> observation() const { return observation_; }
  torch::Tensor z() const { return dreams_.now().z[0]; }

 private:
  torch::Tensor look() const;
  void see();

  Mind& mind_;
  ObservationShape shape_;
  WrappedEnv env_;
  std::vector<std::uint8_t> observation_;
  Dreams dreams_;  // the one: of the real picture, or going by itself
  Random random_;
  torch::Tensor start_;  // [1, C, H, W] the picture that the dream began with
  bool dreaming_ = false;
  int steps_ = 0, worse_ = 0, wrong_since_ = 0;
};

}  // namespace spindash
