// SPDX-License-Identifier: MIT
// An emulator in a process of its own, as a RemoteGame. The process is started when it is first needed, and ended with
// the game. One that is lost (it crashed, hung or was killed) costs its episode: that is truncated, the loss is told in
// one line, and the next reset() starts another process. save() of a game whose process is lost saves just that.
#pragma once

#include <memory>
#include <optional>

#include "env/remote_game.h"
#include "env/retro/emulator_game.h"
#include "env/retro/worker_server.h"

namespace spindash::retro {

/// What the games of one set share; used by any thread.
class Host {
 public:
  explicit Host(EmulatorSet set) : set_(std::move(set)), names_(set_.names()) {}

  const EmulatorSet& set() const { return set_; }
  std::span<const std::string> names() const { return names_; }
  /// Starts the server on first use.
  WorkerServer& server();
  /// Known once a worker has started.
  std::optional<ScreenSize> screen();
  void note_screen(ScreenSize size);
  /// One line on standard error.
  void tell_loss(std::size_t level, const std::string& how);
  int losses();

 private:
  EmulatorSet set_;
  std::vector<std::string> names_;
  std::mutex mutex_;
  std::unique_ptr<WorkerServer> server_;
  std::optional<ScreenSize> screen_;
  int losses_ = 0;
};

class HostedGame : public RemoteGame {
 public:
  explicit HostedGame(std::shared_ptr<Host> host);
  ~HostedGame() override;

  ScreenSize screen() const override;
  std::span<const std::string> levels() const override { return host_->names(); }
  void reset(std::size_t level) override;
  std::size_t level() const override { return level_; }
  FrameResult step(Buttons buttons) override;
  void draw(std::span<Pixel> pixels) const override;
  Status status() const override { return status_; }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  std::size_t side_by_side() const override { return 32; }

  StretchResult run(const Stretch& stretch, const Glance& glance) override;
  void look(const Glance& glance) override;
  void wait_at_most(double seconds) override;

  const EmulatorSet& set() const { return host_->set(); }
  /// Of the worker; 0 where none runs.
  int process() const;

 private:
  struct Worker;
  /// Where no worker runs, starts one; false when it is lost at once, which is told.
  bool start() const;
  [[noreturn]] void refuse() const;
  /// The answer; nothing where the worker is lost, which is told. Throws the worker's own Error.
  std::optional<Answer> ask(const Order& order, std::span<const std::uint8_t> given = {}) const;
  /// Asks a worker that may be new, and another where it is lost. Throws Error when that does not help.
  Answer insist(const Order& order, std::span<const std::uint8_t> given);
  void take(const Answer& answer);

  std::shared_ptr<Host> host_;
  double patience_ = 30;  ///< seconds
  mutable std::unique_ptr<Worker> worker_;
  mutable bool lost_ = true;  ///< no episode runs: none was begun, or its worker is gone
  std::size_t level_ = 0;
  Status status_;
};

}  // namespace spindash::retro
