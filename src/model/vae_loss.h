// SPDX-License-Identifier: MIT
// The two terms of the evidence lower bound (Kingma and Welling, 2013, eq. 10), each per pixel so that they add up.
#pragma once

#include "nn/torch.h"

#include "model/vae.h"

namespace spindash {

/// -log N(picture; reconstruction, sigma) without its constant, per pixel and channel: mean((x - y)^2) / (2 sigma^2).
torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& pictures, double sigma);

/// KL(q || N(0, 1)) in nats for each latent number: [B, Z].
torch::Tensor kl_divergence(const Posterior& posterior);

}  // namespace spindash
