// SPDX-License-Identifier: MIT
#include "web/access.h"

#include <gtest/gtest.h>

#include "base/mutate.h"

namespace spindash {
namespace {

TEST(Access, LetsThisMachineIn) {
  const Access access(parse_address("127.0.0.1:8200"));
  EXPECT_TRUE(access.token().empty());
  EXPECT_EQ(access.url(), "http://127.0.0.1:8200/");
  for (const char* host : {"127.0.0.1:8200", "localhost:8200", "[::1]:8200"}) {
    EXPECT_EQ(access.judge({host, "", "", "/"}), Verdict::kWelcome) << host;
    EXPECT_EQ(access.judge({host, std::string("http://") + host, "", "/"}), Verdict::kWelcome) << host;
  }
}

TEST(Access, KeepsOtherSitesOut) {
  const Access access(parse_address("127.0.0.1:8200"));
  for (const char* host : {"", "evil.com", "evil.com:8200", "127.0.0.1", "127.0.0.1:80", "127.evil.com:8200",
                           "localhost.evil.com:8200", "localhost:82000", "192.168.0.1:8200"}) {
    EXPECT_EQ(access.judge({host, "", "", "/"}), Verdict::kWrongHost) << host;
  }
  for (const char* origin : {"http://evil.com", "null", "https://127.0.0.1:8200", "http://127.0.0.1:8201",
                             "http://127.0.0.1:8200.evil.com"}) {
    EXPECT_EQ(access.judge({"127.0.0.1:8200", origin, "", "/live"}), Verdict::kWrongOrigin) << origin;
  }
}

TEST(Access, AsksStrangersForTheToken) {
  const Access access(parse_address("0.0.0.0:8200"));
  const std::string& token = access.token();
  ASSERT_EQ(token.size(), 32u);
  EXPECT_NE(Access(parse_address("0.0.0.0:8200")).token(), token);
  EXPECT_EQ(access.url(), "http://127.0.0.1:8200/?token=" + token);
  const auto judge = [&](const std::string& target, const std::string& cookie) {
    return access.judge({"192.168.0.7:8200", "", cookie, target});
  };
  EXPECT_EQ(judge("/?token=" + token, ""), Verdict::kWelcome);
  EXPECT_EQ(judge("/live?x=1&token=" + token, ""), Verdict::kWelcome);
  EXPECT_EQ(judge("/look.css", "a=b; spindash_token=" + token), Verdict::kWelcome);
  for (const std::string& wrong :
       {std::string(), std::string("0"), token.substr(1), token + "0", std::string(32, '0')}) {
    EXPECT_EQ(judge("/?token=" + wrong, "spindash_token=" + wrong), Verdict::kNoToken) << wrong;
  }
  EXPECT_EQ(judge("/" + token, "other_token=" + token), Verdict::kNoToken);
  EXPECT_NE(access.cookie().find(token + "; HttpOnly; SameSite=Strict"), std::string::npos);
}

TEST(Access, SurvivesAnyHeader) {
  const Access access(parse_address("0.0.0.0:8200"));
  Random random(5);
  for (int i = 0; i < fuzz_inputs(); ++i) {
    const std::string host = mutate(std::string("[::1]:8200"), random),
                      cookie = mutate(std::string("a=1; spindash_token=0123"), random);
    const std::string target = mutate(std::string("/live?token=0123&a=b#c"), random);
    EXPECT_NE(access.judge({host, "", cookie, target}), Verdict::kWelcome);
  }
}

TEST(Access, PathIsWithoutQuery) {
  EXPECT_EQ(path_of("/a.css?token=1"), "/a.css");
  EXPECT_EQ(path_of("/a#b?c"), "/a");
  EXPECT_EQ(path_of(""), "");
}

}  // namespace
}  // namespace spindash
