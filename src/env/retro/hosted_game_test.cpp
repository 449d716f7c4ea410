// SPDX-License-Identifier: MIT
// Games in processes of their own, with a core for tests (tests/test_core.cpp); the packaged homebrew game where
// `spindash games fetch` has been.
#include "env/retro/hosted_game.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/error.h"
#include "env/contract.h"
#include "env/retro/retro.h"
#include "env/retro/test_library.h"
#include "env/vector/vector_env.h"
#include "env/vector/way_starts.h"
#include "env/wrap/wrapped_env.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

EnvConfig small_config() {
  EnvConfig config;
  config.width = 16;
  config.height = 12;
  config.max_frames = 300;
  return config;
}

bool is_running(int process) {
  return kill(process, 0) == 0;
}

TEST(HostedGame, KeepsTheContract) {
  const HopSet set;
  const GameFactory games = set.games();
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, small_config(), seed); }, 200);
}

TEST(HostedGame, KeepsTheContractWithAStack) {
  const HopSet set;
  const GameFactory games = set.games();
  EnvConfig config = small_config();
  config.stack = 3;
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, config, seed); }, 80);
}

TEST(HostedGame, IsTheGameInThisProcess) {
  const HopSet set;
  const auto host = set.host();
  const EnvConfig config = small_config();
  WrappedEnv near(std::make_unique<EmulatorGame>(host->set()), config, 5);
  WrappedEnv far(std::make_unique<HostedGame>(host), config, 5);
  auto a = contract::room_for(near), b = contract::room_for(far);
  near.reset(a);
  far.reset(b);
  EXPECT_EQ(a, b);
  EXPECT_EQ(contract::play(near, 150, 3, contract::always), contract::play(far, 150, 3, contract::always));
  EXPECT_EQ(near.game().status().score, far.game().status().score);
  std::vector<Pixel> here(48 * 32), there(48 * 32, 1);
  near.game().draw(here);
  far.game().draw(there);
  EXPECT_EQ(here, there);
  Bytes near_state, far_state;
  ByteWriter near_writer(near_state), far_writer(far_state);
  near.game().save(near_writer);
  far.game().save(far_writer);
  ASSERT_GT(far_state.size(), near_state.size());
  EXPECT_TRUE(std::equal(near_state.begin(), near_state.end(), far_state.end() - std::ssize(near_state)));
}

TEST(HostedGame, AWayIsSearchedAsInThisProcess) {
  const HopSet set;
  const auto host = set.host();
  WrappedEnv near(std::make_unique<EmulatorGame>(host->set()), small_config(), 5);
  WrappedEnv far(std::make_unique<HostedGame>(host), small_config(), 5);
  std::vector<SearchedWay> searched;
  for (WrappedEnv* env : {&near, &far}) {
    env->reset({});
    Bytes state;
    ByteWriter out(state);
    env->game().save(out);
    Random random(7);
    searched.push_back(env->find_way_on(state, 500, 1e9, 2, random));
    searched.push_back(env->find_way_on(state, 500, 1e-3, 2, random));
    ASSERT_TRUE(searched.back().way);
    ASSERT_TRUE(env->reset_on(*searched.back().way, searched.back().way->places.size() - 1, {}));
  }
  EXPECT_EQ(near.game().status().x, far.game().status().x);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(searched[i].frames, searched[i + 2].frames);
    ASSERT_EQ(searched[i].way.has_value(), searched[i + 2].way.has_value());
    if (searched[i].way) {
      EXPECT_EQ(searched[i].way->actions, searched[i + 2].way->actions);
    }
  }
}

TEST(HostedGame, WaysAreSearchedForWhereThatIsAsked) {
  const HopSet set;
  const auto host = set.host();
  for (const bool asked : {false, true}) {
    WayConfig config;
    config.share = 1.0;
    config.stuck = 1;
    config.frames = 200;
    config.emulated = asked;
    WrappedEnv env(std::make_unique<HostedGame>(host), small_config(), 5);
    WayStarts ways(config, 3);
    env.reset({});
    env.step(0, {});
    ways.note(env, 0);
    ways.end(env, 1);
    WayTotals totals;
    ways.add_to(totals);
    EXPECT_EQ(totals.searches, asked ? 1U : 0U);
  }
}

TEST(HostedGame, ObservedFrameByFrameIsTheSame) {
  const HopSet set;
  const GameFactory games = set.games();
  WrappedEnv plain(games(), small_config(), 5), observed(games(), small_config(), 5);
  int frames = 0;
  observed.observe_frames([&](const Game&, Buttons) { ++frames; });
  auto a = contract::room_for(plain), b = contract::room_for(observed);
  plain.reset(a);
  observed.reset(b);
  EXPECT_EQ(contract::play(plain, 100, 3, contract::always), contract::play(observed, 100, 3, contract::always));
  EXPECT_GT(frames, 300);
}

