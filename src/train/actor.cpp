// SPDX-License-Identifier: MIT
#include "train/actor.h"

#include <ATen/CPUGeneratorImpl.h>

#include <thread>

#include "nn/device.h"
#include "nn/span_of.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

std::uint64_t stream_seed(const RunConfig& config, int64_t stream) {
  return Random(static_cast<std::uint64_t>(config.seed()), static_cast<std::uint64_t>(stream)).bits();
}

Tensor copy_on_cpu(const Tensor& tensor) {
  return tensor.detach().to(torch::kCPU, tensor.scalar_type(), /*non_blocking=*/false, /*copy=*/true);
}

/// One where the networks compute on the CPU: there every actor has a processor, and uses it by turns.
std::size_t threads_of_one_actor(const RunConfig& config, torch::Device device) {
  const std::size_t all = std::thread::hardware_concurrency();
  return device.is_cpu() ? 1 : std::max<std::size_t>(1, all / static_cast<std::size_t>(config.actors()));
}

}  // namespace

StepBuffers::StepBuffers(int64_t environments, const ObservationShape& shape, torch::Device device)
    : observations(
          torch::empty({environments, shape.height, shape.width, shape.channels}, staging_options(device, torch::kByte))
              .zero_()),
      final_observations(torch::zeros_like(observations)),
      first(torch::ones({environments}, torch::kByte)),
      rewards(torch::zeros({environments})),
      terminated(torch::zeros({environments}, torch::kByte)),
      truncated(torch::zeros({environments}, torch::kByte)),
      way_rewards(torch::zeros({environments})) {}

StepBuffers StepBuffers::part(int64_t begin, int64_t end) const {
  StepBuffers some;
  some.observations = observations.slice(0, begin, end);
  some.final_observations = final_observations.slice(0, begin, end);
  some.first = first.slice(0, begin, end);
  some.rewards = rewards.slice(0, begin, end);
  some.terminated = terminated.slice(0, begin, end);
  some.truncated = truncated.slice(0, begin, end);
  some.way_rewards = way_rewards.slice(0, begin, end);
  return some;
}

VectorStep StepBuffers::outputs() {
  return {span_of<std::uint8_t>(observations),       span_of<float>(rewards),
          span_of<std::uint8_t>(terminated),         span_of<std::uint8_t>(truncated),
          span_of<std::uint8_t>(final_observations), span_of<float>(way_rewards)};
}

Actor::Actor(const GameFactory& games, const RunConfig& config, int64_t begin, int64_t count, StepBuffers part,
             std::unique_ptr<Features> features)
    : begin_(begin),
      count_(count),
      hold_(config.ppo->hold),
      shows_(config.starts->ways->share > 0 && config.starts->ways->shown > 0),
      threads_(threads_of_one_actor(config, features->shape().device)),
      envs_(games, *config.wrap, static_cast<std::size_t>(count), stream_seed(config, 2 * begin), threads_,
            *config.starts),
      buffers_(std::move(part)),
      features_(std::move(features)),
      generator_(at::detail::createCPUGenerator(stream_seed(config, 2 * begin + 1))) {
  features_->begin(count);
  envs_.reset(span_of<std::uint8_t>(buffers_.observations));
}

void Actor::show_to(Spectator* spectator, std::shared_ptr<const FrozenModel> model) {
  spectator_ = spectator;
  shown_model_ = std::move(model);
}

void Actor::step(const Tensor& actions, int hold, const Said& said) {
  Spectator::Wish wish;
  if (spectator_ != nullptr) wish = spectator_->wish(begin(), end(), shown_model_ ? shown_model_->version() : 0);
  std::optional<Glimpse> glimpse;
  if (wish.environment >= begin() && wish.environment < end())
    glimpse = glance(wish.environment - begin(), actions, said);
  envs_.step(span_of<int64_t>(actions), buffers_.outputs(), hold);
  buffers_.first.copy_(buffers_.terminated.bitwise_or(buffers_.truncated));
  since_.add(buffers_.first, buffers_.rewards);
  if (glimpse) {
    const int64_t index = wish.environment - begin();
    glimpse->steps = hold;
    glimpse->reward = buffers_.rewards[index].item<double>();
    glimpse->ended = buffers_.first[index].item<bool>();
    glimpse->following = (glimpse->ended ? buffers_.final_observations : buffers_.observations)[index].clone();
    spectator_->see_step(std::move(*glimpse), envs_.env(static_cast<std::size_t>(index)).game());
  }
  if (wish.places) spectator_->see_places(begin(), places());
  if (wish.model && shown_model_) {
    std::map<std::string, Tensor> copies;
    for (const auto& [name, weight] : shown_model_->weights()) copies[name] = copy_on_cpu(weight);
    spectator_->see_model(std::move(copies), shown_model_->version());
  }
}

