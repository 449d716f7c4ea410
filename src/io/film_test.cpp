// SPDX-License-Identifier: MIT
#include "io/film.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "io/contact_sheet.h"
#include "io/png.h"
#include "io/test_folder.h"
#include "io/video.h"

namespace spindash {
namespace {

constexpr int kWidth = 16, kHeight = 8, kGap = 2;

Picture numbered(int number) {
  Picture picture(kWidth, kHeight);
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    picture.pixels[i] = static_cast<std::uint8_t>(number / 256);
    picture.pixels[i + 1] = static_cast<std::uint8_t>(number % 256);
  }
  return picture;
}

/// The number of the frame at each place of a contact sheet.
std::vector<int> shown(const Picture& sheet) {
  std::vector<int> numbers;
  for (int y = 0; y < sheet.height; y += kHeight + kGap) {
    for (int x = 0; x < sheet.width; x += kWidth + kGap) {
      const std::uint8_t* pixel = sheet.at(x, y);
      numbers.push_back(pixel[0] * 256 + pixel[1]);
    }
  }
  return numbers;
}

TEST(FilmTest, AContactSheetShowsFramesAtEvenDistances) {
  const TestFolder folder;
  for (const int frames : {24, 25, 191, 192, 193, 1000, 18000}) {
    const auto file = folder.path() / "a.png";
    const auto film = make_film(file, kWidth, kHeight, 60);
    for (int i = 0; i < frames; ++i) film->add(numbered(i));
    EXPECT_EQ(film->frames(), frames);
    film->finish();
    const std::vector<int> found = shown(read_png(file));
    ASSERT_EQ(found.size(), 24U) << frames;
    EXPECT_EQ(found.front(), 0);
    EXPECT_EQ(found.back(), frames - 1);
    const double step = (frames - 1) / 23.0;
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], step * static_cast<double>(i), 0.26 * step + 1) << i << " of " << frames;
  }
}

TEST(FilmTest, AShortContactSheetIsSmaller) {
  const TestFolder folder;
  const auto file = folder.path() / "a.png";
  ContactSheet one(file);
  EXPECT_THROW(one.finish(), Error);
  one.add(numbered(7));
  EXPECT_THROW(one.add(Picture(kWidth, kHeight + 2)), Error);
  one.finish();
  EXPECT_EQ(shown(read_png(file)), std::vector<int>{7});
  ContactSheet five(file);
  for (int i = 0; i < 5; ++i) five.add(numbered(i));
  five.finish();
  EXPECT_EQ(shown(read_png(file)), (std::vector<int>{0, 1, 2, 3, 4, 0, 0, 0}));
}

TEST(FilmTest, AnAnimatedPictureKeepsItsColoursAndItsTime) {
  const TestFolder folder;
  const auto file = folder.path() / "a.gif";
  const auto film = make_film(file, kWidth, kHeight, 60);
  for (int i = 0; i < 60; ++i) film->add(numbered(i < 30 ? 200 : 90));
  film->finish();
  const VideoInfo info = inspect_video(file);
  EXPECT_EQ(info.width, kWidth);
  EXPECT_EQ(info.height, kHeight);
  EXPECT_NEAR(static_cast<double>(info.frames) / info.fps, 1.0, 0.11);
  EXPECT_EQ(info.first.at(3, 3)[1], 200);
}

TEST(FilmTest, RefusesOtherKindsOfFile) {
  const TestFolder folder;
  EXPECT_THROW(make_film(folder.path() / "a.avi", kWidth, kHeight, 60), Error);
  EXPECT_THROW(make_film(folder.path() / "a", kWidth, kHeight, 60), Error);
}

}  // namespace
}  // namespace spindash
