// SPDX-License-Identifier: MIT
#include "train/learner.h"

#include <ATen/CPUGeneratorImpl.h>

#include "base/error.h"
#include "env/games.h"
#include "nn/device.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "nn/tensor_bytes.h"
#include "train/probe_collector.h"

namespace spindash {

using torch::Tensor;

void EpisodeWindow::add(const EpisodeRecord& episode) {
  if (episode.archived_start) return;
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

void EpisodeWindow::save(ByteWriter& out) const {
  out.write<std::uint64_t>(episodes_.size());
  for (const auto& episode : episodes_) {
    out.write_string(episode.level);
    for (const double value : {episode.score, episode.progress, episode.reward}) out.write(value);
    out.write<std::int32_t>(episode.steps);
    out.write<std::uint8_t>(episode.at_goal ? 1 : 0);
    out.write<std::uint64_t>(episode.environment);
  }
}

void EpisodeWindow::load(ByteReader& in) {
  episodes_.clear();
  const auto count = in.read<std::uint64_t>();
  if (count > kNewest) throw Error("episodes", "are more than are kept", "the file is damaged");
  for (std::uint64_t i = 0; i < count; ++i) {
    EpisodeRecord& episode = episodes_.emplace_back();
    episode.level = in.read_string();
    for (double* value : {&episode.score, &episode.progress, &episode.reward}) *value = in.read<double>();
    episode.steps = in.read<std::int32_t>();
    episode.at_goal = in.read<std::uint8_t>() != 0;
    episode.environment = in.read<std::uint64_t>();
  }
}

bool wants_bfloat16(const RunConfig& config, torch::Device device) {
  return config.precision == "bfloat16" || (config.precision == "auto" && bfloat16_is_fast(device.type()));
}

std::shared_ptr<FrozenModel> make_frozen_model(const RunConfig& config, const ObservationShape& shape, int64_t actions,
                                               torch::Device device) {
  if (!config.uses_world_model()) return nullptr;
  return std::make_shared<FrozenModel>(*config.features, *config.model, shape, actions, wants_bfloat16(config, device),
                                       *config.faults, device);
}

std::unique_ptr<Features> make_features(const FeatureConfig& config, const std::shared_ptr<FrozenModel>& frozen,
                                        const ObservationShape& shape, torch::Device device) {
  if (!frozen) return std::make_unique<PixelFeatures>(shape, device, config.since_reward);
  return std::make_unique<WorldModelFeatures>(frozen);
}

Learner::Learner(const RunConfig& run_config)
    : Learner(run_config, make_games(run_config.env(), {run_config.reward()})) {}

Learner::Learner(const RunConfig& run_config, GameFactory other_games)
    : config(run_config),
      device(find_device(config.device())),
      bfloat16(wants_bfloat16(config, device)),
      games(std::move(other_games)),
      random(static_cast<std::uint64_t>(config.seed()), ~0ULL),
      curiosity(*config.joint->curiosity) {
  config.check();
  const auto seed = static_cast<std::uint64_t>(config.seed());
  torch::manual_seed(seed);
  {
    const auto env = make_env(games, *config.wrap, seed);
    shape = env->observation_shape();
    action_names = {env->action_names().begin(), env->action_names().end()};
  }
  const auto actions = static_cast<int64_t>(action_names.size());
  const int64_t N = config.environments;
  if (config.uses_world_model()) {
    replay = std::make_unique<Replay>(*config.replay, shape, static_cast<std::size_t>(N));
    replay->use_threads(pool);
    replay->stage_for(device);
    sampler = std::make_unique<SequenceSampler>(*config.replay, *replay, config.fit->sequence);
    model = moved(WorldModel(*config.model, shape, actions, *config.faults), device);
    model_adam = std::make_unique<Adam>(model->parameters(), config.fit->learning_rate);
    model_clip = std::make_unique<AutoClip>(model->gradient_groups(), config.fit->clip_quantile);
    frozen = make_frozen_model(config, shape, actions, device);
  }
  ppo = std::make_unique<Ppo>(*config.ppo, ppo_input(), actions, static_cast<std::size_t>(N), bfloat16, *config.faults);
  bonuses = std::make_unique<Bonuses>(*config.explore, ppo_input(), actions, N);
  if (config.ppo->net->kind == "linear") {
    evolution =
        std::make_unique<Evolution>(*config.evolution, ppo->net(), at::detail::createCPUGenerator(random.bits()));
  }
  buffers = std::make_unique<StepBuffers>(N, shape, device);
  const int64_t count = std::min<int64_t>(config.actors, N);
  for (int64_t i = 0; i < count; ++i) {
    model_generators.push_back(at::detail::createCPUGenerator(random.bits()));
    const int64_t begin = N * i / count, end = N * (i + 1) / count;
    actors.push_back(std::make_unique<Actor>(games, config, begin, end - begin, buffers->part(begin, end),
                                             make_features(*config.features, frozen, shape, device)));
  }
}

void Learner::for_each_actor(const std::function<void(Actor&)>& body) {
  for_each_alone(pool, actors.size(), [&](std::size_t i) { body(*actors[i]); });
  for (auto& actor : actors) {
    for (const auto& episode : actor->take_episodes()) episodes.add(episode);
  }
}

const Probe& Learner::probe() {
  constexpr std::uint64_t kStream = 0x9E0BE;  // apart from the environments that train
  const auto seed = static_cast<std::uint64_t>(config.seed());
  if (!probe_)
    probe_ = collect_probe(games, *config.wrap, config.fit->probe, mix_bits(seed + kStream), pool).to(device);
  return *probe_;
}

AgentInputShape Learner::ppo_input() const {
  return make_features(*config.features, frozen, shape, device)->shape();
}

std::map<std::string, Tensor> Learner::agent_weights() {
  std::map<std::string, Tensor> all;
  for (const auto& [name, weight] : named_weights(*ppo->net())) all["policy." + name] = weight;
  if (frozen) {
    for (const auto& [name, weight] : frozen->weights()) all["features." + name] = weight;
  }
  return all;
}

void Learner::save(ByteWriter& out) {
  for (const int64_t count : {env_steps, model_updates, agent_updates, dream_generations, joint_rollouts}) {
    out.write(count);
  }
  reward_moments.save(out);
  curiosity.save(out);
  out.write(random.state());
  episodes.save(out);
  out.write<std::uint64_t>(model_sums.size());
  for (const auto& [name, sum] : model_sums) {
    out.write_string(name);
    out.write(sum);
  }
  if (sampler) sampler->save(out);
  write_tensor(out, at::detail::getDefaultCPUGenerator().get_state());
  if (model_adam) {
    model_adam->save(out);
    model_clip->save(out);
    model_balance.save(out);
    out.write(model_probe_error);
    write_tensor(out, probe_features);
  }
  ppo->save(out);
  bonuses->save(out);
  if (evolution) evolution->save(out);
  for (const auto& actor : actors) actor->save(out);
  for (const auto& generator : model_generators) write_tensor(out, generator.get_state());
}

void Learner::load(ByteReader& in) {
  for (int64_t* count : {&env_steps, &model_updates, &agent_updates, &dream_generations, &joint_rollouts}) {
    *count = in.read<int64_t>();
  }
  reward_moments.load(in);
  curiosity.load(in);
  random.set_state(in.read<Random::State>());
  episodes.load(in);
  model_sums.clear();
  for (auto left = in.read<std::uint64_t>(); left > 0; --left) {
    const std::string name = in.read_string();
    model_sums[name] = in.read<double>();
  }
  if (sampler) sampler->load(in);
  auto generator = at::detail::getDefaultCPUGenerator();
  generator.set_state(read_tensor(in));
  if (model_adam) {
    model_adam->load(in);
    model_clip->load(in);
    model_balance.load(in);
    model_probe_error = in.read<double>();
    probe_features = read_tensor(in, device);
  }
  ppo->load(in);
  bonuses->load(in);
  if (evolution) evolution->load(in);
  for (const auto& actor : actors) actor->load(in);
  for (auto& each : model_generators) each.set_state(read_tensor(in));
}

}  // namespace spindash
