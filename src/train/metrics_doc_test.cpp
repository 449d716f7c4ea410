// SPDX-License-Identifier: MIT
// docs/metrics.md must name every tag that a run logs.
#include <gtest/gtest.h>

#include <set>

#include "io/atomic_file.h"
#include "train/tiny_run.h"
#include "train/trainer.h"

namespace spindash::metrics_doc_test {
namespace {

void add_phases(RunConfig& config, const std::vector<std::pair<std::string, long long>>& phases) {
  for (const auto& [kind, amount] : phases) add_phase(config, kind, amount);
}

RunConfig small() {
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
  return config;
}

/// All kinds of phases but those of a linear controller.
RunConfig by_ppo() {
  RunConfig config = small();
  config.explore->progress->weight = config.explore->icm->weight = config.explore->rnd->weight =
      config.explore->novelty->weight = config.explore->places->weight = 0.1;
  config.starts->ways->share = 0.5;
  add_phases(config, {{"collect", 64}, {"model", 20}, {"agent", 64}, {"joint", 320}});
  return config;
}

RunConfig by_evolution() {
  RunConfig config = small();
  config.environments = config.evolution->search->population = 4;
  config.ppo->net->kind = "linear";
  config.evolution->steps = config.dream->steps = 4;
  config.dream->starts = config.dream->warm_up = 2;
  config.dream->gap_every = 1;
  add_phases(config, {{"collect", 64}, {"model", 1}, {"evolve", 16}, {"dream", 32}});
  return config;
}

TEST(MetricsPage, NamesEveryTagThatARunLogs) {
  std::set<std::string> tags;
  for (const RunConfig& config : {by_ppo(), by_evolution()}) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "spindash_metrics_doc";
    std::filesystem::remove_all(folder);
    Trainer(config, folder, false).run([] { return false; });
    for (const auto& row : read_metrics(folder / "metrics.jsonl")) {
      for (const auto& [tag, value] : row.values) tags.insert(tag);
    }
  }
  EXPECT_TRUE(tags.contains("dream/gap_1.0"));
  EXPECT_GT(tags.size(), 25U);
  const std::string page = read_text_file(std::filesystem::path(SPINDASH_SOURCE_DIR) / "docs" / "metrics.md");
  for (const auto& tag : tags) EXPECT_NE(page.find("`" + tag + "`"), std::string::npos) << tag;
}

}  // namespace
}  // namespace spindash::metrics_doc_test
