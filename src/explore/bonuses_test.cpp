// SPDX-License-Identifier: MIT
// What every bonus must keep to, and what each is for.
#include "explore/bonuses.h"

#include <gtest/gtest.h>

#include <array>

namespace spindash::bonuses_test {
namespace {

using torch::Tensor;

constexpr int64_t kT = 32, kN = 4, kWidth = 6, kActions = 3;

ExploreConfig only(const std::string& name) {
  ExploreConfig config;
  config.progress->weight = name == "progress" ? 1 : 0;
  config.icm->weight = name == "icm" ? 1 : 0;
  config.rnd->weight = name == "rnd" ? 1 : 0;
  config.novelty->weight = name == "novelty" ? 1 : 0;
  config.places->weight = name == "places" ? 1 : 0;
  config.icm->learning_rate = 3e-3;
  config.rnd->learning_rate = 3e-3;
  config.rnd->share = 1;
  config.progress->learning_rate = 3e-3;
  for (auto* hidden : {&config.icm->hidden, &config.rnd->hidden, &config.progress->hidden}) *hidden = 32;
  return config;
}

std::unique_ptr<Bonus> make(const std::string& name) {
  const ExploreConfig config = only(name);
  if (name == "progress") return std::make_unique<ModelProgress>(*config.progress, kWidth, kActions);
  if (name == "icm") return std::make_unique<Icm>(*config.icm, kWidth, kActions);
  if (name == "rnd") return std::make_unique<Rnd>(*config.rnd, kWidth);
  if (name == "novelty") return std::make_unique<EpisodicNovelty>(*config.novelty, kWidth, kN);
  return std::make_unique<EpisodicPlaces>(*config.places, kN);
}

/// A walk in which actions move the first numbers and, where `noise`, nothing foretells the last ones.
Experience walk(bool noise) {
  Experience experience;
  experience.actions = torch::randint(0, kActions, {kT, kN});
  const Tensor move = 0.3 * (torch::one_hot(experience.actions, kActions).to(torch::kFloat) - 1.0 / kActions);
  const Tensor place = torch::cat({torch::zeros({1, kN, kActions}), move.cumsum(0)});
  const Tensor rest =
      noise ? torch::randn({kT + 1, kN, kWidth - kActions}) : torch::zeros({kT + 1, kN, kWidth - kActions});
  const Tensor seen = torch::cat({place, rest}, 2);
  experience.from = seen.slice(0, 0, kT);
  experience.to = seen.slice(0, 1);
  experience.places = torch::randint(0, 1 << 24, {kT, kN, 2}, torch::kInt);  // nearly surely all new
  experience.continues = torch::ones({kT, kN});
  return experience;
}

double mean_bonus(Bonus& bonus, const Experience& experience) {
  ThreadPool pool(1);
  std::map<std::string, double> numbers;
  return bonus.judge(experience, pool, 1, numbers).mean().item<double>();
}

class EveryBonus : public testing::TestWithParam<std::string> {
 protected:
  EveryBonus() { torch::manual_seed(3); }
  ThreadPool one_{1}, two_{2};
  std::map<std::string, double> numbers_;
};
INSTANTIATE_TEST_SUITE_P(All, EveryBonus, testing::Values("progress", "icm", "rnd", "novelty", "places"),
                         [](const auto& which) { return which.param; });

TEST_P(EveryBonus, PaysNothingForAnEpisodesEnd) {
  const auto bonus = make(GetParam());
  Experience experience = walk(true);
  experience.continues[5][2] = 0;
  mean_bonus(*bonus, walk(true));  // progress pays only what an older self did not know
  const Tensor paid = bonus->judge(experience, one_, 1, numbers_);
  EXPECT_EQ(paid.sizes(), torch::IntArrayRef({kT, kN}));
  EXPECT_TRUE(paid.isfinite().all().item<bool>());
  EXPECT_EQ(paid[5][2].item<float>(), 0.0F);
  EXPECT_EQ((paid != 0).sum().item<int64_t>(), kT * kN - 1);
}

TEST_P(EveryBonus, AllEpisodesEndingAtOnceIsFine) {
  const auto bonus = make(GetParam());
  Experience experience = walk(true);
  experience.continues.zero_();
  EXPECT_EQ(mean_bonus(*bonus, experience), 0.0);
}

TEST_P(EveryBonus, GoesOnFromWhatItSaved) {
  const auto first = make(GetParam());
  for (int i = 0; i < 3; ++i) mean_bonus(*first, walk(true));
  Bytes saved;
  ByteWriter out(saved);
  first->save(out);
  const auto second = make(GetParam());
  ByteReader in(saved, "bonus");
  second->load(in);
  for (int i = 0; i < 2; ++i) {
    const Experience experience = walk(true);
    torch::manual_seed(7);
    const Tensor one = first->judge(experience, one_, 1, numbers_);
    torch::manual_seed(7);
    EXPECT_TRUE(torch::equal(one, second->judge(experience, one_, 1, numbers_))) << i;
  }
}

TEST_P(EveryBonus, DoesNotDependOnTheNumberOfThreads) {
  torch::manual_seed(5);
  const auto first = make(GetParam());
  torch::manual_seed(5);
  const auto second = make(GetParam());
  for (int i = 0; i < 3; ++i) {
    const Experience experience = walk(true);
    torch::manual_seed(7);
    const Tensor one = first->judge(experience, one_, 2, numbers_);
    torch::manual_seed(7);
    EXPECT_TRUE(torch::equal(one, second->judge(experience, two_, 2, numbers_)));
  }
}

/// What a bonus pays for its first `rollouts` walks, and for the last of so many more.
struct Pay {
  double early = 0, late = 0;
};
Pay pay_over_time(const std::string& name, bool noise) {
  const auto bonus = make(name);
  constexpr int kEarly = 20, kMiddle = 200, kLate = 40;
  Pay pay;
  for (int i = 0; i < kEarly; ++i) pay.early += mean_bonus(*bonus, walk(noise)) / kEarly;
  for (int i = 0; i < kMiddle; ++i) mean_bonus(*bonus, walk(noise));
  for (int i = 0; i < kLate; ++i) pay.late += mean_bonus(*bonus, walk(noise)) / kLate;
  return pay;
}

TEST(BonusesInTheLongRun, WhatIsKnownPaysLittle) {
  for (const std::string name : {"progress", "icm", "rnd"}) {
    torch::manual_seed(11);
    const Pay pay = pay_over_time(name, false);
    EXPECT_GT(pay.early, 0.0) << name;
    EXPECT_LT(pay.late, 0.2 * pay.early) << name;
  }
}

TEST(BonusesInTheLongRun, NoiseFoolsSurpriseButNotProgress) {
  torch::manual_seed(11);
  const Pay progress = pay_over_time("progress", true), icm = pay_over_time("icm", true);
  EXPECT_GT(progress.early, 0.0);
  EXPECT_LT(std::abs(progress.late), 0.1 * progress.early);
  EXPECT_GT(icm.late, 0.3 * icm.early);
}

TEST(Rnd, PaysMoreForWhatItHasNotSeen) {
  torch::manual_seed(2);
  const auto rnd = make("rnd");
  for (int i = 0; i < 100; ++i) mean_bonus(*rnd, walk(false));
  const double known = mean_bonus(*rnd, walk(false));
  EXPECT_GT(mean_bonus(*rnd, walk(true)), 3 * known);
}

TEST(EpisodicNovelty, CountsScreensWithinAnEpisode) {
  torch::manual_seed(1);
  ExploreConfig config = only("novelty");
  EpisodicNovelty novelty(*config.novelty, 2, 1);
  Experience experience;
  const Tensor a = torch::tensor({{1.0F, 5.0F}}), b = torch::tensor({{-3.0F, -1.0F}});
  experience.from = torch::stack({b, a, a, b, a});
  experience.to = torch::stack({a, a, b, a, a});
  experience.actions = torch::zeros({5, 1}, torch::kLong);
  experience.continues = torch::tensor({{1.0F}, {1.0F}, {1.0F}, {0.0F}, {1.0F}});
  ThreadPool pool(1);
  std::map<std::string, double> numbers;
  const Tensor paid = novelty.judge(experience, pool, 1, numbers).flatten();
  const Tensor expected = torch::tensor({1.0, 1 / std::sqrt(2.0), 1.0, 0.0, 1 / std::sqrt(2.0)});
  EXPECT_TRUE(torch::allclose(paid, expected.to(torch::kFloat))) << paid;
}

/// What is paid for one environment's journey over these places, one an episode's last where `ends`.
std::vector<float> paid_for(EpisodicPlaces& places, const std::vector<std::array<int, 2>>& journey, int ends = -1) {
  Experience experience;
  const auto T = static_cast<int64_t>(journey.size());
  experience.actions = torch::zeros({T, 1}, torch::kLong);
  experience.places = torch::zeros({T, 1, 2}, torch::kInt);
  experience.continues = torch::ones({T, 1});
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t i = 0; i < 2; ++i)
      experience.places[t][0][i] = journey[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)];
  }
  if (ends >= 0) experience.continues[ends][0] = 0;
  ThreadPool pool(1);
  std::map<std::string, double> numbers;
  const Tensor paid = places.judge(experience, pool, 1, numbers).flatten();
  return {paid.data_ptr<float>(), paid.data_ptr<float>() + T};
}

