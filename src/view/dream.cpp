// SPDX-License-Identifier: MIT
#include "view/dream.h"

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

/// Of numbers of 8 bits.
double byte_error(const Tensor& difference) {
  return difference.to(torch::kFloat).square().mean().item<double>();
}

}  // namespace

Dream::Dream(const RunConfig& config, std::unique_ptr<Game> game, Mind& mind, std::uint64_t seed)
    : mind_(mind),
      env_(std::move(game), plain_config(*config.wrap), seed),
      dreams_(mind.model()->rnn(), config.model->end_weight, /*bfloat16=*/false),
      random_(seed) {
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
  const Tensor z = mind_.model()->vae()->encode(look()).mean;
  const std::uint64_t stream = random_.bits();
  dreams_.begin(Moments::beginning(z, mind_.model()->rnn()->zero_state(1)), {&stream, 1});
  dreaming_ = false;
  steps_ = worse_ = wrong_since_ = 0;
}

void Dream::see() {
  const torch::NoGradGuard no_grad;
  dreams_.see(mind_.model()->vae()->encode(look()).mean);
}

void Dream::fall_asleep() {
  start_ = look();
  see();
  dreaming_ = true;
  steps_ = worse_ = wrong_since_ = 0;
}

void Dream::wake_up() {
  see();
  dreaming_ = false;
  steps_ = worse_ = wrong_since_ = 0;
}

DreamStep Dream::step(std::size_t action, double temperature) {
  const torch::NoGradGuard no_grad;
  const Tensor before = look();
  const Dreams::Step made = dreams_.step(torch::full({1}, static_cast<int64_t>(action), torch::kLong), temperature);
  const StepResult result = env_.step(static_cast<int>(action), observation_);
  const Tensor real = look();
  const Tensor dreamed = mind_.model()->vae()->decode(dreams_.now().z);

  DreamStep step;
  step.dreamed = newest_picture(dreamed[0]);
  step.real = newest_picture(real[0]);
  step.error = byte_error(dreamed - real);
  step.standstill = byte_error((dreaming_ ? start_ : before) - real);
  step.real_reward = result.reward;
  step.real_ended = result.ended();
  step.reward = made.rewards.item<double>();
  step.end = torch::sigmoid(made.end_logits).item<double>();
  if (!dreaming_) see();
  if (dreaming_) {
    ++steps_;
    worse_ = step.error > step.standstill ? worse_ + 1 : 0;
    if (wrong_since_ == 0 && worse_ >= kWrongFor) wrong_since_ = steps_ - kWrongFor + 1;
  }
  return step;
}

}  // namespace spindash
