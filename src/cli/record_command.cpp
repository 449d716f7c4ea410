// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "env/games.h"
#include "io/atomic_file.h"
#include "policy/recorder.h"

namespace spindash {

namespace {

struct RecordArguments {
  std::string policy, level = "dash:test", out;
  long long seed = 1;
  int seconds = 60;
  bool greedy = false;
};

void record(const RecordArguments& arguments) {
  const GameFactory games = make_games(arguments.level);
  NamedPolicy named = find_policy(arguments.policy, arguments.level, arguments.greedy);
  std::filesystem::path out = arguments.out;
  if (out.empty()) {
    const bool run = std::filesystem::is_directory(arguments.policy);
    const std::string level = games()->levels().front();
    out = run ? std::filesystem::path(arguments.policy) / "videos" / (level + ".mp4")
              : std::filesystem::path(arguments.policy + "-" + level + ".mp4");
  }
  if (out.has_parent_path()) make_folders(out.parent_path());
  constexpr int kFps = 60;
  RecordPlan plan;
  plan.seed = static_cast<std::uint64_t>(arguments.seed);
  plan.fps = kFps;
  plan.max_frames = arguments.seconds * kFps;
  ThreadPool pool;
  const Recording made = record_episode(*named.policy, games, named.env, plan, out, pool);
  fmt::print("{}: {} on {}, score {:.0f}, {:.1f} s{}\n", out.string(), named.policy->name(), made.level, made.score,
             static_cast<double>(made.frames) / kFps, made.at_goal ? ", goal" : "");
}

}  // namespace

void add_record_command(CLI::App& app) {
  auto arguments = std::make_shared<RecordArguments>();
  auto* command = app.add_subcommand("record", "Write an mp4 of one episode, with level, score and time drawn in");
  command->add_option("RUN_OR_POLICY", arguments->policy, "Run folder, or a scripted policy")->required();
  command->add_option("--level", arguments->level, "dash:<level>; of a set, its first level")->capture_default_str();
  command->add_option("--out", arguments->out, "File to write [RUN/videos/<level>.mp4]");
  command->add_option("--seed", arguments->seed, "Seed of the episode")->capture_default_str();
  command->add_option("--seconds", arguments->seconds, "Longest video")
      ->check(CLI::Range(1, 300))
      ->capture_default_str();
  command->add_flag("--greedy", arguments->greedy, "Take the likeliest action in place of a draw");
  command->callback([arguments] { record(*arguments); });
}

}  // namespace spindash
