// SPDX-License-Identifier: MIT
#include "env/retro/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/mutate.h"
#include "base/random.h"
#include "io/atomic_file.h"
#include "io/test_folder.h"

namespace spindash::retro {
namespace {

constexpr ScriptLimits kLimits{std::size_t{8} << 20, 0.1};

class ScriptTest : public testing::Test {
 protected:
  ScriptTest() : values_(parse_variables(R"({"info": {"a": {"address": 16, "type": "|u1"}}})", "data"), memory_) {
    memory_.add_block({16, ram_});
  }
  /// What function f of this script answers.
  ScriptValue answer(std::string_view text) {
    const auto file = folder_.path() / "s.lua";
    write_file_atomic(file, text);
    Script script(std::span(&file, 1), values_, frame_, kLimits);
    return script.call("f");
  }
  double number(std::string_view text) {
    const auto value = answer(text);
    return std::holds_alternative<double>(value) ? std::get<double>(value) : -999;
  }
  void expect_fault(std::string_view text, const std::string& words) {
    EXPECT_THAT([&] { answer(text); }, testing::ThrowsMessage<Error>(testing::HasSubstr(words))) << text;
  }

  TestFolder folder_;
  Bytes ram_ = {7, 8};
  Memory memory_;
  Values values_;
  std::int64_t frame_ = 9;
};

TEST_F(ScriptTest, SeesBytesVariablesAndTheClock) {
  EXPECT_EQ(number("function f() return data[17] + data['16'] * 100 + data[16.9] * 1000 end"), 7708);
  EXPECT_EQ(number("function f() return data.a end"), 7);
  EXPECT_EQ(number("function f() scenario.frame = 1 return scenario.frame + scenario.timestep * 100 end"), 209);
  EXPECT_EQ(number("function f() local n = 0 for k in pairs(data) do n = n + 1 end return n end"), 1);
}

TEST_F(ScriptTest, AnswersOtherThanNumbersAndTruthsAreNothing) {
  for (const auto* text : {"function f() end", "function f() return '3' end", "function f() return {} end"})
    EXPECT_TRUE(std::holds_alternative<std::monostate>(answer(text))) << text;
  EXPECT_TRUE(std::get<bool>(answer("function f() return true end")));
}

TEST_F(ScriptTest, FaultsCanBeCaught) {
  EXPECT_EQ(number("function f() local ok = pcall(function() return data.none end) return ok and 1 or 2 end"), 2);
  expect_fault("function f() return data.none end", "none");
  expect_fault("function f() return data[99] end", "Out of bounds");
  expect_fault("function f() data.x = 'text' end", "Invalid variable type");
  expect_fault("function f() data[true] = 1 end", "Invalid variable name");
  expect_fault("function f() return scenario.none end", "Unknown scenario property");
  expect_fault("function f() error({}) end", "no text");
  expect_fault("setmetatable(_G, {__index = function() error('deep') end})", "deep");
  expect_fault("this is not Lua", "attempt to call a nil value");
}

TEST_F(ScriptTest, HasNoWayOut) {
  for (const auto* name : {"io", "os", "require", "package", "debug", "jit", "ffi", "bit", "xpcall", "newproxy", "load",
                           "loadstring", "loadfile", "dofile"})
    EXPECT_TRUE(std::get<bool>(answer("function f() return " + std::string(name) + " == nil end"))) << name;
  expect_fault("\x1bLJ\x02", "attempt to call a nil value");
}

TEST_F(ScriptTest, IsStoppedWhenItRunsForTooLong) {
  for (const auto* text :
       {"function f() while true do end end",
        "function f() while true do pcall(function() while true do end end) end end",
        "function f() pcall(f) pcall(f) while true do end end",
        "function f() local c = coroutine.wrap(function() while true do end end) while true do pcall(c) end end"})
    expect_fault(text, "");
  expect_fault("while true do end function f() end", "attempt to call a nil value");
}

TEST_F(ScriptTest, IsStoppedWhenItEatsMemory) {
  expect_fault("function f() local t = {} while true do t[#t + 1] = {} end end", "memory");
  expect_fault("function f() return #string.rep('x', 2^30) end", "memory");
  expect_fault("function f() local s = 'x' while true do s = s .. s end end", "memory");
  expect_fault("function f() for i = 1, 1e9 do data['v' .. i] = i end end", "too many");
}

TEST_F(ScriptTest, GoesOnAfterAFault) {
  const auto file = folder_.path() / "s.lua";
  write_file_atomic(file,
                    "function bad() error('x') end function slow() while true do end end function f() return 4 end");
  Script script(std::span(&file, 1), values_, frame_, kLimits);
  EXPECT_THROW(script.call("bad"), Error);
  EXPECT_THROW(script.call("slow"), Error);
  EXPECT_EQ(std::get<double>(script.call("f")), 4);
}

class ScriptMemoryTest : public ScriptTest {
 protected:
  /// A script of this text that has run f() `calls` times.
  std::unique_ptr<Script> run(std::string_view text, int calls) {
    const auto file = folder_.path() / "s.lua";
    write_file_atomic(file, text);
    auto script = std::make_unique<Script>(std::span(&file, 1), values_, frame_, kLimits);
    for (int i = 0; i < calls; ++i) script->call("f");
    return script;
  }
  static Bytes saved(const Script& script) {
    Bytes bytes;
    ByteWriter out(bytes);
    script.save(out);
    return bytes;
  }
  static void load(Script& script, const Bytes& bytes) {
    ByteReader in(bytes, "script");
    script.load(in);
    in.expect_end();
  }
};

TEST_F(ScriptMemoryTest, GoesOnWhereItWas) {
  // Global, local, in tables that lead to themselves, shared by two functions, made and removed while running.
  for (const std::string text :
       {"n = 0 function f() n = n + 1 return n end", "local n = 0 function f() n = n + 1 return n end",
        "local t = {n = 0} t.self = t function f() t.self.n = t.n + 1 return t.n end",
        "t = {count = function(t) t.n = (t.n or 0) + 1 return t.n end} function f() return t:count() end",
        "function f() made = made or {} made[#made + 1] = 'x' return #made end",
        "gone = 5 function f() gone = nil n = (n or 0) + 1 return n + (gone or 0) end",
        "local n = 0 local function g() n = n + 1 end function f() g() return n end",
        "a = {} b = a function f() a[1] = (b[1] or 0) + 1 return b[1] end",
        "local seen = {[true] = 0, [2.5] = 0} function f() seen[true] = seen[true] + 1 return seen[true] end"}) {
    const auto script = run(text, 3);
    const Bytes memory = saved(*script);
    const auto other = run(text, 7);
    load(*other, memory);
    EXPECT_EQ(saved(*other), memory) << text;
    EXPECT_EQ(std::get<double>(script->call("f")), 4) << text;
    EXPECT_EQ(std::get<double>(other->call("f")), 4) << text;
  }
}

TEST_F(ScriptMemoryTest, LeavesLibrariesAndFunctionsAlone) {
  const std::string text = "local floor = math.floor function f() n = (n or 0.5) + 1 return floor(n) end";
  const auto script = run(text, 2), other = run(text, 0);
  load(*other, saved(*script));
  EXPECT_EQ(std::get<double>(other->call("f")), 3);
}

TEST_F(ScriptMemoryTest, RefusesDamage) {
  const std::string text = "t = {a = {1, 2, 3}, b = 'text'} local n = 1 function f() n = n + 1 end";
  const auto script = run(text, 2);
  const Bytes memory = saved(*script);
  for (std::size_t size = 0; size < memory.size(); ++size)
    EXPECT_THROW(load(*script, Bytes(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(size))), Error);
  Random random(1);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    const Bytes damaged = mutate(memory, random);
    try {
      load(*script, damaged);
      load(*script, memory);
      EXPECT_EQ(saved(*script), memory) << "what was taken leaves no trace";
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 10);
}

}  // namespace
}  // namespace spindash::retro
