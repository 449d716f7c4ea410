// SPDX-License-Identifier: MIT
#include "io/folder_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

TEST(FolderLock, KeepsOthersOutUntilItIsGone) {
  const TestFolder folder;
  {
    const FolderLock lock(folder.path());
    EXPECT_THROW(FolderLock(folder.path()), Error);
  }
  EXPECT_NO_THROW(FolderLock(folder.path()));
  EXPECT_THROW(FolderLock(folder.path() / "missing"), Error);
}

TEST(FolderLock, EndsWithItsProcess) {
  const TestFolder folder;
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const FolderLock lock(folder.path());
    if (write(ready[1], "x", 1) != 1) _exit(1);
    pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_THROW(FolderLock(folder.path()), Error);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_NO_THROW(FolderLock(folder.path()));
}

}  // namespace
}  // namespace spindash