TEST(EpisodicPlaces, PayOnceInAnEpisode) {
  ExploreConfig config = only("places");
  config.places->cell = 64;
  EpisodicPlaces places(*config.places, 1);
  using Paid = std::vector<float>;
  EXPECT_EQ(paid_for(places, {{10, 10}, {63, 63}, {64, 63}, {10, 10}, {64, 64}}), (Paid{1, 0, 1, 0, 1}));
  EXPECT_EQ(paid_for(places, {{10, 10}, {64, 64}}), (Paid{0, 0})) << "the next rollout of the same episode";
  EXPECT_EQ(paid_for(places, {{200, 10}, {10, 10}, {12, 12}, {200, 10}}, 1), (Paid{1, 0, 0, 1}))
      << "where the next episode begins is no news to it, where the last one has been is";
}

TEST(EpisodicPlaces, BothSidesOfTheLevelsEdgeDiffer) {
  ExploreConfig config = only("places");
  config.places->cell = 64;
  EpisodicPlaces places(*config.places, 1);
  EXPECT_EQ(paid_for(places, {{0, 0}, {-1, 0}, {-64, 0}, {-65, 0}, {0, -1}}), (std::vector<float>{1, 1, 0, 1, 1}));
}

Rollout rollout_of(const Experience& experience) {
  Rollout rollout(kT, kN, AgentInputShape{false, 0, 0, 0, kWidth});
  rollout.vector.copy_(experience.from);
  rollout.following.vector.copy_(experience.to[kT - 1]);
  rollout.actions = experience.actions;
  rollout.continues = experience.continues;
  return rollout;
}

