// SPDX-License-Identifier: MIT
// The test program is a program whose games have processes of their own: it serves them too.
#include <gmock/gmock.h>

#include "env/retro/worker_server.h"

int main(int argc, char** argv) {
  if (const auto code = spindash::retro::serve_workers(argc, argv)) return *code;
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
