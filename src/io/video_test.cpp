// SPDX-License-Identifier: MIT
#include "io/video.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash {
namespace {

Picture flat(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Picture picture(width, height);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    picture.pixels[i] = red;
    picture.pixels[i + 1] = green;
    picture.pixels[i + 2] = blue;
  }
  return picture;
}

TEST(VideoTest, CanBeDecodedAgain) {
  const TestFolder folder;
  const auto file = folder.path() / "a.mp4";
  VideoWriter video(file, 64, 48, 60);
  for (int i = 0; i < 90; ++i) video.add(flat(64, 48, 200, 40, 90));
  EXPECT_FALSE(std::filesystem::exists(file));
  video.finish();
  EXPECT_EQ(video.frames(), 90);
  const VideoInfo info = inspect_video(file);
  EXPECT_EQ(info.width, 64);
  EXPECT_EQ(info.height, 48);
  EXPECT_NEAR(info.fps, 60, 0.01);
  EXPECT_EQ(info.frames, 90);
  EXPECT_NEAR(info.first.at(30, 20)[0], 200, 6);
  EXPECT_NEAR(info.first.at(30, 20)[1], 40, 6);
  EXPECT_NEAR(info.first.at(30, 20)[2], 90, 6);
}

TEST(VideoTest, LeavesNothingUnlessFinished) {
  const TestFolder folder;
  {
    VideoWriter video(folder.path() / "a.mp4", 64, 48, 60);
    video.add(Picture(64, 48));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(VideoTest, RefusesOddSizesWrongFramesAndMissingFolders) {
  const TestFolder folder;
  EXPECT_THROW(VideoWriter(folder.path() / "a.mp4", 63, 48, 60), Error);
  EXPECT_THROW(VideoWriter(folder.path() / "a.mp4", 64, 48, 0), Error);
  EXPECT_THROW(VideoWriter(folder.path() / "none" / "a.mp4", 64, 48, 60), Error);
  VideoWriter video(folder.path() / "a.mp4", 64, 48, 60);
  EXPECT_THROW(video.add(Picture(32, 48)), Error);
}

TEST(VideoTest, RefusesWhatIsNoVideo) {
  const TestFolder folder;
  write_file_atomic(folder.path() / "a.mp4", "no video");
  EXPECT_THROW(inspect_video(folder.path() / "a.mp4"), Error);
  EXPECT_THROW(inspect_video(folder.path() / "b.mp4"), Error);
}

}  // namespace
}  // namespace spindash