TEST(HostedGame, PaysTheBestSoFarOrEveryChange) {
  HopSet set;
  set.files().add_game("swing.json", R"({"reward": {"variables": {"score": {"reward": 0.5, "penalty": 0.5}}}})");
  HostedGame best(set.host(true, {"swing"})), contest(set.host(false, {"swing"}));
  for (HostedGame* game : {&best, &contest}) game->reset(0);
  const auto play = [](HostedGame& game, Buttons held, int frames) {
    float sum = 0;
    for (int i = 0; i < frames; ++i) sum += game.step(held).reward;
    return sum;
  };
  EXPECT_EQ(play(best, pad::kRight, 10), 5);
  EXPECT_EQ(play(best, pad::kLeft, 4), 0);
  EXPECT_EQ(play(best, pad::kRight, 6), 1) << "the way back again pays nothing";
  EXPECT_EQ(play(contest, pad::kRight, 10), 5);
  EXPECT_EQ(play(contest, pad::kLeft, 4), -2);
  EXPECT_EQ(play(contest, pad::kRight, 6), 3);
  EXPECT_EQ(best.status().frames, 20);
}

class Fault : public testing::TestWithParam<const char*> {};

TEST_P(Fault, CostsItsEpisode) {
  const HopSet set(GetParam());
  const auto host = set.host();
  EnvConfig config = small_config();
  config.worker_timeout = 2;
  WrappedEnv env(std::make_unique<HostedGame>(host), config, 3);
  auto observation = contract::room_for(env);
  for (int episode = 1; episode <= 2; ++episode) {
    env.reset(observation);
    testing::internal::CaptureStderr();
    StepResult result;
    int steps = 0;
    for (; !result.ended(); ++steps) result = env.step(1, observation);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_FALSE(result.terminated);
    EXPECT_TRUE(result.truncated);
    EXPECT_EQ(result.reward, 0);
    EXPECT_EQ(steps, 13) << "the frame of the fault is in step 13";
    EXPECT_EQ(host->losses(), episode);
    EXPECT_THAT(said, HasSubstr("retro:Hop-Genesis-v0:One")) << "told";
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << "once";
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Fault, testing::Values("crash 50", "hang 50", "exit 50"));

TEST(HostedGame, OneThatIsNeverToBeHadIsAnError) {
  const HopSet set("crash 0");
  HostedGame game(set.host());
  EXPECT_THAT([&] { game.reset(0); }, ThrowsMessage<Error>(HasSubstr("lost 5 times in a row")));
  const HopSet later("crash 3");  // frames 0 and 1 are the start's; a state begins at 0 again
  HostedGame other(later.host());
  other.reset(0);
  EXPECT_TRUE(other.step(0).reward == 0);
}

TEST(HostedGame, AKilledOneIsReplacedAndTheOthersGoOn) {
  const HopSet set;
  ThreadPool pool(2);
  VectorEnv env(set.games(), small_config(), 4, 1, pool);
  env.reset({});
  std::vector<float> reward(4);
  std::vector<std::uint8_t> terminated(4), truncated(4);
  const std::vector<std::int64_t> right(4, 1);
  const auto step = [&] { env.step(right, {{}, reward, terminated, truncated, {}}); };
  const auto process = [&](std::size_t i) { return dynamic_cast<const HostedGame&>(env.env(i).game()).process(); };
  step();
  const int killed = process(2), other = process(1);
  ASSERT_TRUE(is_running(killed));
  kill(killed, SIGKILL);
  step();
  EXPECT_EQ(truncated, (std::vector<std::uint8_t>{0, 0, 1, 0}));
  EXPECT_EQ(env.take_episodes().size(), 1U);
  step();
  EXPECT_EQ(truncated, (std::vector<std::uint8_t>{0, 0, 0, 0}));
  EXPECT_EQ(process(1), other);
  EXPECT_NE(process(2), killed);
  EXPECT_TRUE(is_running(process(2)));
}

TEST(HostedGame, ALostOneCanBeSaved) {
  const HopSet set;
  const GameFactory games = set.games();
  WrappedEnv env(games(), small_config(), 3), other(games(), small_config(), 4);
  env.reset({});
  env.step(1, {});
  kill(dynamic_cast<const HostedGame&>(env.game()).process(), SIGKILL);
  Bytes state;
  ByteWriter out(state);
  env.save(out);
  ByteReader in(state, "state");
  other.load(in);
  in.expect_end();
  EXPECT_TRUE(other.step(1, {}).truncated);
  EXPECT_TRUE(env.step(1, {}).truncated);
  other.reset({});
  EXPECT_FALSE(other.step(1, {}).truncated);
}

TEST(HostedGame, NoProcessOutlivesItsGame) {
  const HopSet set;
  int process = 0;
  {
    HostedGame game(set.host());
    game.reset(0);
    process = game.process();
    ASSERT_TRUE(is_running(process));
  }
  for (int wait = 0; wait < 500 && is_running(process); ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(is_running(process));
}

TEST(HostedGame, RefusesStatesOfOtherSetsAndDamagedOnes) {
  const HopSet set;
  HostedGame game(set.host());
  game.reset(0);
  Bytes state;
  ByteWriter out(state);
  game.save(out);
  for (const std::size_t at : {std::size_t{0}, std::size_t{20}, state.size() - 9}) {
    Bytes damaged = state;
    damaged[at] ^= 0x55;
    ByteReader in(damaged, "damaged");
    EXPECT_THROW(game.load(in), Error) << at;
  }
  ByteReader in(state, "state");
  game.load(in);
  EXPECT_FALSE(game.step(0).truncated) << "an error is no loss";
}

TEST(HostedGame, LevelsMayHaveRulesOfTheirOwn) {
  HopSet set;
  set.files().add_game("twice.json", R"({"reward": {"variables": {"score": {"reward": 1}}}})");
  HostedGame game(set.host(true, {"scenario", "twice"}));
  for (const auto& [level, pays] : {std::pair{0, 0.5F}, {1, 1.0F}, {0, 0.5F}}) {
    game.reset(static_cast<std::size_t>(level));
    EXPECT_EQ(game.step(pad::kRight).reward, pays);
  }
}

TEST(RetroNames, AreFound) {
  HopSet set;
  set.files().add_game("Two.state", "");
  set.files().add_game("list.csv", "game,state\nHop-Genesis,Two\nHop-Genesis,One\n");
  const Library library = set.files().open();
  const auto names = [&](std::string_view text) {
    EmulatorSet found;
    found.levels = find_levels(text, library);
    return found.names();
  };
  EXPECT_EQ(names("Hop-Genesis"), (std::vector<std::string>{"Hop-Genesis-v0:One"}));
  EXPECT_EQ(names("Hop-Genesis:Two"), (std::vector<std::string>{"Hop-Genesis-v0:Two"}));
  EXPECT_EQ(names("Hop-Genesis:*"), (std::vector<std::string>{"Hop-Genesis-v0:One", "Hop-Genesis-v0:Two"}));
  EXPECT_EQ(names((set.files().game_folder() / "list.csv").string()),
            (std::vector<std::string>{"Hop-Genesis-v0:Two", "Hop-Genesis-v0:One"}));
  EXPECT_THAT([&] { names("Hop-Genesis:Tow"); }, ThrowsMessage<Error>(HasSubstr("did you mean Two")));
  EXPECT_THAT([&] { names("contest-train"); }, ThrowsMessage<Error>(HasSubstr("SonicTheHedgehog")));
  EXPECT_EQ(find_levels("Hop-Genesis", library).front().scenario, "scenario");
  set.files().add_game("contest.json", "{}");
  EXPECT_EQ(find_levels("Hop-Genesis", library).front().scenario, "contest");
}

std::optional<Library> fetched() {
  try {
    return Library(library_folder());
  } catch (const Error&) {
    return {};
  }
}

TEST(HostedGame, APackagedGameKeepsTheContract) {
  if (!fetched()) GTEST_SKIP() << "the emulator cores are not here";
  EnvConfig config;
  config.max_frames = 240;
  const GameFactory games = make_retro_games("Airstriker-Genesis-v0", "best");
  expect_env_contract([&](std::uint64_t seed) { return make_env(games, config, seed); }, 60);
}

TEST(RetroNames, TheContestsLevelsAreThere) {
  const auto library = fetched();
  if (!library) GTEST_SKIP() << "the integrations are not here";
  const auto train = find_levels("contest-train", *library), held_out = find_levels("contest-validation", *library);
  EXPECT_EQ(train.size(), 47U);
  EXPECT_EQ(held_out.size(), 11U);
  EXPECT_EQ(train.front().name(), "SonicTheHedgehog-Genesis-v0:SpringYardZone.Act3");
  EXPECT_EQ(held_out.front().scenario, "contest");
  for (const auto& [set, count] : {std::pair{"contest-leaderboard", 5U}, std::pair{"contest-final", 11U}}) {
    const auto custom = find_levels(set, *library);
    EXPECT_EQ(custom.size(), count);
    for (const auto& level : custom) EXPECT_EQ(level.scenario, "contest") << level.name();
  }
}

}  // namespace
}  // namespace spindash::retro
