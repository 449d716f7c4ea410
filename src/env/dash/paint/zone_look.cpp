// SPDX-License-Identifier: MIT
#include "env/dash/paint/zone_look.h"

namespace spindash::dash {
namespace {

std::array<ZoneLook, 7> make_looks() {
  const auto four = [](Pixel a, Pixel b, Pixel c, Pixel d) { return Ramp{a, b, c, d}; };
  return {{
      // Meadow: grass over checkered earth, blue day.
      {Pattern::kChecker, four(rgb(24, 96, 40), rgb(48, 152, 48), rgb(96, 200, 56), rgb(176, 240, 96)),
       four(rgb(96, 52, 28), rgb(136, 80, 40), rgb(168, 108, 56), rgb(200, 140, 80)),
       four(rgb(88, 64, 48), rgb(144, 108, 72), rgb(184, 148, 104), rgb(224, 196, 144)), ramp_of(rgb(176, 112, 56)),
       rgb(48, 112, 224), rgb(168, 224, 255),
       four(rgb(176, 204, 240), rgb(216, 232, 252), rgb(240, 248, 255), rgb(255, 255, 255)), rgb(104, 152, 208),
       rgb(72, 144, 136), rgb(40, 112, 72),
       four(rgb(16, 72, 152), rgb(32, 112, 200), rgb(88, 168, 240), rgb(200, 240, 255)), rgb(255, 216, 64)},
      // Canyon: banded rock at dusk.
      {Pattern::kStrata, four(rgb(128, 72, 24), rgb(200, 128, 48), rgb(232, 176, 80), rgb(255, 224, 136)),
       four(rgb(112, 48, 32), rgb(152, 68, 40), rgb(184, 92, 52), rgb(216, 124, 72)),
       four(rgb(96, 56, 48), rgb(152, 96, 72), rgb(192, 136, 100), rgb(232, 184, 140)), ramp_of(rgb(200, 120, 72)),
       rgb(72, 48, 136), rgb(255, 184, 120),
       four(rgb(200, 128, 144), rgb(232, 160, 152), rgb(255, 196, 168), rgb(255, 228, 200)), rgb(168, 96, 128),
       rgb(136, 68, 88), rgb(104, 44, 56),
       four(rgb(96, 40, 24), rgb(160, 72, 32), rgb(216, 120, 56), rgb(255, 192, 112)), rgb(96, 200, 136)},
      // Harbor: planks over the sea, bright noon.
      {Pattern::kPlanks, four(rgb(96, 72, 56), rgb(176, 140, 100), rgb(216, 184, 136), rgb(248, 228, 184)),
       four(rgb(40, 64, 96), rgb(60, 92, 128), rgb(84, 120, 156), rgb(124, 160, 192)),
       four(rgb(120, 48, 40), rgb(184, 76, 56), rgb(216, 116, 84), rgb(248, 172, 128)), ramp_of(rgb(224, 208, 176)),
       rgb(24, 128, 200), rgb(184, 244, 240),
       four(rgb(176, 216, 232), rgb(216, 240, 248), rgb(240, 252, 255), rgb(255, 255, 255)), rgb(112, 184, 208),
       rgb(56, 136, 176), rgb(32, 88, 136),
       four(rgb(8, 80, 120), rgb(16, 128, 160), rgb(64, 192, 200), rgb(208, 255, 248)), rgb(255, 112, 72)},
      // Foundry: riveted plates, smoke and molten metal.
      {Pattern::kPlates, four(rgb(72, 64, 56), rgb(136, 120, 88), rgb(200, 168, 64), rgb(248, 220, 96)),
       four(rgb(44, 48, 60), rgb(68, 74, 88), rgb(92, 100, 116), rgb(132, 142, 156)),
       four(rgb(64, 48, 48), rgb(112, 84, 76), rgb(152, 120, 104), rgb(200, 168, 144)), ramp_of(rgb(120, 128, 148)),
       rgb(24, 16, 40), rgb(184, 72, 48), four(rgb(56, 40, 56), rgb(80, 56, 68), rgb(112, 76, 76), rgb(152, 104, 88)),
       rgb(104, 48, 56), rgb(64, 36, 52), rgb(36, 26, 42),
       four(rgb(160, 32, 8), rgb(232, 88, 16), rgb(255, 160, 40), rgb(255, 240, 144)), rgb(255, 176, 48)},
      // Glacier: snow on blue ice, northern lights.
      {Pattern::kIce, four(rgb(136, 176, 216), rgb(200, 228, 248), rgb(232, 246, 255), rgb(255, 255, 255)),
       four(rgb(40, 88, 160), rgb(64, 124, 196), rgb(100, 164, 224), rgb(164, 212, 248)),
       four(rgb(56, 80, 128), rgb(92, 128, 176), rgb(136, 176, 216), rgb(200, 228, 248)), ramp_of(rgb(120, 184, 232)),
       rgb(16, 24, 72), rgb(96, 152, 208),
       four(rgb(48, 120, 128), rgb(64, 160, 152), rgb(104, 200, 176), rgb(168, 240, 208)), rgb(104, 136, 192),
       rgb(72, 100, 164), rgb(44, 66, 128),
       four(rgb(8, 40, 104), rgb(24, 80, 152), rgb(80, 144, 208), rgb(200, 236, 255)), rgb(160, 255, 232)},
      // Neon: a city by night.
      {Pattern::kPanels, four(rgb(0, 96, 120), rgb(0, 176, 200), rgb(64, 232, 240), rgb(208, 255, 255)),
       four(rgb(28, 22, 56), rgb(44, 36, 84), rgb(64, 52, 112), rgb(100, 84, 156)),
       four(rgb(64, 24, 88), rgb(112, 44, 136), rgb(160, 72, 184), rgb(232, 136, 240)), ramp_of(rgb(64, 144, 216)),
       rgb(8, 6, 28), rgb(88, 28, 112), four(rgb(40, 24, 80), rgb(60, 36, 104), rgb(84, 52, 128), rgb(120, 80, 160)),
       rgb(52, 34, 100), rgb(36, 24, 76), rgb(22, 16, 50),
       four(rgb(0, 64, 96), rgb(0, 120, 152), rgb(48, 200, 216), rgb(192, 255, 255)), rgb(255, 224, 96)},
      // Ruins: mossy masonry in the green light of a jungle.
      {Pattern::kBricks, four(rgb(40, 72, 32), rgb(84, 124, 44), rgb(132, 168, 64), rgb(196, 216, 112)),
       four(rgb(76, 72, 60), rgb(112, 106, 88), rgb(144, 138, 116), rgb(184, 178, 152)),
       four(rgb(92, 76, 44), rgb(144, 120, 68), rgb(188, 164, 100), rgb(232, 212, 152)), ramp_of(rgb(168, 152, 104)),
       rgb(56, 104, 88), rgb(232, 232, 160),
       four(rgb(136, 168, 128), rgb(172, 200, 144), rgb(208, 224, 168), rgb(240, 244, 208)), rgb(120, 152, 112),
       rgb(76, 116, 84), rgb(40, 76, 60),
       four(rgb(24, 64, 48), rgb(44, 104, 72), rgb(92, 160, 104), rgb(200, 240, 176)), rgb(232, 120, 168)},
  }};
}

}  // namespace

const ZoneLook& zone_look(int zone) {
  static const std::array<ZoneLook, 7> looks = make_looks();
  return looks[static_cast<std::size_t>(zone)];
}

}  // namespace spindash::dash
