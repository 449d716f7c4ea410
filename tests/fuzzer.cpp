// SPDX-License-Identifier: MIT
// libFuzzer's program for the targets of env/retro/fuzz_targets.h: SPINDASH_FUZZ_TARGET names one. See tools/fuzz.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "env/retro/fuzz_targets.h"

using namespace spindash::retro;

namespace {

const fuzz::Target& target() {
  const char* name = std::getenv("SPINDASH_FUZZ_TARGET");
  for (const auto& each : fuzz::kTargets)
    if (name != nullptr && each.name == name) return each;
  std::fputs("SPINDASH_FUZZ_TARGET names no target\n", stderr);
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::Target& chosen = target();
  fuzz::try_target(chosen, {bytes, size});
  return 0;
}
