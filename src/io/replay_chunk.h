// SPDX-License-Identifier: MIT
// A piece of a replay: a few consecutive steps of N environments, the pictures of each packed (npz.h). As a file it is
// an .npz that numpy.load opens, with T the number of steps:
//   steps [T] int64, counted from the run's beginning · first, terminated [T, N] bool · actions [T, N] uint8
//   rewards [T, N] float32 · pictures_000, pictures_001, ... one for each environment: [T, height, width, channels]
//   uint8
#pragma once

#include <array>

#include "io/npz.h"

namespace spindash {

struct ReplayChunk {
  std::int64_t begin = 0;  ///< number of its first step
  std::size_t steps = 0;   ///< T
  // [T, N]
  std::vector<std::uint8_t> first, terminated, actions;
  std::vector<float> rewards;
  std::vector<PackedArray> pictures;  ///< [N] of [T, height, width, channels]
};

/// height, width, channels
using PictureShape = std::array<std::int64_t, 3>;

PackedArray pack_pictures(std::size_t steps, const PictureShape& shape, std::span<const std::uint8_t> pictures);
/// T pictures in one span, a part of `memory`; throws Error where they do not unpack to that.
std::span<const std::uint8_t> unpack_pictures(const PackedArray& packed, std::size_t steps, const PictureShape& shape,
                                              const std::string& name, Bytes& memory);

Bytes write_replay_chunk(const ReplayChunk& chunk);
/// Checks everything, pictures too, against N `environments` of pictures of `shape`; throws Error naming `name`.
ReplayChunk parse_replay_chunk(std::span<const std::uint8_t> file, const std::string& name, std::size_t environments,
                               const PictureShape& shape);

}  // namespace spindash
