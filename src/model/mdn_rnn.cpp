// SPDX-License-Identifier: MIT
#include "model/mdn_rnn.h"

#include "model/clamped_mixture.h"

namespace spindash {

using torch::Tensor;

MdnRnnImpl::MdnRnnImpl(const MdnRnnConfig& config, int64_t latent, int64_t actions, bool clamped)
    : latent_(latent), actions_(actions), mixtures_(config.mixtures), clamped_(clamped) {
  lstm_ = register_module("lstm", ResetLstm(latent + actions, config.hidden));
  mixture_ = register_module("mixture", torch::nn::Linear(config.hidden, latent * 3 * mixtures_));
  if (!config.heads) return;
  reward_ = register_module("reward", torch::nn::Linear(config.hidden, 1));
  end_ = register_module("end", torch::nn::Linear(config.hidden, 1));
}

Tensor MdnRnnImpl::join(const Tensor& z, const Tensor& actions) const {
  TORCH_CHECK(z.size(-1) == latent_, "MdnRnn takes z [..., Z]");
  return torch::cat({z, torch::one_hot(actions, actions_).to(z.dtype())}, -1);
}

LstmState MdnRnnImpl::step(const Tensor& z, const Tensor& actions, const LstmState& state, const Tensor& first) {
  return lstm_->step(join(z, actions), state, first);
}

Tensor MdnRnnImpl::sequence(const Tensor& z, const Tensor& actions, const Tensor& first, LstmState& state) {
  return lstm_->sequence(join(z, actions), first, state);
}

Prediction MdnRnnImpl::predict(const Tensor& h) {
  const Tensor raw = mixture_->forward(h).to(torch::kFloat);
  Prediction prediction;
  prediction.next_z = clamped_ ? make_clamped_mixture(raw, latent_, mixtures_) : make_mixture(raw, latent_, mixtures_);
  std::tie(prediction.reward, prediction.end_logit) = judge(h);
  return prediction;
}

std::pair<Tensor, Tensor> MdnRnnImpl::judge(const Tensor& h) {
  if (reward_.is_empty()) return {};
  return {reward_->forward(h).to(torch::kFloat).squeeze(-1), end_->forward(h).to(torch::kFloat).squeeze(-1)};
}

Tensor MdnRnnImpl::draw(const Tensor& h, double temperature, const MixtureNoise& noise) {
  const torch::NoGradGuard no_grad;
  return draw_mixture(mixture_->forward(h), mixtures_, temperature, noise, clamped_);
}

int64_t MdnRnnImpl::multiply_adds() const {
  const int64_t H = hidden();
  const int64_t heads = reward_.is_empty() ? 0 : reward_->weight.numel() + end_->weight.numel();
  return 4 * H * (latent_ + actions_ + H) + mixture_->weight.numel() + heads;
}

}  // namespace spindash
