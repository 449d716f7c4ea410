// SPDX-License-Identifier: MIT
#include "view/agent_player.h"

#include <ATen/CPUGeneratorImpl.h>

#include "nn/precision.h"
#include "policy/protocol.h"
#include "train/learner.h"

namespace spindash {

using torch::Tensor;

AgentPlayer::AgentPlayer(LoadedAgent agent, std::unique_ptr<Game> game, std::uint64_t seed)
    : agent_(std::move(agent)),
      env_(std::move(game), protocol_config(*agent_.config.wrap), seed),
      features_(make_features(*agent_.config.features, agent_.frozen, agent_.shape)),
      generator_(at::detail::createCPUGenerator(seed)),
      observation_(agent_.shape.size()) {
  agent_.net->eval();
  env_.observe_frames([this](const Game& game_now, Buttons) {
    const ScreenSize size = game_now.screen();
    Shot& shot = shots_.emplace_back();
    shot.pixels.resize(static_cast<std::size_t>(size.width) * size.height);
    game_now.draw(shot.pixels);
    shot.status = game_now.status();
  });
  begin(0);
}

void AgentPlayer::begin(std::size_t level) {
  shots_.clear();
  features_->begin(1);
  since_.clear();
  left_ = 0;
  env_.reset(observation_, level);
  first_ = true;
  ended_ = false;
}

Tensor AgentPlayer::observation_tensor() const {
  return torch::tensor(at::ArrayRef<std::uint8_t>(observation_), torch::kByte)
      .reshape({1, agent_.shape.height, agent_.shape.width, agent_.shape.channels});
}

void AgentPlayer::choose(const Tensor& seen) {
  const AgentInput input = features_->observe(seen, since_.first(), since_.rewards());
  since_.clear();
  chosen_.memory = features_->memory();
  const Bfloat16Scope scope(agent_.bfloat16);
  const ActorOutput said = agent_.net->forward(input);
  chosen_.logits = said.logits[0].to(torch::kFloat);
  chosen_.value = said.values.to(torch::kFloat).item<double>();
  const Tensor action = draw_actions(said.logits, greedy_, generator_);
  features_->act(action);
  chosen_.action = action.item<int64_t>();
}

Glimpse AgentPlayer::step() {
  const torch::NoGradGuard no_grad;
  if (ended_) begin(env_.game().level());
  if (!first_) shots_.clear();
  const Tensor seen = observation_tensor();
  since_.add(torch::full({1}, first_, torch::kBool), torch::full({1}, reward_));
  if (left_ == 0) {
    choose(seen);
    left_ = agent_.config.ppo->hold;
  }
  --left_;
  Glimpse glimpse = chosen_;
  glimpse.observation = seen[0];
  glimpse.first = first_;
  const StepResult result = env_.step(static_cast<int>(glimpse.action), observation_);
  first_ = false;
  ended_ = result.ended();
  glimpse.reward = reward_ = result.reward;
  glimpse.ended = ended_;
  glimpse.following = observation_tensor()[0];
  return glimpse;
}

}  // namespace spindash
