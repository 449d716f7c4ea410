// SPDX-License-Identifier: MIT
#include "train/export.h"

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/checkpoint_manifest.h"
#include "train/checkpoint.h"

namespace spindash {

namespace fs = std::filesystem;

void export_run(const fs::path& run, const fs::path& out) {
  if (!fs::exists(run / "config.toml")) throw Error(run.string(), "is not a run folder", "it has no config.toml");
  if (fs::exists(out)) throw Error(out.string(), "exists already", "name another folder");
  const fs::path checkpoint = whole_checkpoint(run);
  CheckpointManifest manifest = read_manifest(checkpoint, "let the run train until its next checkpoint");
  manifest.replay.clear();
  manifest.replay_end = 0;
  AtomicFolder folder(out);
  const fs::path copy = folder.path() / "checkpoints" / checkpoint.filename();
  make_folders(copy);
  // The world model is in it too: what the controller sees through.
  write_file_atomic(copy / "agent.safetensors", read_file(checkpoint / "agent.safetensors"));
  write_manifest(copy, manifest);
  write_file_atomic(folder.path() / "config.toml", read_file(run / "config.toml"));
  folder.commit();
}

}  // namespace spindash
