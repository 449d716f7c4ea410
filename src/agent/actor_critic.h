// SPDX-License-Identifier: MIT
// The controller's network: a trunk over features or pixels, then a policy head and a value head. The same class is PPO
// on world-model features (map and/or vector) and the baseline on pixels; only the trunk's first layers differ.
#pragma once

#include <optional>

#include "config/section.h"
#include "model/features.h"
#include "nn/auto_clip.h"

namespace spindash {

struct ActorCriticConfig : Section {
  Field<std::string> kind{this, "kind", "layers", Choices{"layers", "linear"},
                          "Convolutions over the map and a hidden layer; or one linear layer on all features, which is "
                          "what evolution takes."};
  Field<int> hidden{this, "hidden", 256, range(8, 4096), "Units of each layer before the two heads."};
  Field<int> layers{this, "layers", 1, range(1, 8), "Layers of `hidden` units before the two heads."};
  Field<int> channels{this, "channels", 16, range(4, 512), "Channels of the convolutions over a latent map."};
  Field<int> pixel_channels{this, "pixel_channels", 16, range(4, 512),
                            "Channels of the first convolution over pixels; the other two have twice as many."};
};

struct ActorOutput {
  torch::Tensor logits;  ///< [B, A]
  torch::Tensor values;  ///< [B]
};

class ActorCriticImpl : public torch::nn::Module {
 public:
  /// On the device of its inputs.
  ActorCriticImpl(const ActorCriticConfig& config, const AgentInputShape& input, int64_t actions);
  ActorOutput forward(const AgentInput& input);
  /// Every parameter in one of: trunk (none where it is linear), policy, value.
  std::vector<GradientGroup> gradient_groups();
  bool is_linear() const { return linear_; }
  torch::Device device() const { return policy_->weight.device(); }
  torch::nn::Linear& policy() { return policy_; }

 private:
  /// [B, rows, columns, channels] after the convolutions.
  torch::Tensor look_at_pixels(const torch::Tensor& observations);
  torch::Tensor look_at_map(torch::Tensor map);
  torch::Tensor trunk(const AgentInput& input);

  bool pixels_, linear_;
  std::vector<torch::nn::Conv2d> convolutions_;
  torch::nn::Linear from_map_{nullptr}, from_vector_{nullptr}, policy_{nullptr}, value_{nullptr};
  std::vector<torch::nn::Linear> deeper_;  // after the first layer
};
TORCH_MODULE(ActorCritic);

/// Map and vector as one row of numbers each: [B, F] float.
torch::Tensor flat_features(const AgentInput& input);

/// One action index a row, drawn from softmax(logits [B, A]); [B] int64. Greedy: the most likely one.
/// Without a generator the program's own is used.
torch::Tensor draw_actions(const torch::Tensor& logits, bool greedy = false,
                           const std::optional<at::Generator>& generator = {});

}  // namespace spindash
