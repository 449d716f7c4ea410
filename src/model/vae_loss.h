// SPDX-License-Identifier: MIT
// The two terms of the evidence lower bound (Kingma and Welling, 2013, eq. 10), each per pixel so that they add up.
#pragma once

#include "nn/torch.h"

#include "model/vae.h"

namespace spindash {

/// -log N(picture; reconstruction, sigma) without its constant, per pixel and channel: mean((x - y)^2) / (2 sigma^2).
torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& pictures, double sigma);

/// Mean squared error of each picture [B], over pixels and channels. With `worst` half of it is the mean over the worst
/// 1 in 32 pixels: what is small and drawn wrongly, as the player, then counts (a hard-example loss as of Wu et al.
/// 2016, arXiv 1605.06885, sec. 3.3; the repair of fault 13 of docs/seed.md).
torch::Tensor picture_errors(const torch::Tensor& reconstruction, const torch::Tensor& pictures, bool worst = false);

/// KL(q || N(0, 1)) in nats for each latent number: [B, Z].
torch::Tensor kl_divergence(const Posterior& posterior);

}  // namespace spindash
