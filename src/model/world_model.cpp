// SPDX-License-Identifier: MIT
#include "model/world_model.h"

#include "model/clamped_mixture.h"
#include "model/dynamics_loss.h"
#include "model/vae_loss.h"
#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

namespace {

/// `x` whose gradient is multiplied by `share`.
Tensor scale_gradient(const Tensor& x, double share) {
  if (share <= 0) return x.detach();
  return share * x + (1 - share) * x.detach();
}

}  // namespace

WorldModelImpl::WorldModelImpl(const WorldModelConfig& config, const ObservationShape& shape, int64_t actions,
                               const FaultConfig& faults)
    : config_(config), faults_(faults), alone_(faults.batch_norm && config.vae->layers == "seed") {
  const bool seed_layers = config.vae->layers == "seed";
  vae_ = register_module("vae", make_vae(*config.vae, shape, faults.batch_norm));
  rnn_ = register_module("rnn", MdnRnn(*config.rnn, vae_->latent_size(), actions, faults.mixture_expectation()));
  inverse_ = register_module("inverse", InverseModel(vae_->latent_size(), actions, config.inverse_hidden, seed_layers));
}

/// What the parts of the loss hand to each other.
struct WorldModelImpl::Steps {
  Tensor z;           ///< [T, B, Z]
  Tensor next_z;      ///< [T - 1, B, Z] as the inverse model sees it
  Tensor transition;  ///< [T - 1, B] whether the next step follows
  Tensor errors;      ///< [T, B] of the autoencoder, weighted
};

WorldModelLoss WorldModelImpl::loss(const SequenceBatch& batch, const LossOptions& options) {
  TORCH_CHECK(batch.observations.dim() == 5, "WorldModel::loss takes observations [T, B, H, W, C]");
  WorldModelLoss loss;
  Steps steps = look(batch, options, loss);
  loss.steps = steps.errors.slice(0, 0, -1).detach();
  add_dynamics_loss(steps, batch, options, loss);
  add_inverse_loss(steps, batch, options, loss);
  return loss;
}

WorldModelImpl::Steps WorldModelImpl::look(const SequenceBatch& batch, const LossOptions& options,
                                           WorldModelLoss& loss) {
  const int64_t T = batch.observations.size(0), B = batch.observations.size(1);
  const Tensor pictures = to_pictures(batch.observations.flatten(0, 1));
  const Posterior posterior = vae_->encode(pictures);
  const Tensor z = options.sample ? posterior.sample(options.generator, faults_.exp_logvar) : posterior.mean;
  const double sigma = config_.pixel_sigma, pixels = static_cast<double>(pictures[0].numel());
  const Tensor recon = picture_errors(vae_->decode(z), pictures, !faults_.summed_pixels) / (2 * sigma * sigma);
  const Tensor kl = kl_divergence(posterior).sum(1) / pixels;
  const Tensor errors = config_.vae_weight() * (recon + config_.kl_weight() * kl);
  loss.terms["recon"] = recon.mean().detach();
  loss.terms["kl"] = kl.mean().detach();
  loss.total = errors.mean();
  loss.vae = loss.total.detach();
  Steps steps;
  steps.z = z.reshape({T, B, -1});
  steps.errors = errors.reshape({T, B});
  steps.transition = batch.first.slice(0, 1).logical_not();
  if (faults_.never_reset) steps.transition = torch::ones_like(steps.transition);
  return steps;
}

std::vector<GradientGroup> WorldModelImpl::gradient_groups() {
  const std::vector<std::pair<std::string, std::vector<std::string>>> parts = {
      {"encoder", {"vae.encoder", "vae.posterior", "vae.mu", "vae.logvar"}},
      {"decoder", {"vae.decoder", "vae.features", "vae.z"}},
      {"memory", {"rnn.lstm", "rnn.mixture"}},
      {"heads", {"rnn.reward", "rnn.end"}},
      {"inverse", {"inverse"}}};
  std::vector<GradientGroup> groups;
  for (const auto& [name, prefixes] : parts) {
    if (name == "heads" && !config_.rnn->heads) continue;
    groups.push_back({name, {}});
    for (const auto& item : named_parameters()) {
      for (const auto& prefix : prefixes) {
        if (item.key().starts_with(prefix + ".")) groups.back().parameters.push_back(item.value());
      }
    }
  }
  return groups;
}

