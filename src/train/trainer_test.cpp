// SPDX-License-Identifier: MIT
#include "train/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"
#include "nn/weights_file.h"
#include "train/load_agent.h"
#include "train/run_record.h"
#include "train/tiny_run.h"

namespace spindash::trainer_test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

fs::path fresh_folder(const std::string& name) {
  static const TestFolder all;  // of this process: the same tests may run several times at once
  fs::path folder = all.path() / name;
  fs::remove_all(folder);
  return folder;
}

bool never() {
  return false;
}

std::vector<std::int64_t> logged_steps(const fs::path& run) {
  std::vector<std::int64_t> steps;
  for (const auto& row : read_metrics(run / "metrics.jsonl")) steps.push_back(row.step);
  return steps;
}

TEST(Trainer, StoppedAnywhereAndResumedEqualsUninterrupted) {
  for (const std::string source : {"z+h", "pixels+z+h", "dream", "pixels", "joint", "joint, repaired"}) {
    const RunConfig config = tiny_config(source);
    const fs::path whole = fresh_folder("whole");
    Trainer uninterrupted(config, whole, false);
    ASSERT_TRUE(uninterrupted.run(never));
    const auto expected = uninterrupted.learner().agent_weights();

    const fs::path parts = fresh_folder("parts");
    int sessions = 0;
    for (bool done = false; !done; ++sessions) {
      ASSERT_LT(sessions, 100);
      Trainer session(sessions == 0 ? config : load_run_config(parts), parts, sessions > 0);
      // A whole collect phase is 40 steps: sessions shorter than that would never end one.
      int asked = 0;
      const int patience = 41 + sessions % 3;
      const bool collecting = (source.ends_with("z+h") || source == "dream") && (sessions % 2 == 0);
      done = session.run([&] { return ++asked > (collecting ? patience : 1); });
      if (!done) continue;
      const auto weights = session.learner().agent_weights();
      ASSERT_EQ(weights.size(), expected.size());
      for (const auto& [name, weight] : expected)
        EXPECT_TRUE(torch::equal(weight, weights.at(name))) << source << " " << name;
      if (source != "pixels") {
        for (const auto& item : uninterrupted.learner().model->named_parameters()) {
          EXPECT_TRUE(torch::equal(item.value(), session.learner().model->named_parameters()[item.key()]))
              << source << " " << item.key();
        }
      }
      EXPECT_EQ(session.learner().env_steps, uninterrupted.learner().env_steps);
      EXPECT_EQ(logged_steps(parts), logged_steps(whole)) << source;
    }
    EXPECT_GE(sessions, 3);
  }
}

TEST(Trainer, RefusesPlayersThatThereAreNot) {
  for (const auto& [player, words] : {std::pair{"wonder", "wander"}, {"not/there.bk2", "no such movie"}}) {
    RunConfig config = tiny_config("z+h");
    config.schedule->front().policy = player;
    const fs::path folder = fresh_folder("player");
    EXPECT_THAT([&] { Trainer(config, folder, false); }, ThrowsMessage<Error>(HasSubstr(words)));
    EXPECT_FALSE(fs::exists(folder)) << "nothing is left behind";
  }
}

TEST(Trainer, StartsWithTheWorldModelOfAnotherRun) {
  const fs::path first = fresh_folder("first"), second = fresh_folder("second");
  RunConfig config = tiny_config("z+h");
  config.schedule->resize(2);
  Trainer teacher(config, first, false);
  ASSERT_TRUE(teacher.run(never));

  RunConfig pixels = tiny_config("pixels");
  pixels.world_model = first.string();
  EXPECT_THROW(pixels.check(), Error);
  RunConfig next = tiny_config("z+h");
  next.world_model = first.string();
  next.seed = 5;
  next.schedule->erase(next.schedule->begin(), next.schedule->begin() + 2);
  next.schedule->resize(1);
  Trainer pupil(next, second, false);
  ASSERT_TRUE(pupil.run(never));
  for (const auto& [name, weight] : teacher.learner().agent_weights()) {
    if (name.starts_with("features.")) {
      EXPECT_TRUE(torch::equal(weight, pupil.learner().agent_weights().at(name))) << name;
    }
  }
  next.world_model = fresh_folder("none").string();
  EXPECT_THROW(Trainer(next, fresh_folder("third"), false), Error);
}

