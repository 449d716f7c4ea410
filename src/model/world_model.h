// SPDX-License-Identifier: MIT
// The world model: VAE, MDN-RNN and inverse model with one joint loss over sequences of a replay or a rollout.
// Loss = vae_weight (reconstruction + kl_weight KL) + dynamics_weight (mixture + reward + end) + inverse_weight
// inverse. The mixture's gradient reaches the encoder only by dynamics_gradient: at 1 blank pictures are a minimum, 0
// forbids it. The reference system's loss is this one with other weights and the faults of model/faults.h
// (docs/seed.md).
#pragma once

#include "nn/torch.h"

#include <map>

#include "config/section.h"
#include "model/faults.h"
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
  Field<double> kl_weight{this, "kl_weight", 0.5, range(0.0, 1e6), "Weight of the KL term against reconstruction."};
  Field<double> vae_weight{this, "vae_weight", 1.0, range(0.0, 1e6), "Weight of the autoencoder's loss."};
  Field<double> dynamics_weight{this, "dynamics_weight", 1.0, range(0.0, 1e6), "Weight of the MDN-RNN's losses."};
  Field<double> inverse_weight{this, "inverse_weight", 0.05, range(0.0, 1e6), "Weight of the inverse model's loss."};
  Field<double> dynamics_gradient{this, "dynamics_gradient", 0.0, range(0.0, 1.0),
                                  "Share of the mixture's gradient that reaches the encoder by the latent predicted."};
  Field<double> memory_gradient{this, "memory_gradient", 0.0, range(0.0, 1.0),
                                "Share of the MDN-RNN's gradient that reaches the encoder by the latents it reads."};
  Field<double> end_weight{this, "end_weight", 10.0, range(0.0, 1e4), "Weight of a step that ends an episode."};
};

/// `total` carries the gradient; `terms` are the plain numbers to log: recon, kl, mixture, reward, end, inverse,
/// inverse_accuracy.
struct WorldModelLoss {
  torch::Tensor total;
  std::map<std::string, torch::Tensor> terms;
  torch::Tensor vae, dynamics, inverse;  ///< the three parts of `total` by the configured weights, detached
  torch::Tensor sequences;               ///< [B] how badly each sequence was predicted, > 0: its priority in the replay
  /// [T - 1, B] the weighted loss of each step but the last, reward and end left out; no gradient.
  torch::Tensor steps;
};

/// How a loss is computed.
struct LossOptions {
  std::optional<at::Generator> generator = {};  ///< of all draws; none: the program's own
  bool sample = true;                           ///< false: z is the mean, and so is a predicted z
  LstmState memory = {};                        ///< before the first step; undefined: zeros
  LossWeights factors = {};                     ///< multiply the configured weights in `total`
};

class WorldModelImpl : public torch::nn::Module {
 public:
  WorldModelImpl(const WorldModelConfig& config, const ObservationShape& shape, int64_t actions,
                 const FaultConfig& faults = {});

  /// Several threads may call it at once, but where learns_alone().
  WorldModelLoss loss(const SequenceBatch& batch, const LossOptions& options = {});
  /// Whether a loss in training mode changes the model (batch normalisation): then a batch cannot be divided.
  bool learns_alone() const { return alone_; }

  /// Fault 1 of docs/seed.md.
  bool inverse_sees_prediction() const { return faults_.inverse_on_prediction; }

  /// Every parameter in one of: encoder, decoder, memory (LSTM and mixture), heads (reward and end), inverse. Without
  /// heads that group is left out.
  std::vector<GradientGroup> gradient_groups();

  Vae& vae() { return vae_; }
  MdnRnn& rnn() { return rnn_; }
  InverseModel& inverse() { return inverse_; }

 private:
  struct Steps;
  Steps look(const SequenceBatch& batch, const LossOptions& options, WorldModelLoss& loss);
  void add_dynamics_loss(Steps& steps, const SequenceBatch& batch, const LossOptions& options, WorldModelLoss& loss);
  void add_inverse_loss(const Steps& steps, const SequenceBatch& batch, const LossOptions& options,
                        WorldModelLoss& loss);

  WorldModelConfig config_;
  FaultConfig faults_;
  bool alone_;
  Vae vae_{nullptr};
  MdnRnn rnn_{nullptr};
  InverseModel inverse_{nullptr};
};
TORCH_MODULE(WorldModel);

}  // namespace spindash
