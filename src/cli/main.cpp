// SPDX-License-Identifier: MIT
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <mimalloc.h>

#include <csignal>
#include <exception>

#include "base/error.h"
#include "base/interrupt.h"
#include "cli/command.h"
#include "env/retro/worker_server.h"

namespace {

/// Memory comes in pages of 2 MiB: a training step takes and frees large tensors all the time, and small pages (a fault
/// every 4 KiB) cost 8 % of its processor time. The environment's MIMALLOC_LARGE_OS_PAGES=0 turns it off.
void use_large_pages() {
  mi_option_set_default(mi_option_large_os_pages, 1);
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = spindash::retro::serve_workers(argc, argv)) return *code;  // an emulators' process
  use_large_pages();
  // Work is divided among threads by parts (nn/parallel_gradient.h), never within an operation.
  at::set_num_threads(1);
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
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error like a full disk, not the end
  spindash::add_all_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& end) {
    return end.get_exit_code();  // told already
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
