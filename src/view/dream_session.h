// SPDX-License-Identifier: MIT
// A person plays inside the model on the live page, beside the real game.
#pragma once

#include <deque>
#include <functional>

#include "view/dream.h"
#include "web/command_queue.h"
#include "web/screen_png.h"
#include "web/server.h"

namespace spindash {

class DreamSession {
 public:
  /// Throws Error where the folder holds no run, no checkpoint, or one without a world model.
  DreamSession(const DreamPlan& plan, const ServerOptions& options);

  std::string url() const { return server_.url(); }
  void run(const std::function<bool()>& stop);

 private:
  void obey(const Command& command);
  void step();

  DreamPlan plan_;
  RunConfig config_;
  std::vector<Buttons> actions_;
  std::vector<std::string> action_names_;
  Mind mind_;
  Dream dream_;
  ScreenPng png_;
  std::vector<Pixel> pixels_;
  Buttons held_ = 0, tapped_ = 0;
  double tag_ = 0, speed_ = 1, temperature_;
  int awake_steps_ = 0;
  bool paused_ = false, single_step_ = false, ended_ = false;
  CommandQueue commands_;
  Server server_;  // last: its thread fills the queue
};

}  // namespace spindash
