// SPDX-License-Identifier: MIT
// Ctrl-C as a request: long work asks interrupted() at safe points, saves, and stops. A second Ctrl-C ends at once.
#pragma once

namespace spindash {

/// Makes SIGINT and SIGTERM set the flag. Called once, by main().
void catch_interrupts();
bool interrupted();

}  // namespace spindash
