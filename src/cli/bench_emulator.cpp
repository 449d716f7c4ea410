// SPDX-License-Identifier: MIT
// An emulator's environments beside the bare loop of its core: frames that nobody scores, looks at or sends anywhere.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/random.h"
#include "cli/bench.h"
#include "cli/random_play.h"
#include "env/games.h"
#include "env/retro/hosted_game.h"
#include "env/retro/retro.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr int kStepFrames = 4;        // an agent's step
constexpr int kStepsOfEpisode = 600;  // after which the bare loop begins anew, as episodes do
constexpr std::size_t kLeast = 64;    // what `train` steps unless told otherwise

/// A core as it is, its ROM and its start state, and nothing else.
class BareLoop {
 public:
  BareLoop(const retro::Library& library, const retro::EmulatorLevel& level)
      : buttons_(make_action_set("contest-7").buttons) {
    const auto game = library.game(level.game);
    const auto& platform = library.platform(game);
    const auto rom = game.rom(platform);
    if (!rom) throw Error("retro:" + level.game, "its ROM is not there");
    core_ = std::make_unique<retro::Core>(library.core(platform), *rom, read_file(*rom), true);
    core_->run();
    state_ = level.state.empty() ? core_->save_state() : game.read_state(level.state);
  }

  void play(int steps) {
    for (int i = 0; i < steps; ++i, ++steps_) {
      if (steps_ % kStepsOfEpisode == 0) core_->load_state(state_);
      core_->hold(0, buttons_[random_.below(static_cast<std::uint32_t>(buttons_.size()))]);
      for (int frame = 0; frame < kStepFrames; ++frame) core_->run();
    }
  }

 private:
  std::unique_ptr<retro::Core> core_;
  Bytes state_;
  std::vector<Buttons> buttons_;
  Random random_{2};
  int steps_ = 0;
};

}  // namespace

void bench_emulator(const std::string& env, const BenchArguments& arguments) {
  const std::string_view set = std::string_view(env).substr(env.find(':') + 1);
  const retro::Library library(retro::library_folder());
  const auto levels = retro::find_levels(set, library);
  const GameFactory games = make_games(env);
  ThreadPool pool;
  std::vector<std::unique_ptr<BareLoop>> bare;
  for (std::size_t i = 0; i < pool.size(); ++i) bare.push_back(std::make_unique<BareLoop>(library, levels.front()));
  const std::size_t environments = std::max(kLeast, 4 * pool.size());
  RandomPlay play(games, environments, 0);
  const auto one = games();
  one->reset(0);
  Bytes state;

  const auto steps = [&](bool looking) { return play.step(looking) * kStepFrames; };
  const auto message = [&] {
    constexpr int kTimes = 64;
    for (int i = 0; i < kTimes; ++i) one->remote()->run({0, 0, 0}, {});
    return static_cast<double>(kTimes);
  };
  const auto save = [&] {
    state.clear();
    ByteWriter out(state);
    one->save(out);
    return 1.0;
  };
  const auto load = [&] {
    ByteReader in(state, "state");
    one->load(in);
    return 1.0;
  };
  save();
  const std::vector<BenchPart> parts = {{"bare retro_run", "frames",
                                         [&] {
                                           const auto each = static_cast<int>(environments / bare.size());
                                           pool.for_each(bare.size(), [&](std::size_t i) { bare[i]->play(each); });
                                           return static_cast<double>(bare.size()) * each * kStepFrames;
                                         }},
                                        {"environments", "frames", [&] { return steps(true); }},
                                        {"environments, not looked at", "frames", [&] { return steps(false); }},
                                        {"a message and its answer", "messages", message},
                                        {"saving a state", "states", save},
                                        {"restoring a state", "states", load}};
  const std::vector<double> speed = measure(parts, arguments.seconds);
  std::vector<BenchLine> lines;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool beside = i == 1 || i == 2;
    lines.push_back({parts[i].name, parts[i].unit, speed[i], beside ? speed[0] : 0, beside ? parts[0].name : ""});
  }
  print_bench(fmt::format("{}, by the clock, {} environments, {} threads", env, environments, pool.size()), lines);
  fmt::print("\nA state: {} bytes, packed.\n", state.size());
}

}  // namespace spindash
