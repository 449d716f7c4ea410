// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/policies.h"
#include "env/buttons_file.h"
#include "env/dash/golden_replay.h"
#include "env/games.h"
#include "io/atomic_file.h"
#include "policy/recorder.h"

namespace spindash {

namespace {

constexpr int kFps = 60, kSecondsOfPolicy = 60, kMostSeconds = 300;

struct RecordArguments {
  std::string policy, buttons, level = "dash:test", out;
  long long seed = 1;
  int seconds = 0;
  bool greedy = false;
};

/// The buttons of a file of runs, or the row of `level` in a file of golden replays.
std::vector<HeldButtons> find_buttons(const std::string& file, const std::string& level) {
  if (!file.ends_with(".csv")) return read_buttons(file);
  for (const dash::GoldenReplay& replay : dash::read_replays(file)) {
    if (replay.level != level) continue;
    std::vector<HeldButtons> buttons;
    for (const dash::Held& held : replay.plan) buttons.push_back({held.buttons, held.frames});
    return buttons;
  }
  throw Error(file, "it has no replay of " + level, "name one of its levels with --level");
}

std::filesystem::path video_path(const RecordArguments& arguments, const std::string& level) {
  if (!arguments.out.empty()) return arguments.out;
  if (!arguments.buttons.empty())
    return std::filesystem::path(arguments.buttons).stem().string() + "-" + as_file_name(level) + ".mp4";
  if (keeps_results(arguments.policy))
    return std::filesystem::path(arguments.policy) / "videos" / (as_file_name(level) + ".mp4");
  return arguments.policy + "-" + as_file_name(level) + ".mp4";
}

void record(RecordArguments arguments) {
  if (!arguments.policy.empty() && !arguments.buttons.empty())
    throw Error("record", "a policy and --buttons were given", "give only one of them");
  if (arguments.policy.empty() && arguments.buttons.empty()) arguments.policy = kTrained;
  const GameFactory games = make_games(arguments.level);
  const std::string level = games()->levels().front();
  const bool by_person = !arguments.buttons.empty();
  const std::filesystem::path out = video_path(arguments, level);
  RecordPlan plan;
  plan.seed = static_cast<std::uint64_t>(arguments.seed);
  plan.fps = kFps;
  plan.max_frames = kFps * (arguments.seconds > 0 ? arguments.seconds : by_person ? kMostSeconds : kSecondsOfPolicy);
  Recording made;
  std::string player = arguments.buttons;
  if (by_person) {
    const auto buttons = find_buttons(arguments.buttons, level);
    if (out.has_parent_path()) make_folders(out.parent_path());
    made = record_buttons(buttons, games, plan, out);
  } else {
    NamedPolicy named = find_policy(arguments.policy, arguments.level, arguments.greedy);
    player = named.policy->name();
    if (out.has_parent_path()) make_folders(out.parent_path());
    ThreadPool pool;
    made = record_episode(*named.policy, games, named.env, plan, out, pool);
  }
  fmt::print("{}: {} on {}, score {:.0f}, {:.1f} s{}\n", out.string(), player, made.level, made.score,
             static_cast<double>(made.frames) / kFps, made.at_goal ? ", goal" : "");
}

}  // namespace

void add_record_command(CLI::App& app) {
  auto arguments = std::make_shared<RecordArguments>();
  auto* command = app.add_subcommand("record",
                                     "Film one episode, with level, score, time and buttons drawn in: played by a run, "
                                     "a scripted policy, or a person's --buttons");
  command->add_option("RUN_OR_POLICY", arguments->policy,
                      "Run folder, or a scripted policy [trained, the agent that comes with the program]");
  command->add_option("--buttons", arguments->buttons,
                      "In place of RUN_OR_POLICY: a text file of buttons, a line for each stretch of frames, such as "
                      "'30 RIGHT', '12 RIGHT+B', '5 none'; or a .csv of replays as solve writes it");
  command->add_option("--level", arguments->level, "dash:<level> or retro:<Game>:<State>; of a set, its first level")
      ->capture_default_str();
  command->add_option("--out", arguments->out,
                      "File to write: .mp4, .gif, .png (a contact sheet of 24 frames), or for an emulated game .bk2 "
                      "[RUN/videos/<level>.mp4]");
  command->add_option("--seed", arguments->seed, "Seed of the episode")->capture_default_str();
  command
      ->add_option("--seconds", arguments->seconds,
                   fmt::format("Longest video [{}; with --buttons {}]", kSecondsOfPolicy, kMostSeconds))
      ->check(CLI::Range(1, kMostSeconds));
  command->add_flag("--greedy", arguments->greedy, "Take the likeliest action in place of a draw");
  command->callback([arguments] { record(*arguments); });
}

}  // namespace spindash
