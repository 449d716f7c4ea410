// SPDX-License-Identifier: MIT
#include "env/buttons_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

using testing::ElementsAre;

void expect_refused(std::string_view text, const std::string& words) {
  EXPECT_THAT([&] { parse_buttons_text(text, "mine.txt"); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words)))
      << text;
}

TEST(ButtonsFile, ReadsRunsOfFrames) {
  EXPECT_THAT(parse_buttons_text("# a hill\n30 RIGHT\r\n\n  12  RIGHT+B  # over it\n5 none", "a"),
              ElementsAre(HeldButtons{pad::kRight, 30}, HeldButtons{pad::kRight | pad::kB, 12}, HeldButtons{0, 5}));
}

TEST(ButtonsFile, WritesWhatItReads) {
  const std::vector<HeldButtons> buttons = {{pad::kRight, 30}, {0, 5}, {pad::kDown | pad::kB | pad::kStart, 1}};
  EXPECT_EQ(parse_buttons_text(buttons_text(buttons), "a"), buttons);
}

TEST(ButtonsFile, NamesTheFaultAndItsLine) {
  expect_refused("", "mine.txt: it holds no buttons");
  expect_refused("# only words\n", "mine.txt: it holds no buttons");
  expect_refused("30 RIGHT\n12 RIHGT+B\n", "mine.txt:2: 'RIHGT' is not a button; did you mean RIGHT?");
  expect_refused("RIGHT 30\n", "mine.txt:1: 'RIGHT' is not a number of frames");
  expect_refused("0 RIGHT\n", "mine.txt:1: '0' is not a number of frames");
  expect_refused("30\n", "mine.txt:1: '30' is not two words; write frames and buttons");
  expect_refused("30 RIGHT B\n", "is not two words");
  expect_refused("30 RIGHT+\n", "'' is not a button");
  EXPECT_THROW(read_buttons("/nonexistent.txt"), Error);
}

}  // namespace
}  // namespace spindash
