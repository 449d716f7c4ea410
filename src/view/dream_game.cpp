// SPDX-License-Identifier: MIT
#include "view/dream_game.h"

#include <algorithm>
#include <atomic>

#include "nn/vision.h"
#include "view/dream.h"

namespace spindash {

using torch::Tensor;

DreamGame::DreamGame(std::unique_ptr<Game> real, const RunConfig& config, WorldModel model, double temperature,
                     std::uint64_t seed)
    : real_(std::move(real), *config.wrap, seed),
      shape_(real_.observation_shape()),
      actions_(make_action_set(config.wrap->actions()).buttons),
      frame_skip_(config.wrap->frame_skip),
      reward_scale_(static_cast<float>(config.wrap->reward_scale())),
      temperature_(temperature),
      model_(std::move(model)),
      dreams_(model_->rnn(), config.model->end_weight, /*bfloat16=*/false) {
  state_.stream = mix_bits(seed);
  reset(0);
}

void DreamGame::reset(std::size_t level) {
  const torch::NoGradGuard no_grad;
  std::vector<std::uint8_t> observation(shape_.size());
  real_.reset(observation, level);
  const Tensor bytes = torch::tensor(at::ArrayRef<std::uint8_t>(observation), torch::kByte);
  const Tensor z = model_->vae()->see(bytes.reshape({1, shape_.height, shape_.width, shape_.channels}));
  state_ = {level, mix_bits(state_.stream + level), 0, 0};
  dreams_.begin(Moments::beginning(z, model_->rnn()->zero_state(1)), {&state_.stream, 1});
}

FrameResult DreamGame::step(Buttons buttons) {
  if (++state_.frames % frame_skip_ != 0) return {};
  const auto action = static_cast<int64_t>(nearest_action(actions_, buttons));
  const Dreams::Step made = dreams_.step(torch::full({1}, action, torch::kLong), temperature_);
  FrameResult result;
  result.reward = made.rewards.item<float>() / reward_scale_;
  result.terminated = made.terminated.item<bool>();
  state_.points += result.reward;
  return result;
}

void DreamGame::draw(std::span<Pixel> pixels) const {
  const torch::NoGradGuard no_grad;
  const Tensor picture = newest_picture(model_->vae()->decode(dreams_.now().z)[0]);
  const auto* bytes = picture.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = rgb(bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]);
}

Status DreamGame::status() const {
  Status status;
  status.score = std::clamp(state_.points, 0.0, 10000.0);
  status.progress = std::min(1.0, status.score / 9000);
  status.frames = static_cast<int>(state_.frames);
  return status;
}

void DreamGame::save(ByteWriter& out) const {
  out.write(state_);
  dreams_.save(out);
}

void DreamGame::load(ByteReader& in) {
  state_ = in.read<State>();
  dreams_.load(in);
}

GameFactory dream_games(GameFactory real, const RunConfig& config, const WorldModel& model, double temperature,
                        std::uint64_t seed) {
  return [=, made = std::make_shared<std::atomic<std::uint64_t>>(seed)]() -> std::unique_ptr<Game> {
    return std::make_unique<DreamGame>(real(), config, model, temperature, mix_bits((*made)++));
  };
}

}  // namespace spindash
