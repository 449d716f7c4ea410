// SPDX-License-Identifier: MIT
// A run's agent plays, and the page shows the game beside all that its model believes. While nobody looks it stands
// still.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "view/agent_player.h"
#include "view/mind.h"
#include "web/command_queue.h"
#include "web/curves.h"
#include "web/screen_png.h"
#include "web/server.h"

namespace spindash {

struct WatchPlan {
  std::filesystem::path run;
  std::string set;  ///< levels to play, e.g. dash:test
  std::uint64_t seed = 1;
  bool greedy = false;
};

class WatchSession {
 public:
  /// Throws Error where the folder holds no run, or no checkpoint.
  WatchSession(const WatchPlan& plan, const ServerOptions& options);

  std::string url() const { return server_.url(); }
  void run(const std::function<bool()>& stop);

 private:
  void obey(const Command& command);
  /// The next step, as messages of its video frames.
  void play_step();

  AgentPlayer player_;
  std::optional<Mind> mind_;  // absent where the agent sees pixels
  Curves curves_;
  ScreenPng png_;
  std::deque<Message> frames_;
  double speed_ = 1;
  bool paused_ = false, single_step_ = false;
  CommandQueue commands_;
  Server server_;  // last: its thread fills the queue
};

}  // namespace spindash
