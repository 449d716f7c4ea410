// SPDX-License-Identifier: MIT
// Draws the sequences that the world model trains on: uniformly, or by proportional prioritisation (Schaul et al.,
// 2015, arXiv 1511.05952, 3.3): in proportion to p^alpha, p the sequence's loss when it was trained on last, the
// largest p so far where it was not yet. There are no importance weights: they would undo for a model what priorities
// are for, that it spends its updates on what it cannot predict yet (Kauvar et al., 2023, arXiv 2306.15934, leave them
// out too).
#pragma once

#include "replay/replay.h"
#include "replay/sum_tree.h"

namespace spindash {

class SequenceSampler {
 public:
  /// Sequences of T steps of `replay`, which must outlive this.
  SequenceSampler(const ReplayConfig& config, const Replay& replay, int64_t T);

  SequenceBatch next(int64_t B, Random& random);
  /// The losses [B] of what next() drew last. One that is not a number counts as the smallest: it is not asked for soon
  /// again.
  void learned(const torch::Tensor& losses);

  bool prioritised() const { return tree_.has_value(); }
  /// Priorities; nothing where sampling is uniform. load throws Error where they are another replay's.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);
  /// Every sequence counts as new: where parts of the replay are gone.
  void forget();

 private:
  void admit();
  std::size_t leaf(const SequenceStart& start) const;

  const Replay& replay_;
  int64_t T_;
  double exponent_;
  std::optional<SumTree> tree_;       // a weight for each environment and step held
  std::vector<SequenceStart> drawn_;  // by next()
  double largest_ = 1;                // weight
  std::int64_t old_ = 0, new_ = 0;    // starts before old_ have no weight any more, from new_ on none yet
};

}  // namespace spindash
