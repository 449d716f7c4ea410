// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "env/retro/test_library.h"
#include "env/retro/trace.h"

namespace spindash::retro {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

std::string traced(const TestLibrary& files, std::string_view writes, const std::string& game = "Hop-Genesis:One") {
  std::string lines;
  trace_writes(files.open(), parse_game_name(game), "scenario", writes, "w.jsonl",
               [&](const std::string& line) { lines += line; });
  return lines;
}

TEST(TraceWrites, PrintsTheResetAndEveryLine) {
  const TestLibrary files;
  EXPECT_EQ(traced(files, "{\"score\": 7, \"lives\": 3}\n\n{\"lives\": 265}\n"),
            "{\"done\":false,\"info\":{\"lives\":0,\"score\":0},\"reward\":0.0}\n"
            "{\"done\":false,\"info\":{\"lives\":3,\"score\":7},\"reward\":3.5}\n"
            "{\"done\":true,\"info\":{\"lives\":9,\"score\":7},\"reward\":0.0}\n");
}

TEST(TraceWrites, NamesTheLineAtFault) {
  const TestLibrary files;
  for (const auto* line : {"{}\n[1]", "{}\n{\"lives\": 1.5}", "{}\n{", "{}\nlives"})
    EXPECT_THAT([&] { traced(files, line); }, ThrowsMessage<Error>(HasSubstr("w.jsonl:2"))) << line;
  EXPECT_THAT([&] { traced(files, "{\"none\": 1}"); }, ThrowsMessage<Error>(HasSubstr("none")));
}

TEST(TraceWrites, RefusesAStateOfAnotherCore) {
  const TestLibrary files;
  write_file_atomic(files.game_folder() / "Other.state", gzip(Bytes(100'000)));
  EXPECT_THAT([&] { traced(files, "", "Hop-Genesis:Other"); }, ThrowsMessage<Error>(HasSubstr("not a state")));
}

}  // namespace
}  // namespace spindash::retro