Glimpse Actor::glance(int64_t index, const Tensor& actions, const Said& said) const {
  const torch::NoGradGuard no_grad;
  Glimpse glimpse;
  glimpse.environment = begin() + index;
  glimpse.observation = buffers_.observations[index].clone();
  glimpse.action = actions[index].item<int64_t>();
  glimpse.first = buffers_.first[index].item<bool>();
  if (said.memory.h.defined())
    glimpse.memory = {copy_on_cpu(said.memory.h.slice(0, index, index + 1)),
                      copy_on_cpu(said.memory.c.slice(0, index, index + 1))};
  if (said.ppo == nullptr) return glimpse;
  glimpse.value = said.values[index].item<double>();
  const AgentInput row = seen_.rows(torch::full({1}, index, said.values.options().dtype(torch::kLong)));
  glimpse.logits = said.ppo->net()->forward(row.in_float()).logits[0].to(torch::kCPU);
  return glimpse;
}

std::vector<Place> Actor::places() const {
  std::vector<Place> all;
  for (std::size_t i = 0; i < envs_.count(); ++i) {
    const Game& game = envs_.env(i).game();
    const Status status = game.status();
    all.push_back({game.level(), status.x, status.y, static_cast<float>(status.progress)});
  }
  return all;
}

void Actor::note_places(Tensor out) const {
  auto row = out.accessor<std::int32_t, 2>();
  int64_t index = 0;
  for (const Place& place : places()) {
    row[index][0] = place.x;
    row[index++][1] = place.y;
  }
}

void Actor::look() {
  if (since_.empty()) since_.add(buffers_.first, buffers_.rewards);
  seen_ = features_->observe(buffers_.observations, since_.first(), since_.rewards());
  since_.clear();
}

void Actor::begin_acting() {
  features_->begin(count_);
  since_.clear();
  look();
}

Tensor Actor::choose(Ppo& ppo) {
  look();
  const Tensor actions = ppo.act(seen_, generator_).actions;
  features_->act(actions);
  return actions.to(torch::kCPU);
}

// Values of the last observations of episodes that the clock cut off: going on would still have been worth something.
void Actor::bootstrap_truncated(Ppo& ppo, Tensor next_values) {
  const Tensor index = buffers_.truncated.nonzero().squeeze(1);
  if (index.numel() == 0) return;
  next_values.index_copy_(0, index.to(next_values.device()),
                          ppo.values(features_->peek(buffers_.final_observations.index_select(0, index),
                                                     buffers_.rewards.index_select(0, index), index)));
}

Tensor Actor::shown_or(const Tensor& chosen, Tensor shown) const {
  if (!shows_) return chosen;
  const Tensor all = torch::empty_like(chosen);
  envs_.show(span_of<int64_t>(all), hold_);
  shown.copy_(all.ge(0));
  return torch::where(all.ge(0), all, chosen);
}

void Actor::witness_screen(SequenceBatch& steps, int64_t t) const {
  steps.observations[t].copy_(buffers_.observations);
  steps.first[t].copy_(buffers_.first);
}

