// SPDX-License-Identifier: MIT
// One running emulator: a libretro core with a ROM in it. Any number live side by side, each used by one thread at a
// time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "env/game.h"
#include "env/retro/core_library.h"
#include "env/retro/core_trim.h"
#include "env/retro/memory.h"
#include "env/retro/undrawn_frames.h"

namespace spindash::retro {

class Core {
 public:
  /// Throws Error when the library is no core, or refuses the ROM. `rom` is the
  /// file that `content` came from: its name tells the core, and the size of
  /// the picture, which console it is. `whole`: nothing of the core is left out (core_trim.h).
  Core(const std::filesystem::path& library, const std::filesystem::path& rom, std::span<const std::uint8_t> content,
       bool whole = false);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  /// One video frame with what is held on each port. Where it will not be `seen` it may be left undrawn, until
  /// finish_picture().
  void run(bool seen = true);
  /// The picture is then of the last frame, seen or not.
  void finish_picture();
  void hold(std::size_t port, Buttons buttons) { held_.at(port) = buttons; }

  /// The blocks of memory that the core named, or else its RAM at
  /// `ram_address`: live, good while this lives. Who writes to them says so.
  std::vector<MemoryBlock> memory(std::uint64_t ram_address) const;
  void note_write();

  /// Equal emulators give equal bytes: pointers of the core into itself, which differ from process to process and which
  /// load_state() does not need, are 0 in it.
  Bytes save_state();
  /// Throws Error when the core refuses it.
  void load_state(std::span<const std::uint8_t> state);

  /// What the core drew, which is no part of its state. A picture of another size than the present one is not taken.
  void save_picture(ByteWriter& out) const;
  void load_picture(ByteReader& in);

  /// Of the picture within `crop`, rotation included.
  ScreenSize size(const Crop& crop) const;
  void draw(const Crop& crop, std::span<Pixel> pixels) const;

 private:
  struct Callbacks;
  struct Cut {
    int x, y, width, height;
  };
  Cut cut(const Crop& crop) const;
  Pixel pixel(int x, int y) const;
  void draw_rows(const Cut& part, std::span<Pixel> pixels) const;
  std::size_t row_bytes() const;
  bool answer(unsigned command, void* data);

  CoreTrim trim_;
  std::optional<CoreLibrary> library_;
  std::optional<UndrawnFrames> undrawn_;  ///< of a trimmed core
  std::string system_folder_;
  Held held_{};
  const std::uint8_t* picture_ = nullptr;  ///< the core's, as of the last frame that it drew
  std::size_t pitch_ = 0;                  ///< bytes from row to row
  ScreenSize screen_;
  bool fixed_screen_ = false;  ///< screen_ does not follow what the core reports
  int format_ = 0;
  unsigned rotation_ = 0;  ///< quarter turns
  bool state_needs_frame_ = false;
  std::vector<MemoryBlock> mapped_;
};

}  // namespace spindash::retro
