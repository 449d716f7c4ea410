// SPDX-License-Identifier: MIT
// Whether a policy looks: how much of what it does depends on what it sees. A player that has fallen into a habit, be
// it one action or a fixed mixture of them, has none, whatever its score.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// Mutual information of action and what is seen, in nats: H(mean of the policies) - mean of H(policy), of the policies
/// softmax(logits [B, A]) of B states. 0 where all are the same; at most log(min(A, B)).
double action_information(const torch::Tensor& logits);

}  // namespace spindash