void Actor::play(Ppo& ppo, Rollout& rollout, Witness* witness) {
  const torch::NoGradGuard no_grad;
  Rollout mine = rollout.part(begin(), end());
  std::optional<Witness> seen;
  if (witness != nullptr) {
    seen = witness->part(begin(), end());
    const LstmState memory = features_->memory();
    TORCH_CHECK(memory.h.defined(), "a witness is of a controller that sees through a world model");
    seen->memory.h.copy_(memory.h);
    seen->memory.c.copy_(memory.c);
  }
  const int64_t T = mine.steps();
  Tensor truncated_values = torch::zeros_like(mine.next_values);
  for (int64_t t = 0; t < T; ++t) {
    const PpoChoice choice = ppo.act(seen_, generator_);
    const Tensor actions = shown_or(choice.actions.to(torch::kCPU), mine.shown[t]);  // all that waits for the device
    mine.set_input(t, seen_);
    mine.actions[t].copy_(actions);
    mine.log_probs[t].copy_(choice.log_probs);
    mine.values[t].copy_(choice.values);
    const LstmState memory = features_->memory();
    features_->act(shows_ ? actions : choice.actions);
    if (seen) witness_screen(seen->steps, t);
    step(actions, hold_, {&ppo, choice.values, memory});
    if (seen) {
      seen->steps.actions[t].copy_(actions);
      seen->steps.rewards[t].copy_(buffers_.rewards);
      seen->steps.terminated[t].copy_(buffers_.terminated);
    }
    mine.rewards[t].copy_(buffers_.rewards + buffers_.way_rewards);
    mine.continues[t].copy_(1 - buffers_.first);
    note_places(mine.places[t]);
    bootstrap_truncated(ppo, truncated_values[t]);
    look();
  }
  mine.set_input(T, seen_);
  if (seen) witness_screen(seen->steps, T);
  const Tensor following = torch::cat({mine.values.slice(0, 1), ppo.values(seen_).unsqueeze(0)});
  mine.next_values.copy_(mine.continues.to(following.device()) * following + truncated_values);
}

void Actor::play(const Evolution& evolution, int64_t steps, Tensor rewards, Tensor episodes) {
  const torch::NoGradGuard no_grad;
  envs_.reset(span_of<std::uint8_t>(buffers_.observations));
  buffers_.first.fill_(1);
  begin_acting();
  Tensor mine = rewards.slice(0, begin(), end()), begun = episodes.slice(0, begin(), end());
  begun.add_(1);
  for (int64_t t = 0; t < steps; ++t) {
    const Tensor actions = draw_actions(evolution.logits(seen_, begin()), false, generator_);
    features_->act(actions);
    step(actions.to(torch::kCPU));
    mine.add_(buffers_.rewards);
    if (t + 1 < steps) begun.add_(buffers_.first);
    look();
  }
}

void Actor::play(Ppo& ppo, const SequenceBatch& seen, int64_t steps, Tensor rewards, Tensor lengths) {
  const torch::NoGradGuard no_grad;
  SequenceBatch mine = seen.streams(begin(), end());
  const int64_t T = mine.first.size(0);
  Tensor earned = rewards.slice(0, begin(), end()), lived = lengths.slice(0, begin(), end());
  Tensor alive = torch::ones({count_});
  begin_acting();
  for (int64_t t = 0; t + 1 < T + steps; ++t) {
    if (t < T) witness_screen(mine, t);
    const PpoChoice choice = ppo.act(seen_, generator_);
    const Tensor actions = choice.actions.to(torch::kCPU);
    if (t < T) mine.actions[t].copy_(actions);
    features_->act(choice.actions);
    step(actions);
    look();
    if (t + 1 < T) continue;
    earned.addcmul_(alive, buffers_.rewards);
    lived.add_(alive);
    alive.masked_fill_(buffers_.first.to(torch::kBool), 0);
  }
}

void Actor::save(ByteWriter& out) const {
  envs_.save(out);
  features_->save(out);
  for (const auto& tensor :
       {generator_.get_state(), buffers_.observations, buffers_.first, buffers_.rewards, seen_.map, seen_.vector}) {
    write_tensor(out, tensor);
  }
}

void Actor::load(ByteReader& in) {
  envs_.load(in);
  features_->load(in);
  generator_.set_state(read_tensor(in));
  for (Tensor* tensor : {&buffers_.observations, &buffers_.first, &buffers_.rewards}) tensor->copy_(read_tensor(in));
  const AgentInputShape shape = features_->shape();
  for (Tensor* tensor : {&seen_.map, &seen_.vector}) {
    *tensor = read_tensor(in, shape.device);
    if (tensor->defined() && tensor->is_floating_point())
      *tensor = tensor->to(shape.type);  // another device may compute in another
  }
}

}  // namespace spindash
