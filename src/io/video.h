// SPDX-License-Identifier: MIT
// Videos: RGB frames into an MP4 file with H.264 (libx264), which every browser plays. The file appears when finish()
// is called, whole or not at all. One thread at a time; the encoder has threads of its own.
#pragma once

#include <filesystem>
#include <memory>

#include "io/picture.h"

namespace spindash {

class VideoWriter {
 public:
  /// Width and height in pixels, even, as the encoder wants them; `fps` frames a second.
  VideoWriter(std::filesystem::path file, int width, int height, int fps);
  /// Without finish() nothing is left.
  ~VideoWriter();
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  void add(const Picture& frame);
  void finish();
  /// Frames added so far.
  long long frames() const;

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
