// SPDX-License-Identifier: MIT
#include "base/interrupt.h"

#include <csignal>
#include <cstdlib>

namespace spindash {

namespace {

volatile std::sig_atomic_t requested = 0;

void on_signal(int signal) {
  if (requested != 0) std::_Exit(128 + signal);
  requested = 1;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return requested != 0;
}

}  // namespace spindash
