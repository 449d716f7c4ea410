// SPDX-License-Identifier: MIT
// The whole chain on a game that a small model learns in seconds: what the dream foretells is what the game does, and a
// controller that was trained inside the dream alone plays the game.
#include "train/dream_play.h"

#include <gtest/gtest.h>

#include "policy/scripted.h"
#include "train/phases.h"

namespace spindash::dream_play_test {
namespace {

using torch::Tensor;

/// A bar on a strip of eight places. It moves by RIGHT and LEFT, and the colour of the strip says which end is the
/// goal: a step nearer pays 100 points, a step away costs them, and both ends end the episode.
class Strip : public Game {
 public:
  static constexpr int kPlaces = 8, kSide = 16;

  ScreenSize screen() const override { return {kSide, kSide}; }
  std::span<const std::string> levels() const override {
    static const std::array<std::string, 2> kLevels = {"Strip.Left", "Strip.Right"};
    return kLevels;
  }
  void reset(std::size_t level) override { state_ = {static_cast<std::int32_t>(level), kPlaces / 2, 0}; }
  std::size_t level() const override { return static_cast<std::size_t>(state_.level); }
  FrameResult step(Buttons buttons) override {
    const int moved = (buttons & pad::kRight) != 0 ? 1 : (buttons & pad::kLeft) != 0 ? -1 : 0;
    state_.place += moved;
    ++state_.frames;
    FrameResult result;
    result.reward = 100.0F * static_cast<float>(state_.level == 1 ? moved : -moved);
    result.terminated = state_.place == 0 || state_.place == kPlaces - 1;
    return result;
  }
  void draw(std::span<Pixel> pixels) const override {
    for (int i = 0; i < kSide * kSide; ++i) {
      const bool bar = i % kSide / 2 == state_.place;
      pixels[static_cast<std::size_t>(i)] = bar                 ? rgb(255, 255, 255)
                                            : state_.level == 1 ? rgb(200, 0, 0)
                                                                : rgb(0, 0, 200);
    }
  }
  Status status() const override {
    Status status;
    status.at_goal = state_.place == (state_.level == 1 ? kPlaces - 1 : 0);
    status.frames = state_.frames;
    return status;
  }
  void save(ByteWriter& out) const override { out.write(state_); }
  void load(ByteReader& in) override { state_ = in.read<State>(); }

 private:
  struct State {
    std::int32_t level = 0, place = 0, frames = 0;
  } state_;
};

RunConfig strip_config() {
  RunConfig config;
  config.environments = 16;
  config.precision = "float32";
  config.wrap->width = config.wrap->height = Strip::kSide;
  config.wrap->frame_skip = 1;
  config.wrap->sticky = 0;
  config.wrap->max_frames = 40;
  config.replay->capacity = 8000;
  config.model->vae->base_channels = 8;
  config.model->vae->latent = "flat";
  config.model->vae->flat_size = 8;
  config.model->kl_weight = 0.05;
  config.model->end_weight = 3;
  config.model->rnn->hidden = 48;
  config.model->rnn->mixtures = 3;
  config.fit->sequence = 8;
  config.fit->batch = 16;
  config.features->source = "z";
  config.features->frames = 1;
  config.features->last_action = false;
  config.ppo->net->kind = "linear";
  config.evolution->search->population = 16;
  config.evolution->search->sigma = 0.5;
  config.dream->warm_up = 2;
  config.dream->steps = 6;  // in longer dreams than the model was fitted on, candidates find out what it gets wrong
  PhaseConfig phase;
  phase.kind = "collect";
  config.schedule->push_back(phase);
  return config;
}

/// A learner whose model was fitted to random play.
class DreamLearning : public testing::Test {
 protected:
  DreamLearning() : learner_(strip_config(), [] { return std::make_unique<Strip>(); }) {
    const auto policy = make_scripted_policy("random", learner_.action_names);
    Collector collector(learner_, policy.get());
    for (int step = 0; step < 400; ++step) collector.step();
    std::map<std::string, double> sums;
    constexpr int kUpdates = 1000;
    for (int update = 0; update < kUpdates; ++update) {
      learner_.model_adam->set_learning_rate(1e-2 * (1 - 0.9 * update / kUpdates));
      update_model(learner_, sums);
    }
    learner_.frozen->refresh(learner_.model, *learner_.replay, learner_.random);
  }

  /// Share of episodes of the controller in the game that end at the goal.
  double goals() {
    learner_.episodes = {};
    Collector collector(learner_, nullptr);
    for (int step = 0; step < 150; ++step) collector.step();
    return learner_.episodes.means().at("goal_rate");
  }

  Learner learner_;
};

TEST_F(DreamLearning, TheDreamForetellsAndTeachesTheGame) {
  // Real sequences again: the dream of each, with the actions that were taken, until the real episode ended.
  constexpr int64_t kWatched = 3, kDreamed = 3, kStreams = 256;
  const SequenceBatch real = learner_.replay->sample(kWatched + kDreamed, kStreams, learner_.random);
  const auto seen = [&](const Tensor& all) { return all.slice(0, 0, kWatched); };
  Dreams dreams = learner_.frozen->dreams();
  dreams.begin(learner_.frozen->moments({seen(real.observations), seen(real.first), seen(real.actions),
                                         seen(real.rewards), seen(real.terminated)}),
               std::vector<std::uint64_t>(kStreams, 1));
  Tensor alive = torch::ones({kStreams});
  double steps = 0, wrong_rewards = 0, wrong_ends = 0, ends = 0;
  for (int64_t t = kWatched - 1; t < kWatched - 1 + kDreamed; ++t) {
    const Dreams::Step step = dreams.step(real.actions[t], 0);
    const auto count = [&](const Tensor& wrong) { return (alive * wrong.to(torch::kFloat)).sum().item<double>(); };
    steps += alive.sum().item<double>();
    wrong_rewards += count((step.rewards - real.rewards[t]).abs() > 0.25);
    wrong_ends += count(step.terminated != real.terminated[t]);
    ends += count(real.terminated[t]);
    alive = alive * real.first[t + 1].logical_not().to(torch::kFloat);
  }
  EXPECT_GT(ends, 20);
  EXPECT_LT(wrong_rewards / steps, 0.05);
  EXPECT_LT(wrong_ends / ends, 0.2);

  const double before = goals();
  double fitness = 0;
  for (int generation = 0; generation < 20; ++generation) fitness = dream_generation(learner_).at("fitness_mean");
  EXPECT_GT(fitness, 2.0);  // random play: 0
  const double after = goals();
  EXPECT_LT(before, 0.75);
  EXPECT_GT(after, 0.9);

  const auto gap = measure_gap(learner_);
  EXPECT_LT(std::abs(gap.at("dream/gap_0.5")), 0.8) << "of " << gap.at("dream/game_reward");
  EXPECT_NEAR(gap.at("dream/gap_1.0"), gap.at("dream/reward_1.0") - gap.at("dream/game_reward"), 1e-6);
  EXPECT_NEAR(gap.at("dream/length_0.0"), gap.at("dream/game_length"), 1.5);
}

}  // namespace
}  // namespace spindash::dream_play_test
