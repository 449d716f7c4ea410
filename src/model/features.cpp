// SPDX-License-Identifier: MIT
#include "model/features.h"

#include "base/error.h"
#include "nn/device.h"
#include "nn/precision.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr double kSmallestDeviation = 1e-3;  // a number that never changes stays near 0 in place of growing without end
constexpr double kLargestFeature = 8.0;      // deviations

Tensor there(const Tensor& x, torch::Device device) {
  return x.defined() ? x.to(device) : x;
}

Tensor to_unit_deviation(const Tensor& x, const Tensor& mean, const Tensor& deviation) {
  return ((x - mean) / deviation).clamp_(-kLargestFeature, kLargestFeature);
}

}  // namespace

AgentInput AgentInput::rows(const Tensor& index) const {
  AgentInput picked;
  if (map.defined()) picked.map = map.index_select(0, index);
  if (vector.defined()) picked.vector = vector.index_select(0, index);
  return picked;
}

AgentInput AgentInput::in_float() const {
  const auto plain = [](const Tensor& x) { return x.defined() && x.is_floating_point() ? x.to(torch::kFloat) : x; };
  return {plain(map), plain(vector)};
}

void PixelFeatures::begin(int64_t environments) {
  since_reward_ = torch::zeros({environments}, device_);
}

AgentInput PixelFeatures::input(const Tensor& observations, const Tensor& since_reward) const {
  AgentInput seen{observations.to(device_, /*non_blocking=*/true), {}};
  if (use_since_reward_) seen.vector = since_reward_numbers(since_reward);
  return seen;
}

AgentInput PixelFeatures::observe(const Tensor& observations, const Tensor& first, const Tensor& rewards) {
  if (!since_reward_.defined() || since_reward_.size(0) != observations.size(0)) begin(observations.size(0));
  since_reward_ = steps_since_reward(since_reward_, there(rewards, device_)).masked_fill_(first.to(device_), 0);
  return input(observations, since_reward_);
}

AgentInput PixelFeatures::peek(const Tensor& observations, const Tensor& rewards, const Tensor& index) {
  return input(observations,
               steps_since_reward(since_reward_.index_select(0, index.to(device_)), there(rewards, device_)));
}

void PixelFeatures::save(ByteWriter& out) const {
  write_tensor(out, since_reward_);
}

void PixelFeatures::load(ByteReader& in) {
  since_reward_ = read_tensor(in, device_);
}

FrozenModel::FrozenModel(const FeatureConfig& config, const WorldModelConfig& model, const ObservationShape& shape,
                         int64_t actions, bool bfloat16, const FaultConfig& faults, torch::Device device)
    : use_pixels_(config.sees_pixels()),
      use_z_(config.sees_latents()),
      use_h_(config.sees_memory()),
      use_action_(config.last_action),
      use_since_reward_(config.since_reward),
      standardise_(config.standardise),
      cell_state_(faults.cell_state),
      never_reset_(faults.never_reset),
      actions_(actions),
      frames_(faults.one_frame ? 1 : config.frames()),
      bfloat16_(bfloat16),
      end_weight_(model.end_weight),
      model_(model, shape, actions, faults),
      memory_(*model.rnn, model_->vae()->latent_size(), actions, faults.mixture_expectation()) {
  input_shape_.device = device;
  move_to(*model_, device);
  move_to(*memory_, device);
  model_->eval();
  for (auto& parameter : model_->parameters()) parameter.set_requires_grad(false);
  const Tensor map = model_->vae()->map(torch::zeros({1, latent_size()}));
  z_mean_ = torch::zeros({1, map.size(1), 1, 1}, device);
  z_deviation_ = torch::ones({1, map.size(1), 1, 1}, device);
  h_mean_ = torch::zeros({1, model_->rnn()->hidden()}, device);
  h_deviation_ = torch::ones({1, model_->rnn()->hidden()}, device);
  z_is_map_ = use_z_ && !use_pixels_ && model_->vae()->is_map();
  if (use_pixels_) {
    input_shape_.pixels = true;
    input_shape_.channels = shape.channels;
    input_shape_.height = shape.height;
    input_shape_.width = shape.width;
  } else if (z_is_map_) {
    input_shape_.channels = map.size(1) * frames_;
    input_shape_.height = map.size(2);
    input_shape_.width = map.size(3);
  }
  if (use_z_ && !z_is_map_) input_shape_.vector += latent_size() * frames_;
  if (use_h_) input_shape_.vector += model_->rnn()->hidden();
  if (use_action_) input_shape_.vector += actions;
  if (use_since_reward_) input_shape_.vector += kSinceRewardNumbers;
  if (bfloat16) input_shape_.type = torch::kBFloat16;
  for (auto& parameter : memory_->parameters()) parameter.set_requires_grad(false);
  convert_memory();
}

