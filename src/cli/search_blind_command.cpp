// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "base/progress.h"
#include "cli/command.h"
#include "config/toml.h"
#include "env/games.h"
#include "io/atomic_file.h"
#include "policy/blind_search.h"

namespace spindash {

namespace {

struct SearchArguments {
  std::string levels = "dash:train", out;
  std::vector<std::string> settings;
};

void search(const SearchArguments& arguments) {
  BlindSearchConfig config;
  for (const auto& setting : arguments.settings) set_by_path(config, setting);
  ThreadPool pool;
  Progress progress("blind search", "generations", config.generations);
  const auto result = search_blind(make_games(arguments.levels), EnvConfig(), config, pool,
                                   [&](int generation, double elite, double all) {
                                     progress.update(generation, fmt::format("elite {:.0f} mean {:.0f}", elite, all));
                                   });
  progress.finish();
  const std::string text = to_text(result.mixture);
  if (arguments.out.empty()) {
    fmt::print("{}", text);
  } else {
    write_file_atomic(arguments.out, text);
  }
  fmt::print(stderr, "mean on {}: {:.0f}\n", arguments.levels, result.score);
}

}  // namespace

void add_search_blind_command(CLI::App& app) {
  auto arguments = std::make_shared<SearchArguments>();
  auto* command = app.add_subcommand("search-blind",
                                     "Search the best policy that does not look: weights of actions and hold lengths");
  command->add_option("--levels", arguments->levels, "Levels to search on; never the held-out ones")
      ->capture_default_str();
  command->add_option("--out", arguments->out,
                      "File (.toml) for the weights, which eval plays; without it they are printed");
  command->add_option("--set", arguments->settings, "Settings: generations, population, elite, seed, ...");
  command->callback([arguments] { search(*arguments); });
}

}  // namespace spindash
