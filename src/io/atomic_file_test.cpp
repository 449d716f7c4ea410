// SPDX-License-Identifier: MIT
#include "io/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Throws;
using testing::ThrowsMessage;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(AtomicFileTest, NamesBecomeFileNames) {
  EXPECT_EQ(as_file_name("dash:seed/7"), "dash-seed-7");
  EXPECT_EQ(as_file_name("Meadow.Act1"), "Meadow.Act1");
}

TEST(AtomicFileTest, ReplacesAFileWhole) {
  const TestFolder folder;
  const fs::path file = folder.path() / "a.txt";
  write_file_atomic(file, "first");
  write_file_atomic(file, "second");
  EXPECT_EQ(read_text_file(file), "second");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFileTest, LeavesTheOldFileUnlessCommitted) {
  const TestFolder folder;
  const fs::path file = folder.path() / "a.txt";
  write_file_atomic(file, "old");
  {
    AtomicFile next(file);
    next.write("new");
    EXPECT_EQ(read_text_file(file), "old");
  }
  EXPECT_EQ(read_text_file(file), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFileTest, NamesTheFileThatCannotBeWritten) {
  const TestFolder folder;
  const fs::path file = folder.path() / "missing" / "a.txt";
  EXPECT_THAT([&] { write_file_atomic(file, "x"); }, ThrowsMessage<Error>(HasSubstr(file.string())));
  write_file_atomic(folder.path() / "plain", "x");
  EXPECT_THAT([&] { make_folders(folder.path() / "plain" / "below"); }, Throws<Error>());
  EXPECT_THAT([&] { write_file_atomic(folder.path() / "plain" / "below", "x"); }, Throws<Error>());
}

// A limit on file size stands in for a full disk: write() fails part way in the same manner.
TEST(AtomicFileTest, AFullDiskIsAnErrorAndKeepsTheOldFile) {
  const TestFolder folder;
  const fs::path file = folder.path() / "a.bin";
  write_file_atomic(file, "old");
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const Bytes large(5000, 1);
  EXPECT_THAT([&] { write_file_atomic(file, large); }, ThrowsMessage<Error>(HasSubstr("cannot write")));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(read_text_file(file), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFolderTest, AppearsWholeAndReplaces) {
  const TestFolder folder;
  const fs::path target = folder.path() / "runs" / "001";
  for (const std::string text : {"first", "second"}) {
    AtomicFolder next(target);
    write_file_atomic(next.path() / "a.txt", text);
    EXPECT_EQ(fs::exists(target), text == "second");
    next.commit();
    EXPECT_EQ(read_text_file(target / "a.txt"), text);
  }
  EXPECT_EQ(entries(target.parent_path()), 1U);
}

TEST(AtomicFolderTest, LeavesNothingUnlessCommitted) {
  const TestFolder folder;
  const fs::path target = folder.path() / "001";
  {
    const AtomicFolder next(target);
    write_file_atomic(next.path() / "a.txt", "x");
  }
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(AtomicFolderTest, KilledAtAnyInstantTheFolderIsWhole) {
  const TestFolder folder;
  const fs::path target = folder.path() / "state";
  for (int round = 0; round < 12; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (int i = 0;; ++i) {
        AtomicFolder next(target);
        write_file_atomic(next.path() / "a", std::to_string(i));
        write_file_atomic(next.path() / "b", std::to_string(i));
        next.commit();
      }
    }
    usleep(static_cast<useconds_t>(30'000 + 9'000 * round));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    if (!fs::exists(target)) continue;
    EXPECT_EQ(read_text_file(target / "a"), read_text_file(target / "b"));
  }
  EXPECT_TRUE(fs::exists(target));
  { const AtomicFolder next(target); }
  EXPECT_EQ(entries(folder.path()), 1U) << "what killed processes left is removed";
}

TEST(ReadFileTest, RefusesMissingFoldersAndLargeFiles) {
  const TestFolder folder;
  EXPECT_THAT([&] { read_file(folder.path() / "none"); }, ThrowsMessage<Error>(HasSubstr("No such file")));
  EXPECT_THAT([&] { read_file(folder.path()); }, ThrowsMessage<Error>(HasSubstr("directory")));
  write_file_atomic(folder.path() / "a", "12345");
  EXPECT_THAT([&] { read_file(folder.path() / "a", 4); }, ThrowsMessage<Error>(HasSubstr("larger than")));
  EXPECT_EQ(read_file(folder.path() / "a", 5).size(), 5U);
}

TEST(ReadFileTest, ReadsEmptyFiles) {
  const TestFolder folder;
  write_file_atomic(folder.path() / "a", "");
  EXPECT_TRUE(read_file(folder.path() / "a").empty());
}

}  // namespace
}  // namespace spindash
