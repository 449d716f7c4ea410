// SPDX-License-Identifier: MIT
// Weights of the world model's three losses that find themselves. The reference system's README asks a person to set
// them so that "every loss's reduction" is within one order of magnitude, the VAE's above the MDN-RNN's above the
// inverse model's. Here a loss's reduction is what training has taken off it at its best; the VAE's weight stays, and
// the other two move until their weighted reductions are given shares of its.
#pragma once

#include <map>
#include <string>

#include "base/bytes.h"
#include "config/section.h"

namespace spindash {

struct BalanceConfig : Section {
  Field<bool> on{this, "on", false, "Whether the weights move; else they stay as configured."};
  Field<double> dynamics_share{this, "dynamics_share", 0.5, range(1e-3, 1e3),
                               "Weighted reduction of the MDN-RNN's losses, in reductions of the VAE's."};
  Field<double> inverse_share{this, "inverse_share", 0.25, range(1e-3, 1e3),
                              "Weighted reduction of the inverse model's loss, in reductions of the VAE's."};
};

/// Factors that multiply the configured weights.
struct LossWeights {
  double dynamics = 1, inverse = 1;
};

class LossBalance {
 public:
  explicit LossBalance(const BalanceConfig& config);

  /// After an update whose losses, times their configured weights, were these.
  void note(double vae, double dynamics, double inverse);
  const LossWeights& weights() const { return weights_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  /// One loss over time.
  struct Course {
    double first = 0, now = 0, best = 0;
    void note(double value, std::int64_t updates);
    double reduction() const { return first - best; }
  };
  bool on_;
  double dynamics_share_, inverse_share_;
  std::int64_t updates_ = 0;
  Course vae_, dynamics_, inverse_;
  LossWeights weights_;
};

}  // namespace spindash
