// SPDX-License-Identifier: MIT
// What the world model learns from: the newest steps of every environment, kept as rings of raw uint8 pictures.
// Step t of a stream holds o_t, whether o_t begins an episode, the action taken at o_t, and what that action brought.
// The transition (o_t, a_t, o_t+1) is real exactly where first_t+1 is false. Used from one thread.
#pragma once

#include "nn/torch.h"

#include <span>

#include "base/random.h"
#include "config/section.h"
#include "env/env.h"
#include "io/compressed_file.h"

namespace spindash {

struct ReplayConfig : Section {
  Field<long long> capacity{this, "capacity", 150000, range(100LL, 10'000'000LL),
                            "Steps kept over all environments; one of 64x64x3 takes 12 KiB."};
};

/// Sequences of T steps by B streams, time first.
struct SequenceBatch {
  torch::Tensor observations;  ///< [T, B, H, W, C] uint8
  torch::Tensor first;         ///< [T, B] bool
  torch::Tensor actions;       ///< [T, B] int64
  torch::Tensor rewards;       ///< [T, B] float, brought by the action of the same step
  torch::Tensor terminated;    ///< [T, B] bool, by the action of the same step
  /// Streams [begin, end): the same memory.
  SequenceBatch streams(int64_t begin, int64_t end) const;
};

/// One step of all N environments, as the collector has it at hand.
struct ReplayStep {
  std::span<const std::uint8_t> observations;  ///< [N, H, W, C]
  std::span<const std::uint8_t> first;         ///< [N]
  std::span<const std::int64_t> actions;       ///< [N]
  std::span<const float> rewards;              ///< [N]
  std::span<const std::uint8_t> terminated;    ///< [N]
};

class Replay {
 public:
  Replay(const ReplayConfig& config, const ObservationShape& shape, std::size_t environments);

  void append(const ReplayStep& step);
  /// B sequences of T steps, streams and starts drawn uniformly. Throws Error when no stream holds T steps yet.
  SequenceBatch sample(int64_t T, int64_t B, Random& random) const;

  /// Steps held over all environments.
  std::size_t size() const { return length_ * environments_; }
  std::size_t capacity() const { return per_stream_ * environments_; }
  static double bytes_needed(const ReplayConfig& config, const ObservationShape& shape);
  void save(CompressedWriter& out) const;
  /// Throws Error, and leaves this replay unusable, for a file of another size or a damaged one.
  void load(CompressedReader& in);

 private:
  std::size_t slot(std::size_t environment, std::size_t age) const;

  ObservationShape shape_;
  std::size_t environments_;
  std::size_t per_stream_;  // ring length of one environment
  std::size_t length_ = 0;  // steps held by each ring
  std::size_t next_ = 0;    // ring position of the next write
  std::vector<std::uint8_t> observations_, first_, terminated_;
  std::vector<std::uint8_t> actions_;
  std::vector<float> rewards_;
};

}  // namespace spindash
