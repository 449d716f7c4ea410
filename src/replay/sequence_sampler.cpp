// SPDX-License-Identifier: MIT
#include "replay/sequence_sampler.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace spindash {

namespace {

constexpr double kSmallest = 1e-3, kLargest = 1e6;  // losses: none is never drawn again, none drowns all others

}  // namespace

SequenceSampler::SequenceSampler(const ReplayConfig& config, const Replay& replay, int64_t T)
    : replay_(replay), T_(T), exponent_(config.priority_exponent) {
  if (config.sampling == "prioritised") tree_.emplace(replay.capacity());
}

std::size_t SequenceSampler::leaf(const SequenceStart& start) const {
  const auto slot = static_cast<std::size_t>(start.step) % replay_.per_stream();
  return slot * replay_.environments() + start.environment;
}

// Starts whose sequences are no longer whole lose their weight, those that became whole get the largest.
void SequenceSampler::admit() {
  const auto set_all = [&](std::int64_t step, double weight) {
    for (std::size_t i = 0; i < replay_.environments(); ++i) tree_->set(leaf({i, step}), weight);
  };
  const std::int64_t begin = replay_.begin();
  for (; old_ < std::min(begin, new_); ++old_) set_all(old_, 0);
  old_ = begin;
  for (new_ = std::max(new_, begin); new_ + T_ <= replay_.end(); ++new_) set_all(new_, largest_);
}

SequenceBatch SequenceSampler::next(int64_t B, Random& random) {
  if (!tree_) return replay_.sample(T_, B, random);
  admit();
  if (new_ <= old_) drawn_ = replay_.draw(T_, B, random);  // too short: its Error says so
  drawn_.resize(static_cast<std::size_t>(B));
  for (auto& start : drawn_) {
    const std::size_t found = tree_->find(random.uniform() * tree_->total());
    const auto ring = static_cast<std::int64_t>(replay_.per_stream());
    const auto slot = static_cast<std::int64_t>(found / replay_.environments());
    start = {found % replay_.environments(), old_ + (slot - old_ % ring + ring) % ring};
  }
  return replay_.gather(T_, drawn_);
}

void SequenceSampler::learned(const torch::Tensor& losses) {
  if (!tree_) return;
  TORCH_CHECK(losses.dim() == 1 && losses.size(0) == static_cast<int64_t>(drawn_.size()),
              "SequenceSampler::learned takes [B]");
  const torch::Tensor plain = losses.to(torch::kCPU, torch::kDouble).contiguous();
  for (std::size_t b = 0; b < drawn_.size(); ++b) {
    const double loss = plain.data_ptr<double>()[b];
    const double weight = std::pow(std::isfinite(loss) ? std::clamp(loss, kSmallest, kLargest) : kSmallest, exponent_);
    tree_->set(leaf(drawn_[b]), weight);
    largest_ = std::max(largest_, weight);
  }
}

void SequenceSampler::forget() {
  if (!tree_) return;
  tree_.emplace(replay_.capacity());
  old_ = new_ = replay_.begin();
}

void SequenceSampler::save(ByteWriter& out) const {
  if (!tree_) return;
  out.write(largest_);
  out.write(old_);
  out.write(new_);
  std::vector<double> weights;
  for (std::int64_t step = old_; step < new_; ++step) {
    for (std::size_t i = 0; i < replay_.environments(); ++i) weights.push_back(tree_->weight(leaf({i, step})));
  }
  out.write_span(std::span<const double>(weights));
}

void SequenceSampler::load(ByteReader& in) {
  if (!tree_) return;
  largest_ = in.read<double>();
  old_ = in.read<std::int64_t>();
  new_ = in.read<std::int64_t>();
  const auto weights = in.read_vector<double>();
  const auto fits = [](double weight) { return weight >= 0 && weight <= kLargest; };
  if (old_ < 0 || new_ < old_ || new_ - old_ > static_cast<std::int64_t>(replay_.per_stream()) ||
      weights.size() != static_cast<std::size_t>(new_ - old_) * replay_.environments() || !fits(largest_) ||
      !std::ranges::all_of(weights, fits)) {
    throw Error("priorities", "do not fit the replay", "the file is damaged");
  }
  tree_.emplace(replay_.capacity());
  std::size_t next = 0;
  for (std::int64_t step = old_; step < new_; ++step) {
    for (std::size_t i = 0; i < replay_.environments(); ++i) tree_->set(leaf({i, step}), weights[next++]);
  }
}

}  // namespace spindash
