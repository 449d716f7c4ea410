// SPDX-License-Identifier: MIT
// The descriptions of emulator cores, cores/<core>.json: for each console its core, its ROMs' extensions, its buttons.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "env/retro/action_table.h"
#include "env/retro/memory.h"

namespace spindash::retro {

struct Platform {
  std::string name;                     ///< e.g. "Genesis"
  std::string core;                     ///< library file without "_libretro.so"
  std::vector<std::string> extensions;  ///< of ROM files, without dot; never empty
  std::uint64_t ram_address = 0;
  std::vector<std::string> buttons;  ///< by joypad number; "" where there is none
  Overlay overlay;
  ActionGroups actions;
};

using Platforms = std::map<std::string, Platform>;

/// All consoles of one description. Throws Error when it is not one.
Platforms parse_platforms(std::string_view text, const std::string& name);
/// All consoles of all .json files in the folder.
Platforms read_platforms(const std::filesystem::path& folder);

}  // namespace spindash::retro
