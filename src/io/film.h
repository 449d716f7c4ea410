// SPDX-License-Identifier: MIT
// Frames into a file whose name says what it becomes: .mp4 and .gif (io/video.h), .png a contact sheet.
#pragma once

#include <filesystem>
#include <memory>

#include "io/picture.h"

namespace spindash {

/// Takes pictures of one size; the file appears with finish(), whole or not at all. One thread at a time.
class Film {
 public:
  virtual ~Film() = default;
  virtual void add(const Picture& frame) = 0;
  virtual void finish() = 0;
  /// Added so far.
  virtual long long frames() const = 0;
};

/// Sides in pixels and `fps` frames a second, as for VideoWriter. Throws Error for any other kind of file.
std::unique_ptr<Film> make_film(const std::filesystem::path& file, int width, int height, int fps);

}  // namespace spindash
