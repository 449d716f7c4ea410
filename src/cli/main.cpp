// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <exception>

#include "base/error.h"
#include "base/interrupt.h"
#include "cli/command.h"

int main(int argc, char** argv) {
  CLI::App app{
      "spindash trains, measures and shows world-model agents on retro games.\n"
      "  spindash train                       the default recipe on the built-in game\n"
      "  spindash eval runs/default           its score on levels it never saw\n"
      "  spindash eval random                 what a policy without training scores\n"
      "  spindash record runs/default         a video of it\n"};
  app.name("spindash");
  app.require_subcommand(1);
  app.set_version_flag("--version", spindash::program_version());
  spindash::catch_interrupts();
  spindash::add_all_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 2;
  } catch (const spindash::Error& error) {
    fmt::print(stderr, "spindash: {}\n", error.what());
    return 1;
  } catch (const std::exception& fault) {
    // Not one of ours: a fault of the program. Only its first line; LibTorch adds a page of addresses.
    const std::string text = fault.what();
    fmt::print(stderr, "spindash: internal fault: {}\n", text.substr(0, text.find('\n')));
    return 3;
  }
  return 0;
}
