// SPDX-License-Identifier: MIT
#include "train/learner.h"

#include <ATen/CPUGeneratorImpl.h>

#include "env/games.h"
#include "nn/precision.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

template <class T>
std::span<T> span_of(Tensor& tensor) {
  return {tensor.data_ptr<T>(), static_cast<std::size_t>(tensor.numel())};
}

}  // namespace

StepBuffers::StepBuffers(int64_t environments, const ObservationShape& shape)
    : observations(torch::zeros({environments, shape.height, shape.width, shape.channels}, torch::kByte)),
      final_observations(torch::zeros_like(observations)),
      first(torch::ones({environments}, torch::kByte)),
      rewards(torch::zeros({environments})),
      terminated(torch::zeros({environments}, torch::kByte)),
      truncated(torch::zeros({environments}, torch::kByte)) {}

VectorStep StepBuffers::outputs() {
  return {span_of<std::uint8_t>(observations), span_of<float>(rewards), span_of<std::uint8_t>(terminated),
          span_of<std::uint8_t>(truncated), span_of<std::uint8_t>(final_observations)};
}

void EpisodeWindow::add(const EpisodeRecord& episode) {
  episodes_.push_back(episode);
  if (episodes_.size() > kNewest) episodes_.pop_front();
}

std::map<std::string, double> EpisodeWindow::means() const {
  std::map<std::string, double> sums = {{"score", 0}, {"progress", 0}, {"length", 0}, {"goal_rate", 0}};
  for (const auto& episode : episodes_) {
    sums["score"] += episode.score;
    sums["progress"] += episode.progress;
    sums["length"] += episode.steps;
    sums["goal_rate"] += episode.at_goal ? 1 : 0;
  }
  for (auto& [name, sum] : sums) sum /= static_cast<double>(episodes_.size());
  return sums;
}

bool wants_bfloat16(const RunConfig& config) {
  return config.precision == "bfloat16" || (config.precision == "auto" && bfloat16_is_fast());
}

std::unique_ptr<Features> make_features(const RunConfig& config, const ObservationShape& shape, int64_t actions,
                                        bool bfloat16) {
  if (!config.uses_world_model()) return std::make_unique<PixelFeatures>(shape);
  return std::make_unique<WorldModelFeatures>(*config.features, *config.model, shape, actions, bfloat16);
}

Learner::Learner(const RunConfig& run_config)
    : config(run_config),
      bfloat16(wants_bfloat16(config)),
      envs(make_games(config.env()), *config.wrap, static_cast<std::size_t>(config.environments()),
           static_cast<std::uint64_t>(config.seed()), pool),
      shape(envs.observation_shape()),
      actions(static_cast<int64_t>(envs.action_names().size())),
      random(static_cast<std::uint64_t>(config.seed()), ~0ULL),
      buffers(config.environments, shape),
      model_clip(config.fit->clip_quantile) {
  config.check();
  torch::manual_seed(static_cast<std::uint64_t>(config.seed()));
  if (config.uses_world_model()) {
    replay = std::make_unique<Replay>(*config.replay, shape, envs.count());
    model = WorldModel(*config.model, shape, actions);
    model_adam = std::make_unique<torch::optim::Adam>(model->parameters(),
                                                      torch::optim::AdamOptions(config.fit->learning_rate));
  }
  features = make_features(config, shape, actions, bfloat16);
  features->begin(config.environments);
  ppo = std::make_unique<Ppo>(*config.ppo, features->shape(), actions, envs.count(), bfloat16);
  envs.reset(span_of<std::uint8_t>(buffers.observations));
}

void Learner::step(const Tensor& chosen) {
  envs.step({chosen.data_ptr<int64_t>(), static_cast<std::size_t>(chosen.numel())}, buffers.outputs());
  buffers.first = buffers.terminated.bitwise_or(buffers.truncated);
  for (const auto& episode : envs.take_episodes()) episodes.add(episode);
  env_steps += config.environments;
}

std::map<std::string, Tensor> Learner::agent_weights() {
  std::map<std::string, Tensor> all;
  for (const auto& [name, weight] : named_weights(*ppo->net())) all["policy." + name] = weight;
  if (const auto* frozen = dynamic_cast<const WorldModelFeatures*>(features.get())) {
    for (const auto& [name, weight] : frozen->weights()) all["features." + name] = weight;
  }
  return all;
}

void Learner::save(ByteWriter& out) {
  for (const int64_t count : {env_steps, model_updates, agent_updates}) out.write(count);
  out.write(random.state());
  write_tensor(out, at::detail::getDefaultCPUGenerator().get_state());
  envs.save(out);
  for (const auto& tensor : {buffers.observations, buffers.first, buffers.rewards, seen.map, seen.vector}) {
    write_tensor(out, tensor);
  }
  if (model_adam) write_adam(out, *model_adam);
  model_clip.save(out);
  features->save(out);
  ppo->save(out);
}

void Learner::load(ByteReader& in) {
  for (int64_t* count : {&env_steps, &model_updates, &agent_updates}) *count = in.read<int64_t>();
  random.set_state(in.read<Random::State>());
  auto generator = at::detail::getDefaultCPUGenerator();
  generator.set_state(read_tensor(in));
  envs.load(in);
  for (Tensor* tensor : {&buffers.observations, &buffers.first, &buffers.rewards}) tensor->copy_(read_tensor(in));
  for (Tensor* tensor : {&seen.map, &seen.vector}) *tensor = read_tensor(in);
  if (model_adam) read_adam(in, *model_adam);
  model_clip.load(in);
  features->load(in);
  ppo->load(in);
}

}  // namespace spindash
