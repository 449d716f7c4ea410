// SPDX-License-Identifier: MIT
#include "train/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

#include "base/error.h"
#include "io/atomic_file.h"
#include "model/seed_weights.h"
#include "nn/tensor_bytes.h"
#include "nn/weights_file.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

/// Whole checkpoints, oldest first.
std::vector<fs::path> list_checkpoints(const fs::path& run) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints", none)) {
    const std::string name = entry.path().filename().string();
    const bool number = std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
    if (number && !name.empty() && name.size() < 10) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// What to do about damage in the newest checkpoint.
std::string remedy_for_damage(const std::vector<fs::path>& all) {
  std::string remedy = fmt::format("remove {} ", all.back().string());
  if (all.size() > 1) return remedy + fmt::format("to go on from {}", all[all.size() - 2].string());
  return remedy + "and train anew: there is no older checkpoint";
}

/// Removes old checkpoints, then the replay files that no other one needs.
void prune(const fs::path& run, std::size_t kept) {
  auto all = list_checkpoints(run);
  std::error_code ignored;  // what cannot be removed now is removed next time
  for (std::size_t i = 0; i + kept < all.size(); ++i) fs::remove_all(all[i], ignored);
  all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(std::min(kept, all.size())));
  std::set<std::string> needed;
  for (const auto& folder : all) {
    const auto names = replay_files(folder);
    if (!names) return;  // nobody knows what it needs
    needed.insert(names->begin(), names->end());
  }
  for (const auto& entry : fs::directory_iterator(run / "replay", ignored)) {
    if (!needed.contains(entry.path().filename().string())) fs::remove(entry.path(), ignored);
  }
}

void restore(const fs::path& folder, const CheckpointManifest& manifest, Learner& learner, SchedulePosition& position) {
  const RunConfig& config = learner.config;
  if (manifest.phase > config.schedule->size()) throw Error(folder.string(), "names a phase that is not there");
  position.phase = manifest.phase;
  position.seconds_before = manifest.seconds_before;
  if (position.phase < config.schedule->size())
    position.clock = make_phase_clock(config, position.phase, position.seconds_before);
  position.clock.restore(manifest.done, manifest.seconds);
  const fs::path file = folder / "state.bin";
  const Bytes state = read_file(file);
  ByteReader in(state, file.string());
  learner.load(in);
  in.expect_end();
  if (!config.uses_world_model()) return;
  const fs::path weights = folder / "model.safetensors";
  copy_weights(read_weights(weights), *learner.model, weights.string());
  learner.frozen->set_weights(with_prefix_removed(read_weights(folder / "agent.safetensors"), "features."));
}

void load_replay(const fs::path& run, const CheckpointManifest& manifest, Learner& learner) {
  if (!learner.replay) return;
  const auto gone =
      learner.replay->load(run / "replay", manifest.replay, manifest.replay_end, learner.action_names.size());
  if (gone.empty()) return;
  learner.sampler->forget();
  fmt::print(stderr, "spindash: {}: {} of {} files are gone, {} first; going on without their steps\n",
             (run / "replay").string(), gone.size(), manifest.replay.size(), gone.front());
}

}  // namespace

std::optional<fs::path> newest_checkpoint(const fs::path& run) {
  const auto all = list_checkpoints(run);
  if (all.empty()) return std::nullopt;
  return all.back();
}

fs::path whole_checkpoint(const fs::path& run) {
  const auto all = list_checkpoints(run);
  if (all.empty()) throw Error(run.string(), "holds no checkpoint", "let it train until its first one");
  read_manifest(all.back(), remedy_for_damage(all));
  return all.back();
}

void save_checkpoint(const fs::path& run, Learner& learner, const SchedulePosition& position) {
  CheckpointManifest manifest;
  manifest.phase = position.phase;
  manifest.done = position.clock.done();
  manifest.seconds = position.clock.seconds();
  manifest.seconds_before = position.seconds_before;
  manifest.log_step = learner.log_step();
  if (learner.replay) {
    manifest.replay = learner.replay->store(run / "replay");
    manifest.replay_end = learner.replay->end();
  }
  const auto newest = newest_checkpoint(run);
  const int number = newest ? std::stoi(newest->filename().string()) + 1 : 1;
  AtomicFolder folder(run / "checkpoints" / fmt::format("{:06}", number));
  if (learner.config.uses_world_model()) {
    write_weights(folder.path() / "model.safetensors", named_weights(*learner.model));
  }
  write_weights(folder.path() / "agent.safetensors", learner.agent_weights());
  Bytes state;
  ByteWriter out(state);
  learner.save(out);
  write_file_atomic(folder.path() / "state.bin", state);
  write_manifest(folder.path(), manifest);
  folder.commit();
  prune(run, static_cast<std::size_t>(learner.config.keep_checkpoints()));
}

bool load_checkpoint(const fs::path& run, Learner& learner, SchedulePosition& position) {
  const auto all = list_checkpoints(run);
  if (all.empty()) return false;
  const std::string remedy = remedy_for_damage(all);
  const CheckpointManifest manifest = read_manifest(all.back(), remedy);
  load_replay(run, manifest, learner);
  try {
    restore(all.back(), manifest, learner, position);
  } catch (const std::exception& fault) {
    // Its checksums are right, so it was written like this: by another build, or by hand. LibTorch adds a page.
    const std::string text = fault.what();
    throw Error(all.back().string(), "does not fit: " + text.substr(0, text.find('\n')),
                "go on with the build of spindash that wrote it, or train anew into another folder");
  }
  return true;
}

std::map<std::string, torch::Tensor> world_model_weights(const fs::path& checkpoint) {
  if (fs::exists(checkpoint / "model.safetensors")) return read_weights(checkpoint / "model.safetensors");
  auto weights = with_prefix_removed(read_weights(checkpoint / "agent.safetensors"), "features.");
  std::erase_if(weights, [](const auto& each) { return each.first.starts_with("features."); });
  if (weights.empty())
    throw Error(checkpoint.string(), "has no world model", "name a run whose controller sees through one");
  return weights;
}

void take_world_model(const fs::path& run, Learner& learner) {
  const fs::path checkpoint = whole_checkpoint(run);
  copy_weights(world_model_weights(checkpoint), *learner.model, run.string());
  learner.frozen->set_weights(with_prefix_removed(read_weights(checkpoint / "agent.safetensors"), "features."));
}

void import_world_model(const fs::path& file, Learner& learner) {
  import_seed_weights(read_weights(file), file.string(), learner.model);
  learner.frozen->follow(learner.model);
}

}  // namespace spindash
