// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/policies.h"
#include "train/export.h"

namespace spindash {

void add_export_command(CLI::App& app) {
  auto run = std::make_shared<std::string>(), out = std::make_shared<std::string>();
  auto rounded = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("export", "Copy a run without what only training needs: its settings and weights");
  command->add_option("RUN", *run, "Run folder")->required();
  command->add_option("--out", *out, "Folder to write; can be scored, recorded, and given as `world_model`")
      ->required();
  command->add_flag("--rounded", *rounded,
                    "The memory's matrices at 8 bits a number: a third of the size, for controllers that do not see h");
  command->callback([run, out, rounded] {
    export_run(run_folder(*run), *out, *rounded);
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*out)) {
      if (entry.is_regular_file()) bytes += entry.file_size();
    }
    fmt::print("{}: {:.1f} MB\n", *out, static_cast<double>(bytes) / 1e6);
  });
}

}  // namespace spindash
