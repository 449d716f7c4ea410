// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <sstream>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "env/games.h"
#include "io/atomic_file.h"
#include "nn/device.h"
#include "policy/protocol.h"
#include "policy/published_scores.h"
#include "policy/score_table.h"
#include "view/dream_game.h"
#include "view/mind.h"

namespace spindash {

namespace {

struct EvalArguments {
  std::vector<std::string> policies = {kTrained, "blind"};
  std::string levels = "dash:test";
  int episodes = 10;
  long long seed = 1;
  bool json = false, greedy = false;
  std::string dream;  // a run; empty: the game itself
  double temperature = 1;
  std::string device = "cpu";
};

std::string set_name(const std::string& levels) {
  return levels.ends_with(".csv") && levels.find(':') == std::string::npos ? "dash:" + levels : levels;
}

GameFactory games_of(const EvalArguments& arguments, const std::string& set) {
  GameFactory games = make_games(set);
  if (arguments.dream.empty()) return games;
  const LoadedAgent parts = load_agent_parts(run_folder(arguments.dream));
  return dream_games(games, parts.config, load_mind(parts).model(), arguments.temperature,
                     static_cast<std::uint64_t>(arguments.seed));
}

ScoreReport score(const EvalArguments& arguments, const std::string& name, torch::Device device, ThreadPool& pool) {
  const std::string set = set_name(arguments.levels);
  NamedPolicy named = find_policy(name, set, arguments.greedy, device);
  Progress progress(named.policy->name(), "episodes", 0);
  const bool dreamed = !arguments.dream.empty();
  const std::string where = dreamed ? fmt::format("{} dreamed at {:g}", set, arguments.temperature) : set;
  const ScorePlan plan{where, arguments.episodes, static_cast<std::uint64_t>(arguments.seed), program_version()};
  ScoreReport report =
      evaluate(*named.policy, games_of(arguments, set), named.env, plan, pool,
               [&](std::size_t done, std::size_t total, std::int64_t steps) {
                 if (interrupted()) throw Error("eval", "interrupted");
                 progress.set_total(static_cast<double>(total));
                 progress.update(static_cast<double>(done), format_count(static_cast<double>(steps)) + " steps");
               });
  if (keeps_results(name) && !dreamed) {
    make_folders(std::filesystem::path(name) / "eval");
    write_file_atomic(std::filesystem::path(name) / "eval" / (as_file_name(set) + ".json"), to_json(report) + "\n");
  }
  return report;
}

/// The reports that an earlier eval --json wrote, one a line.
std::vector<ScoreReport> read_reports(const std::string& file) {
  std::vector<ScoreReport> reports;
  std::istringstream lines(read_text_file(file));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) reports.push_back(parse_report(line, file));
  }
  return reports;
}

void eval(const EvalArguments& arguments) {
  const torch::Device device = find_device(arguments.device);
  ThreadPool pool;
  std::vector<ScoreReport> reports;
  for (const auto& name : arguments.policies) {
    if (name.ends_with(".json")) {
      for (auto& report : read_reports(name)) reports.push_back(std::move(report));
    } else {
      reports.push_back(score(arguments, name, device, pool));
    }
  }
  if (arguments.json) {
    for (const auto& report : reports) fmt::print("{}\n", to_json(report));
  }
  if (!arguments.json) fmt::print("{}{}", score_table(reports), score_card(reports));
}

}  // namespace

void add_eval_command(CLI::App& app) {
  auto arguments = std::make_shared<EvalArguments>();
  auto* command = app.add_subcommand(
      "eval", "Score runs and policies on held-out levels: sticky frame skip 4, at most 18000 frames an episode");
  command->add_option(
      "RUN_OR_POLICY", arguments->policies,
      "Run folders; `trained`, the agent that comes with the program; random, press-right, blind, jerk, "
      "wander; .toml files of search-blind; or .json files of an earlier --json. Several are shown side by side "
      "[trained blind]");
  command
      ->add_option("--levels", arguments->levels,
                   "dash:test, dash:train, dash:<level>, retro:<Game>:<State>, "
                   "retro:contest-validation, or a CSV file of levels")
      ->capture_default_str();
  command->add_option("--episodes", arguments->episodes, "Episodes on each level")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--seed", arguments->seed, "Seed of the episodes")->capture_default_str();
  command->add_option("--dream", arguments->dream,
                      "Play in the dream of this run's model, from these levels' beginnings");
  command->add_option("--temperature", arguments->temperature, "Of --dream: 0 the likeliest, 1 as the model believes")
      ->check(CLI::Range(0.0, 10.0))
      ->capture_default_str();
  command->add_option("--device", arguments->device, kDeviceHelp)->capture_default_str();
  command->add_flag("--greedy", arguments->greedy, "Take the likeliest action in place of a draw");
  command->add_flag("--json", arguments->json, "Print the reports as JSON, one a line");
  command->callback([arguments] { eval(*arguments); });
}

}  // namespace spindash
