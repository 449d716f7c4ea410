// SPDX-License-Identifier: MIT
#include "explore/icm.h"

#include "nn/device.h"

namespace spindash {

using torch::Tensor;

Icm::NetworksImpl::NetworksImpl(const IcmConfig& config, int64_t width, int64_t actions)
    : features(register_module("features", TwoLayers(width, config.hidden, config.features))),
      inverse(register_module("inverse", TwoLayers(2 * config.features, config.hidden, actions))),
      forward_model(
          register_module("forward_model", TwoLayers(config.features + actions, config.hidden, config.features))) {}

Icm::Icm(const IcmConfig& config, int64_t width, int64_t actions, torch::Device device)
    : actions_(actions),
      forward_share_(config.forward_share),
      scale_(width, device),
      networks_(moved(std::make_shared<NetworksImpl>(config, width, actions), device)),
      fitter_(*networks_, config.learning_rate) {}

Tensor Icm::surprise(const Tensor& from, const Tensor& to, const Tensor& actions) {
  const Tensor told = torch::cat({from, torch::one_hot(actions, actions_).to(torch::kFloat)}, 1);
  return (networks_->forward_model->forward(told) - to).square().sum(1) / 2;
}

Tensor Icm::judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                  std::map<std::string, double>& numbers) {
  scale_.observe(experience.to.flatten(0, 1));
  Tensor bonus, from, to, actions;
  {
    const torch::NoGradGuard no_grad;
    from = scale_.scale(experience.from).flatten(0, 1);
    to = scale_.scale(experience.to).flatten(0, 1);
    actions = experience.actions.flatten();
    bonus = surprise(networks_->features->forward(from), networks_->features->forward(to), actions)
                .reshape_as(experience.continues) *
            experience.continues;
  }
  const Tensor in_one_episode = experience.continues.flatten().nonzero().squeeze(1);
  if (in_one_episode.numel() == 0) return bonus;
  numbers["loss"] = fitter_.fit(in_one_episode.numel(), 1.0, pool, parts, [&](const Tensor& index) {
    const Tensor rows = in_one_episode.index_select(0, index);
    const Tensor before = networks_->features->forward(from.index_select(0, rows));
    const Tensor after = networks_->features->forward(to.index_select(0, rows));
    const Tensor taken = actions.index_select(0, rows);
    const Tensor guess = networks_->inverse->forward(torch::cat({before, after}, 1));
    return (1 - forward_share_) * torch::cross_entropy_loss(guess, taken) +
           forward_share_ * surprise(before.detach(), after.detach(), taken).mean();
  });
  return bonus;
}

void Icm::save(ByteWriter& out) const {
  scale_.save(out);
  fitter_.save(out);
}

void Icm::load(ByteReader& in) {
  scale_.load(in);
  fitter_.load(in);
}

}  // namespace spindash
