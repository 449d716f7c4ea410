// SPDX-License-Identifier: MIT
// The commands of the program. A new one is a file <name>_command.cpp with its add function, and a line in
// commands.cpp.
#pragma once

#include <CLI/CLI.hpp>

namespace spindash {

/// Each adds its subcommand to `app`; the work happens in the subcommand's callback and throws Error.
void add_train_command(CLI::App& app);
void add_eval_command(CLI::App& app);
void add_record_command(CLI::App& app);
void add_export_command(CLI::App& app);
void add_doctor_command(CLI::App& app);
void add_config_command(CLI::App& app);
void add_bench_command(CLI::App& app);
void add_search_blind_command(CLI::App& app);
void add_levels_command(CLI::App& app);
void add_solve_command(CLI::App& app);
void add_inspect_command(CLI::App& app);
void add_games_command(CLI::App& app);
void add_trace_command(CLI::App& app);
void add_play_command(CLI::App& app);
void add_watch_command(CLI::App& app);
void add_dream_command(CLI::App& app);

/// Of every --device.
inline constexpr const char* kDeviceHelp =
    "Where networks compute: cpu, or cuda for an NVIDIA GPU ('tools/setup --cuda' installs what that needs)";

void add_all_commands(CLI::App& app);

/// "0.1.0 (abc1234)".
std::string program_version();

}  // namespace spindash
