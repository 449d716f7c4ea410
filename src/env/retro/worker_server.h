// SPDX-License-Identifier: MIT
// Where emulators' processes come from: one process of this very program, started before anything is loaded into it,
// that makes each worker by fork(). So a worker costs a millisecond, not the half second that loading LibTorch takes,
// and shares all memory that it does not write. It ends with the program, however that ends; its workers with it.
#pragma once

#include <mutex>
#include <optional>

#include "env/retro/worker_link.h"

namespace spindash::retro {

class WorkerServer {
 public:
  /// Starts the process. Throws Error when the system does not let it.
  WorkerServer();
  ~WorkerServer();
  WorkerServer(const WorkerServer&) = delete;
  WorkerServer& operator=(const WorkerServer&) = delete;

  /// A new worker with the other ends of socket and memory. From any thread.
  void fork_worker(Descriptor socket, const Descriptor& memory);

 private:
  std::mutex mutex_;
  Descriptor socket_;
  int process_ = 0;
};

/// To be called first in main(): where the program was started as a server, does all of its work and returns the exit
/// code; otherwise nothing.
std::optional<int> serve_workers(int argc, char** argv);

}  // namespace spindash::retro
