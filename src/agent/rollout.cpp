// SPDX-License-Identifier: MIT
#include "agent/rollout.h"

namespace spindash {

Rollout::Rollout(int64_t T, int64_t N, const AgentInputShape& shape)
    : actions(torch::zeros({T, N}, torch::TensorOptions(torch::kLong).device(shape.device))),
      log_probs(torch::zeros({T, N}, shape.device)),
      values(torch::zeros({T, N}, shape.device)),
      shown(torch::zeros({T, N}, torch::TensorOptions(torch::kByte).device(shape.device))),
      next_values(torch::zeros({T, N}, shape.device)),
      rewards(torch::zeros({T, N})),
      continues(torch::zeros({T, N})),
      places(torch::zeros({T, N, 2}, torch::kInt)) {
  if (shape.channels > 0) {
    map = torch::empty({T, N, shape.height, shape.width, shape.channels},
                       torch::TensorOptions(shape.pixels ? torch::kByte : shape.type).device(shape.device));
    following.map = torch::empty_like(map[0]);
  }
  if (shape.vector > 0) {
    vector = torch::empty({T, N, shape.vector}, torch::TensorOptions(shape.type).device(shape.device));
    following.vector = torch::empty_like(vector[0]);
  }
}

Rollout Rollout::part(int64_t begin, int64_t end) const {
  Rollout some;
  if (map.defined()) some.map = map.slice(1, begin, end);
  if (vector.defined()) some.vector = vector.slice(1, begin, end);
  if (map.defined()) some.following.map = following.map.slice(0, begin, end);
  if (vector.defined()) some.following.vector = following.vector.slice(0, begin, end);
  some.actions = actions.slice(1, begin, end);
  some.log_probs = log_probs.slice(1, begin, end);
  some.values = values.slice(1, begin, end);
  some.shown = shown.slice(1, begin, end);
  some.next_values = next_values.slice(1, begin, end);
  some.rewards = rewards.slice(1, begin, end);
  some.continues = continues.slice(1, begin, end);
  some.places = places.slice(1, begin, end);
  return some;
}

void Rollout::set_input(int64_t t, const AgentInput& input) {
  const bool after = t == steps();
  if (map.defined()) (after ? following.map : map[t]).copy_(input.map);
  if (vector.defined()) (after ? following.vector : vector[t]).copy_(input.vector);
}

AgentInput Rollout::flat_inputs() const {
  AgentInput input;
  if (map.defined()) input.map = map.flatten(0, 1);
  if (vector.defined()) input.vector = vector.flatten(0, 1);
  return input;
}

}  // namespace spindash
