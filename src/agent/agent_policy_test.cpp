// SPDX-License-Identifier: MIT
#include "agent/agent_policy.h"

#include <gtest/gtest.h>

#include <vector>

namespace spindash::agent_policy_test {
namespace {

using torch::Tensor;

constexpr ObservationShape kShape{1, 1, 1};

/// Sees of an environment: what its one pixel shows, what it was paid before, whether it is at an episode's beginning.
class PlainFeatures : public Features {
 public:
  AgentInputShape shape() const override { return {false, 0, 0, 0, 3}; }
  void begin(int64_t /*environments*/) override {}
  AgentInput observe(const Tensor& observations, const Tensor& first, const Tensor& rewards) override {
    return {{}, torch::stack({observations.flatten().to(torch::kFloat), rewards, first.to(torch::kFloat)}, 1)};
  }
  void act(const Tensor& /*actions*/) override {}
  AgentInput peek(const Tensor& /*observations*/, const Tensor& /*rewards*/, const Tensor& /*index*/) override {
    return {};
  }
  void save(ByteWriter& /*out*/) const override {}
  void load(ByteReader& /*in*/) override {}
};

/// Of as many actions as numbers seen; its logits are `scale` times them.
AgentPolicy policy_of(double scale, bool greedy, int hold = 1) {
  const torch::NoGradGuard no_grad;
  ActorCriticConfig config;
  config.kind = "linear";
  ActorCritic net(config, PlainFeatures().shape(), 3);
  for (auto& item : net->named_parameters()) {
    if (item.key() == "policy.weight") item.value().copy_(scale * torch::eye(3));
  }
  return {"plain", [] { return std::make_unique<PlainFeatures>(); }, net, kShape, /*bfloat16=*/false, greedy, hold};
}

TEST(AgentPolicy, EveryEnvironmentIsSeenWithItsOwnPictureRewardAndBeginning) {
  AgentPolicy policy = policy_of(1.0, /*greedy=*/true);
  policy.begin(7, 1);  // no multiple of its parts
  const std::vector<std::uint8_t> pixels = {5, 0, 0, 5, 0, 0, 5}, first = {0, 0, 1, 0, 1, 0, 0};
  const std::vector<float> rewards = {0, 4, 0, 0, 0, 4, 0};
  std::vector<std::int64_t> actions(7);
  policy.act({pixels, first, rewards}, actions);
  EXPECT_EQ(actions, (std::vector<std::int64_t>{0, 1, 2, 0, 2, 1, 0}));
}

TEST(AgentPolicy, HoldsWhatItChoseAndIsThenToldAllThatCameOfIt) {
  AgentPolicy policy = policy_of(1.0, /*greedy=*/true, /*hold=*/3);
  policy.begin(2, 1);
  std::vector<std::int64_t> actions(2);
  const auto act = [&](std::vector<std::uint8_t> pixels, std::vector<std::uint8_t> first, std::vector<float> rewards) {
    policy.act({pixels, first, rewards}, actions);
    return actions;
  };
  const std::vector<std::int64_t> chosen = {2, 0};
  EXPECT_EQ(act({0, 2}, {1, 0}, {0, 0}), chosen);
  EXPECT_EQ(act({9, 9}, {0, 1}, {1, 0}), chosen);
  EXPECT_EQ(act({9, 9}, {0, 0}, {1, 0}), chosen);
  // Rewards of 3 to the first; the second began an episode meanwhile.
  EXPECT_EQ(act({2, 0}, {0, 0}, {1, 0}), (std::vector<std::int64_t>{1, 2}));
  policy.begin(2, 1);
  EXPECT_EQ(act({0, 2}, {1, 0}, {0, 0}), chosen) << "another game begins with a choice";
}

TEST(AgentPolicy, TheSameSeedDrawsTheSameActions) {
  AgentPolicy policy = policy_of(0.0, /*greedy=*/false);
  const std::vector<std::uint8_t> zeros(64);
  const std::vector<float> rewards(64);
  const auto drawn = [&](std::uint64_t seed) {
    std::vector<std::int64_t> actions(64);
    policy.begin(64, seed);
    policy.act({zeros, zeros, rewards}, actions);
    return actions;
  };
  const auto once = drawn(3);
  EXPECT_EQ(drawn(3), once);
  EXPECT_NE(drawn(4), once);
  // The parts draw by themselves: not the same sixteen actions four times.
  EXPECT_FALSE(std::equal(once.begin(), once.begin() + 16, once.begin() + 16));
}

}  // namespace
}  // namespace spindash::agent_policy_test
