// SPDX-License-Identifier: MIT
// docs/metrics.md must name every tag that a run logs.
#include <gtest/gtest.h>

#include <set>

#include "io/atomic_file.h"
#include "train/trainer.h"

namespace spindash {
namespace {

TEST(MetricsPage, NamesEveryTagThatARunLogs) {
  RunConfig config;
  config.environments = 2;
  config.wrap->width = 16;
  config.wrap->height = 16;
  config.wrap->max_frames = 40;
  config.replay->capacity = 100;
  config.model->vae->base_channels = 4;
  config.fit->sequence = 4;
  config.fit->batch = 2;
  config.fit->probe = 2;
  config.ppo->rollout = 16;
  config.explore->progress->weight = config.explore->icm->weight = config.explore->rnd->weight =
      config.explore->novelty->weight = 0.1;
  for (const auto& [kind, amount] : {std::pair{"collect", 64}, {"model", 20}, {"agent", 64}, {"joint", 320}}) {
    PhaseConfig phase;
    phase.kind = kind;
    phase.amount = amount;
    config.schedule->push_back(phase);
  }
  const auto folder = std::filesystem::path(testing::TempDir()) / "spindash_metrics_doc";
  std::filesystem::remove_all(folder);
  Trainer(config, folder, false).run([] { return false; });
  std::set<std::string> tags;
  for (const auto& row : read_metrics(folder / "metrics.jsonl")) {
    for (const auto& [tag, value] : row.values) tags.insert(tag);
  }
  EXPECT_GT(tags.size(), 25U);
  const std::string page = read_text_file(std::filesystem::path(SPINDASH_SOURCE_DIR) / "docs" / "metrics.md");
  for (const auto& tag : tags) EXPECT_NE(page.find("`" + tag + "`"), std::string::npos) << tag;
}

}  // namespace
}  // namespace spindash
