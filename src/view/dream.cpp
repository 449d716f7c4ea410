// SPDX-License-Identifier: MIT
#include "view/dream.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int kWrongFor = 5;  // steps running

/// Every frame has the action itself: the real game is to do what the dream was told.
EnvConfig plain_config(EnvConfig config) {
  config.sticky = 0.0;
  return config;
}

Tensor newest_picture(const Tensor& pictures) {
  const Tensor newest = pictures[0].slice(0, pictures.size(1) - 3).permute({1, 2, 0});
  return newest.to(torch::kFloat).mul(255).round().clamp(0, 255).to(torch::kByte).contiguous();
}

double mean_square(const Tensor& difference) {
  return difference.to(torch::kFloat).square().mean().item<double>();
}

}  // namespace

Dream::Dream(const RunConfig& config, std::unique_ptr<Game> game, Mind& mind, std::uint64_t seed)
    : mind_(mind),
      env_(std::move(game), plain_config(*config.wrap), seed),
      generator_(at::detail::createCPUGenerator(seed)) {
  shape_ = env_.observation_shape();
  observation_.resize(shape_.size());
  begin(0);
}

Tensor Dream::look() const {
  const Tensor bytes = torch::tensor(at::ArrayRef<std::uint8_t>(observation_), torch::kByte)
                           .reshape({1, shape_.height, shape_.width, shape_.channels});
  return to_pictures(bytes);
}

void Dream::begin(std::size_t level) {
  const torch::NoGradGuard no_grad;
  env_.reset(observation_, level);
  memory_ = mind_.model()->rnn()->zero_state(1);
  z_ = mind_.model()->vae()->encode(look()).mean;
  dreaming_ = false;
  steps_ = worse_ = wrong_since_ = 0;
}

void Dream::fall_asleep() {
  const torch::NoGradGuard no_grad;
  start_ = look();
  z_ = mind_.model()->vae()->encode(start_).mean;
  dreaming_ = true;
  steps_ = worse_ = wrong_since_ = 0;
}

void Dream::wake_up() {
  const torch::NoGradGuard no_grad;
  z_ = mind_.model()->vae()->encode(look()).mean;
  dreaming_ = false;
  steps_ = worse_ = wrong_since_ = 0;
}

DreamStep Dream::step(std::size_t action, double temperature) {
  const torch::NoGradGuard no_grad;
  auto& model = mind_.model();
  const Tensor before = look();
  memory_ = model->rnn()->step(z_, torch::full({1}, static_cast<int64_t>(action), torch::kLong), memory_);
  const Prediction prediction = model->rnn()->predict(memory_.h);
  const StepResult result = env_.step(static_cast<int>(action), observation_);
  const Tensor real = look();
  const Tensor expected = mixture_sample(prediction.next_z, temperature, generator_);
  const Tensor dreamed = model->vae()->decode(expected);

  DreamStep step;
  step.dreamed = newest_picture(dreamed);
  step.real = newest_picture(real);
  step.error = mean_square(dreamed - real);
  step.standstill = mean_square((dreaming_ ? start_ : before) - real);
  step.real_reward = result.reward;
  step.real_ended = result.ended();
  if (prediction.reward.defined()) {
    const double reward = prediction.reward.item<double>();
    step.reward = std::copysign(std::expm1(std::abs(reward)), reward);
    step.end = torch::sigmoid(prediction.end_logit).item<double>();
  }
  z_ = dreaming_ ? expected : model->vae()->encode(real).mean;
  if (dreaming_) {
    ++steps_;
    worse_ = step.error > step.standstill ? worse_ + 1 : 0;
    if (wrong_since_ == 0 && worse_ >= kWrongFor) wrong_since_ = steps_ - kWrongFor + 1;
  }
  return step;
}

}  // namespace spindash
