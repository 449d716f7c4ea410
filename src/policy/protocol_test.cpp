// SPDX-License-Identifier: MIT
#include "policy/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "base/error.h"
#include "env/fake_game.h"
#include "env/wrap/action_set.h"
#include "policy/blind.h"
#include "policy/published_scores.h"
#include "policy/score_table.h"
#include "policy/scripted.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

EnvConfig small_config() {
  EnvConfig config;
  config.width = 8;
  config.height = 6;
  return config;
}

ScoreReport score(std::string_view policy, std::size_t threads, std::uint64_t seed = 1, int episodes = 4) {
  ThreadPool pool(threads);
  const ActionSet set = make_action_set("contest-7");
  return evaluate(*make_scripted_policy(policy, set.names, {5000}), fake_games(), small_config(),
                  {"fake:all", episodes, seed, "1.0"}, pool);
}

/// Goes by what it sees: the first byte decides.
class SeeingPolicy : public Policy {
 public:
  std::string name() const override { return "seeing"; }
  bool sees() const override { return true; }
  void begin(std::size_t /*environments*/, std::uint64_t /*seed*/) override {}
  void act(const PolicyInput& input, std::span<std::int64_t> actions) override {
    const std::size_t size = input.observations.size() / actions.size();
    for (std::size_t i = 0; i < actions.size(); ++i) actions[i] = input.observations[i * size] % 7;
  }
};

/// Only four may run at a time.
class FewGame : public FakeGame {
 public:
  explicit FewGame(std::size_t most) : most_(most) { highest = std::max(highest, ++alive); }
  ~FewGame() override { --alive; }
  FewGame(const FewGame&) = delete;
  FewGame& operator=(const FewGame&) = delete;
  std::size_t side_by_side() const override { return most_; }
  static inline int alive = 0, highest = 0;

 private:
  std::size_t most_;
};

TEST(ProtocolTest, PlaysInPartsWhereFewGamesRunSideBySide) {
  const ScoreReport together = score("press-right", 1);
  for (const std::size_t most : {3, 4, 9, 100}) {  // a part of a level, a level, two, all
    FewGame::highest = 0;
    ThreadPool pool(1);
    const ActionSet set = make_action_set("contest-7");
    std::size_t done = 0;
    const ScoreReport report = evaluate(
        *make_scripted_policy("press-right", set.names), [most] { return std::make_unique<FewGame>(most); },
        small_config(), {"fake:all", 4, 1, "1.0"}, pool,
        [&](std::size_t ended, std::size_t total, std::int64_t) {
          EXPECT_GE(ended, done);
          EXPECT_EQ(total, 12U);
          done = ended;
        });
    EXPECT_EQ(to_json(report), to_json(together)) << most;
    EXPECT_EQ(done, 12U);
    EXPECT_LE(FewGame::highest, std::max<int>(static_cast<int>(most), 4) + 1) << "one more says what levels there are";
  }
}

TEST(ProtocolTest, GivesEveryLevelTheSameNumberOfEpisodes) {
  const ScoreReport report = score("press-right", 1);
  EXPECT_EQ(report.policy, "press-right");
  EXPECT_EQ(report.set, "fake:all");
  ASSERT_EQ(report.levels.size(), 3U);
  for (const auto& level : report.levels) {
    EXPECT_EQ(level.scores.size(), 4U);
    for (const double points : level.scores) EXPECT_EQ(points, 9000);
  }
  EXPECT_EQ(report.levels[1].level, "Fake.Act2");
  EXPECT_EQ(report.levels[1].go_backs.met, 4);
  EXPECT_EQ(total_go_backs(report).places, 12);
  EXPECT_EQ(total_go_backs(report).passed, 12);
  EXPECT_EQ(total_endings(report).goal, 12);
  EXPECT_EQ(report.mean, 9000);
  EXPECT_EQ(report.low, 9000);
  EXPECT_EQ(report.high, 9000);
}