void WorldModelImpl::add_dynamics_loss(Steps& steps, const SequenceBatch& batch, const LossOptions& options,
                                       WorldModelLoss& loss) {
  const int64_t T = steps.z.size(0);
  LstmState state = options.memory;
  const Tensor first = faults_.never_reset ? torch::zeros_like(batch.first) : batch.first;
  const Tensor h = rnn_->sequence(scale_gradient(steps.z, config_.memory_gradient), batch.actions, first, state);
  const Prediction prediction = rnn_->predict(h);
  const Mixture next{prediction.next_z.log_weights.slice(0, 0, T - 1), prediction.next_z.means.slice(0, 0, T - 1),
                     prediction.next_z.log_deviations.slice(0, 0, T - 1)};
  const bool clamped = faults_.mixture_expectation;
  const Tensor target = scale_gradient(steps.z.slice(0, 1), config_.dynamics_gradient);
  const Tensor surprise = (clamped ? clamped_mixture_loss(next, target) : mixture_loss(next, target)).mean(-1);
  const Tensor mixture = masked_mean(surprise, steps.transition);
  loss.terms["mixture"] = mixture.detach();
  Tensor weighted = config_.dynamics_weight() * mixture;
  const Tensor follows = steps.transition.to(torch::kFloat);
  loss.steps = loss.steps + config_.dynamics_weight() * surprise.detach() * follows;
  // Softplus: a density's logarithm may have either sign, a priority may not.
  loss.sequences = torch::softplus(surprise.detach() * follows).mul(follows).sum(0) / follows.sum(0).clamp_min(1.0);

  steps.next_z = steps.z.slice(0, 1);
  if (faults_.inverse_on_prediction) {
    steps.next_z = !options.sample ? mixture_mean(next)
                   : clamped       ? mean_of_draws(next, options.generator)
                                   : mixture_sample(next, 1.0, options.generator);
  }
  if (prediction.reward.defined()) {
    const Tensor reward = reward_loss(prediction.reward, batch.rewards);
    const Tensor end = end_loss(prediction.end_logit, batch.terminated, config_.end_weight);
    loss.terms["reward"] = reward.detach();
    loss.terms["end"] = end.detach();
    weighted = weighted + config_.dynamics_weight() * (reward + end);
    loss.sequences = loss.sequences + (prediction.reward.detach() - symlog(batch.rewards)).square().mean(0);
  }
  loss.dynamics = weighted.detach();
  loss.total = loss.total + options.factors.dynamics * weighted;
}

void WorldModelImpl::add_inverse_loss(const Steps& steps, const SequenceBatch& batch, const LossOptions& options,
                                      WorldModelLoss& loss) {
  const int64_t T = steps.z.size(0);
  const Tensor logits = inverse_->forward(steps.z.slice(0, 0, T - 1), steps.next_z);
  const Tensor actions = batch.actions.slice(0, 0, T - 1);
  const Tensor surprise = inverse_loss(logits, actions);
  const Tensor inverse = masked_mean(surprise, steps.transition);
  loss.terms["inverse"] = inverse.detach();
  loss.terms["inverse_accuracy"] =
      masked_mean((logits.argmax(-1) == actions).to(torch::kFloat), steps.transition).detach();
  const Tensor weighted = config_.inverse_weight() * inverse;
  loss.inverse = weighted.detach();
  loss.total = loss.total + options.factors.inverse * weighted;
  loss.steps = loss.steps + config_.inverse_weight() * surprise.detach() * steps.transition.to(torch::kFloat);
}

}  // namespace spindash
