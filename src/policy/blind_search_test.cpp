// SPDX-License-Identifier: MIT
#include "policy/blind_search.h"

#include <gtest/gtest.h>

#include "env/fake_game.h"

namespace spindash {
namespace {

BlindSearchConfig small_search() {
  BlindSearchConfig search;
  search.generations = 8;
  search.population = 12;
  search.elite = 3;
  search.episodes = 1;
  return search;
}

TEST(BlindSearchTest, LearnsToGoRight) {
  ThreadPool pool(2);
  double first = 0;
  double last = 0;
  const auto result =
      search_blind(fake_games(), EnvConfig(), small_search(), pool, [&](int generation, double, double all) {
        if (generation == 0) first = all;
        last = all;
      });
  EXPECT_GT(last, first + 500);
  EXPECT_GT(result.score, first);
  double right = 0;
  double left = 0;
  for (const auto& choice : *result.mixture.choices) {
    if (choice.action() == "RIGHT") right += choice.weight * choice.hold;
    if (choice.action() == "LEFT") left += choice.weight * choice.hold;
  }
  EXPECT_GT(right, left);
}

TEST(BlindSearchTest, DoesNotDependOnThreads) {
  ThreadPool one(1);
  ThreadPool three(3);
  BlindSearchConfig search = small_search();
  search.generations = 2;
  const auto a = search_blind(fake_games(), EnvConfig(), search, one);
  const auto b = search_blind(fake_games(), EnvConfig(), search, three);
  EXPECT_EQ(to_text(a.mixture), to_text(b.mixture));
  EXPECT_EQ(a.score, b.score);
}

TEST(BlindSearchTest, TextGivesTheMixtureBack) {
  ThreadPool pool(1);
  BlindSearchConfig search = small_search();
  search.generations = 1;
  const std::string text = to_text(search_blind(fake_games(), EnvConfig(), search, pool).mixture);
  EXPECT_FALSE((*parse_blind_mixture(text, "test").choices).empty());
}

}  // namespace
}  // namespace spindash