TEST(Trainer, StartsWithTheControllerOfAnotherRun) {
  for (const auto* source : {"z+h", "pixels"}) {
    const fs::path first = fresh_folder("first"), second = fresh_folder("second");
    Trainer teacher(tiny_config(source), first, false);
    ASSERT_TRUE(teacher.run(never));

    RunConfig next = tiny_config(source);
    next.controller = first.string();
    next.seed = 5;
    Trainer pupil(next, second, false);
    ASSERT_EQ(teacher.learner().agent_weights().size(), pupil.learner().agent_weights().size());
    for (const auto& [name, weight] : teacher.learner().agent_weights()) {
      EXPECT_TRUE(torch::equal(weight, pupil.learner().agent_weights().at(name))) << name;
    }
    RunConfig both = next, other = next;
    both.world_model = first.string();
    EXPECT_THROW(both.check(), Error);
    other.wrap->actions = "seed-10";
    EXPECT_THROW(Trainer(other, fresh_folder("third"), false), Error);
    next.controller = fresh_folder("none").string();
    EXPECT_THROW(Trainer(next, fresh_folder("third"), false), Error);
  }
}

TEST(Trainer, AFitEndsWhereItLearnsNoMore) {
  RunConfig config = tiny_config("z");
  config.wrap->width = config.wrap->height = 16;
  config.fit->batch = 1;
  config.fit->learning_rate = config.fit->final_learning_rate = 0;
  config.schedule->resize(2);
  (*config.schedule)[1].amount = 3000;
  const auto updates = [&](double plateau) {
    config.fit->plateau = plateau;
    Trainer trainer(config, fresh_folder("plateau"), false);
    EXPECT_TRUE(trainer.run(never));
    return trainer.learner().model_updates;
  };
  EXPECT_EQ(updates(0.01), 1000);  // the second measurement shows no gain over the first
  EXPECT_EQ(updates(0), 3000);
}

TEST(Trainer, ARunIsNeitherOverwrittenNorInvented) {
  const fs::path folder = fresh_folder("guard");
  const RunConfig config = tiny_config("pixels");
  EXPECT_THROW(Trainer(config, folder, true), Error);
  Trainer(config, folder, false).run(never);
  EXPECT_THROW(Trainer(config, folder, false), Error);
}

TEST(Trainer, LeavesARunFolderThatOthersCanRead) {
  const fs::path folder = fresh_folder("folder");
  Trainer(tiny_config("z+h"), folder, false).run(never);
  const auto rows = read_metrics(folder / "metrics.jsonl");
  ASSERT_FALSE(rows.empty());
  bool policy = false, model = false;
  for (const auto& row : rows) {
    policy = policy || row.values.contains("ppo/entropy");
    model = model || row.values.contains("probe/dream_error_1");
  }
  EXPECT_TRUE(policy);
  EXPECT_TRUE(model);
  std::size_t kept = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder / "checkpoints")) ++kept;
  EXPECT_LE(kept, 3U);
  const auto agent = load_agent(folder);
  agent->begin(2, 1);
  const std::vector<std::uint8_t> observations(2 * 32 * 32 * 3, 100), first(2, 1);
  const std::vector<float> reward(2, 0);
  std::vector<std::int64_t> actions(2, -1);
  agent->act({observations, first, reward}, actions);
  for (const auto action : actions) EXPECT_TRUE(action >= 0 && action < 7);
}

TEST(Trainer, DamagedCheckpointsAreRefusedAndNothingIsLost) {
  const fs::path folder = fresh_folder("damaged");
  const RunConfig config = tiny_config("z+h");
  std::map<std::string, torch::Tensor> expected;
  {
    Trainer trainer(config, folder, false);
    ASSERT_TRUE(trainer.run(never));
    for (const auto& [name, weight] : trainer.learner().agent_weights()) expected[name] = weight.clone();
  }
  const fs::path newest = *newest_checkpoint(folder);
  const auto resume = [&] { Trainer(config, folder, true); };
  for (const char* name : {"state.bin", "model.safetensors", "agent.safetensors", "checkpoint.json"}) {
    const fs::path file = newest / name;
    const Bytes good = read_file(file);
    Bytes flipped = good;
    flipped[good.size() / 2] ^= 0x80;  // in a text too
    for (const Bytes& bad : {Bytes(), Bytes(good.begin(), good.end() - 2), flipped}) {
      write_file_atomic(file, bad);
      EXPECT_THAT(resume, ThrowsMessage<Error>(AllOf(HasSubstr(file.string()), HasSubstr("to go on from")))) << name;
      EXPECT_THROW(load_agent(folder), Error);
    }
    write_file_atomic(file, good);
  }
  EXPECT_NO_THROW(resume());

  // As the error says: without the newest the run goes on from the one before, to the same end.
  fs::remove_all(newest);
  Trainer again(config, folder, true);
  ASSERT_TRUE(again.run(never));
  for (const auto& [name, weight] : again.learner().agent_weights()) {
    EXPECT_TRUE(torch::equal(weight, expected.at(name))) << name;
  }
}