TEST(Bonuses, AreScaledWeighedAndAdded) {
  const AgentInputShape shape{false, 0, 0, 0, kWidth};
  ThreadPool pool(1);
  const auto paid = [&](double novelty_weight) {
    torch::manual_seed(1);
    ExploreConfig config = only("novelty");
    config.novelty->weight = novelty_weight;
    Bonuses bonuses(config, shape, kActions, kN);
    Rollout rollout = rollout_of(walk(true));
    const auto numbers = bonuses.pay(rollout, pool, 1);
    EXPECT_NEAR(numbers.at("explore/novelty_paid"), rollout.bonuses.mean().item<double>(), 1e-6);
    return rollout.bonuses;
  };
  const Tensor once = paid(1);
  EXPECT_GT(once.min().item<double>(), 0.0);
  EXPECT_TRUE(torch::allclose(2 * once, paid(2)));
}

TEST(Bonuses, WithoutAWeightNothingIsAdded) {
  Bonuses bonuses(ExploreConfig(), AgentInputShape{false, 0, 0, 0, kWidth}, kActions, kN);
  ThreadPool pool(1);
  Rollout rollout = rollout_of(walk(true));
  EXPECT_TRUE(bonuses.empty());
  EXPECT_TRUE(bonuses.pay(rollout, pool, 1).empty());
  EXPECT_FALSE(rollout.bonuses.defined());
}

TEST(Bonuses, BoredomMakesTheUsualCost) {
  torch::manual_seed(1);
  ExploreConfig config = only("rnd");
  config.boredom = 1;
  Bonuses bonuses(config, AgentInputShape{false, 0, 0, 0, kWidth}, kActions, kN);
  ThreadPool pool(1);
  Rollout rollout = rollout_of(walk(true));
  bonuses.pay(rollout, pool, 1);
  EXPECT_LT(rollout.bonuses.mean().item<double>(), 0.0);
  EXPECT_GT(rollout.bonuses.max().item<double>(), 0.0);
}

}  // namespace
}  // namespace spindash::bonuses_test