TEST(ProtocolTest, DoesNotDependOnThreadsButOnTheSeed) {
  for (const auto policy : scripted_policy_names()) {
    EXPECT_EQ(to_json(score(policy, 1)), to_json(score(policy, 3))) << policy;
  }
  EXPECT_NE(to_json(score("random", 1, 1)), to_json(score("random", 1, 2)));
}

TEST(ProtocolTest, ShowsPicturesToAPolicyThatLooks) {
  ThreadPool pool(2);
  SeeingPolicy policy;
  const ScorePlan plan{"fake:all", 3, 7, "1.0"};
  const auto first = evaluate(policy, fake_games(), small_config(), plan, pool);
  const auto second = evaluate(policy, fake_games(), small_config(), plan, pool);
  EXPECT_EQ(to_json(first), to_json(second));
}

TEST(ProtocolTest, SetsTheRulesItself) {
  EnvConfig config = small_config();
  config.frame_skip = 1;
  config.sticky = 0;
  config.max_frames = 5;
  const EnvConfig rules = protocol_config(config);
  EXPECT_EQ(rules.frame_skip, 4);
  EXPECT_EQ(rules.sticky, 0.25);
  EXPECT_EQ(rules.max_frames, 18000);
  EXPECT_EQ(rules.width, 8);
}

TEST(ProtocolTest, ReportsProgress) {
  ThreadPool pool(1);
  const ActionSet set = make_action_set("contest-7");
  std::size_t last = 0;
  std::int64_t made = 0;
  evaluate(*make_scripted_policy("random", set.names), fake_games(), small_config(), {"fake", 2, 1, ""}, pool,
           [&](std::size_t done, std::size_t total, std::int64_t steps) {
             EXPECT_EQ(total, 6U);
             EXPECT_GE(done, last);
             EXPECT_GT(steps, made);
             last = done;
             made = steps;
           });
  EXPECT_EQ(last, 6U);
}

TEST(ProtocolTest, IntervalCoversTheSpreadOfLevels) {
  ScoreReport report;
  report.seed = 1;
  for (int level = 0; level < 100; ++level) {
    report.levels.push_back({std::to_string(level), std::vector<double>(10, level % 2 == 0 ? 1000.0 : 3000.0), {}});
  }
  summarise(report);
  EXPECT_EQ(report.mean, 2000);
  // Standard error of the mean of 100 levels of deviation 1000 is 100: 1.96 of it to each side.
  EXPECT_NEAR(report.low, 2000 - 196, 30);
  EXPECT_NEAR(report.high, 2000 + 196, 30);
}

TEST(ProtocolTest, JsonGivesTheReportBack) {
  const ScoreReport report = score("random", 1);
  const std::string json = to_json(report);
  // One line, so that a file of several reports has one a line.
  EXPECT_THAT(json, testing::MatchesRegex("\\{\"policy\":\"random\",\"set\":\"fake:all\",\"mean\":[^,\n]*,"
                                          "\"interval\":\\[[^]\n]*\\],\"levels\":\\[[^\n]*\\],\"seed\":1,"
                                          "\"version\":\"1.0\"\\}"));
  EXPECT_EQ(to_json(parse_report(json, "a.json")), json);
  for (const std::string bad : {"", "{}", "[1]", R"({"policy":3})", R"({"policy":"x","set":"y","mean":"z"})"}) {
    EXPECT_THAT([&] { parse_report(bad, "a.json"); }, ThrowsMessage<Error>(HasSubstr("a.json"))) << bad;
  }
}

