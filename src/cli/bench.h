// SPDX-License-Identifier: MIT
// What the `bench` commands share. A speed on its own says little: each is printed beside a limit that was measured in
// the same run, by turns with it, so that a busy machine slows both.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace spindash {

/// Something whose speed is measured.
struct BenchPart {
  std::string name;
  std::string unit;             ///< of the work, e.g. "steps"
  std::function<double()> run;  ///< does some work; returns how much
  bool per_core = false;        ///< a second is one of processor time, summed over threads: what others do matters less
};

/// The work a second of each part. Parts take turns of a quarter of a second until each has had `seconds`; a part's
/// speed is the median over its turns. Each works once before, unmeasured.
std::vector<double> measure(const std::vector<BenchPart>& parts, double seconds);

/// A line of the table: "<name> <speed> <unit>/s <limit> (<limit_name>) <speed / limit>". No limit: 0.
struct BenchLine {
  std::string name, unit;
  double speed = 0;
  double limit = 0;
  std::string limit_name;
};
void print_bench(const std::string& title, const std::vector<BenchLine>& lines);

/// What every bench command takes; add_options declares it on `command`.
struct BenchArguments {
  double seconds = 3;
  void add_options(CLI::App& command);
};

/// `bench env` of an emulator's game.
void bench_emulator(const std::string& env, const BenchArguments& arguments);

/// Each adds its subcommand to `bench`.
void add_bench_env(CLI::App& bench);
void add_bench_model(CLI::App& bench);
void add_bench_ppo(CLI::App& bench);
void add_bench_train(CLI::App& bench);

}  // namespace spindash
