// SPDX-License-Identifier: MIT
// How well PPO learns, as a number that other programs' PPO can be held against: CartPole-v1, several seeds.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "agent/cartpole_run.h"
#include "cli/bench.h"
#include "config/toml.h"

namespace spindash {

namespace {

constexpr std::size_t kNewest = 100;  // episodes that are averaged

struct PpoArguments {
  int seeds = 10;
  long long steps = 20'000;
  std::vector<std::string> settings;
  bool json = false;
};

double newest_mean(const std::vector<double>& returns) {
  const std::size_t count = std::min(kNewest, returns.size());
  if (count == 0) return 0;
  return std::accumulate(returns.end() - static_cast<std::ptrdiff_t>(count), returns.end(), 0.0) /
         static_cast<double>(count);
}

void bench_ppo(const PpoArguments& arguments) {
  PpoConfig config = cartpole_config();
  for (const auto& setting : arguments.settings) set_by_path(config, setting);
  std::vector<double> means;
  for (int seed = 1; seed <= arguments.seeds; ++seed) {
    means.push_back(newest_mean(train_on_cartpole(config, arguments.steps, static_cast<std::uint64_t>(seed))));
    if (!arguments.json) fmt::print("seed {:2}: {:5.1f}\n", seed, means.back());
  }
  if (arguments.json) {
    fmt::print("{}\n", nlohmann::json{{"steps", arguments.steps}, {"returns", means}}.dump());
    return;
  }
  const double mean = std::accumulate(means.begin(), means.end(), 0.0) / static_cast<double>(means.size());
  fmt::print("PPO on CartPole-v1, {} steps, {} seeds: the newest {} episodes return {:.1f} (of 500)\n", arguments.steps,
             arguments.seeds, kNewest, mean);
}

}  // namespace

void add_bench_ppo(CLI::App& bench) {
  auto arguments = std::make_shared<PpoArguments>();
  auto* command = bench.add_subcommand("ppo", "How fast PPO learns CartPole-v1 (tools/compare-sb3 compares others)");
  command->add_option("--seeds", arguments->seeds, "Seeds 1..N")->check(CLI::Range(1, 1000))->capture_default_str();
  command->add_option("--steps", arguments->steps, "Steps of each")
      ->check(CLI::Range(256LL, 100'000'000LL))
      ->capture_default_str();
  command->add_option("--set", arguments->settings,
                      "A setting of PPO's, e.g. --set value_clip=0.2 (see spindash config)");
  command->add_flag("--json", arguments->json, "One line of JSON: the mean return of each seed");
  command->callback([arguments] { bench_ppo(*arguments); });
}

}  // namespace spindash
