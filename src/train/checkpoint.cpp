// SPDX-License-Identifier: MIT
#include "train/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "io/atomic_file.h"
#include "nn/tensor_bytes.h"
#include "nn/weights_file.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKept = 3;
constexpr std::string_view kFormat = "spindash checkpoint 1";

/// Whole checkpoints, oldest first.
std::vector<fs::path> list_checkpoints(const fs::path& run) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints", none)) {
    const std::string name = entry.path().filename().string();
    if (!name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

fs::path replay_file(const fs::path& run, int64_t env_steps) {
  return run / "replay" / fmt::format("{}.zst", env_steps);
}

/// Writes the replay unless that version of it is there; returns the number in its file's name.
int64_t save_replay(const fs::path& run, const Learner& learner) {
  if (!learner.replay) return 0;
  const fs::path file = replay_file(run, learner.replay_version);
  if (fs::exists(file)) return learner.replay_version;
  make_folders(file.parent_path());
  CompressedWriter writer(file);
  learner.replay->save(writer);
  writer.commit();
  return learner.replay_version;
}

void prune(const fs::path& run, int64_t replay_version) {
  const auto all = list_checkpoints(run);
  std::error_code ignored;  // what cannot be removed now is removed next time
  for (std::size_t i = 0; i + kKept < all.size(); ++i) fs::remove_all(all[i], ignored);
  // Every kept checkpoint of the same phase shares a replay; older ones would need a replay that is gone.
  for (const auto& entry : fs::directory_iterator(run / "replay", ignored)) {
    if (entry.path() != replay_file(run, replay_version)) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

std::optional<fs::path> newest_checkpoint(const fs::path& run) {
  const auto all = list_checkpoints(run);
  if (all.empty()) return std::nullopt;
  return all.back();
}

void save_checkpoint(const fs::path& run, Learner& learner, const SchedulePosition& position) {
  const int64_t replay_version = save_replay(run, learner);
  const auto newest = newest_checkpoint(run);
  const int number = newest ? std::stoi(newest->filename().string()) + 1 : 1;
  AtomicFolder folder(run / "checkpoints" / fmt::format("{:06}", number));
  if (learner.config.uses_world_model()) {
    write_weights(folder.path() / "model.safetensors", named_weights(*learner.model));
  }
  write_weights(folder.path() / "agent.safetensors", learner.agent_weights());
  Bytes state;
  ByteWriter out(state);
  out.write_string(kFormat);
  out.write<std::uint64_t>(position.phase);
  position.clock.save(out);
  out.write(replay_version);
  learner.save(out);
  write_file_atomic(folder.path() / "state.bin", state);
  folder.commit();
  prune(run, replay_version);
}

bool load_checkpoint(const fs::path& run, Learner& learner, SchedulePosition& position) {
  const auto folder = newest_checkpoint(run);
  if (!folder) return false;
  const fs::path file = *folder / "state.bin";
  const Bytes state = read_file(file);
  ByteReader in(state, file.string());
  if (in.read_string() != kFormat) throw Error(file.string(), "is not a checkpoint of this version");
  position.phase = in.read<std::uint64_t>();
  if (position.phase > learner.config.schedule->size()) throw Error(file.string(), "names a phase that is not there");
  if (position.phase < learner.config.schedule->size()) {
    position.clock = make_phase_clock(learner.config, position.phase);
  }
  position.clock.load(in);
  const auto replay_version = in.read<int64_t>();
  learner.load(in);
  in.expect_end();
  if (learner.config.uses_world_model()) {
    const fs::path weights = *folder / "model.safetensors";
    copy_weights(read_weights(weights), *learner.model, weights.string());
    learner.frozen->set_weights(with_prefix_removed(read_weights(*folder / "agent.safetensors"), "features."));
    CompressedReader reader(replay_file(run, replay_version));
    learner.replay->load(reader);
    learner.replay_version = replay_version;
  }
  return true;
}

void take_world_model(const fs::path& run, Learner& learner) {
  const auto checkpoint = newest_checkpoint(run);
  if (!checkpoint) throw Error(run.string(), "holds no checkpoint to take a world model from");
  const fs::path model = *checkpoint / "model.safetensors", agent = *checkpoint / "agent.safetensors";
  if (!fs::exists(model))
    throw Error(run.string(), "has no world model", "name a run whose controller sees through one");
  copy_weights(read_weights(model), *learner.model, model.string());
  learner.frozen->set_weights(with_prefix_removed(read_weights(agent), "features."));
}

}  // namespace spindash
