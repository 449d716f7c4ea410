// SPDX-License-Identifier: MIT
// Keeps the policy's entropy near a target by moving the weight of its bonus, as Soft Actor-Critic moves its
// temperature (Haarnoja et al. 2018, arXiv 1812.05905, sec. 5): up where the policy is too sure, down where it is too
// random. The target falls linearly over training; in shares of log(actions), so that it means the same for every game.
#pragma once

#include "base/bytes.h"
#include "config/section.h"

namespace spindash {

struct EntropyConfig : Section {
  Field<double> weight{this, "weight", 0.01, range(0.0, 10.0), "Weight of the entropy bonus, at first."};
  Field<double> target{this, "target", 0.0, range(0.0, 1.0),
                       "Share of log(actions) that the entropy is kept at, at the start; 0: the weight stays fixed."};
  Field<double> final_target{this, "final_target", 0.3, range(0.0, 1.0), "The same at the end; linear in between."};
  Field<double> floor{this, "floor", 1e-4, range(0.0, 10.0), "The weight never falls below."};
  Field<double> ceiling{this, "ceiling", 0.1, range(0.0, 10.0), "The weight never rises above."};
};

class EntropyTarget {
 public:
  EntropyTarget(const EntropyConfig& config, int64_t actions);

  double weight() const { return weight_; }
  /// Nats, at `progress` 0..1 through training; 0 where there is none.
  double target(double progress) const;
  /// After an update in which the policy had `entropy` nats.
  void follow(double entropy, double progress);

  void save(ByteWriter& out) const { out.write(weight_); }
  void load(ByteReader& in) { weight_ = in.read<double>(); }

 private:
  double most_, target_, final_target_, floor_, ceiling_;
  double weight_;
};

}  // namespace spindash
