// SPDX-License-Identifier: MIT
// Gradient clipping at a moving quantile of past gradient norms (AutoClip: Seetharaman et al., 2020, arXiv 2007.14469):
// no constant to tune, and one outlier batch cannot wreck a model. Every group of parameters has norms of its own, so
// that a module whose gradients are large by nature does not decide how much of another's is kept.
#pragma once

#include "nn/torch.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace spindash {

struct GradientGroup {
  std::string name;
  std::vector<torch::Tensor> parameters;
};

class AutoClip {
 public:
  /// Clips each group at quantile `quantile` of its last `window` norms; quantile 1 clips at their maximum. With a
  /// `limit` above 0 the whole gradient is clipped at that norm instead, as one.
  explicit AutoClip(std::vector<GradientGroup> groups, double quantile = 0.9, std::size_t window = 512,
                    double limit = 0);

  struct Result {
    double norm = 0;            ///< L2 norm of all gradients before clipping
    std::vector<double> norms;  ///< of each group, before clipping
    std::vector<double> clips;  ///< what each was clipped to at most
    bool finite = true;
  };
  /// Scales the gradients in place. Where one is not finite, all are zeroed and none is remembered.
  Result clip();

  /// What to log of it: grad_norm, and grad_norm_<g> and grad_clip_<g> of every group.
  std::map<std::string, double> numbers(const Result& result) const;

  const std::vector<GradientGroup>& groups() const { return groups_; }
  /// The norms remembered. load throws Error where they are another number of groups'.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double quantile_of_past(std::size_t group) const;
  /// What group `group` of a gradient of norm `whole` is clipped at.
  double clip_of(std::size_t group, double own, double whole) const;

  std::vector<GradientGroup> groups_;
  double quantile_;
  std::size_t window_;
  double limit_;
  std::vector<std::vector<double>> past_;  // a ring of norms for each group
  std::uint64_t seen_ = 0;
};

}  // namespace spindash
