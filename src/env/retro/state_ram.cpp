// SPDX-License-Identifier: MIT
#include "env/retro/state_ram.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"

namespace spindash::retro {

Bytes ram_of_state(const Bytes& state, const Platform& platform, const std::string& name) {
  constexpr std::string_view kTag = "GENPLUS-GX 1.";
  constexpr std::size_t kRamAt = 16, kRamSize = 65536;
  if (platform.name != "Genesis")
    throw Error(name, "where a state of the " + platform.name + " has its RAM is not known", "choose a Genesis game");
  if (state.size() < kRamAt + kRamSize || !std::equal(kTag.begin(), kTag.end(), state.begin()))
    throw Error(name, "it is not a state of Genesis Plus GX", "the file is damaged, or of another core");
  return {state.begin() + kRamAt, state.begin() + kRamAt + kRamSize};
}

}  // namespace spindash::retro
