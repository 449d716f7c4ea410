// SPDX-License-Identifier: MIT
// What the world model learns from: the newest steps of every environment. Step t of a stream holds o_t, whether o_t
// begins an episode, the action taken at o_t, and what that action brought. The transition (o_t, a_t, o_t+1) is real
// exactly where first_t+1 is false.
// Pictures are kept packed, as .npz files hold them (io/replay_chunk.h), in chunks of 16 steps: a 64x64x3 picture of
// the built-in game takes about 2.7 KB in memory and on disk. A chunk's file is written once; checkpoints name the
// files that they need. Called from one thread; what is sampled depends on the draws and the content alone.
#pragma once

#include "nn/torch.h"

#include <deque>
#include <filesystem>
#include <span>

#include "base/random.h"
#include "base/thread_pool.h"
#include "config/section.h"
#include "env/env.h"
#include "io/replay_chunk.h"

namespace spindash {

struct ReplayConfig : Section {
  Field<long long> capacity{this, "capacity", 150000, range(100LL, 10'000'000LL),
                            "Steps kept over all environments; one of 64x64x3 takes about 3 KB, 12 KB at worst."};
  Field<std::string> sampling{this, "sampling", "uniform", Choices{"uniform", "prioritised"},
                              "How sequences are drawn: all alike, or by how badly the model predicted them last."};
  Field<double> priority_exponent{this, "priority_exponent", 0.6, range(0.0, 1.0),
                                  "Prioritised: 0 draws uniformly, 1 in proportion to the loss."};
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
  /// There; itself where it is there already.
  SequenceBatch to(torch::Device device) const;
};

/// One step of all N environments, as the collector has it at hand.
struct ReplayStep {
  std::span<const std::uint8_t> observations;  ///< [N, H, W, C]
  std::span<const std::uint8_t> first;         ///< [N]
  std::span<const std::int64_t> actions;       ///< [N], below 256
  std::span<const float> rewards;              ///< [N]
  std::span<const std::uint8_t> terminated;    ///< [N]
};

/// Where a sequence starts: an environment and the number of its step, in begin()..end().
struct SequenceStart {
  std::size_t environment = 0;
  std::int64_t step = 0;
};

class Replay {
 public:
  Replay(const ReplayConfig& config, const ObservationShape& shape, std::size_t environments);
  /// Packing and unpacking are shared among the threads of `pool`, which must outlive this.
  void use_threads(ThreadPool& pool) { pool_ = &pool; }
  /// Sequences are made in memory from which `device` takes them quickly; they are on the CPU all the same.
  void stage_for(torch::Device device) { staged_for_ = device; }

  /// Throws Error for a reward that is not a number.
  void append(const ReplayStep& step);
  /// B starts of T steps, environments and steps drawn uniformly. Throws Error when no stream holds T steps yet.
  std::vector<SequenceStart> draw(int64_t T, int64_t B, Random& random) const;
  SequenceBatch gather(int64_t T, std::span<const SequenceStart> starts) const;
  SequenceBatch sample(int64_t T, int64_t B, Random& random) const { return gather(T, draw(T, B, random)); }

  std::size_t environments() const { return environments_; }
  /// Steps of one stream held at most.
  std::size_t per_stream() const { return per_stream_; }
  /// The steps held now are begin() <= step < end(), counted from the run's beginning.
  std::int64_t begin() const;
  std::int64_t end() const { return end_; }
  /// Steps held over all environments.
  std::size_t size() const { return static_cast<std::size_t>(end() - begin()) * environments_; }
  std::size_t capacity() const { return per_stream_ * environments_; }
  /// Bytes that a full replay takes, in memory and on disk, where pictures shrink to a quarter.
  static double bytes_needed(const ReplayConfig& config, const ObservationShape& shape);
  /// Bytes that the packed pictures take; the newest steps, up to 15 of each environment, are not packed yet.
  std::size_t picture_bytes() const;

  /// Writes the chunks that have no file yet, the newest too; returns the names of all that are held, oldest first.
  /// Each file is whole or absent; after an Error it may be called again.
  std::vector<std::string> store(const std::filesystem::path& folder);
  /// Takes what store() wrote, `end` of then, in place of what is held. Throws Error for a damaged file. Files that are
  /// gone are left out: their names are returned, and the steps after them begin as episodes do.
  std::vector<std::string> load(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                std::int64_t end, std::size_t actions);

 private:
  struct Held {
    ReplayChunk chunk;
    std::int64_t at = 0;  ///< number of its first step; other than chunk.begin where files are gone
    bool stored = false;
    std::string name() const;
  };
  const Held& holding(std::int64_t step) const;
  void seal();
  void forget_old();
  void for_each(std::size_t count, const std::function<void(std::size_t)>& body) const;
  void copy_pictures(const Held& held, std::size_t environment, std::int64_t from, std::int64_t to,
                     std::span<std::uint8_t* const> places) const;

  PictureShape shape_;
  std::size_t picture_;  // bytes of one
  std::size_t environments_;
  std::size_t per_stream_;
  ThreadPool* pool_ = nullptr;
  torch::Device staged_for_ = torch::kCPU;
  std::deque<Held> chunks_;
  std::int64_t end_ = 0;
  ReplayChunk open_;     // the newest steps, not packed yet
  Bytes open_pictures_;  // [N, kChunk, H, W, C]
};

}  // namespace spindash
