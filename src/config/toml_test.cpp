// SPDX-License-Identifier: MIT
#include "config/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spindash {
namespace {

using testing::HasSubstr;

struct Phase : Section {
  Field<std::string> kind{this, "do", "collect", Choices{"collect", "fit"}, "What happens."};
  Field<long long> steps{this, "steps", 10, range(0LL, 1'000'000'000LL), "How long."};
};

struct Inner : Section {
  Field<double> rate{this, "rate", 1e-3, range(0.0, 1.0), "Learning rate."};
  Field<bool> on{this, "on", true, "Whether."};
};

struct Outer : Section {
  Field<int> rollout{this, "rollout", 128, range(1, 4096), "Steps."};
  Field<std::string> title{this, "title", "a \"b\"", "Free text."};
  Sub<Inner> inner{this, "inner", "Inner part."};
  List<Phase> schedule{this, "schedule", "Phases in order."};
};

std::string fault_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Toml, ReadsEveryKindOfField) {
  Outer outer;
  read_toml(outer, "rollout = 64\ntitle = 'x'\n[inner]\nrate = 0.5\non = false\n[[schedule]]\ndo='fit'\nsteps=5\n",
            "t");
  EXPECT_EQ(outer.rollout, 64);
  EXPECT_EQ(outer.title(), "x");
  EXPECT_EQ(outer.inner->rate, 0.5);
  EXPECT_FALSE(outer.inner->on);
  ASSERT_EQ(outer.schedule->size(), 1U);
  EXPECT_EQ((*outer.schedule)[0].kind(), "fit");
}

TEST(Toml, WritesWhatItReadsBack) {
  Outer outer;
  outer.inner->rate = 0.1;
  (*outer.schedule).resize(2);
  (*outer.schedule)[1].steps = 77;
  const std::string text = to_toml(outer);
  Outer again;
  read_toml(again, text, "t");
  EXPECT_EQ(to_toml(again), text);
  EXPECT_EQ((*again.schedule)[1].steps, 77);
  EXPECT_EQ(again.title(), outer.title());
}

TEST(Toml, CopiesAreIndependent) {
  Outer first;
  Outer second = first;
  set_by_path(second, "inner.rate=0.25");
  EXPECT_EQ(first.inner->rate, 1e-3);
  EXPECT_EQ(second.inner->rate, 0.25);
}

TEST(Toml, AssigningOneSettingToAnotherKeepsTheirNames) {
  struct Size : Section {
    Field<int> width{this, "width", 1, range(1, 8), "Across."};
    Field<int> height{this, "height", 1, range(1, 64), "Up."};
  } size;
  size.width = size.height = 7;
  EXPECT_EQ(to_toml(size), "width = 7\nheight = 7\n");
  EXPECT_EQ(size.width.range_text(), "1 to 8");
}

TEST(Toml, UnknownKeyNamesTheNearest) {
  Outer outer;
  EXPECT_THAT(fault_of([&] { read_toml(outer, "[inner]\nrat = 1", "file.toml"); }),
              testing::AllOf(HasSubstr("file.toml"), HasSubstr("'rat'"), HasSubstr("'rate'")));
  EXPECT_THAT(fault_of([&] { set_by_path(outer, "rolout=3"); }), HasSubstr("'rollout'"));
}

TEST(Toml, WrongTypesAndRangesAreRefused) {
  Outer outer;
  EXPECT_THAT(fault_of([&] { read_toml(outer, "rollout = 0", "t"); }), HasSubstr("1 to 4096"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "rollout = 1.5", "t"); }), HasSubstr("whole number"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "rollout = '5'", "t"); }), HasSubstr("text"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "title = 5", "t"); }), HasSubstr("quotes"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "inner = 5", "t"); }), HasSubstr("table"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "schedule = 5", "t"); }), HasSubstr("list"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "[inner]\nrate = nan", "t"); }), HasSubstr("finite"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "[inner]\non = 1", "t"); }), HasSubstr("true or false"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "[[schedule]]\ndo='x'", "t"); }), HasSubstr("collect, fit"));
  EXPECT_THAT(fault_of([&] { read_toml(outer, "a = = 3", "t"); }), HasSubstr("t:1"));
  EXPECT_THAT(fault_of([&] { read_toml_file(outer, "/no/such"); }), HasSubstr("/no/such"));
}

TEST(Toml, SetByPath) {
  Outer outer;
  (*outer.schedule).resize(1);
  set_by_path(outer, "rollout=1e3");
  set_by_path(outer, "schedule.0.steps=5");
  set_by_path(outer, "title=plain words");
  EXPECT_EQ(outer.rollout, 1000);
  EXPECT_EQ((*outer.schedule)[0].steps, 5);
  EXPECT_EQ(outer.title(), "plain words");
  for (const char* bad :
       {"rollout", "inner=1", "rollout.x=1", "schedule.9.steps=1", "schedule.0=1", "=", ".=", "inner.=1"}) {
    EXPECT_THROW(set_by_path(outer, bad), Error) << bad;
  }
}

TEST(Toml, DescribesEverySettingOnce) {
  Outer outer;
  const std::string text = describe(outer);
  for (const char* part : {"rollout = 128", "(1 to 4096)", "inner.rate = 0.001", "schedule.N.do", "Whether."}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace spindash
