// SPDX-License-Identifier: MIT
// A person plays a game on the live page, at 60 frames a second. What they press is kept from the level's start, and
// saved as a file of buttons (env/buttons_file.h) when asked. While nobody looks, the game stands still.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "env/buttons_file.h"
#include "web/command_queue.h"
#include "web/frame_clock.h"
#include "web/screen_png.h"
#include "web/server.h"

namespace spindash {

/// What a person holds, by frames: a tap between two frames counts for one.
class Pad {
 public:
  void press(Buttons held) {
    held_ = held;
    tapped_ |= held;
  }
  Buttons next_frame() { return held_ | std::exchange(tapped_, Buttons{0}); }

 private:
  Buttons held_ = 0, tapped_ = 0;
};

struct PlayPlan {
  std::string set;            ///< the environment's name, for the page
  std::filesystem::path out;  ///< where recordings go; empty: play-<level>.txt
  bool wait_for_viewers = true;
};

class PlaySession {
 public:
  PlaySession(std::unique_ptr<Game> game, PlayPlan plan, const ServerOptions& options);

  std::string url() const { return server_.url(); }
  /// Until `stop` says so.
  void run(const std::function<bool()>& stop);
  /// One frame: commands, game, picture.
  void frame();

 private:
  void obey(const Command& command);
  void begin(std::size_t level);
  void step();
  void save();
  void note(const std::string& words);
  void show();

  std::unique_ptr<Game> game_;
  PlayPlan plan_;
  std::vector<Pixel> pixels_;
  ScreenPng png_;
  Pad pad_;
  double tag_ = 0;  ///< of the newest input that the game has seen
  double speed_ = 1;
  bool paused_ = false, ended_ = false;
  int single_steps_ = 0;
  std::vector<HeldButtons> played_;
  CommandQueue commands_;
  Server server_;  // last: its thread fills the queue
};

}  // namespace spindash
