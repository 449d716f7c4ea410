// SPDX-License-Identifier: MIT
// Damaged TOML: it is read, or refused with an Error that names it.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"
#include "config/toml.h"

namespace spindash {
namespace {

struct Inner : Section {
  Field<int> count{this, "count", 3, range(1, 100), "A count."};
  Field<std::string> kind{this, "kind", "a", Choices{"a", "b"}, "A kind."};
};

struct Outer : Section {
  Field<double> rate{this, "rate", 0.5, range(0.0, 1.0), "A rate."};
  Field<bool> on{this, "on", true, "A switch."};
  Field<std::string> text{this, "text", "words", "A text."};
  Sub<Inner> inner{this, "inner", "A section."};
  List<Inner> list{this, "list", "A list."};
};

TEST(Fuzz, Toml) {
  const std::string seed =
      "rate = 0.25\non = false\ntext = \"a \\\" b\"\n[inner]\ncount = 7\nkind = \"b\"\n[[list]]\ncount = 1\n[[list]]\n";
  Random random(2);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    Outer outer;
    try {
      read_toml(outer, mutate(seed, random), "recipe");
      EXPECT_TRUE(outer.rate >= 0 && outer.rate <= 1 && outer.inner->count >= 1 && outer.inner->count <= 100);
      Outer again;
      read_toml(again, to_toml(outer), "saved");
      EXPECT_EQ(to_toml(again), to_toml(outer));
    } catch (const Error& error) {
      ++refused;
      ASSERT_TRUE(std::string(error.what()).starts_with("recipe")) << error.what();
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 10);
}

TEST(Fuzz, Assignments) {
  Random random(7);
  for (const std::string seed : {"inner.count=7", "list.0.kind=\"b\"", "rate=0.5"}) {
    for (int i = 0; i < fuzz_inputs() / 3; ++i) {
      Outer outer;
      (*outer.list).resize(2);
      try {
        set_by_path(outer, mutate(seed, random));
      } catch (const Error& error) {
        ASSERT_TRUE(std::string(error.what()).starts_with("--set")) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace spindash
