// SPDX-License-Identifier: MIT
// The dream as a game: a level begins with the real game's first picture of it and goes on as the model believes, which
// decodes what it dreams for the screen. Everything that plays, films or scores a Game does so in the dream.
#pragma once

#include "env/wrap/wrapped_env.h"
#include "model/dreams.h"
#include "model/world_model.h"
#include "train/run_config.h"

namespace spindash {

/// The model's step lasts env.frame_skip video frames, and takes the action nearest to the buttons held in the last of
/// them. Rewards are what the model foretells, in points; the score is their sum. Nobody knows where the player is.
class DreamGame : public Game {
 public:
  /// `model`, of a run with this config, is shared and only read. What comes is drawn at `temperature` (model/dreams.h)
  /// by `seed`.
  DreamGame(std::unique_ptr<Game> real, const RunConfig& config, WorldModel model, double temperature,
            std::uint64_t seed);

  ScreenSize screen() const override { return {shape_.width, shape_.height}; }
  std::span<const std::string> levels() const override { return real_.game().levels(); }
  void reset(std::size_t level) override;
  std::size_t level() const override { return state_.level; }
  FrameResult step(Buttons buttons) override;
  void draw(std::span<Pixel> pixels) const override;
  Status status() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  WrappedEnv real_;  // for its first pictures
  ObservationShape shape_;
  std::vector<Buttons> actions_;
  int frame_skip_;
  float reward_scale_;
  double temperature_;
  mutable WorldModel model_;  // decoding is not const in LibTorch
  Dreams dreams_;
  struct State {
    std::uint64_t level = 0;
    std::uint64_t stream = 0;  ///< of the dream; the next one follows from it
    std::int64_t frames = 0;
    double points = 0;
  } state_;
};

/// Games of `real`'s levels, dreamed. Each draws by a stream of its own.
GameFactory dream_games(GameFactory real, const RunConfig& config, const WorldModel& model, double temperature,
                        std::uint64_t seed);

}  // namespace spindash
