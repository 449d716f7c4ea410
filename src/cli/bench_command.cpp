// SPDX-License-Identifier: MIT
#include "cli/bench.h"
#include "cli/command.h"

namespace spindash {

void add_bench_command(CLI::App& app) {
  auto* bench = app.add_subcommand("bench", "Speeds, each beside a limit measured in the same run");
  bench->require_subcommand(1);
  for (const auto add : {add_bench_env, add_bench_model, add_bench_ppo, add_bench_train}) add(*bench);
}

}  // namespace spindash
