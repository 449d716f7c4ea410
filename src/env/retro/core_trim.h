// SPDX-License-Identifier: MIT
// What nobody hears or sees of the pinned Genesis core (Genesis Plus GX as stable-retro 1.0.1 has it), left out. That
// core neither asks whether sound and picture are wanted nor has an option for it, so its copy is edited before it is
// loaded, and only where the file's SHA-256 is the pinned one:
// - sound is not made: the sound chips' registers, timers, envelopes and dividers go on, since programs can tell, but
//   the FM operators' waves are not computed and nothing is mixed. Of a saved state only those waves' phases differ.
// - in a frame that is not drawn no background is painted and no pixels are written. Sprites are put together in every
//   frame: programs can read from the video chip that two met, or were too many.
// Memory and drawn frames keep every byte. SPINDASH_WHOLE_CORE=1 leaves the core as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "env/game.h"

namespace spindash::retro {

/// Of one copy of the core; stays where it is while that is loaded.
class CoreTrim {
 public:
  CoreTrim() = default;
  CoreTrim(const CoreTrim&) = delete;
  CoreTrim& operator=(const CoreTrim&) = delete;

  /// Edits the core's file where it is the pinned one.
  void edit(Bytes& file);
  /// False: the core is as it was, and nothing else here may be called.
  bool works() const { return works_; }
  /// The edited file is loaded at this address, with a game in it.
  void attach(std::uint64_t address);

  /// Whether frames are drawn from now on.
  void draw(bool drawn);
  /// Of the picture that the console makes just now.
  ScreenSize picture() const;
  /// All memory that pictures are drawn in.
  std::span<std::uint8_t> canvas() const;

  /// What the core's own states lack for the frames after to be the same in every byte, sound included.
  void save_rest(Bytes& saved) const;
  void load_rest(const Bytes& saved);

 private:
  struct Bitmap;
  template <class T>
  T& at(std::size_t offset) const;
  std::vector<std::span<std::uint8_t>> rest() const;
  /// In place of the core's functions; the core calls them with the line.
  static void write_pixels(int line, CoreTrim* trim);
  static void paint_background(int line, CoreTrim* trim);

  bool works_ = false, drawn_ = true;
  std::uint64_t base_ = 0;
  using Painter = void (*)(int line);
  Painter background_ = nullptr;  ///< the core's, for the present mode
};

}  // namespace spindash::retro
