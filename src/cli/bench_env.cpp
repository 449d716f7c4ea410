// SPDX-License-Identifier: MIT
// The environments of the built-in game beside the least that their work could cost: copies of the bytes they produce,
// and their own parts alone.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

#include "base/error.h"
#include "base/random.h"
#include "cli/bench.h"
#include "cli/random_play.h"
#include "env/games.h"
#include "env/wrap/area_resize.h"

namespace spindash {

namespace {

constexpr const char* kSet = "dash:train";
constexpr std::size_t kEnvironments = 64, kMany = 4096;
constexpr int kBatchSteps = 16;
constexpr double kMebibyte = 1 << 20;

/// Bytes of this process that are in memory.
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  if (!(file >> pages >> resident)) throw Error("/proc/self/statm", "cannot be read");
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double memory_of_many(const GameFactory& games) {
  const double before = resident_bytes();
  RandomPlay many(games, kMany, 0);
  for (int i = 0; i < 4; ++i) many.step(true);
  return resident_bytes() - before;
}

/// One game at a time, all of a set in turn, without pictures.
class GamePlay {
 public:
  explicit GamePlay(const GameFactory& games) : game_(games()), buttons_(make_action_set("contest-7").buttons) {}

  double play(int steps) {
    constexpr int kFrames = 4;
    for (int i = 0; i < steps; ++i) {
      const Buttons held = buttons_[random_.below(static_cast<std::uint32_t>(buttons_.size()))];
      FrameResult result;
      for (int frame = 0; frame < kFrames && !result.terminated && !result.truncated; ++frame)
        result = game_->step(held);
      if (result.terminated || result.truncated) game_->reset((game_->level() + 1) % game_->levels().size());
    }
    return static_cast<double>(steps) * kFrames;
  }
  Game& game() { return *game_; }

 private:
  std::unique_ptr<Game> game_;
  std::vector<Buttons> buttons_;
  Random random_{2};
};

/// What is measured, and what it works on.
struct EnvBench {
  explicit EnvBench(const GameFactory& games)
      : alone(games, kEnvironments, 1),
        together(games, kEnvironments, 0),
        one(games),
        size(one.game().screen()),
        screen(static_cast<std::size_t>(size.width) * size.height),
        copy(screen.size()),
        shrink(size, {config.width, config.height}),
        observation(static_cast<std::size_t>(config.width) * config.height * 3) {
    for (int i = 0; i < 200; ++i) alone.step(false);  // away from the start, each another way
    for (int i = 0; i < 200; ++i) together.step(false);
    one.play(2000);
    save();
    state_copy.resize(state.size());
  }

  void save() {
    state.clear();
    ByteWriter writer(state);
    one.game().save(writer);
  }
  void load() {
    ByteReader reader(state, "state");
    one.game().load(reader);
  }
  double draw() {
    for (std::size_t i = 0; i < kEnvironments; ++i) alone.game(i).draw(screen);
    return kEnvironments;
  }

