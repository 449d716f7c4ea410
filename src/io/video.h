// SPDX-License-Identifier: MIT
// Videos: RGB frames into an MP4 file with H.264 (libx264), which every browser plays, or into an animated GIF of at
// most 20 pictures a second with a palette of its own. The encoder has threads of its own.
#pragma once

#include <filesystem>
#include <memory>

#include "io/film.h"
#include "io/picture.h"

namespace spindash {

class VideoWriter : public Film {
 public:
  /// Of the kind that the file's name says: .gif, else MP4. Width and height in pixels, even, as H.264 wants them;
  /// `fps` frames a second. A GIF's frames are held in memory until finish(): its palette is of all of them.
  VideoWriter(std::filesystem::path file, int width, int height, int fps);
  /// Without finish() nothing is left.
  ~VideoWriter() override;
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  void add(const Picture& frame) override;
  void finish() override;
  long long frames() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a video file says about itself, and how many pictures can be decoded from it; throws Error when it is no video.
struct VideoInfo {
  int width = 0;
  int height = 0;
  double fps = 0;
  long long frames = 0;
  Picture first;
};
VideoInfo inspect_video(const std::filesystem::path& file);

}  // namespace spindash
