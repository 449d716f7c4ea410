// SPDX-License-Identifier: MIT
#include "train/trainer.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "base/error.h"
#include "config/toml.h"
#include "env/retro/demonstration.h"
#include "io/atomic_file.h"
#include "policy/scripted.h"
#include "train/load_agent.h"
#include "train/phases.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The share of all phases of this kind that lies before phase `index`, and after it: 0..1 each.
std::pair<double, double> place_among_kind(const RunConfig& config, std::size_t index) {
  const auto& phases = *config.schedule;
  const auto size = [&](const PhaseConfig& phase) {
    return config.minutes > 0 ? phase.share() : static_cast<double>(phase.amount());
  };
  double before = 0, all = 0;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].kind() != phases[index].kind()) continue;
    all += size(phases[i]);
    if (i < index) before += size(phases[i]);
  }
  if (all <= 0) return {0.0, 1.0};
  return {before / all, (before + size(phases[index])) / all};
}

/// Throws Error where a collect phase names a player that there is not.
void check_players(const Learner& learner) {
  for (const auto& phase : *learner.config.schedule) {
    if (!(phase.kind == "collect") || phase.policy == "agent") continue;
    if (!names_movies(phase.policy())) {
      make_scripted_policy(phase.policy(), learner.action_names);
    } else if (const auto movie = find_movies(phase.policy()).front(); !fs::exists(movie)) {
      throw Error(movie.string(), "there is no such movie", "schedule.policy names it");
    }
  }
}

}  // namespace

Trainer::Trainer(const RunConfig& config, fs::path folder, bool resume)
    : folder_(std::move(folder)), learner_(config), saved_(std::chrono::steady_clock::now()) {
  if (resume && !fs::exists(folder_ / "config.toml")) {
    throw Error(folder_.string(), "holds no run to resume", "start it without --resume");
  }
  // First of all: what cannot be read leaves nothing behind.
  if (!newest_checkpoint(folder_)) {
    check_players(learner_);
    if (!config.world_model().empty()) take_world_model(config.world_model(), learner_);
    if (!config.controller().empty()) take_controller(config.controller(), learner_);
    if (!config.import_file().empty()) import_world_model(config.import_file(), learner_);
  }
  make_folders(folder_);
  lock_ = std::make_unique<FolderLock>(folder_);
  const bool exists = newest_checkpoint(folder_).has_value();
  if (exists && !resume) {
    throw Error(folder_.string(), "holds a run already", "give --resume to go on with it, or another --out");
  }
  // What killed processes left half written: nobody else writes here now.
  for (const auto* part : {"", "checkpoints", "replay"}) remove_partial_files(folder_ / part);
  position_.clock = make_phase_clock(config, 0, 0);
  if (exists) {
    load_checkpoint(folder_, learner_, position_);
  } else {
    RunConfig resolved = config;
    write_file_atomic(folder_ / "config.toml", to_toml(resolved));
  }
  // What was logged up to the checkpoint stays; what came after it is made again.
  log_ = std::make_unique<MetricsLog>(folder_, exists ? learner_.log_step() + 1 : 0);
}

bool Trainer::run(const Stop& stop) {
  const std::size_t phases = learner_.config.schedule->size();
  if (!newest_checkpoint(folder_)) save(stop);
  while (position_.phase < phases) {
    position_.clock.start();
    run_phase(stop);
    const bool collecting = (*learner_.config.schedule)[position_.phase].kind == "collect";
    if (!position_.clock.ended()) {
      // A collect phase takes seconds and is repeated whole: its players' state is not worth a checkpoint.
      if (!collecting) save(stop);
      return false;
    }
    ++position_.phase;
    position_.seconds_before += position_.clock.seconds();
    position_.clock = position_.phase < phases
                          ? make_phase_clock(learner_.config, position_.phase, position_.seconds_before)
                          : PhaseClock(1, 0);
    save(stop);
  }
  return true;
}

void Trainer::run_phase(const Stop& stop) {
  const PhaseConfig phase = (*learner_.config.schedule)[position_.phase];
  const auto [start, end] = place_among_kind(learner_.config, position_.phase);
  const bool collecting = phase.kind == "collect";
  const auto go_on = [&] {
    if (!collecting && seconds_since(saved_) > 60 * learner_.config.checkpoint_minutes) save(stop);
    return !stop();
  };
  PhaseContext context{learner_, position_.clock, *log_, go_on, start, end};
  if (collecting && names_movies(phase.policy())) {
    run_demonstration_phase(context, phase.policy());
  } else if (collecting) {
    std::unique_ptr<Policy> policy;
    if (!(phase.policy == "agent")) {
      policy = make_scripted_policy(phase.policy(), learner_.action_names);
    }
    run_collect_phase(context, policy.get());
  } else if (phase.kind == "model") {
    run_model_phase(context);
  } else if (phase.kind == "joint") {
    run_joint_phase(context);
  } else if (phase.kind == "evolve") {
    run_evolve_phase(context);
  } else if (phase.kind == "dream") {
    run_dream_phase(context);
  } else {
    run_agent_phase(context);
  }
}

void Trainer::save(const Stop& stop) {
  for (bool done = false; !done;) {
    try {
      log_->flush();
      save_checkpoint(folder_, learner_, position_);
      done = true;
    } catch (const DiskFull& fault) {
      wait_for_room(fault, stop);
    }
  }
  if (std::exchange(waiting_, false)) fmt::print(stderr, "spindash: there is room again: training goes on\n");
  saved_ = std::chrono::steady_clock::now();
}

void Trainer::wait_for_room(const DiskFull& fault, const Stop& stop) {
  constexpr auto kPatience = std::chrono::seconds(2);
  if (!std::exchange(waiting_, true)) {
    fmt::print(
        stderr,
        "spindash: training waits for room and goes on by itself, nothing is lost (Ctrl-C gives up what is newer "
        "than the newest checkpoint): {}\n",
        fault.what());
  }
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < kPatience) {
    if (stop())
      throw Error(folder_.string(), "stopped while there was no room for a checkpoint", "go on with --resume");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  position_.clock.leave_out(std::chrono::steady_clock::now() - start);
}

RunConfig load_run_config(const fs::path& folder) {
  const fs::path file = folder / "config.toml";
  if (!fs::exists(file)) throw Error(folder.string(), "is not a run folder", "it has no config.toml");
  RunConfig config;
  read_toml_file(config, file);
  return config;
}

std::string describe_needs(const RunConfig& config, const ObservationShape& shape) {
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  constexpr double kProgram = 1.2;  // GiB: LibTorch, networks, activations; measured on the default recipe
  const double replay = config.uses_world_model() ? Replay::bytes_needed(*config.replay, shape) / kGiB : 0;
  const double steps = static_cast<double>(config.ppo->rollout) * config.environments;
  const double rollout = steps * (config.uses_world_model() ? 4096.0 : static_cast<double>(shape.size())) / kGiB;
  std::string time = config.minutes > 0 ? fmt::format("{:g} minutes", config.minutes()) : std::string();
  if (time.empty()) {
    double env_steps = 0;
    for (const auto& phase : *config.schedule)
      env_steps += phase.kind == "model" || phase.kind == "dream" ? 0 : static_cast<double>(phase.amount);
    time = fmt::format("{} environment steps", format_count(env_steps));
  }
  return fmt::format("needs about {:.1f} GiB of memory, {:.1f} GiB of disk, {}", kProgram + replay + 2 * rollout,
                     0.1 + replay, time);
}

}  // namespace spindash
