// SPDX-License-Identifier: MIT
#include "model/dreams.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "model/dynamics_loss.h"
#include "model/since_reward.h"
#include "nn/device.h"
#include "nn/precision.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

/// 23 bits as a number in (0, 1), neither end included: a float holds all of them exactly.
float as_uniform(std::uint64_t bits) {
  return (static_cast<float>(bits & 0x7fffff) + 0.5F) * 0x1p-23F;
}

/// What a dreamed step must bring to have paid: the head foretells a mean, which is never quite 0.
constexpr double kDreamedReward = 0.02;

}  // namespace

Moments Moments::beginning(const Tensor& z, const LstmState& empty) {
  const int64_t B = z.size(0);
  return {z, z, empty, torch::full({B}, -1, z.options().dtype(torch::kLong)), torch::zeros({B}, z.options())};
}

Moments Moments::part(int64_t begin, int64_t end) const {
  return each([&](const Tensor& x) { return x.slice(0, begin, end); });
}

Moments Moments::repeated(int64_t times) const {
  return each([&](const Tensor& x) { return x.repeat_interleave(times, 0); });
}

Moments Moments::rows(const Tensor& index) const {
  return each([&](const Tensor& x) { return x.index_select(0, index); });
}

void Moments::save(ByteWriter& out) const {
  for (const auto& tensor : {z, previous_z, memory.h, memory.c, last_actions, since_reward}) write_tensor(out, tensor);
}

void Moments::load(ByteReader& in, torch::Device device) {
  for (Tensor* tensor : {&z, &previous_z, &memory.h, &memory.c, &last_actions, &since_reward})
    *tensor = read_tensor(in, device);
}

Dreams::Dreams(MdnRnn memory, double end_weight, bool bfloat16)
    : memory_(std::move(memory)), end_shift_(end_weight > 0 ? std::log(end_weight) : 0), bfloat16_(bfloat16) {}

void Dreams::begin(Moments moments, std::span<const std::uint64_t> streams) {
  TORCH_CHECK(moments.z.size(0) == static_cast<int64_t>(streams.size()), "a dream takes a moment and a stream");
  now_ = std::move(moments);
  streams_.assign(streams.begin(), streams.end());
}

// The bits of a step are mix_bits of a counter, as splitmix64 does it: no generator needs to be kept for each dream.
void Dreams::draw_noise() {
  const int64_t B = now_.z.size(0), Z = now_.z.size(1);
  if (!end_noise_.defined() || end_noise_.size(0) != B) {
    const auto options = staging_options(device(), torch::kFloat);
    noise_ = {torch::empty({B, Z}, options), torch::empty({B, Z}, options)};
    end_noise_ = torch::empty({B}, options);
  }
  auto *uniform = noise_.uniform.data_ptr<float>(), *normal = noise_.normal.data_ptr<float>();
  for (int64_t i = 0; i < B; ++i) {
    std::uint64_t& stream = streams_[static_cast<std::size_t>(i)];
    stream = mix_bits(stream);
    end_noise_.data_ptr<float>()[i] = as_uniform(stream >> 41);
    std::uint64_t counter = stream;
    for (int64_t j = 0; j < Z; ++j) {
      const std::uint64_t bits = mix_bits(counter += kGolden);
      *uniform++ = as_uniform(bits >> 41);
      *normal++ = 2 * as_uniform(bits >> 18) - 1;
    }
  }
  noise_.normal.erfinv_().mul_(std::numbers::sqrt2);  // the normal distribution's inverse
}

Dreams::Step Dreams::step(const Tensor& actions, double temperature) {
  const torch::NoGradGuard no_grad;
  const Bfloat16Scope scope(bfloat16_, device().type());
  draw_noise();
  const auto there = [this](const Tensor& noise) { return noise.to(device()); };
  const LstmState next = memory_->step(now_.z, actions, now_.memory);
  const int64_t B = now_.z.size(0);
  now_ = {memory_->draw(next.h, temperature, {there(noise_.uniform), there(noise_.normal)}),
          now_.z,
          {next.h.to(torch::kFloat), next.c.to(torch::kFloat)},
          actions,
          now_.since_reward};
  const auto [reward, end_logit] = memory_->judge(next.h);
  if (!reward.defined()) {
    const auto options = now_.z.options();
    return {torch::zeros({B}, options), torch::full({B}, -INFINITY, options),
            torch::zeros({B}, options.dtype(torch::kBool))};
  }
  const Tensor logits = end_logit - end_shift_;
  const Tensor odds = temperature > 0 ? torch::sigmoid(logits / temperature) : logits.gt(0).to(torch::kFloat);
  const Tensor rewards = symexp(reward);
  now_.since_reward = steps_since_reward(now_.since_reward, rewards - kDreamedReward);
  return {rewards, logits, there(end_noise_) < odds};
}

void Dreams::save(ByteWriter& out) const {
  now_.save(out);
  for (const std::uint64_t stream : streams_) out.write(stream);
}

void Dreams::load(ByteReader& in) {
  now_.load(in, memory_->device());
  if (!now_.z.defined()) throw Error("dream", "its state is damaged");
  streams_.resize(static_cast<std::size_t>(now_.z.size(0)));
  for (std::uint64_t& stream : streams_) stream = in.read<std::uint64_t>();
}

}  // namespace spindash
