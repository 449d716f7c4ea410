// SPDX-License-Identifier: MIT
#include "agent/actor_critic.h"

#include <cmath>

#include "nn/device.h"
#include "nn/patch_convolution.h"
#include "nn/precision.h"
#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

namespace {

/// Orthogonal weights with the given gain, biases zero (the initialisation PPO's reference runs used).
template <class Layer>
Layer orthogonal(Layer layer, double gain) {
  torch::nn::init::orthogonal_(layer->weight, gain);
  torch::nn::init::zeros_(layer->bias);
  return layer;
}

torch::nn::Conv2d convolution(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t padding) {
  return orthogonal(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding)),
                    std::sqrt(2.0));
}

}  // namespace

ActorCriticImpl::ActorCriticImpl(const ActorCriticConfig& config, const AgentInputShape& input, int64_t actions)
    : pixels_(input.pixels), linear_(config.kind == "linear") {
  TORCH_CHECK(!(pixels_ && linear_), "a linear controller takes features, not pixels");
  const int64_t flat = input.channels * input.height * input.width + input.vector;
  const int64_t hidden = linear_ ? flat : config.hidden();
  if (input.channels > 0 && !linear_) {
    if (pixels_) {
      const int64_t base = config.pixel_channels;
      convolutions_ = {convolution(input.channels, base, 8, 4, 2), convolution(base, 2 * base, 4, 2, 1),
                       convolution(2 * base, 2 * base, 3, 1, 1)};
    } else {
      const int64_t base = config.channels;
      convolutions_ = {convolution(input.channels, base, 3, 1, 1), convolution(base, 2 * base, 4, 2, 1)};
    }
    for (std::size_t i = 0; i < convolutions_.size(); ++i) {
      register_module("convolution" + std::to_string(i), convolutions_[i]);
    }
    Tensor sample = torch::zeros({1, input.channels, input.height, input.width});
    for (auto& layer : convolutions_) sample = layer->forward(sample);
    from_map_ = register_module("from_map", orthogonal(torch::nn::Linear(sample.numel(), hidden), std::sqrt(2.0)));
  }
  if (input.vector > 0 && !linear_) {
    from_vector_ = register_module("from_vector", orthogonal(torch::nn::Linear(input.vector, hidden), std::sqrt(2.0)));
  }
  for (int i = 1; i < config.layers && !linear_; ++i) {
    deeper_.push_back(
        register_module("layer" + std::to_string(i), orthogonal(torch::nn::Linear(hidden, hidden), std::sqrt(2.0))));
  }
  // A near-uniform policy to begin with: nothing is ruled out before it was tried.
  policy_ = register_module("policy", orthogonal(torch::nn::Linear(hidden, actions), 0.01));
  value_ = register_module("value", orthogonal(torch::nn::Linear(hidden, 1), 1.0));
  use_channels_last(*this);
  move_to(*this, input.device);
}

// Large pictures: in bfloat16 LibTorch's convolutions are the faster ones.
Tensor ActorCriticImpl::look_at_pixels(const Tensor& observations) {
  if (!computes_bfloat16(observations)) return look_at_map(observations);
  Tensor map = to_pictures(observations, product_type(observations));
  for (auto& layer : convolutions_) map = torch::relu(layer->forward(map));
  return map.permute({0, 2, 3, 1});
}

// Small maps: products over patches are.
Tensor ActorCriticImpl::look_at_map(Tensor map) {
  for (auto& layer : convolutions_) map = convolve(layer, map, Activation::kRelu);
  return map;
}

Tensor flat_features(const AgentInput& input) {
  if (!input.map.defined()) return input.vector.to(torch::kFloat);
  const Tensor map = input.map.flatten(1).to(torch::kFloat);
  return input.vector.defined() ? torch::cat({map, input.vector.to(torch::kFloat)}, 1) : map;
}

Tensor ActorCriticImpl::trunk(const AgentInput& input) {
  if (linear_) return flat_features(input);
  Tensor hidden;
  if (!convolutions_.empty()) {
    hidden = from_map_->forward((pixels_ ? look_at_pixels(input.map) : look_at_map(input.map)).flatten(1));
  }
  if (!from_vector_.is_empty()) {
    const Tensor vector = from_vector_->forward(input.vector);
    hidden = hidden.defined() ? hidden + vector : vector;
  }
  hidden = torch::relu(hidden);
  for (auto& layer : deeper_) hidden = torch::relu(layer->forward(hidden));
  return hidden;
}

ActorOutput ActorCriticImpl::forward(const AgentInput& input) {
  const Tensor hidden = trunk(input);
  return {policy_->forward(hidden).to(torch::kFloat), value_->forward(hidden).to(torch::kFloat).squeeze(1)};
}

std::vector<GradientGroup> ActorCriticImpl::gradient_groups() {
  std::vector<GradientGroup> groups = {
      {"trunk", {}}, {"policy", policy_->parameters()}, {"value", value_->parameters()}};
  for (const auto& item : named_parameters()) {
    if (!item.key().starts_with("policy.") && !item.key().starts_with("value.")) {
      groups.front().parameters.push_back(item.value());
    }
  }
  if (linear_) groups.erase(groups.begin());  // it has no trunk
  return groups;
}

Tensor draw_actions(const Tensor& logits, bool greedy, const std::optional<at::Generator>& generator) {
  if (greedy) return logits.argmax(1);
  return (logits - torch::log(draw_exponential(logits, generator))).argmax(1);  // the Gumbel maximum
}

}  // namespace spindash
