// SPDX-License-Identifier: MIT
#include "train/witness.h"

namespace spindash {

using torch::Tensor;

Witness::Witness(int64_t T, int64_t N, const ObservationShape& shape, int64_t hidden)
    : steps{torch::zeros({T + 1, N, shape.height, shape.width, shape.channels}, torch::kByte),
            torch::zeros({T + 1, N}, torch::kBool), torch::zeros({T + 1, N}, torch::kLong), torch::zeros({T + 1, N}),
            torch::zeros({T + 1, N}, torch::kBool)},
      memory{torch::zeros({N, hidden}), torch::zeros({N, hidden})} {}

Witness Witness::part(int64_t begin, int64_t end) const {
  Witness some;
  some.steps = steps.streams(begin, end);
  some.memory = {memory.h.slice(0, begin, end), memory.c.slice(0, begin, end)};
  return some;
}

Witness Witness::pick(const Tensor& index) const {
  const auto of = [&](const Tensor& all) { return all.index_select(1, index); };
  Witness some;
  some.steps = {of(steps.observations), of(steps.first), of(steps.actions), of(steps.rewards), of(steps.terminated)};
  some.memory = {memory.h.index_select(0, index), memory.c.index_select(0, index)};
  return some;
}

Witness Witness::to(torch::Device device) const {
  Witness there;
  there.steps = steps.to(device);
  there.memory = {memory.h.to(device), memory.c.to(device)};
  return there;
}

}  // namespace spindash
