// SPDX-License-Identifier: MIT
#include "agent/actor_critic.h"

#include <gtest/gtest.h>

#include <set>

namespace spindash::actor_critic_test {
namespace {

using torch::Tensor;

class ActorCriticKind : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, ActorCriticKind, testing::Values("layers", "linear"));

TEST_P(ActorCriticKind, EveryParameterIsInOneGradientGroup) {
  ActorCriticConfig config;
  config.kind = GetParam();
  ActorCritic net(config, AgentInputShape{false, 4, 8, 8, 5}, 3);
  std::set<const void*> grouped;
  std::size_t count = 0;
  for (const auto& group : net->gradient_groups()) {
    for (const auto& parameter : group.parameters) grouped.insert(parameter.unsafeGetTensorImpl());
    count += group.parameters.size();
  }
  EXPECT_EQ(count, net->parameters().size());
  EXPECT_EQ(grouped.size(), count);
  const auto groups = net->gradient_groups();
  EXPECT_EQ(groups[groups.size() - 2].parameters.size(), 2U);  // the policy's weight and bias
  EXPECT_EQ(groups.size(), net->is_linear() ? 2U : 3U);        // without a trunk
}

TEST(ActorCritic, EveryKindOfInputAndABatchOfOne) {
  torch::manual_seed(1);
  struct Case {
    AgentInputShape shape;
    AgentInput input;
  };
  const std::vector<Case> cases = {
      {{true, 3, 64, 64, 0}, {torch::randint(0, 256, {1, 64, 64, 3}, torch::kByte), {}}},
      {{false, 8, 8, 8, 0}, {torch::randn({1, 8, 8, 8}), {}}},
      {{false, 0, 0, 0, 5}, {{}, torch::randn({1, 5})}},
      {{false, 8, 8, 8, 5}, {torch::randn({1, 8, 8, 8}), torch::randn({1, 5})}},
  };
  for (const auto& [shape, input] : cases) {
    ActorCritic net(ActorCriticConfig(), shape, 7);
    const auto out = net->forward(input);
    EXPECT_EQ(out.logits.sizes(), (std::vector<int64_t>{1, 7}));
    EXPECT_EQ(out.values.sizes(), (std::vector<int64_t>{1}));
    EXPECT_LT(torch::softmax(out.logits, 1).max().item<double>(), 0.25);  // nothing is ruled out at first
  }
}

TEST(DrawActions, FollowsTheProbabilities) {
  torch::manual_seed(2);
  const Tensor probabilities = torch::tensor({0.1, 0.6, 0.3});
  const Tensor actions = draw_actions(probabilities.log().expand({50000, 3}));
  for (int64_t a = 0; a < 3; ++a) {
    EXPECT_NEAR((actions == a).to(torch::kFloat).mean().item<double>(), probabilities[a].item<double>(), 0.01);
  }
  EXPECT_EQ(draw_actions(probabilities.log().unsqueeze(0), true).item<int64_t>(), 1);
}

}  // namespace
}  // namespace spindash::actor_critic_test
