// SPDX-License-Identifier: MIT
// The classic control task that every PPO is tried on: balance a pole on a cart (Barto, Sutton and Anderson 1983, with
// the constants and limits of Gymnasium's CartPole-v1). For tests, and to compare this PPO with others' on equal terms.
#pragma once

#include <array>
#include <vector>

#include "base/random.h"
#include "nn/torch.h"

namespace spindash {

/// N poles, each begun anew in the step in which it ends.
class CartPole {
 public:
  static constexpr int64_t kActions = 2;  ///< push left, push right
  static constexpr int64_t kState = 4;    ///< position (m), speed (m/s), angle (rad), turning speed (rad/s)
  static constexpr int kLimit = 500;      ///< steps after which an episode is truncated

  CartPole(int64_t poles, std::uint64_t seed);

  /// [N, 4] float.
  torch::Tensor states() const;

  struct Step {
    torch::Tensor rewards;       ///< [N], 1 each
    torch::Tensor terminated;    ///< [N] bool: the pole fell or the cart left
    torch::Tensor truncated;     ///< [N] bool
    torch::Tensor final_states;  ///< [N, 4] before the new beginnings
  };
  Step step(const torch::Tensor& actions);
  /// Returns of the episodes that ended since the last call.
  std::vector<double> take_returns();

 private:
  struct Pole {
    std::array<double, kState> state{};
    int steps = 0;
  };
  void begin(Pole& pole);

  Random random_;
  std::vector<Pole> poles_;
  std::vector<double> returns_;
};

}  // namespace spindash
