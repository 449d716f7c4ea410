// SPDX-License-Identifier: MIT
#include "web/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"

namespace spindash {
namespace {

TEST(Address, IsThisMachineUnlessTold) {
  EXPECT_EQ(parse_address(""), (ListenAddress{"127.0.0.1", 8200, false}));
  EXPECT_EQ(parse_address("9000"), (ListenAddress{"127.0.0.1", 9000, true}));
  EXPECT_EQ(parse_address("localhost:9000"), (ListenAddress{"127.0.0.1", 9000, true}));
  EXPECT_EQ(parse_address("0.0.0.0"), (ListenAddress{"0.0.0.0", 8200, false}));
  EXPECT_EQ(parse_address("[::1]:81"), (ListenAddress{"::1", 81, true}));
  EXPECT_EQ(parse_address("::1"), (ListenAddress{"::1", 8200, false}));
  EXPECT_EQ(address_text(parse_address("[::1]:81")), "[::1]:81");
}

TEST(Address, KnowsWhatOnlyThisMachineReaches) {
  EXPECT_TRUE(parse_address("127.0.0.5:1").loopback());
  EXPECT_TRUE(parse_address("[::1]:1").loopback());
  EXPECT_FALSE(parse_address("0.0.0.0:1").loopback());
  EXPECT_FALSE(parse_address("[::]:1").loopback());
  EXPECT_FALSE(parse_address("192.168.1.7").loopback());
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:80x", "evil.com:80", "[::1", "[::1]80",
                           "[::1]:", ":", "1.2.3", "127.0.0.1:-1", "99999"}) {
    EXPECT_THAT([&] { parse_address(text); }, testing::ThrowsMessage<Error>(testing::HasSubstr("such as 0.0.0.0:8200")))
        << text;
  }
}

TEST(Address, SurvivesAnything) {
  Random random(4);
  for (int i = 0; i < fuzz_inputs(); ++i) {
    const std::string text = mutate(std::string("[fe80::1]:8200"), random);
    try {
      EXPECT_FALSE(parse_address(text).host.empty());
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace spindash
