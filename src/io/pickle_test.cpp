// SPDX-License-Identifier: MIT
#include "io/pickle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace spindash {
namespace {

using Kind = PickleValue::Kind;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

Pickle parse(const std::string& text) {
  return parse_pickle({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, "the file");
}

// Written by pickle.dumps({"a": (1, -2, 300, 2**40, -2**40), "b": [0.5, True, None]}, protocol=2).
const std::string kSample(
    "\x80\x02\x7d\x71\x00\x28\x58\x01\x00\x00\x00\x61\x71\x01\x28\x4b\x01\x4a\xfe\xff\xff\xff\x4d\x2c\x01\x8a\x06"
    "\x00\x00\x00\x00\x00\x01\x8a\x06\x00\x00\x00\x00\x00\xff\x74\x71\x02\x58\x01\x00\x00\x00\x62\x71\x03\x5d\x71"
    "\x04\x28\x47\x3f\xe0\x00\x00\x00\x00\x00\x00\x88\x4e\x65\x75\x2e",
    70);

TEST(Pickle, ValuesAreRead) {
  const Pickle pickle = parse(kSample);
  const PickleValue& root = pickle[pickle.root];
  ASSERT_EQ(root.kind, Kind::kDict);
  ASSERT_EQ(root.entries.size(), 2U);
  EXPECT_EQ(pickle[root.entries[0].first].text, "a");
  std::vector<std::int64_t> numbers;
  for (const auto item : pickle[root.entries[0].second].items) numbers.push_back(pickle[item].number);
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, -2, 300, std::int64_t{1} << 40, -(std::int64_t{1} << 40)}));
  const auto& mixed = pickle[root.entries[1].second].items;
  ASSERT_EQ(mixed.size(), 3U);
  EXPECT_EQ(pickle[mixed[0]].real, 0.5);
  EXPECT_TRUE(pickle[mixed[1]].kind == Kind::kBool && pickle[mixed[1]].number == 1);
  EXPECT_EQ(pickle[mixed[2]].kind, Kind::kNone);
}

TEST(Pickle, ACallIsANodeAndNothingIsRun) {
  // pickle.dumps of an object whose __reduce__ is (os.system, ("ls",)).
  const std::string hostile(
      "\x80\x02\x63\x6f\x73\x0a\x73\x79\x73\x74\x65\x6d\x0a\x58\x02\x00\x00\x00\x6c\x73\x85\x52\x2e", 23);
  const Pickle pickle = parse(hostile);
  const PickleValue& call = pickle[pickle.root];
  ASSERT_EQ(call.kind, Kind::kCall);
  EXPECT_EQ(pickle[call.items[0]].text, "os system");
  EXPECT_EQ(pickle[pickle[call.items[1]].items[0]].text, "ls");
}

TEST(Pickle, DamageIsRefused) {
  for (const auto& [text, words] :
       std::vector<std::pair<std::string, std::string>>{{"", "ends early"},
                                                        {".", "a value that is not there"},
                                                        {"(.", "a value that is not there"},
                                                        {"t.", "no mark"},
                                                        {"K\x01s.", "a value that is not there"},
                                                        {"K\x01K\x01K\x01s.", "cannot be added to"},
                                                        {"}(K\x01u.", "a key without a value"},
                                                        {"h\x05.", "did not keep"},
                                                        {"X\xff\xff\xff\xff.", "ends inside a text"},
                                                        {"\x8a\x09", "more than 64 bits"},
                                                        {"i.", "which torch.save does not use"}}) {
    const std::string& damaged = text;
    EXPECT_THAT([&] { parse(damaged); }, ThrowsMessage<Error>(AllOf(StartsWith("the file: "), HasSubstr(words))))
        << words;
  }
  EXPECT_THROW(parse(std::string(3 << 20, 'N')), Error);
}

}  // namespace
}  // namespace spindash
