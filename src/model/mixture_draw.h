// SPDX-License-Identifier: MIT
// Draws of the next latent for dreams: what mixture_sample does, straight from the network's raw output, in one pass
// over it, without a gradient. Chance is an argument: the same noise gives the same draw in every batch.
#pragma once

#include "model/mixture.h"

namespace spindash {

/// What chance gives to a draw, each [B, Z] float: uniform in (0, 1), and standard normal.
struct MixtureNoise {
  torch::Tensor uniform, normal;
};

/// raw [B, Z * 3 * K] of make_mixture, or of make_clamped_mixture where `clamped`, float or bfloat16; K up to 32.
/// All on one device. Returns z [B, Z] float. The component is the one whose share of the weights at `temperature`
/// holds `uniform`.
torch::Tensor draw_mixture(const torch::Tensor& raw, int64_t K, double temperature, const MixtureNoise& noise,
                           bool clamped = false);

}  // namespace spindash
