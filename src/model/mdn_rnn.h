// SPDX-License-Identifier: MIT
// The memory: an LSTM that reads (z, action) and predicts the next z as a mixture, the reward and the episode's end
// (World Models, Ha and Schmidhuber 2018, sec. 2.2). How they are trained: mixture.h,
// dynamics_loss.h.
#pragma once

#include "nn/torch.h"

#include "config/section.h"
#include "model/mixture_draw.h"
#include "nn/reset_lstm.h"

namespace spindash {

struct MdnRnnConfig : Section {
  Field<int> hidden{this, "hidden", 256, range(8, 4096), "Size of the LSTM's state h."};
  Field<int> mixtures{this, "mixtures", 5, range(1, 32), "Gaussians for each number of the next latent."};
  Field<bool> heads{this, "heads", true, "Whether it predicts the reward and the episode's end too."};
};

/// What is expected after an action.
struct Prediction {
  Mixture next_z;           ///< [..., Z, K]
  torch::Tensor reward;     ///< [...] symlog of the reward; undefined without heads
  torch::Tensor end_logit;  ///< [...] log-odds that the episode terminates; undefined without heads
};

class MdnRnnImpl : public torch::nn::Module {
 public:
  /// `clamped`: mixtures are of clamped_mixture.h.
  MdnRnnImpl(const MdnRnnConfig& config, int64_t latent, int64_t actions, bool clamped = false);

  /// One step: z [B, Z], actions [B] int64, first [B] bool (state before it is forgotten) -> the next state.
  LstmState step(const torch::Tensor& z, const torch::Tensor& actions, const LstmState& state,
                 const torch::Tensor& first = {});
  /// T steps: z [T, B, Z], actions [T, B], first [T, B] -> h [T, B, H].
  torch::Tensor sequence(const torch::Tensor& z, const torch::Tensor& actions, const torch::Tensor& first,
                         LstmState& state);
  /// h [..., H] -> what follows.
  Prediction predict(const torch::Tensor& h);
  /// The heads alone: Prediction's reward and end_logit.
  std::pair<torch::Tensor, torch::Tensor> judge(const torch::Tensor& h);
  /// h [B, H] -> a draw of the next z [B, Z] (mixture_draw.h); no gradient.
  torch::Tensor draw(const torch::Tensor& h, double temperature, const MixtureNoise& noise);

  LstmState zero_state(int64_t batch) const { return lstm_->zero_state(batch); }
  int64_t hidden() const { return lstm_->hidden(); }
  torch::Device device() const { return mixture_->weight.device(); }
  /// Of the matrix products of one step with its prediction.
  int64_t multiply_adds() const;

 private:
  torch::Tensor join(const torch::Tensor& z, const torch::Tensor& actions) const;

  int64_t latent_, actions_, mixtures_;
  bool clamped_;
  ResetLstm lstm_{nullptr};
  torch::nn::Linear mixture_{nullptr}, reward_{nullptr}, end_{nullptr};
};
TORCH_MODULE(MdnRnn);

}  // namespace spindash
