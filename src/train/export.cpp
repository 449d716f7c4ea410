// SPDX-License-Identifier: MIT
#include "train/export.h"

#include <map>
#include <set>
#include <string>

#include "base/error.h"
#include "config/toml.h"
#include "io/atomic_file.h"
#include "io/checkpoint_manifest.h"
#include "nn/weights_file.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

/// Those of an agent's weights that choose no action and are most of its bytes.
std::set<std::string> memory_matrices(const std::map<std::string, torch::Tensor>& weights) {
  constexpr int64_t kSmall = 1 << 16;
  std::set<std::string> names;
  for (const auto& [name, weight] : weights) {
    if (name.starts_with("features.rnn.") && weight.dim() == 2 && weight.numel() >= kSmall) names.insert(name);
  }
  return names;
}

/// The last word of a path to a run or a file, which says nothing of this machine.
std::string name_alone(const fs::path& path) {
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

}  // namespace

void export_run(const fs::path& run, const fs::path& out, bool rounded) {
  RunConfig config = load_run_config(run);
  if (fs::exists(out)) throw Error(out.string(), "exists already", "name another folder");
  if (rounded && config.features->sees_memory()) {
    throw Error(run.string(), "its controller sees the memory, and would play otherwise if that were rounded",
                "export it whole");
  }
  const fs::path checkpoint = whole_checkpoint(run);
  CheckpointManifest manifest = read_manifest(checkpoint, "let the run train until its next checkpoint");
  manifest.replay.clear();
  manifest.replay_end = 0;
  AtomicFolder folder(out);
  const fs::path copy = folder.path() / "checkpoints" / checkpoint.filename();
  make_folders(copy);
  // The world model is in it too: what the controller sees through.
  if (rounded) {
    const auto weights = read_weights(checkpoint / "agent.safetensors");
    const auto matrices = memory_matrices(weights);
    if (matrices.empty()) throw Error(run.string(), "has no memory that could be rounded", "export it whole");
    write_weights(copy / "agent.safetensors", weights, matrices);
  } else {
    write_file_atomic(copy / "agent.safetensors", read_file(checkpoint / "agent.safetensors"));
  }
  write_manifest(copy, manifest);
  // What it began with is in its weights: it is named, not looked for, where this run goes.
  for (Field<std::string>* begun : {&config.world_model, &config.controller, &config.import_file}) {
    *begun = name_alone((*begun)());
  }
  write_file_atomic(folder.path() / "config.toml", to_toml(config));
  folder.commit();
}

}  // namespace spindash
