// SPDX-License-Identifier: MIT
#include "view/mind.h"

#include <cmath>

#include "base/error.h"
#include "nn/tensor_bytes.h"
#include "nn/vision.h"
#include "nn/weights_file.h"

namespace spindash {

using torch::Tensor;

namespace {

double mean_square(const Tensor& difference) {
  return difference.square().mean().item<double>();
}

double symexp(double x) {
  return std::copysign(std::expm1(std::abs(x)), x);
}

std::vector<double> probabilities(const Tensor& logits) {
  const Tensor shares = torch::softmax(logits.to(torch::kDouble).flatten(), 0).contiguous();
  return {shares.data_ptr<double>(), shares.data_ptr<double>() + shares.numel()};
}

}  // namespace

Tensor newest_picture(const Tensor& picture) {
  const Tensor newest = picture.slice(0, picture.size(0) - 3).permute({1, 2, 0});
  return newest.to(torch::kFloat).mul(255).round().clamp(0, 255).to(torch::kByte).contiguous();
}

Mind::Mind(const RunConfig& config, const ObservationShape& shape, int64_t actions)
    : model_(*config.model, shape, actions, *config.faults) {
  model_->eval();
}

void Mind::set_weights(const std::map<std::string, Tensor>& weights) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, Tensor> all = weights;
  std::erase_if(all, [](const auto& each) { return each.first.starts_with("features."); });
  copy_weights(all, *model_, "world model");
}

Mind load_mind(const LoadedAgent& agent) {
  if (!agent.frozen)
    throw Error(agent.name, "has no world model: its controller sees pixels", "name a run with a world model");
  Mind mind(agent.config, agent.shape, static_cast<int64_t>(agent.action_names.size()));
  mind.set_weights(agent.frozen->weights());
  return mind;
}

Belief Mind::explain(const Glimpse& glimpse) {
  const torch::NoGradGuard no_grad;
  auto& vae = model_->vae();
  const Tensor pictures = to_pictures(torch::stack({glimpse.observation, glimpse.following}));
  const Tensor both = vae->encode(pictures).mean;
  const Tensor z = both.slice(0, 0, 1), came_z = both.slice(0, 1, 2);
  const Tensor action = torch::full({1}, glimpse.action, torch::kLong);
  LstmState memory = glimpse.memory.h.defined() ? glimpse.memory : model_->rnn()->zero_state(1);
  Tensor expected_z = z;
  Prediction prediction;
  double expected_reward = 0, goes_on = 1;
  for (int step = 0; step < glimpse.steps; ++step) {
    memory = model_->rnn()->step(expected_z, action, memory);
    prediction = model_->rnn()->predict(memory.h);
    expected_z = mixture_mean(prediction.next_z);
    if (!prediction.reward.defined()) continue;
    expected_reward += symexp(prediction.reward.item<double>());
    goes_on *= 1 - torch::sigmoid(prediction.end_logit).item<double>();
  }
  const Tensor drawn = vae->decode(torch::cat({z, expected_z})).to(torch::kFloat);

  Belief belief;
  belief.seen = newest_picture(pictures[0]);
  belief.came = newest_picture(pictures[1]);
  belief.decoded = newest_picture(drawn[0]);
  belief.expected = newest_picture(drawn[1]);
  belief.z = z[0];
  belief.expected_z = expected_z[0];
  belief.inverse =
      probabilities(model_->inverse()->forward(z, model_->inverse_sees_prediction() ? expected_z : came_z));
  belief.recon_error = mean_square(drawn[0] - pictures[0]);
  belief.dream_error = mean_square(drawn[1] - pictures[1]);
  belief.copy_error = mean_square(pictures[0] - pictures[1]);
  belief.surprise = mixture_loss(prediction.next_z, came_z).mean().item<double>();
  belief.expected_reward = expected_reward;
  belief.end = 1 - goes_on;
  return belief;
}

Tensor latent_picture(const Tensor& z, const LatentShape& shape) {
  // A flat latent's numbers are channels of one cell each.
  const auto across = static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(shape.channels))));
  const int64_t down = (shape.channels + across - 1) / across;
  Tensor tiles = torch::zeros({down * across, shape.rows, shape.columns});
  tiles.slice(0, 0, shape.channels).copy_(z.to(torch::kFloat).reshape({shape.channels, shape.rows, shape.columns}));
  const Tensor square =
      tiles.reshape({down, across, shape.rows, shape.columns}).permute({0, 2, 1, 3}).reshape({down * shape.rows, -1});
  return square.mul(127.0 / 3).add(128).round().clamp(1, 255).to(torch::kByte).contiguous();
}

}  // namespace spindash
