// SPDX-License-Identifier: MIT
#include "cli/command.h"

namespace spindash {

void add_all_commands(CLI::App& app) {
  for (const auto add : {add_train_command, add_eval_command, add_record_command, add_export_command,
                         add_doctor_command, add_inspect_command, add_config_command, add_bench_command,
                         add_search_blind_command, add_levels_command, add_solve_command, add_games_command,
                         add_trace_command, add_play_command, add_watch_command, add_dream_command}) {
    add(app);
  }
}

std::string program_version() {
  return SPINDASH_VERSION;
}

}  // namespace spindash
