// SPDX-License-Identifier: MIT
#include "web/runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {
namespace {

namespace fs = std::filesystem;

class RunsTest : public testing::Test {
 public:
  RunsTest() : folder_(fs::path(testing::TempDir()) / "runs_test") {
    fs::remove_all(folder_);
    make_folders(folder_ / "b" / "videos");
    make_folders(folder_ / "no-run");
    options_.address = parse_address("127.0.0.1:0");
  }
  ~RunsTest() override { fs::remove_all(folder_); }
  void make_run(const std::string& name) const {
    make_folders(folder_ / name);
    write_file_atomic(folder_ / name / "config.toml", std::string_view("x = 1\n"));
  }
  fs::path folder_;
  ServerOptions options_;
};

TEST_F(RunsTest, AreFoldersWithAConfig) {
  EXPECT_THAT([&] { RunsSession(folder_, options_); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("holds no run")));
  make_run("b");
  make_run("a");
  EXPECT_THAT(find_runs(folder_), testing::ElementsAre(folder_ / "a", folder_ / "b"));
  EXPECT_TRUE(find_runs(folder_ / "nothing").empty());
}

TEST_F(RunsTest, ServesVideosThatItFoundAndNothingElse) {
  make_run("b");
  write_file_atomic(folder_ / "b" / "videos" / "x y.mp4", std::string_view("film"));
  write_file_atomic(folder_ / "b" / "secret.mp4", std::string_view("no"));
  RunsSession session(folder_, options_);
  const auto file = session.find_video("/video/0/0.mp4");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(std::string(file->content->begin(), file->content->end()), "film");
  for (const char* path : {"/video/0/1.mp4", "/video/0/0.mp4/", "/video/0/../secret.mp4", "/video/0/%2e%2e/secret.mp4",
                           "/b/videos/x y.mp4", "/video/0/x y.mp4", "video/0/0.mp4", ""}) {
    EXPECT_FALSE(session.find_video(path).has_value()) << path;
  }
  fs::remove(folder_ / "b" / "videos" / "x y.mp4");
  EXPECT_FALSE(session.find_video("/video/0/0.mp4").has_value());
}

}  // namespace
}  // namespace spindash
