// SPDX-License-Identifier: MIT
#include "model/world_model.h"

#include "model/dynamics_loss.h"
#include "model/vae_loss.h"

namespace spindash {

using torch::Tensor;

namespace {

/// `x` whose gradient is multiplied by `share`.
Tensor scale_gradient(const Tensor& x, double share) {
  if (share <= 0) return x.detach();
  return share * x + (1 - share) * x.detach();
}

}  // namespace

WorldModelImpl::WorldModelImpl(const WorldModelConfig& config, const ObservationShape& shape, int64_t actions)
    : config_(config) {
  vae_ = register_module("vae", Vae(*config.vae, shape));
  rnn_ = register_module("rnn", MdnRnn(*config.rnn, vae_->latent_size(), actions));
  inverse_ = register_module("inverse", InverseModel(vae_->latent_size(), actions, config.inverse_hidden));
}

WorldModelLoss WorldModelImpl::loss(const SequenceBatch& batch, const std::optional<at::Generator>& generator,
                                    const LossWeights& factors) {
  TORCH_CHECK(batch.observations.dim() == 5, "WorldModel::loss takes observations [T, B, H, W, C]");
  const int64_t T = batch.observations.size(0), B = batch.observations.size(1);
  const Tensor pictures = to_pictures(batch.observations.flatten(0, 1));
  const Posterior posterior = vae_->encode(pictures);
  const Tensor z = posterior.sample(generator);

  WorldModelLoss loss;
  const Tensor recon = reconstruction_loss(vae_->decode(z), pictures, config_.pixel_sigma);
  const Tensor kl = kl_divergence(posterior).sum() / static_cast<double>(pictures.numel());
  loss.terms["recon"] = recon.detach();
  loss.terms["kl"] = kl.detach();
  loss.total = config_.vae_weight() * (recon + config_.kl_weight() * kl);
  loss.vae = loss.total.detach();
  const Tensor sequences = z.reshape({T, B, -1});
  add_dynamics_loss(sequences, batch, factors.dynamics, loss);
  add_inverse_loss(sequences, batch, factors.inverse, loss);
  return loss;
}

std::vector<GradientGroup> WorldModelImpl::gradient_groups() {
  const std::vector<std::pair<std::string, std::vector<std::string>>> parts = {
      {"encoder", {"vae.encoder", "vae.posterior"}},
      {"decoder", {"vae.decoder", "vae.features"}},
      {"memory", {"rnn.lstm", "rnn.mixture"}},
      {"heads", {"rnn.reward", "rnn.end"}},
      {"inverse", {"inverse"}}};
  std::vector<GradientGroup> groups;
  for (const auto& [name, prefixes] : parts) {
    groups.push_back({name, {}});
    for (const auto& item : named_parameters()) {
      for (const auto& prefix : prefixes) {
        if (item.key().starts_with(prefix + ".")) groups.back().parameters.push_back(item.value());
      }
    }
  }
  return groups;
}

void WorldModelImpl::add_dynamics_loss(const Tensor& z, const SequenceBatch& batch, double weight,
                                       WorldModelLoss& loss) {
  const int64_t T = z.size(0);
  LstmState state;
  const Tensor h = rnn_->sequence(scale_gradient(z, config_.dynamics_gradient), batch.actions, batch.first, state);
  const Prediction prediction = rnn_->predict(h);
  const Mixture next{prediction.next_z.log_weights.slice(0, 0, T - 1), prediction.next_z.means.slice(0, 0, T - 1),
                     prediction.next_z.log_deviations.slice(0, 0, T - 1)};
  const Tensor real = batch.first.slice(0, 1).logical_not();
  const Tensor surprise = mixture_loss(next, scale_gradient(z.slice(0, 1), config_.dynamics_gradient)).mean(-1);
  const Tensor mixture = masked_mean(surprise, real);
  const Tensor reward = reward_loss(prediction.reward, batch.rewards);
  const Tensor end = end_loss(prediction.end_logit, batch.terminated, config_.end_weight);
  loss.terms["mixture"] = mixture.detach();
  loss.terms["reward"] = reward.detach();
  loss.terms["end"] = end.detach();
  // Softplus: a density's logarithm may have either sign, a priority may not.
  const Tensor steps = real.to(torch::kFloat);
  loss.sequences = torch::softplus(surprise.detach() * steps).mul(steps).sum(0) / steps.sum(0).clamp_min(1.0) +
                   (prediction.reward.detach() - symlog(batch.rewards)).square().mean(0);
  const Tensor weighted = config_.dynamics_weight() * (mixture + reward + end);
  loss.dynamics = weighted.detach();
  loss.total = loss.total + weight * weighted;
}

void WorldModelImpl::add_inverse_loss(const Tensor& z, const SequenceBatch& batch, double weight,
                                      WorldModelLoss& loss) {
  const int64_t T = z.size(0);
  const Tensor logits = inverse_->forward(z.slice(0, 0, T - 1), z.slice(0, 1));
  const Tensor actions = batch.actions.slice(0, 0, T - 1);
  const Tensor real = batch.first.slice(0, 1).logical_not();
  const Tensor inverse = masked_mean(inverse_loss(logits, actions), real);
  loss.terms["inverse"] = inverse.detach();
  loss.terms["inverse_accuracy"] = masked_mean((logits.argmax(-1) == actions).to(torch::kFloat), real).detach();
  const Tensor weighted = config_.inverse_weight() * inverse;
  loss.inverse = weighted.detach();
  loss.total = loss.total + weight * weighted;
}

}  // namespace spindash
