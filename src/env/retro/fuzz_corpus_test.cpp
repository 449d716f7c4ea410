// SPDX-License-Identifier: MIT
// The corpus that fuzzing found (tests/fuzz): every input is read or refused. Sanitizers watch it in the asan preset.
#include <gtest/gtest.h>

#include "env/retro/fuzz_targets.h"

namespace spindash::retro {
namespace {

TEST(FuzzCorpus, IsReadOrRefused) {
  const std::filesystem::path folder = std::filesystem::path(SPINDASH_SOURCE_DIR) / "tests/fuzz";
  for (const auto& target : fuzz::kTargets) {
    SCOPED_TRACE(target.name);
    int read = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder / target.name)) {
      SCOPED_TRACE(entry.path().filename().string());
      read += fuzz::try_target(target, read_file(entry.path()));
    }
    EXPECT_GT(read, 0);
  }
}

}  // namespace
}  // namespace spindash::retro
