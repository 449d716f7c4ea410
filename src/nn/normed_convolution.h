// SPDX-License-Identifier: MIT
// Convolution or transposed convolution, normalisation, LeakyReLU: the block that the reference system's autoencoder is
// built of (docs/seed.md). Normalised over the batch (Ioffe and Szegedy 2015, arXiv 1502.03167), where training and
// evaluation differ, or over groups of each picture's channels (Wu and He 2018, arXiv 1803.08494), where they do not.
// Parameters are named as PyTorch names them: conv.weight or deconv.weight, bn.weight, bn.running_mean.
#pragma once

#include "nn/torch.h"

namespace spindash {

class ChannelNormImpl : public torch::nn::Module {
 public:
  ChannelNormImpl(int64_t channels, bool over_batch);
  /// [B, C, H, W]. In training over a batch this moves the running statistics: call it from one thread.
  torch::Tensor forward(const torch::Tensor& x);

 private:
  int64_t groups_;  // 0: over the batch
  torch::Tensor weight_, bias_, running_mean_, running_var_;
};
TORCH_MODULE(ChannelNorm);

/// Where a block's kernel goes; padding keeps the size at stride 1 and halves or doubles it at stride 2.
struct BlockShape {
  int64_t in = 1, out = 1, kernel = 4, stride = 2;
  int64_t padding() const { return (kernel - 1) / 2; }
};

class NormedConvolutionImpl : public torch::nn::Module {
 public:
  NormedConvolutionImpl(const BlockShape& shape, bool transposed, bool over_batch);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Conv2d convolution_{nullptr};
  torch::nn::ConvTranspose2d transposed_{nullptr};
  ChannelNorm norm_{nullptr};
};
TORCH_MODULE(NormedConvolution);

}  // namespace spindash
