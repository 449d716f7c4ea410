// SPDX-License-Identifier: MIT
#include "env/vector/start_archive.h"

#include <algorithm>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::uint64_t kWayStream = 1;

}  // namespace

StartArchive::StartArchive(const StartConfig& config, std::uint64_t seed)
    : archived_(config.archived),
      spacing_(config.spacing),
      capacity_(static_cast<std::size_t>(config.states())),
      random_(seed),
      ways_(*config.ways, Random(seed, kWayStream).bits()) {}

bool StartArchive::begin(WrappedEnv& env, std::span<std::uint8_t> observation) {
  gained_ = 0;
  if (ways_.begin(env, observation)) return true;
  const bool archived = !states_.empty() && random_.chance(archived_);
  if (archived) {
    env.reset_to(states_[random_.below(static_cast<std::uint32_t>(states_.size()))], observation);
  } else {
    env.reset(observation);
  }
  return archived;
}

float StartArchive::note(const WrappedEnv& env, float reward) {
  const float pays = ways_.note(env, reward);
  if (archived_ > 0) archive(env, reward);
  return pays;
}

void StartArchive::archive(const WrappedEnv& env, float reward) {
  gained_ += std::max(0.0F, reward);
  if (gained_ < spacing_) return;
  gained_ = 0;
  std::size_t place = states_.size();
  if (place < capacity_) {
    states_.emplace_back();
  } else {
    place = random_.below(static_cast<std::uint32_t>(capacity_));
  }
  states_[place].clear();
  ByteWriter out(states_[place]);
  env.game().save(out);
}

void StartArchive::save(ByteWriter& out) const {
  out.write(random_.state());
  out.write(gained_);
  out.write<std::uint64_t>(states_.size());
  for (const Bytes& state : states_) out.write_span(std::span<const std::uint8_t>(state));
  ways_.save(out);
}

void StartArchive::load(ByteReader& in, std::size_t actions) {
  random_.set_state(in.read<Random::State>());
  gained_ = in.read<double>();
  const auto count = in.read<std::uint64_t>();
  if (count > capacity_) {
    throw Error("environment state", "its archive of starts holds more states than the settings allow",
                "resume with the settings it was saved with");
  }
  states_.resize(count);
  for (Bytes& state : states_) state = in.read_vector<std::uint8_t>();
  ways_.load(in, actions);
}

}  // namespace spindash
