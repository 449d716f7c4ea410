// SPDX-License-Identifier: MIT
#include "env/vector/vector_env.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace spindash {

namespace {

/// Element `index` of a batch, or nothing of an empty batch.
std::span<std::uint8_t> place(std::span<std::uint8_t> batch, std::size_t index, std::size_t size) {
  return batch.empty() ? batch : batch.subspan(index * size, size);
}

void expect_size(std::string_view what, std::size_t got, std::size_t wanted) {
  if (got == wanted) return;
  throw Error("vector environment", std::string(what) + " has room for " + std::to_string(got) + ", but " +
                                        std::to_string(wanted) + " are needed");
}

}  // namespace

VectorEnv::VectorEnv(const GameFactory& games, const EnvConfig& config, std::size_t count, std::uint64_t seed,
                     ThreadPool& pool, const StartConfig& starts)
    : stall_limit_(starts.stall), envs_(count), running_(count), ended_(count) {
  if (count == 0) throw Error("vector environment", "it needs at least one environment");
  for (std::size_t i = 0; i < count; ++i) {
    envs_[i] = std::make_unique<WrappedEnv>(games(), config, Random(seed, i).bits());
    starts_.emplace_back(starts, Random(seed, count + i).bits());
  }
  loop_ = std::make_unique<WorkerLoop>(pool, envs_.front()->game().screen());
}

void VectorEnv::for_envs(const std::function<void(std::size_t)>& body) {
  loop_->for_each(count(), [&](std::size_t index, std::span<Pixel> screen) {
    envs_[index]->share_screen(screen);
    body(index);
    envs_[index]->share_screen({});
  });
}

void VectorEnv::reset(std::span<std::uint8_t> observations) {
  const std::size_t size = observation_shape().size();
  if (!observations.empty()) expect_size("observations", observations.size(), count() * size);
  for_envs([&](std::size_t index) { begin(index, place(observations, index, size)); });
}

void VectorEnv::begin(std::size_t index, std::span<std::uint8_t> observation) {
  running_[index] = {};
  running_[index].archived_start = starts_[index].begin(*envs_[index], observation);
}

void VectorEnv::step(std::span<const std::int64_t> actions, const VectorStep& out, int hold) {
  const std::size_t batch = count() * observation_shape().size();
  expect_size("actions", actions.size(), count());
  expect_size("reward", out.reward.size(), count());
  expect_size("terminated", out.terminated.size(), count());
  expect_size("truncated", out.truncated.size(), count());
  if (!out.observations.empty()) expect_size("observations", out.observations.size(), batch);
  if (!out.final_observations.empty()) expect_size("final observations", out.final_observations.size(), batch);

  for_envs([&](std::size_t index) { step_one(index, actions[index], out, hold); });
  for (std::size_t index = 0; index < count(); ++index) {
    if (out.terminated[index] != 0 || out.truncated[index] != 0) episodes_.push_back(ended_[index]);
  }
}

StepResult VectorEnv::step_held(std::size_t index, int action, std::span<std::uint8_t> observation, int hold,
                                float& way_reward) {
  WrappedEnv& env = *envs_[index];
  Running& running = running_[index];
  const bool shown = starts_[index].ways().follow(action, hold);
  StepResult all;
  for (int step = 1; step <= hold && !all.ended(); ++step) {
    const bool drawn = step == hold;
    StepResult now = env.step(action, drawn ? observation : std::span<std::uint8_t>(), !shown);
    running.stalled = now.reward > 0 ? 0 : running.stalled + 1;
    const bool stalls = stall_limit_ > 0 && running.stalled >= stall_limit_ && !starts_[index].ways().on_a_way();
    if (stalls && !now.terminated) now.truncated = true;
    if (!now.ended()) {
      way_reward += starts_[index].note(env, now.reward);
      now.truncated = starts_[index].over();
    }
    ++running.steps;
    running.reward += now.reward;
    all = {all.reward + now.reward, now.terminated, now.truncated};
    if (now.ended() && !drawn) env.look(observation);
  }
  return all;
}

void VectorEnv::step_one(std::size_t index, std::int64_t action, const VectorStep& out, int hold) {
  const std::size_t size = observation_shape().size();
  const auto observation = place(out.observations, index, size);
  float way_reward = 0;
  const StepResult result = step_held(index, static_cast<int>(action), observation, hold, way_reward);
  out.reward[index] = result.reward;
  out.terminated[index] = result.terminated ? 1 : 0;
  out.truncated[index] = result.truncated ? 1 : 0;
  if (!out.way_reward.empty()) out.way_reward[index] = way_reward;
  if (!result.ended()) return;

  const Running& running = running_[index];
  const Game& game = envs_[index]->game();
  const Status status = game.status();
  ended_[index] = {
      game.levels()[game.level()], status.score, status.progress, running.steps, running.reward, status.at_goal,
      running.archived_start,      index};
  if (!observation.empty() && !out.final_observations.empty()) {
    std::ranges::copy(observation, place(out.final_observations, index, size).begin());
  }
  starts_[index].end(*envs_[index], hold);
  begin(index, observation);
}

void VectorEnv::show(std::span<std::int64_t> actions, int hold) const {
  for (std::size_t index = 0; index < count(); ++index) {
    actions[index] = starts_[index].ways().shown(hold).value_or(-1);
  }
}

void VectorEnv::add_ways_to(WayTotals& totals) const {
  for (const StartArchive& starts : starts_) starts.ways().add_to(totals);
}

std::vector<EpisodeRecord> VectorEnv::take_episodes() {
  return std::exchange(episodes_, {});
}

void VectorEnv::save(ByteWriter& out) const {
  out.write<std::uint64_t>(count());
  for (std::size_t i = 0; i < count(); ++i) {
    out.write(running_[i].steps);
    out.write(running_[i].stalled);
    out.write(running_[i].reward);
    out.write(running_[i].archived_start);
    starts_[i].save(out);
    envs_[i]->save(out);
  }
}

void VectorEnv::load(ByteReader& in) {
  const auto saved = in.read<std::uint64_t>();
  if (saved != count()) {
    throw Error("environment state",
                "it holds " + std::to_string(saved) + " environments, but there are " + std::to_string(count()),
                "resume with the settings it was saved with");
  }
  for (std::size_t i = 0; i < count(); ++i) {
    running_[i].steps = in.read<std::int32_t>();
    running_[i].stalled = in.read<std::int32_t>();
    running_[i].reward = in.read<double>();
    running_[i].archived_start = in.read<std::uint8_t>() != 0;
    starts_[i].load(in, action_names().size());
    envs_[i]->load(in);
  }
  episodes_.clear();
}

}  // namespace spindash
