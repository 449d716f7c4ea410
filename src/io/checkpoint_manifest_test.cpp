// SPDX-License-Identifier: MIT
#include "io/checkpoint_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(CheckpointManifest, ReadsBackAndNamesDamage) {
  const TestFolder folder;
  const auto file = folder.path() / "state.bin";
  write_file_atomic(file, "0123456789");
  CheckpointManifest manifest;
  manifest.phase = 2;
  manifest.done = 30;
  manifest.seconds = 1.5;
  manifest.log_step = 400;
  manifest.replay = {"000000000000.npz", "000000000016.npz"};
  manifest.replay_end = 20;
  write_manifest(folder.path(), manifest);
  const auto again = read_manifest(folder.path(), "remedy");
  EXPECT_EQ(again.phase, 2U);
  EXPECT_EQ(again.done, 30);
  EXPECT_EQ(again.seconds, 1.5);
  EXPECT_EQ(again.log_step, 400);
  EXPECT_EQ(again.replay, manifest.replay);
  EXPECT_EQ(again.replay_end, 20);
  EXPECT_EQ(replay_files(folder.path()), manifest.replay);

  const auto expect_fault = [&](const char* fault) {
    EXPECT_THAT([&] { read_manifest(folder.path(), "go back"); },
                ThrowsMessage<Error>(AllOf(HasSubstr(file.string()), HasSubstr(fault), HasSubstr("go back"))));
  };
  write_file_atomic(file, "01234567x9");
  expect_fault("checksum differs");
  write_file_atomic(file, "0123");
  expect_fault("has 4 bytes, 10 were written");
  std::filesystem::remove(file);
  expect_fault("is missing");
}

TEST(CheckpointManifest, OtherTextsAreRefused) {
  std::vector<ListedFile> files;
  const std::string good = R"({"format": "spindash checkpoint 2", "phase": 0, "done": 1, "seconds": 1, "log_step": 1,
      "files": {"a": {"bytes": 1, "crc32": 2}}, "replay": ["b.npz"], "replay_end": 0})";
  EXPECT_NO_THROW(parse_manifest(good, "list", "", files));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"\"b.npz\"", "\"../../b\""},
                                                                                 {"\"a\"", "\"/etc/passwd\""},
                                                                                 {"\"done\": 1", "\"done\": -1"},
                                                                                 {"\"done\": 1", "\"done\": \"x\""},
                                                                                 {"checkpoint 2", "checkpoint 9"},
                                                                                 {"\"phase\"", "\"face\""},
                                                                                 {"{", "["}}) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    EXPECT_THROW(parse_manifest(bad, "list", "", files), Error) << to;
  }
}

}  // namespace
}  // namespace spindash
