// SPDX-License-Identifier: MIT
#include "explore/bonuses.h"

namespace spindash {

using torch::Tensor;

Bonuses::Bonuses(const ExploreConfig& config, const AgentInputShape& input, int64_t actions, int64_t environments)
    : boredom_(config.boredom) {
  const int64_t width = described_width(input);
  const torch::Device device = input.device;
  const auto add = [&](const std::string& name, double weight, const auto& make) {
    if (weight > 0) {
      bonuses_.push_back(
          {name, weight, make(), RunningScale(1), RewardScaler(static_cast<std::size_t>(environments), config.gamma)});
    }
  };
  add("progress", config.progress->weight,
      [&] { return std::make_unique<ModelProgress>(*config.progress, width, actions, device); });
  add("icm", config.icm->weight, [&] { return std::make_unique<Icm>(*config.icm, width, actions, device); });
  add("rnd", config.rnd->weight, [&] { return std::make_unique<Rnd>(*config.rnd, width, device); });
  add("novelty", config.novelty->weight,
      [&] { return std::make_unique<EpisodicNovelty>(*config.novelty, width, environments, device); });
  add("places", config.places->weight, [&] { return std::make_unique<EpisodicPlaces>(*config.places, environments); });
}

std::map<std::string, double> Bonuses::pay(Rollout& rollout, ThreadPool& pool, std::size_t parts) {
  std::map<std::string, double> all;
  if (empty()) return all;
  const Experience experience = describe(rollout);
  rollout.bonuses = torch::zeros_like(rollout.rewards);
  for (Entry& entry : bonuses_) {
    std::map<std::string, double> numbers;
    Tensor bonus = entry.bonus->judge(experience, pool, parts, numbers).to(torch::kCPU);
    numbers["raw"] = bonus.mean().item<double>();
    if (boredom_ > 0) {
      entry.steps.observe(bonus.flatten().unsqueeze(1));
      bonus = (entry.steps.scale(bonus.unsqueeze(2)).squeeze(2) - boredom_) * rollout.continues;
    }
    const Tensor paid = entry.weight * entry.returns.scale(bonus, rollout.continues);
    numbers["paid"] = paid.mean().item<double>();
    rollout.bonuses += paid;
    for (const auto& [name, value] : numbers) all["explore/" + entry.name + "_" + name] = value;
  }
  const Tensor gains = rollout.rewards > 0;
  for (const auto& [name, which] : {std::pair{"gaining", gains}, {"idle", gains.logical_not()}}) {
    if (which.any().item<bool>()) {
      all["explore/paid_" + std::string(name)] = rollout.bonuses.masked_select(which).mean().item<double>();
    }
  }
  return all;
}

void Bonuses::save(ByteWriter& out) const {
  for (const Entry& entry : bonuses_) {
    entry.bonus->save(out);
    entry.steps.save(out);
    entry.returns.save(out);
  }
}

void Bonuses::load(ByteReader& in) {
  for (Entry& entry : bonuses_) {
    entry.bonus->load(in);
    entry.steps.load(in);
    entry.returns.load(in);
  }
}

}  // namespace spindash