void FrozenModel::convert_memory() {
  const torch::NoGradGuard no_grad;
  ++version_;
  copy_weights(named_weights(*model_->rnn()), *memory_, "world model");
  if (bfloat16_) memory_->to(torch::kBFloat16);
}

void FrozenModel::follow(WorldModel& live) {
  const torch::NoGradGuard no_grad;
  copy_weights(named_weights(*live), *model_, "world model");
  convert_memory();
}

void FrozenModel::refresh(WorldModel& live, const Replay& replay, Random& random) {
  const torch::NoGradGuard no_grad;
  follow(live);
  if (!standardise_) return;
  constexpr int64_t kSteps = 16, kStreams = 64;
  const SequenceBatch batch = replay.sample(kSteps, kStreams, random).to(device());
  const Tensor z = encode(batch.observations.flatten(0, 1));
  LstmState state;
  std::vector<Tensor> seen;
  for (int64_t t = 0; t < kSteps; ++t) {
    state = model_->rnn()->step(z.reshape({kSteps, kStreams, -1})[t], batch.actions[t], state,
                                never_reset_ ? Tensor() : batch.first[t]);
    seen.push_back(cell_state_ ? state.c : state.h);
  }
  const Tensor h = torch::stack(seen);
  const Tensor map = model_->vae()->map(z);
  z_mean_ = map.mean({0, 2, 3}, /*keepdim=*/true);
  z_deviation_ = map.sub(z_mean_).square().mean({0, 2, 3}, true).sqrt().clamp_min(kSmallestDeviation);
  const Tensor late = h.slice(0, kSteps / 2).flatten(0, 1);  // after the memory has filled
  h_mean_ = late.mean(0, true);
  h_deviation_ = late.sub(h_mean_).square().mean(0, true).sqrt().clamp_min(kSmallestDeviation);
}

Tensor FrozenModel::encode(const Tensor& observations) {
  const Bfloat16Scope scope(bfloat16_, device().type());
  return model_->vae()->see(observations.to(device(), /*non_blocking=*/true));
}

LstmState FrozenModel::remember(const Tensor& z, const Tensor& actions, const LstmState& state) {
  if (!use_h_) return state;
  const Bfloat16Scope scope(bfloat16_, device().type());
  const LstmState next = memory_->step(z, actions.to(device()), state);
  return {next.h.to(torch::kFloat), next.c.to(torch::kFloat)};
}

Moments FrozenModel::moments(const SequenceBatch& steps) {
  const torch::NoGradGuard no_grad;
  const SequenceBatch seen = steps.to(device());
  const int64_t T = seen.first.size(0), B = seen.first.size(1);
  TORCH_CHECK(T > 1, "moments take two steps or more");
  const Tensor z = encode(seen.observations.flatten(0, 1)).reshape({T, B, -1});
  const Bfloat16Scope scope(bfloat16_, device().type());
  LstmState state = zero_state(B);
  Tensor since_reward = torch::zeros({B}, device());
  for (int64_t t = 0; t + 1 < T; ++t) {
    state = memory_->step(z[t], seen.actions[t], state, never_reset_ ? Tensor() : seen.first[t]);
    since_reward = steps_since_reward(since_reward, seen.rewards[t]).masked_fill_(seen.first[t + 1], 0);
  }
  const Tensor begins = seen.first[T - 1], is_first = begins.unsqueeze(1);
  const Tensor keep = never_reset_ ? torch::ones({B, 1}, z.options()) : is_first.logical_not().to(torch::kFloat);
  return {z[T - 1],
          torch::where(is_first, z[T - 1], z[T - 2]),
          {state.h * keep, state.c * keep},
          seen.actions[T - 2].masked_fill(begins, -1),
          since_reward};
}