  EnvConfig config;
  RandomPlay alone, together;
  GamePlay one;
  ScreenSize size;
  std::vector<Pixel> screen, copy;
  AreaResize shrink;
  std::vector<std::uint8_t> observation;
  Bytes state, state_copy;
};

/// Work that is done `times` times a call.
template <class Body>
std::function<double()> repeat(int times, Body body) {
  return [times, body] {
    for (int i = 0; i < times; ++i) body();
    return static_cast<double>(times);
  };
}

void keep(void* memory) {
  asm volatile("" : : "r"(memory) : "memory");  // the copy into it is not left out
}

enum Part { kPictureCopy, kStateCopy, kFrames, kDraw, kShrink, kSave, kLoad, kUnseen, kSeen, kSeenWall, kAllCores };

std::vector<BenchPart> parts_of(EnvBench& b) {
  const auto copy_picture = [&b] {
    std::memcpy(b.copy.data(), b.screen.data(), b.screen.size() * sizeof(Pixel));
    keep(b.copy.data());
  };
  const auto copy_state = [&b] {
    std::memcpy(b.state_copy.data(), b.state.data(), b.state.size());
    keep(b.state_copy.data());
  };
  const auto steps = [](RandomPlay& play, bool looking) {
    return [&play, looking] {
      double made = 0;
      for (int i = 0; i < kBatchSteps; ++i) made += play.step(looking);
      return made;
    };
  };
  return {{"a picture copied", "pictures", repeat(64, copy_picture), true},
          {"a state copied", "states", repeat(4096, copy_state), true},
          {"the game's state alone", "frames", [&b] { return b.one.play(4096); }, true},
          {"drawing a picture", "pictures", [&b] { return b.draw(); }, true},
          {"shrinking it to 64x64", "pictures", repeat(64, [&b] { b.shrink(b.screen, b.observation); }), true},
          {"saving a state", "states", repeat(1024, [&b] { b.save(); }), true},
          {"restoring a state", "states", repeat(1024, [&b] { b.load(); }), true},
          {"environments, not looked at", "steps", steps(b.alone, false), true},
          {"environments", "steps", steps(b.alone, true), true},
          {"environments, one thread", "steps", steps(b.alone, true)},
          {"environments, all threads", "steps", steps(b.together, true)}};
}

void bench_env(const BenchArguments& arguments) {
  const GameFactory games = make_games(kSet);
  const double memory = memory_of_many(games);  // first: later, memory that was freed would hide it
  EnvBench bench(games);
  const std::vector<BenchPart> parts = parts_of(bench);
  const std::vector<double> speed = measure(parts, arguments.seconds);
  const double skip = bench.config.frame_skip;
  const auto threads = static_cast<double>(ThreadPool().size());

  const auto line = [&](Part part, double limit, const std::string& name) {
    return BenchLine{parts[part].name, parts[part].unit, speed[part], limit, name};
  };
  print_bench(
      "one core",
      {line(kPictureCopy, 0, ""), line(kStateCopy, 0, ""),
       line(kFrames, speed[kStateCopy], "a state copied each frame"),
       line(kDraw, speed[kPictureCopy], "a picture copied"), line(kShrink, speed[kPictureCopy], "a picture copied"),
       line(kSave, speed[kStateCopy], "a state copied"), line(kLoad, speed[kStateCopy], "a state copied"),
       line(kUnseen, speed[kFrames] / skip, "4 frames of the state alone"),
       line(kSeen, 1 / (skip / speed[kFrames] + 1 / speed[kDraw] + 1 / speed[kShrink]),
            "4 frames, drawing and shrinking alone")});
  fmt::print("\n");
  print_bench("by the clock",
              {line(kSeenWall, speed[kSeen], "the same for a core of its own"),
               line(kAllCores, threads * speed[kSeenWall], fmt::format("one thread's, {:.0f} times", threads))});
  fmt::print("\nA state: {} bytes, saved in {:.0f} ns, restored in {:.0f} ns.\n", bench.state.size(),
             1e9 / speed[kSave], 1e9 / speed[kLoad]);
  fmt::print("{} environments over {}, levels and pictures included: {:.0f} MiB of memory.\n", kMany, kSet,
             memory / kMebibyte);
}

}  // namespace

void add_bench_env(CLI::App& bench) {
  struct EnvArguments : BenchArguments {
    std::string env = kSet;
  };
  auto arguments = std::make_shared<EnvArguments>();
  auto* command = bench.add_subcommand(
      "env",
      "Environments' speeds: 64x64 observations, frame skip 4, random actions. Of the built-in game a second of one "
      "core "
      "is one of processor time; emulators are measured by the clock, beside the bare loop of their core");
  command->add_option("ENV", arguments->env, "dash:train, or an emulator's game: retro:<Game>[:<State>]")
      ->capture_default_str();
  arguments->add_options(*command);
  command->callback([arguments] {
    if (arguments->env.starts_with(kEmulators)) return bench_emulator(arguments->env, *arguments);
    if (arguments->env != kSet)
      throw Error("bench env", "'" + arguments->env + "' is not measured", "give dash:train or retro:<Game>");
    bench_env(*arguments);
  });
}

}  // namespace spindash
