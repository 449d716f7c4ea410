// SPDX-License-Identifier: MIT
#include "io/replay_chunk.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::int64_t kMostSteps = 1 << 16, kMostBegin = std::int64_t{1} << 60;

template <class T>
PackedArray pack(const char* type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
  return pack_array({type, std::move(shape)},
                    {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T)});
}

std::string pictures_name(std::size_t environment) {
  return fmt::format("pictures_{:03}", environment);
}

std::string array_name(const std::string& file, const std::string& array) {
  return fmt::format("{}: {}", file, array);
}

struct ChunkReader {
  PackedArrays arrays;
  const std::string& name;
  Bytes memory;

  PackedArray& find(const std::string& array) {
    const auto found = arrays.find(array);
    if (found == arrays.end()) throw Error(name, fmt::format("has no array '{}'", array), "the file is damaged");
    return found->second;
  }

  template <class T>
  std::vector<T> read(const std::string& array, const NpyHeader& expected) {
    NpyHeader header;
    const auto values = unpack_array(find(array), array_name(name, array), header, memory);
    if (header != expected) {
      throw Error(array_name(name, array), "has another type or shape than the run's settings ask for",
                  "is it another run's?");
    }
    std::vector<T> copy(values.size() / sizeof(T));
    if (!values.empty()) std::memcpy(copy.data(), values.data(), values.size());
    return copy;
  }
};

}  // namespace

PackedArray pack_pictures(std::size_t steps, const PictureShape& shape, std::span<const std::uint8_t> pictures) {
  return pack_array({"|u1", {static_cast<std::int64_t>(steps), shape[0], shape[1], shape[2]}}, pictures);
}

std::span<const std::uint8_t> unpack_pictures(const PackedArray& packed, std::size_t steps, const PictureShape& shape,
                                              const std::string& name, Bytes& memory) {
  NpyHeader header;
  const auto values = unpack_array(packed, name, header, memory);
  if (header != NpyHeader{"|u1", {static_cast<std::int64_t>(steps), shape[0], shape[1], shape[2]}}) {
    throw Error(name, "has pictures of another size than the run's settings ask for", "is it another run's?");
  }
  return values;
}

Bytes write_replay_chunk(const ReplayChunk& chunk) {
  const auto T = static_cast<std::int64_t>(chunk.steps), N = static_cast<std::int64_t>(chunk.pictures.size());
  std::vector<std::int64_t> numbers(chunk.steps);
  for (std::size_t t = 0; t < chunk.steps; ++t) numbers[t] = chunk.begin + static_cast<std::int64_t>(t);
  const PackedArrays small = {{"steps", pack("<i8", {T}, numbers)},
                              {"first", pack("|b1", {T, N}, chunk.first)},
                              {"terminated", pack("|b1", {T, N}, chunk.terminated)},
                              {"actions", pack("|u1", {T, N}, chunk.actions)},
                              {"rewards", pack("<f4", {T, N}, chunk.rewards)}};
  std::map<std::string, const PackedArray*> all;
  for (const auto& [name, array] : small) all[name] = &array;
  for (std::size_t i = 0; i < chunk.pictures.size(); ++i) all[pictures_name(i)] = &chunk.pictures[i];
  return write_npz(all);
}

ReplayChunk parse_replay_chunk(std::span<const std::uint8_t> file, const std::string& name, std::size_t environments,
                               const PictureShape& shape) {
  ChunkReader in{parse_npz(file, name), name, {}};
  NpyHeader about;
  unpack_array(in.find("steps"), array_name(name, "steps"), about, in.memory);
  if (about.shape.size() != 1 || about.shape[0] < 1 || about.shape[0] > kMostSteps) {
    throw Error(name, "has no steps, or too many", "the file is damaged");
  }
  ReplayChunk chunk;
  chunk.steps = static_cast<std::size_t>(about.shape[0]);
  const auto T = about.shape[0], N = static_cast<std::int64_t>(environments);
  const auto numbers = in.read<std::int64_t>("steps", {"<i8", {T}});
  chunk.begin = numbers.front();
  if (chunk.begin < 0 || chunk.begin > kMostBegin) throw Error(name, "counts its steps wrongly", "the file is damaged");
  for (std::size_t t = 0; t < chunk.steps; ++t) {
    if (numbers[t] != chunk.begin + static_cast<std::int64_t>(t))
      throw Error(name, "skips steps", "the file is damaged");
  }
  chunk.first = in.read<std::uint8_t>("first", {"|b1", {T, N}});
  chunk.terminated = in.read<std::uint8_t>("terminated", {"|b1", {T, N}});
  chunk.actions = in.read<std::uint8_t>("actions", {"|u1", {T, N}});
  chunk.rewards = in.read<float>("rewards", {"<f4", {T, N}});
  for (const float reward : chunk.rewards) {
    if (!std::isfinite(reward)) throw Error(name, "holds a reward that is not a number", "the file is damaged");
  }
  for (std::size_t i = 0; i < environments; ++i) {
    PackedArray& pictures = in.find(pictures_name(i));
    unpack_pictures(pictures, chunk.steps, shape, array_name(name, pictures_name(i)), in.memory);
    chunk.pictures.push_back(std::move(pictures));
  }
  return chunk;
}

}  // namespace spindash
