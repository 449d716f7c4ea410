// SPDX-License-Identifier: MIT
#include "nn/normed_convolution.h"

#include <numeric>

namespace spindash {

using torch::Tensor;

namespace {

// PyTorch's own constants.
constexpr double kMomentum = 0.1, kEpsilon = 1e-5, kSlope = 0.01;
constexpr int64_t kMostGroups = 8;

}  // namespace

ChannelNormImpl::ChannelNormImpl(int64_t channels, bool over_batch)
    : groups_(over_batch ? 0 : std::gcd(channels, kMostGroups)) {
  weight_ = register_parameter("weight", torch::ones({channels}));
  bias_ = register_parameter("bias", torch::zeros({channels}));
  if (!over_batch) return;
  running_mean_ = register_buffer("running_mean", torch::zeros({channels}));
  running_var_ = register_buffer("running_var", torch::ones({channels}));
}

Tensor ChannelNormImpl::forward(const Tensor& x) {
  if (groups_ > 0) return at::group_norm(x, groups_, weight_, bias_, kEpsilon, /*cudnn_enabled=*/false);
  return at::batch_norm(x, weight_, bias_, running_mean_, running_var_, is_training(), kMomentum, kEpsilon,
                        /*cudnn_enabled=*/false);
}

NormedConvolutionImpl::NormedConvolutionImpl(const BlockShape& shape, bool transposed, bool over_batch) {
  if (transposed) {
    transposed_ = register_module(
        "deconv", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(shape.in, shape.out, shape.kernel)
                                                 .stride(shape.stride)
                                                 .padding(shape.padding())));
  } else {
    convolution_ = register_module(
        "conv",
        torch::nn::Conv2d(
            torch::nn::Conv2dOptions(shape.in, shape.out, shape.kernel).stride(shape.stride).padding(shape.padding())));
  }
  norm_ = register_module("bn", ChannelNorm(shape.out, over_batch));
}

Tensor NormedConvolutionImpl::forward(const Tensor& x) {
  const Tensor convolved = transposed_.is_empty() ? convolution_->forward(x) : transposed_->forward(x);
  return at::leaky_relu(norm_->forward(convolved), kSlope);
}

}  // namespace spindash
