// SPDX-License-Identifier: MIT
#include "replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "io/atomic_file.h"
#include "nn/device.h"

namespace spindash {

namespace {

// Steps of a chunk: a sequence unpacks one or two. Deflate looks back 32 KB, less than three pictures, so that longer
// chunks are hardly smaller.
constexpr std::size_t kChunk = 16;

template <class T>
void append_all(std::vector<T>& to, std::span<const T> values) {
  to.insert(to.end(), values.begin(), values.end());
}

}  // namespace

SequenceBatch SequenceBatch::streams(int64_t begin, int64_t end) const {
  return {observations.slice(1, begin, end), first.slice(1, begin, end), actions.slice(1, begin, end),
          rewards.slice(1, begin, end), terminated.slice(1, begin, end)};
}

SequenceBatch SequenceBatch::to(torch::Device device) const {
  const auto there = [device](const torch::Tensor& tensor) { return tensor.to(device, /*non_blocking=*/true); };
  return {there(observations), there(first), there(actions), there(rewards), there(terminated)};
}

Replay::Replay(const ReplayConfig& config, const ObservationShape& shape, std::size_t environments)
    : shape_{shape.height, shape.width, shape.channels},
      picture_(shape.size()),
      environments_(environments),
      per_stream_(std::max<std::size_t>(2, static_cast<std::size_t>(config.capacity) / environments)),
      open_pictures_(environments * kChunk * shape.size()) {}

std::string Replay::Held::name() const {
  return fmt::format("{:012}.npz", chunk.begin);
}

std::int64_t Replay::begin() const {
  const std::int64_t oldest = chunks_.empty() ? end_ - static_cast<std::int64_t>(open_.steps) : chunks_.front().at;
  return std::max(oldest, end_ - static_cast<std::int64_t>(per_stream_));
}

double Replay::bytes_needed(const ReplayConfig& config, const ObservationShape& shape) {
  return static_cast<double>(config.capacity) * (static_cast<double>(shape.size()) / 4 + 7);
}

std::size_t Replay::picture_bytes() const {
  std::size_t sum = 0;
  for (const auto& held : chunks_) {
    for (const auto& pictures : held.chunk.pictures) sum += pictures.stream.size();
  }
  return sum;
}

void Replay::for_each(std::size_t count, const std::function<void(std::size_t)>& body) const {
  if (pool_ != nullptr) {
    pool_->for_each(count, body);
  } else {
    for (std::size_t i = 0; i < count; ++i) body(i);
  }
}

void Replay::append(const ReplayStep& step) {
  TORCH_CHECK(step.observations.size() == environments_ * picture_ && step.actions.size() == environments_,
              "Replay::append: wrong sizes");
  for (std::size_t i = 0; i < environments_; ++i) {
    if (std::isfinite(step.rewards[i])) continue;
    throw Error("replay", fmt::format("environment {} paid a reward that is not a number", i),
                "this is a fault of the game; nothing of it was kept");
  }
  for (std::size_t i = 0; i < environments_; ++i) {
    std::copy_n(step.observations.data() + i * picture_, picture_,
                open_pictures_.data() + (i * kChunk + open_.steps) * picture_);
    open_.actions.push_back(static_cast<std::uint8_t>(step.actions[i]));
  }
  append_all(open_.first, step.first);
  append_all(open_.terminated, step.terminated);
  append_all(open_.rewards, step.rewards);
  ++open_.steps;
  ++end_;
  if (open_.steps == kChunk) seal();
  forget_old();
}

void Replay::seal() {
  if (open_.steps == 0) return;
  open_.begin = end_ - static_cast<std::int64_t>(open_.steps);
  open_.pictures.resize(environments_);
  for_each(environments_, [&](std::size_t i) {
    open_.pictures[i] = pack_pictures(open_.steps, shape_,
                                      std::span(open_pictures_).subspan(i * kChunk * picture_, open_.steps * picture_));
  });
  chunks_.push_back({std::exchange(open_, {}), 0, false});
  chunks_.back().at = chunks_.back().chunk.begin;
}

void Replay::forget_old() {
  const std::int64_t oldest = begin();
  while (!chunks_.empty() && chunks_.front().at + static_cast<std::int64_t>(chunks_.front().chunk.steps) <= oldest) {
    chunks_.pop_front();
  }
}

std::vector<SequenceStart> Replay::draw(int64_t T, int64_t B, Random& random) const {
  if (end() - begin() < T) {
    throw Error("replay", fmt::format("holds {} steps of each environment, {} are asked for", end() - begin(), T),
                "collect more steps first");
  }
  std::vector<SequenceStart> starts(static_cast<std::size_t>(B));
  for (auto& start : starts) {
    start.environment = random.below(static_cast<std::uint32_t>(environments_));
    start.step = begin() + random.below(static_cast<std::uint32_t>(end() - begin() - T + 1));
  }
  return starts;
}

const Replay::Held& Replay::holding(std::int64_t step) const {
  const auto after = std::upper_bound(chunks_.begin(), chunks_.end(), step,
                                      [](std::int64_t wanted, const Held& held) { return wanted < held.at; });
  return *std::prev(after);
}

void Replay::copy_pictures(const Held& held, std::size_t environment, std::int64_t from, std::int64_t to,
                           std::span<std::uint8_t* const> places) const {
  thread_local Bytes memory;
  const auto pictures =
      unpack_pictures(held.chunk.pictures[environment], held.chunk.steps, shape_, held.name(), memory);
  for (std::int64_t step = from; step < to; ++step) {
    std::copy_n(pictures.data() + static_cast<std::size_t>(step - held.at) * picture_, picture_,
                places[static_cast<std::size_t>(step - from)]);
  }
}

SequenceBatch Replay::gather(int64_t T, std::span<const SequenceStart> starts) const {
  const auto B = static_cast<int64_t>(starts.size());
  SequenceBatch batch;
  batch.observations =
      torch::empty({T, B, shape_[0], shape_[1], shape_[2]}, staging_options(staged_for_, torch::kByte));
  batch.first = torch::empty({T, B}, staging_options(staged_for_, torch::kBool));
  batch.actions = torch::empty({T, B}, staging_options(staged_for_, torch::kLong));
  batch.rewards = torch::empty({T, B}, staging_options(staged_for_, torch::kFloat));
  batch.terminated = torch::empty({T, B}, staging_options(staged_for_, torch::kBool));
  auto* observations = batch.observations.data_ptr<std::uint8_t>();
  auto *first = batch.first.data_ptr<bool>(), *terminated = batch.terminated.data_ptr<bool>();
  auto* actions = batch.actions.data_ptr<int64_t>();
  auto* rewards = batch.rewards.data_ptr<float>();
  const std::int64_t open_at = end_ - static_cast<std::int64_t>(open_.steps);

  for_each(starts.size(), [&](std::size_t b) {
    const auto [environment, start] = starts[b];
    TORCH_CHECK(start >= begin() && start + T <= end_ && environment < environments_, "Replay::gather: not held");
    std::vector<std::uint8_t*> places(static_cast<std::size_t>(T));
    for (std::size_t t = 0; t < places.size(); ++t) {
      places[t] = observations + (t * static_cast<std::size_t>(B) + b) * picture_;
    }
    for (std::int64_t step = start; step < start + T;) {
      const bool packed = step < open_at;
      const Held* held = packed ? &holding(step) : nullptr;
      const ReplayChunk& chunk = packed ? held->chunk : open_;
      const std::int64_t at = packed ? held->at : open_at;
      const std::int64_t to = std::min(start + T, at + static_cast<std::int64_t>(chunk.steps));
      const auto rest = std::span(places).subspan(static_cast<std::size_t>(step - start));
      if (packed) copy_pictures(*held, environment, step, to, rest);
      for (; step < to; ++step) {
        const auto row = static_cast<std::size_t>(step - at) * environments_ + environment;
        const auto place = (step - start) * B + static_cast<int64_t>(b);
        if (!packed) {
          std::copy_n(open_pictures_.data() + (environment * kChunk + static_cast<std::size_t>(step - at)) * picture_,
                      picture_, places[static_cast<std::size_t>(step - start)]);
        }
        first[place] = chunk.first[row] != 0;
        terminated[place] = chunk.terminated[row] != 0;
        actions[place] = chunk.actions[row];
        rewards[place] = chunk.rewards[row];
      }
    }
  });
  return batch;
}

std::vector<std::string> Replay::store(const std::filesystem::path& folder) {
  seal();
  make_folders(folder);
  std::vector<std::string> names;
  for (auto& held : chunks_) {
    if (!held.stored) write_file_atomic(folder / held.name(), write_replay_chunk(held.chunk));
    held.stored = true;
    names.push_back(held.name());
  }
  return names;
}

std::vector<std::string> Replay::load(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                      std::int64_t end, std::size_t actions) {
  std::vector<std::string> gone;
  std::deque<Held> found;
  bool after_gap = false;
  std::int64_t steps = 0, previous_end = 0;
  for (const auto& name : names) {
    const auto file = folder / name;
    if (!std::filesystem::exists(file)) {
      gone.push_back(name);
      after_gap = true;
      continue;
    }
    Held held{parse_replay_chunk(read_file(file), file.string(), environments_, shape_), 0, true};
    ReplayChunk& chunk = held.chunk;
    const auto end_of_chunk = chunk.begin + static_cast<std::int64_t>(chunk.steps);
    if (held.name() != name || chunk.begin < previous_end || end_of_chunk > end) {
      throw Error(file.string(), "holds other steps than its name says", "the file is damaged: remove it");
    }
    if (std::ranges::any_of(chunk.actions, [&](std::uint8_t action) { return action >= actions; })) {
      throw Error(file.string(), "holds an action that there is not", "the file is damaged: remove it");
    }
    if (after_gap) std::fill_n(chunk.first.begin(), environments_, std::uint8_t{1});
    after_gap = false;
    previous_end = end_of_chunk;
    steps += static_cast<std::int64_t>(chunk.steps);
    found.push_back(std::move(held));
  }
  chunks_ = std::move(found);
  open_ = {};
  end_ = end;
  std::int64_t at = end - steps;
  for (auto& held : chunks_) {
    held.at = at;
    at += static_cast<std::int64_t>(held.chunk.steps);
  }
  forget_old();
  return gone;
}

}  // namespace spindash
