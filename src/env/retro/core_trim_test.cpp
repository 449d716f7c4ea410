// SPDX-License-Identifier: MIT
// The trimmed Genesis core beside the same core as it is, in random play: the packaged homebrew game, and Ridge Run
// (tests/genesis) where SPINDASH_GAMES has it. Skipped where `spindash games fetch` has not been.
#include "env/retro/core_trim.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/random.h"
#include "env/retro/core.h"
#include "env/retro/library.h"
#include "io/atomic_file.h"

namespace spindash::retro {
namespace {

constexpr int kFrames = 3000;

class Player {
 public:
  Player(const Library& library, const std::string& name, bool whole)
      : game_(library.game(name)), platform_(library.platform(game_)) {
    const auto rom = game_.rom(platform_);
    if (!rom) throw Error(name, "its ROM is not there");
    core_ = std::make_unique<Core>(library.core(platform_), *rom, read_file(*rom), whole);
    core_->run();
    start_ = game_.default_state() ? game_.read_state(*game_.default_state()) : core_->save_state();
  }

  Core& core() { return *core_; }
  void start() { core_->load_state(start_); }
  Bytes memory() const {
    Bytes all;
    for (const auto& block : core_->memory(platform_.ram_address))
      all.insert(all.end(), block.bytes.begin(), block.bytes.end());
    return all;
  }
  std::vector<Pixel> picture() {
    core_->finish_picture();
    const ScreenSize size = core_->size({});
    std::vector<Pixel> pixels(static_cast<std::size_t>(size.width) * size.height);
    core_->draw({}, pixels);
    return pixels;
  }

 private:
  Integration game_;
  const Platform& platform_;
  std::unique_ptr<Core> core_;
  Bytes start_;
};

/// The trimmed core's state is the other's but for the FM operators' waves.
void expect_nearly_equal(const Bytes& state, const Bytes& other) {
  ASSERT_EQ(state.size(), other.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < state.size(); ++i) different += state[i] != other[i] ? 1 : 0;
  ASSERT_LE(different, 24U * 4 + 6U * 3 * 4) << "24 operators' phases, 6 channels' 3 last samples";
}

void expect_equal_play(const std::string& game, std::uint64_t seed) {
  const Library library(library_folder());
  Player whole(library, game, true), trimmed(library, game, false);
  Random random(seed);
  int compared = 0;
  for (int frame = 0, held = 0, left = 0; frame < kFrames; ++frame, --left) {
    if (frame % 1000 == 0) {
      whole.start();
      trimmed.start();
    }
    if (left == 0) {
      left = 1 + static_cast<int>(random.below(6));
      held = static_cast<int>(random.below(1 << 12)) & ~(random.below(20) == 0 ? 0 : pad::kStart);
    }
    for (auto* player : {&whole, &trimmed}) player->core().hold(0, static_cast<Buttons>(held));
    const bool seen = left == 1;
    whole.core().run();
    trimmed.core().run(seen);
    ASSERT_EQ(whole.memory(), trimmed.memory()) << "frame " << frame;
    // A frame that nobody was to see, looked at all the same: as where an episode ends within a step.
    if (seen || random.below(40) == 0) {
      ++compared;
      ASSERT_EQ(whole.picture(), trimmed.picture()) << "frame " << frame;
      ASSERT_EQ(whole.memory(), trimmed.memory()) << "after the picture of frame " << frame;
    }
    if (random.below(20) != 0) continue;
    const Bytes state = whole.core().save_state(), other = trimmed.core().save_state();
    ASSERT_NO_FATAL_FAILURE(expect_nearly_equal(state, other)) << "frame " << frame;
    if (random.below(10) != 0) continue;
    // Each goes on from the other's.
    whole.core().load_state(other);
    trimmed.core().load_state(state);
  }
  EXPECT_GT(compared, kFrames / 5);
}

bool is_there(const std::string& game) {
  try {
    const Library library(library_folder());
    const Integration found = library.game(game);
    return found.rom(library.platform(found)).has_value();
  } catch (const Error&) {
    return false;
  }
}

TEST(CoreTrim, PlaysAirstrikerByteForByte) {
  if (!is_there("Airstriker-Genesis")) GTEST_SKIP() << "the emulator cores are not here";
  for (const std::uint64_t seed : {1, 2}) expect_equal_play("Airstriker-Genesis", seed);
}

TEST(CoreTrim, PlaysRidgeRunByteForByte) {
  if (!is_there("RidgeRun-Genesis")) GTEST_SKIP() << "SPINDASH_GAMES has no Ridge Run";
  for (const std::uint64_t seed : {1, 2}) expect_equal_play("RidgeRun-Genesis", seed);
}

TEST(CoreTrim, LeavesOtherFilesAlone) {
  Bytes file(5894328, 7);
  const Bytes before = file;
  CoreTrim trim;
  trim.edit(file);
  EXPECT_FALSE(trim.works());
  EXPECT_EQ(file, before);
}

TEST(CoreTrim, CanBeTurnedOff) {
  if (!is_there("Airstriker-Genesis")) GTEST_SKIP() << "the emulator cores are not here";
  const Library library(library_folder());
  const Integration game = library.game("Airstriker-Genesis");
  Bytes file = read_file(library.core(library.platform(game)));
  const Bytes before = file;
  CoreTrim off, on;
  setenv("SPINDASH_WHOLE_CORE", "1", 1);  // NOLINT(concurrency-mt-unsafe)
  off.edit(file);
  unsetenv("SPINDASH_WHOLE_CORE");  // NOLINT(concurrency-mt-unsafe)
  EXPECT_FALSE(off.works());
  EXPECT_EQ(file, before);
  on.edit(file);
  EXPECT_TRUE(on.works()) << "is the core another than the pinned one?";
  EXPECT_NE(file, before);
}

}  // namespace
}  // namespace spindash::retro
