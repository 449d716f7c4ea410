// SPDX-License-Identifier: MIT
#include "replay/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace spindash {

Replay::Replay(const ReplayConfig& config, const ObservationShape& shape, std::size_t environments)
    : shape_(shape),
      environments_(environments),
      per_stream_(std::max<std::size_t>(2, static_cast<std::size_t>(config.capacity) / environments)) {
  const std::size_t slots = per_stream_ * environments_;
  observations_.reserve(slots * shape_.size());  // pages are taken as steps arrive
  first_.resize(slots);
  terminated_.resize(slots);
  actions_.resize(slots);
  rewards_.resize(slots);
}

SequenceBatch SequenceBatch::streams(int64_t begin, int64_t end) const {
  return {observations.slice(1, begin, end), first.slice(1, begin, end), actions.slice(1, begin, end),
          rewards.slice(1, begin, end), terminated.slice(1, begin, end)};
}

double Replay::bytes_needed(const ReplayConfig& config, const ObservationShape& shape) {
  return static_cast<double>(config.capacity) * static_cast<double>(shape.size() + 7);
}

// Rows of one ring position lie together over environments: an append is one copy.
std::size_t Replay::slot(std::size_t environment, std::size_t age) const {
  return (next_ + per_stream_ - length_ + age) % per_stream_ * environments_ + environment;
}

void Replay::append(const ReplayStep& step) {
  const std::size_t row = next_ * environments_;
  const std::size_t bytes = environments_ * shape_.size();
  TORCH_CHECK(step.observations.size() == bytes && step.actions.size() == environments_, "Replay::append: wrong sizes");
  if (observations_.size() < (row * shape_.size()) + bytes) observations_.resize(row * shape_.size() + bytes);
  std::copy(step.observations.begin(), step.observations.end(),
            observations_.begin() + static_cast<std::ptrdiff_t>(row * shape_.size()));
  for (std::size_t i = 0; i < environments_; ++i) {
    first_[row + i] = step.first[i];
    terminated_[row + i] = step.terminated[i];
    actions_[row + i] = static_cast<std::uint8_t>(step.actions[i]);
    rewards_[row + i] = step.rewards[i];
  }
  next_ = (next_ + 1) % per_stream_;
  length_ = std::min(length_ + 1, per_stream_);
}

SequenceBatch Replay::sample(int64_t T, int64_t B, Random& random) const {
  if (static_cast<std::size_t>(T) > length_) {
    throw Error("replay", fmt::format("holds {} steps of each environment, {} are asked for", length_, T),
                "collect more steps first");
  }
  SequenceBatch batch;
  batch.observations = torch::empty({T, B, shape_.height, shape_.width, shape_.channels}, torch::kByte);
  batch.first = torch::empty({T, B}, torch::kBool);
  batch.actions = torch::empty({T, B}, torch::kLong);
  batch.rewards = torch::empty({T, B}, torch::kFloat);
  batch.terminated = torch::empty({T, B}, torch::kBool);
  auto* observations = batch.observations.data_ptr<std::uint8_t>();
  for (int64_t b = 0; b < B; ++b) {
    const std::size_t environment = random.below(static_cast<std::uint32_t>(environments_));
    const std::size_t start = random.below(static_cast<std::uint32_t>(length_ - static_cast<std::size_t>(T) + 1));
    for (int64_t t = 0; t < T; ++t) {
      const std::size_t from = slot(environment, start + static_cast<std::size_t>(t));
      const int64_t to = t * B + b;
      std::copy_n(observations_.data() + from * shape_.size(), shape_.size(),
                  observations + static_cast<std::size_t>(to) * shape_.size());
      batch.first.data_ptr<bool>()[to] = first_[from] != 0;
      batch.terminated.data_ptr<bool>()[to] = terminated_[from] != 0;
      batch.actions.data_ptr<int64_t>()[to] = actions_[from];
      batch.rewards.data_ptr<float>()[to] = rewards_[from];
    }
  }
  return batch;
}

namespace {

template <class T>
std::span<const std::uint8_t> bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
std::span<std::uint8_t> bytes_of(std::vector<T>& values) {
  return {reinterpret_cast<std::uint8_t*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

void Replay::save(CompressedWriter& out) const {
  const std::vector<std::uint64_t> header = {environments_, per_stream_, shape_.size(),
                                             length_,       next_,       observations_.size()};
  out.write(bytes_of(header));
  for (const auto* flags : {&first_, &terminated_, &actions_}) out.write(bytes_of(*flags));
  out.write(bytes_of(rewards_));
  out.write(observations_);
}

void Replay::load(CompressedReader& in) {
  std::vector<std::uint64_t> header(6);
  in.read(bytes_of(header));
  if (header[0] != environments_ || header[1] != per_stream_ || header[2] != shape_.size()) {
    throw Error("replay", "was saved with other settings", "resume with the settings of the run");
  }
  if (header[3] > per_stream_ || header[4] >= per_stream_ || header[5] > per_stream_ * environments_ * shape_.size() ||
      header[5] < header[3] * environments_ * shape_.size()) {
    throw Error("replay", "its sizes do not fit together", "the file is damaged");
  }
  length_ = header[3];
  next_ = header[4];
  observations_.resize(header[5]);
  for (auto* flags : {&first_, &terminated_, &actions_}) in.read(bytes_of(*flags));
  in.read(bytes_of(rewards_));
  in.read(observations_);
  in.expect_end();
}

}  // namespace spindash