TEST(ProtocolTest, TellsHowEpisodesEnded) {
  const auto names = make_action_set("contest-7").names;
  ThreadPool pool(1);
  BlindPolicy standing(parse_blind_mixture("[[choices]]\naction = \"LEFT\"\n", "test"), names);
  const ScoreReport stood = evaluate(standing, fake_games(), small_config(), {"fake:all", 4, 1, "1.0"}, pool);
  EXPECT_EQ(total_endings(stood).clock, 12);
  const ScoreReport tried = score("random", 1, 1, 20);
  const Endings all = total_endings(tried);
  EXPECT_EQ(all.goal + all.died + all.clock, 60);
  int reached = 0, died = 0;
  for (const LevelScores& level : tried.levels) {
    for (std::size_t i = 0; i < level.scores.size(); ++i) {
      reached += level.scores[i] == 9000 ? 1 : 0;
      died += level.endings[i] == Ending::kDied ? 1 : 0;
      EXPECT_EQ(level.scores[i] == 9000, level.endings[i] == Ending::kGoal);
    }
  }
  EXPECT_EQ(all.goal, reached);
  EXPECT_EQ(all.died, died);
  EXPECT_GT(all.died, 0);
}

TEST(ProtocolTest, ReadsReportsThatDoNotTellHowEpisodesEnded) {
  std::string json = to_json(score("press-right", 1));
  for (std::size_t at = 0; (at = json.find(",\"endings\"")) != std::string::npos;)
    json.erase(at, json.find(']', at) + 1 - at);
  ScoreReport report = parse_report(json, "old.json");
  EXPECT_TRUE(report.levels[0].endings.empty());
  EXPECT_THAT(score_table({&report, 1}), Not(HasSubstr("clock")));
}

TEST(ProtocolTest, MergesSeeds) {
  const std::vector<ScoreReport> reports = {score("random", 1, 1), score("random", 1, 2)};
  const ScoreReport merged = merge_reports(reports);
  EXPECT_EQ(merged.levels[0].scores.size(), 8U);
  EXPECT_EQ(merged.levels[0].go_backs.met, reports[0].levels[0].go_backs.met + reports[1].levels[0].go_backs.met);
  EXPECT_EQ(merged.levels[0].endings.size(), 8U);
  EXPECT_NEAR(merged.mean, (reports[0].mean + reports[1].mean) / 2, 1e-9);
  auto other = reports;
  other[1].set = "else";
  EXPECT_THROW(merge_reports(other), Error);
  EXPECT_THROW(merge_reports({}), Error);
}

TEST(ProtocolTest, JerkBeatsRandomByItsPractice) {
  EXPECT_GT(score("jerk", 2).mean, score("random", 2).mean);
}

TEST(ScoreTableTest, PutsPoliciesSideBySide) {
  std::vector<ScoreReport> reports = {score("press-right", 1), score("random", 1)};
  const std::string table = score_table(reports);
  EXPECT_THAT(table, HasSubstr("fake:all, 4 episodes a level"));
  EXPECT_THAT(table, HasSubstr("level             press-right"));
  EXPECT_THAT(table, HasSubstr("Fake.Act2                9000"));
  EXPECT_THAT(table, HasSubstr("95 % interval      9000..9000"));
  EXPECT_THAT(table, HasSubstr("ways back passed        12/12"));
  EXPECT_THAT(table, HasSubstr("goal/died/clock        12/0/0"));
  EXPECT_THAT(table, testing::Not(HasSubstr("practised")));
  reports[1].policy = "jerk";
  EXPECT_THAT(score_table(reports), HasSubstr("jerk has practised on these very levels"));
  reports[1].set = "other";
  EXPECT_THROW(score_table(reports), Error);
  EXPECT_EQ(score_table({}), "");
}

TEST(Protocol, PublishedScoresStandBesideTheirOwnSetAlone) {
  ScoreReport report;
  report.policy = "mine";
  report.set = "retro:contest-validation";
  report.mean = 2800;
  report.low = 2500;
  report.high = 3100;
  const std::vector<ScoreReport> reports = {report};
  const std::string card = score_card(reports);
  EXPECT_LT(card.find("joint Rainbow"), card.find("> mine"));
  EXPECT_LT(card.find("> mine"), card.find("JERK"));
  EXPECT_THAT(card, HasSubstr("2800  2500..3100"));
  EXPECT_THAT(card, Not(HasSubstr("place")));
  report.set = "dash:test";
  EXPECT_EQ(score_card({&report, 1}), "");
  EXPECT_EQ(score_card({}), "");
}

}  // namespace
}  // namespace spindash
