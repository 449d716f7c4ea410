// SPDX-License-Identifier: MIT
// A training run on the live page. Its own thread makes pictures of what the actors hand over and may use a small share
// of the machine for it (kShare); with nobody watching, an actor's question costs one atomic read.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "train/spectator.h"
#include "view/mind.h"
#include "web/curves.h"
#include "web/screen_png.h"
#include "web/server.h"

namespace spindash {

struct Learner;

/// When the next of something is due; several threads may ask, and one is told yes.
class Due {
 public:
  bool now(double seconds_between);

 private:
  std::atomic<std::int64_t> at_{0};  // nanoseconds
};

class TrainView : public Spectator {
 public:
  /// Sees `learner`, whose run is in `run`, from now until it ends. The learner is borrowed.
  TrainView(Learner& learner, const std::filesystem::path& run, const ServerOptions& options);
  ~TrainView() override;

  std::string url() const { return server_->url(); }

  Wish wish(int64_t begin, int64_t end, int64_t model_version) override;
  void see_step(Glimpse glimpse, const Game& game) override;
  void see_places(int64_t begin, std::vector<Place> places) override;
  void see_model(std::map<std::string, torch::Tensor> weights, int64_t version) override;

  /// Of the machine's processors, for the game's pictures; and as much again for what the model believes.
  static constexpr double kShare = 0.008;

 private:
  struct Seen {
    Glimpse glimpse;
    std::vector<Pixel> pixels;
    Status status;
    std::size_t level = 0;
  };
  void work();
  void obey(const Command& command);
  void show(const Seen& seen, bool believing);
  void show_stage(std::size_t level);
  void show_curves();

  Learner& learner_;
  std::unique_ptr<Game> game_;  // for its levels: never stepped
  std::optional<Mind> mind_;
  Curves curves_;
  ScreenPng png_;
  std::vector<Message> stages_;  // by level; drawn when first shown
  std::size_t stage_shown_;

  std::atomic<int64_t> followed_{0}, model_version_{-1};
  std::atomic<double> pause_{0.07};  // seconds between two steps that are shown
  Due step_due_, model_due_;
  std::vector<Due> places_due_;  // by environment, of which an actor's first counts

  std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  std::optional<Seen> seen_;
  std::vector<Place> places_;
  std::map<std::string, torch::Tensor> weights_;
  bool ending_ = false;

  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace spindash
