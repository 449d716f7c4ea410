// SPDX-License-Identifier: MIT
// The world model: VAE, MDN-RNN and inverse model with one joint loss over sequences of a replay.
// Loss = vae_weight (reconstruction + kl_weight KL) + dynamics_weight (mixture + reward + end) + inverse_weight
// inverse. The mixture's gradient reaches the encoder only by dynamics_gradient: at 1 blank pictures are a minimum, 0
// forbids it.
#pragma once

#include "nn/torch.h"

#include <map>

#include "config/section.h"
#include "model/inverse_model.h"
#include "model/loss_balance.h"
#include "model/mdn_rnn.h"
#include "model/vae.h"
#include "nn/auto_clip.h"
#include "replay/replay.h"

namespace spindash {

struct WorldModelConfig : Section {
  Sub<VaeConfig> vae{this, "vae", "The variational autoencoder."};
  Sub<MdnRnnConfig> rnn{this, "rnn", "The MDN-RNN."};
  Field<int> inverse_hidden{this, "inverse_hidden", 128, range(4, 4096), "Hidden units of the inverse model."};
  Field<double> pixel_sigma{this, "pixel_sigma", 0.1, range(1e-3, 10.0),
                            "Deviation of a pixel in the reconstruction's likelihood: smaller keeps more detail."};
  Field<double> kl_weight{this, "kl_weight", 0.5, range(0.0, 100.0), "Weight of the KL term against reconstruction."};
  Field<double> vae_weight{this, "vae_weight", 1.0, range(0.0, 1e6), "Weight of the autoencoder's loss."};
  Field<double> dynamics_weight{this, "dynamics_weight", 1.0, range(0.0, 1e6), "Weight of the MDN-RNN's losses."};
  Field<double> inverse_weight{this, "inverse_weight", 0.05, range(0.0, 1e6), "Weight of the inverse model's loss."};
  Field<double> dynamics_gradient{this, "dynamics_gradient", 0.0, range(0.0, 1.0),
                                  "Share of the MDN-RNN's gradient that reaches the encoder."};
  Field<double> end_weight{this, "end_weight", 10.0, range(0.0, 1e4), "Weight of a step that ends an episode."};
};

/// `total` carries the gradient; `terms` are the plain numbers to log: recon, kl, mixture, reward, end, inverse,
/// inverse_accuracy.
struct WorldModelLoss {
  torch::Tensor total;
  std::map<std::string, torch::Tensor> terms;
  torch::Tensor vae, dynamics, inverse;  ///< the three parts of `total` by the configured weights, detached
  torch::Tensor sequences;               ///< [B] how badly each sequence was predicted, > 0: its priority in the replay
};

class WorldModelImpl : public torch::nn::Module {
 public:
  WorldModelImpl(const WorldModelConfig& config, const ObservationShape& shape, int64_t actions);

  /// Draws z with `generator`, or with the program's own; `factors` multiply the configured weights. Several threads
  /// may call it at once.
  WorldModelLoss loss(const SequenceBatch& batch, const std::optional<at::Generator>& generator = {},
                      const LossWeights& factors = {});

  /// Every parameter in one of: encoder, decoder, memory (LSTM and mixture), heads (reward and end), inverse.
  std::vector<GradientGroup> gradient_groups();

  Vae& vae() { return vae_; }
  MdnRnn& rnn() { return rnn_; }
  InverseModel& inverse() { return inverse_; }

 private:
  void add_dynamics_loss(const torch::Tensor& z, const SequenceBatch& batch, double weight, WorldModelLoss& loss);
  void add_inverse_loss(const torch::Tensor& z, const SequenceBatch& batch, double weight, WorldModelLoss& loss);

  WorldModelConfig config_;
  Vae vae_{nullptr};
  MdnRnn rnn_{nullptr};
  InverseModel inverse_{nullptr};
};
TORCH_MODULE(WorldModel);

}  // namespace spindash
