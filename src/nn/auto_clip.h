// SPDX-License-Identifier: MIT
// Gradient clipping at a moving quantile of past gradient norms (AutoClip: Seetharaman et al., 2020, arXiv 2007.14469):
// no constant to tune, and one outlier batch cannot wreck a model.
#pragma once

#include "nn/torch.h"

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace spindash {

class AutoClip {
 public:
  /// Clips at quantile `quantile` of the last `window` norms; quantile 1 clips at their maximum.
  explicit AutoClip(double quantile = 0.9, std::size_t window = 512) : quantile_(quantile), window_(window) {}

  struct Result {
    double norm = 0;  ///< global L2 norm before clipping
    double clip = 0;  ///< what it was clipped to at most
    bool finite = true;
  };
  /// Scales the gradients in place. Gradients that are not finite are zeroed and not remembered.
  Result clip(const std::vector<torch::Tensor>& parameters);

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  double quantile_;
  std::size_t window_;
  std::vector<double> norms_;  // ring
  std::uint64_t seen_ = 0;
};

}  // namespace spindash