TEST(Trainer, WhatWasWrittenByHandDoesNotFit) {
  const fs::path folder = fresh_folder("by_hand");
  const RunConfig config = tiny_config("pixels");
  Trainer(config, folder, false).run(never);
  const fs::path newest = *newest_checkpoint(folder);
  const Bytes good = read_file(newest / "state.bin");
  const auto manifest = read_manifest(newest, "");
  Random random(1);
  for (int i = 0; i < 60; ++i) {  // the checksums are right, the content is not
    Bytes bad = good;
    if (i % 2 == 0) bad.resize(random.below(static_cast<std::uint32_t>(bad.size())));
    for (int k = 0; k < 20 && i % 2 == 1; ++k) {
      bad[random.below(static_cast<std::uint32_t>(bad.size()))] ^= static_cast<std::uint8_t>(1 + random.below(255));
    }
    write_file_atomic(newest / "state.bin", bad);
    fs::remove(newest / "checkpoint.json");
    write_manifest(newest, manifest);
    try {
      const Trainer resumed(config, folder, true);
      EXPECT_EQ(i % 2, 1) << "half a state was accepted";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("does not fit"));
      EXPECT_THAT(error.what(), HasSubstr("the build of spindash that wrote it"));
    }
  }
}

TEST(Trainer, OneProcessTrainsInAFolder) {
  const fs::path folder = fresh_folder("locked");
  const RunConfig config = tiny_config("pixels");
  Trainer first(config, folder, false);
  EXPECT_THAT([&] { Trainer(config, folder, true); }, ThrowsMessage<Error>(HasSubstr("another process")));
}

TEST(Trainer, OneThatEndedBeforeItsFirstCheckpointStartsAgain) {
  const fs::path folder = fresh_folder("early");
  const RunConfig config = tiny_config("pixels");
  { const Trainer killed(config, folder, false); }
  EXPECT_FALSE(newest_checkpoint(folder));
  EXPECT_TRUE(Trainer(config, folder, true).run(never));
  EXPECT_TRUE(newest_checkpoint(folder));
}

TEST(Trainer, KeepsTheNewestCheckpointsAndWhatTheyNeed) {
  const fs::path folder = fresh_folder("kept");
  RunConfig config = tiny_config("z+h");
  config.keep_checkpoints = 2;
  Trainer(config, folder, false).run(never);
  std::set<std::string> needed, kept;
  int checkpoints = 0;
  for (const auto& entry : fs::directory_iterator(folder / "checkpoints")) {
    ++checkpoints;
    const auto names = replay_files(entry.path());
    ASSERT_TRUE(names);
    needed.insert(names->begin(), names->end());
  }
  for (const auto& entry : fs::directory_iterator(folder / "replay")) kept.insert(entry.path().filename().string());
  EXPECT_EQ(checkpoints, 2);
  EXPECT_FALSE(needed.empty());
  EXPECT_EQ(kept, needed);
}

TEST(Trainer, AModelThatIsNoNumberAnyMoreEndsTheRunAndLosesNothing) {
  const fs::path folder = fresh_folder("nan");
  RunConfig config = tiny_config("z+h");
  (*config.schedule)[1].amount = 2 * DivergenceGuard::kMost;
  {
    Trainer trainer(config, folder, false);
    EXPECT_FALSE(trainer.run([asked = 0]() mutable { return ++asked > 42; })) << "stops in the model phase";
    const torch::NoGradGuard no_grad;
    trainer.learner().model->parameters().front().fill_(std::numeric_limits<float>::quiet_NaN());
    EXPECT_THAT([&] { trainer.run(never); }, ThrowsMessage<Error>(AllOf(HasSubstr("not numbers"), HasSubstr("fit."))));
  }
  EXPECT_TRUE(Trainer(config, folder, true).run(never));
}

TEST(Trainer, WeightsThatAreNoNumbersAreRefused) {
  const fs::path folder = fresh_folder("nan_weights");
  const RunConfig config = tiny_config("pixels");
  Trainer(config, folder, false).run(never);
  const fs::path newest = *newest_checkpoint(folder);
  auto weights = read_weights(newest / "agent.safetensors");
  weights.begin()->second.flatten()[0] = std::numeric_limits<float>::infinity();
  const auto manifest = read_manifest(newest, "");
  write_weights(newest / "agent.safetensors", weights);
  fs::remove(newest / "checkpoint.json");
  write_manifest(newest, manifest);
  EXPECT_THAT([&] { load_agent(folder); }, ThrowsMessage<Error>(HasSubstr("not a number")));
}

}  // namespace
}  // namespace spindash::trainer_test
