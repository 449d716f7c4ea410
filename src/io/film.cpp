// SPDX-License-Identifier: MIT
#include "io/film.h"

#include "base/error.h"
#include "io/contact_sheet.h"
#include "io/video.h"

namespace spindash {

std::unique_ptr<Film> make_film(const std::filesystem::path& file, int width, int height, int fps) {
  const std::string kind = file.extension().string();
  if (kind == ".mp4" || kind == ".gif") return std::make_unique<VideoWriter>(file, width, height, fps);
  if (kind == ".png") return std::make_unique<ContactSheet>(file);
  throw Error(file.string(), "a film is .mp4, .gif, or .png for a contact sheet", "end the file's name in one of them");
}

}  // namespace spindash
