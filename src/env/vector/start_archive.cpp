// SPDX-License-Identifier: MIT
#include "env/vector/start_archive.h"

#include <algorithm>

#include "base/error.h"

namespace spindash {

StartArchive::StartArchive(const StartConfig& config, std::uint64_t seed)
    : archived_(config.archived),
      spacing_(config.spacing),
      losses_(config.of() == "losses"),
      before_(config.before()),
      capacity_(static_cast<std::size_t>(config.states())),
      random_(seed) {}

bool StartArchive::begin(WrappedEnv& env, std::span<std::uint8_t> observation) {
  gained_ = 0;
  steps_ = 0;
  passed_.clear();
  const bool archived = !states_.empty() && random_.chance(archived_);
  if (archived) {
    env.reset_to(states_[random_.below(static_cast<std::uint32_t>(states_.size()))], observation);
  } else {
    env.reset(observation);
  }
  if (losses_ && archived_ > 0) remember(env);
  return archived;
}

void StartArchive::remember(const WrappedEnv& env) {
  passed_.push_back({steps_, {}});
  ByteWriter out(passed_.back().state);
  env.game().save(out);
}

void StartArchive::note(const WrappedEnv& env, float reward) {
  if (archived_ == 0) return;
  ++steps_;
  if (losses_) {
    // A state costs time to save: one in every quarter of the way back, the oldest kept is the newest old enough.
    if (steps_ % std::max<std::int64_t>(1, before_ / 4) == 0) remember(env);
    while (passed_.size() > 1 && passed_[1].step <= steps_ + 1 - before_) passed_.pop_front();
    return;
  }
  gained_ += std::max(0.0F, reward);
  if (gained_ < spacing_) return;
  gained_ = 0;
  Bytes state;
  ByteWriter out(state);
  env.game().save(out);
  archive(state);
}

void StartArchive::note_loss() {
  if (!passed_.empty()) archive(passed_.front().state);
}

void StartArchive::archive(const Bytes& state) {
  std::size_t place = states_.size();
  if (place < capacity_) {
    states_.emplace_back();
  } else {
    place = random_.below(static_cast<std::uint32_t>(capacity_));
  }
  states_[place] = state;
}

void StartArchive::save(ByteWriter& out) const {
  out.write(random_.state());
  out.write(gained_);
  out.write(steps_);
  out.write<std::uint64_t>(passed_.size());
  for (const auto& [step, state] : passed_) {
    out.write(step);
    out.write_span(std::span<const std::uint8_t>(state));
  }
  out.write<std::uint64_t>(states_.size());
  for (const Bytes& state : states_) out.write_span(std::span<const std::uint8_t>(state));
}

void StartArchive::load(ByteReader& in) {
  random_.set_state(in.read<Random::State>());
  gained_ = in.read<double>();
  steps_ = in.read<std::int64_t>();
  const auto passed = in.read<std::uint64_t>();
  if (passed > static_cast<std::uint64_t>(before_) + 2) {
    throw Error("environment state", "it remembers more of an episode than the settings allow",
                "resume with the settings it was saved with");
  }
  passed_.clear();
  for (std::uint64_t i = 0; i < passed; ++i) {
    passed_.push_back({in.read<std::int64_t>(), {}});
    passed_.back().state = in.read_vector<std::uint8_t>();
  }
  const auto count = in.read<std::uint64_t>();
  if (count > capacity_) {
    throw Error("environment state", "its archive of starts holds more states than the settings allow",
                "resume with the settings it was saved with");
  }
  states_.resize(count);
  for (Bytes& state : states_) state = in.read_vector<std::uint8_t>();
}

}  // namespace spindash