AgentInput FrozenModel::assemble(const Moments& now, const Tensor& observations) {
  const auto scaled = [this](const Tensor& x, const Tensor& mean, const Tensor& deviation) {
    return standardise_ ? to_unit_deviation(x, mean, deviation) : x;
  };
  AgentInput input;
  std::vector<Tensor> vectors;
  if (use_pixels_) input.map = observations.to(device(), /*non_blocking=*/true);
  if (use_z_) {
    auto& vae = model_->vae();
    Tensor map = scaled(vae->map(now.z), z_mean_, z_deviation_);
    if (frames_ == 2) map = torch::cat({map, scaled(vae->map(now.previous_z), z_mean_, z_deviation_)}, 1);
    if (z_is_map_) {
      input.map = map.to(input_shape_.type).permute({0, 2, 3, 1}).contiguous();
    } else {
      vectors.push_back(map.flatten(1));
    }
  }
  if (use_h_) vectors.push_back(scaled(cell_state_ ? now.memory.c : now.memory.h, h_mean_, h_deviation_));
  if (use_action_) {
    vectors.push_back(now.last_actions.unsqueeze(1)
                          .eq(torch::arange(actions_, now.last_actions.options()))
                          .to(torch::kFloat));  // one-hot, or all 0
  }
  if (use_since_reward_) vectors.push_back(since_reward_numbers(now.since_reward));
  if (!vectors.empty()) {
    input.vector = (vectors.size() == 1 ? vectors.front() : torch::cat(vectors, 1)).to(input_shape_.type);
  }
  return input;
}

std::map<std::string, Tensor> FrozenModel::weights() const {
  auto weights = named_weights(*model_);
  weights["features.z_mean"] = z_mean_;
  weights["features.z_deviation"] = z_deviation_;
  weights["features.h_mean"] = h_mean_;
  weights["features.h_deviation"] = h_deviation_;
  return weights;
}

void FrozenModel::set_weights(std::map<std::string, Tensor> all) {
  for (const auto& [name, target] : {std::pair{"features.z_mean", &z_mean_},
                                     {"features.z_deviation", &z_deviation_},
                                     {"features.h_mean", &h_mean_},
                                     {"features.h_deviation", &h_deviation_}}) {
    const auto found = all.extract(name);
    if (found.empty() || found.mapped().sizes() != target->sizes()) {
      throw Error("features", "their statistics are missing or of another shape", "was it another model's?");
    }
    *target = found.mapped().to(device());
  }
  copy_weights(all, *model_, "features");
  convert_memory();
}

void WorldModelFeatures::begin(int64_t environments) {
  now_ = Moments::beginning(torch::zeros({environments, model_->latent_size()}, model_->device()),
                            model_->zero_state(environments));
}

AgentInput WorldModelFeatures::observe(const Tensor& observations, const Tensor& first, const Tensor& rewards) {
  const torch::NoGradGuard no_grad;
  if (!now_.z.defined() || now_.z.size(0) != observations.size(0)) begin(observations.size(0));
  const Tensor begins = first.to(model_->device(), /*non_blocking=*/true), is_first = begins.unsqueeze(1);
  const Tensor z = model_->encode(observations);
  now_.previous_z = torch::where(is_first, z, now_.z);
  now_.z = z;
  if (!model_->never_resets()) {
    const Tensor keep = is_first.logical_not().to(torch::kFloat);
    now_.memory = {now_.memory.h * keep, now_.memory.c * keep};
  }
  now_.last_actions = now_.last_actions.masked_fill(begins, -1);
  now_.since_reward = steps_since_reward(now_.since_reward, there(rewards, model_->device())).masked_fill_(begins, 0);
  return model_->assemble(now_, observations);
}

void WorldModelFeatures::act(const Tensor& actions) {
  const torch::NoGradGuard no_grad;
  now_.last_actions = actions.to(model_->device());
  now_.memory = model_->remember(now_.z, now_.last_actions, now_.memory);
}

AgentInput WorldModelFeatures::peek(const Tensor& observations, const Tensor& rewards, const Tensor& index) {
  const torch::NoGradGuard no_grad;
  Moments next = now_.rows(index.to(model_->device()));
  next.previous_z = next.z;
  next.z = model_->encode(observations);
  next.since_reward = steps_since_reward(next.since_reward, there(rewards, model_->device()));
  return model_->assemble(next, observations);
}

void WorldModelFeatures::save(ByteWriter& out) const {
  now_.save(out);
}

void WorldModelFeatures::load(ByteReader& in) {
  now_.load(in, model_->device());
}

}  // namespace spindash
