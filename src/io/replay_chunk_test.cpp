// SPDX-License-Identifier: MIT
#include "io/replay_chunk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr PictureShape kShape = {2, 3, 1};
constexpr std::size_t kSteps = 4, kEnvironments = 2;

Bytes pictures_of(std::size_t environment) {
  Bytes pictures(kSteps * 6);
  for (std::size_t i = 0; i < pictures.size(); ++i) pictures[i] = static_cast<std::uint8_t>(i * (environment + 1));
  return pictures;
}

ReplayChunk make_chunk() {
  ReplayChunk chunk;
  chunk.begin = 48;
  chunk.steps = kSteps;
  chunk.first = {1, 0, 0, 0, 0, 1, 0, 0};
  chunk.terminated = {0, 0, 0, 1, 0, 0, 0, 0};
  chunk.actions = {0, 1, 2, 3, 4, 5, 6, 0};
  chunk.rewards = {0, 1, 2, 3, -1, -2.5F, 0, 0};
  for (std::size_t i = 0; i < kEnvironments; ++i) {
    chunk.pictures.push_back(pack_pictures(kSteps, kShape, pictures_of(i)));
  }
  return chunk;
}

ReplayChunk parse(const Bytes& file) {
  return parse_replay_chunk(file, "chunk", kEnvironments, kShape);
}

TEST(ReplayChunk, ReadsBackWhatWasWritten) {
  const ReplayChunk chunk = make_chunk(), again = parse(write_replay_chunk(chunk));
  EXPECT_EQ(again.begin, chunk.begin);
  EXPECT_EQ(again.steps, chunk.steps);
  EXPECT_EQ(again.first, chunk.first);
  EXPECT_EQ(again.terminated, chunk.terminated);
  EXPECT_EQ(again.actions, chunk.actions);
  EXPECT_EQ(again.rewards, chunk.rewards);
  for (std::size_t i = 0; i < kEnvironments; ++i) {
    Bytes memory;
    const auto pictures = unpack_pictures(again.pictures[i], kSteps, kShape, "chunk", memory);
    EXPECT_EQ(Bytes(pictures.begin(), pictures.end()), pictures_of(i));
  }
}

TEST(ReplayChunk, WhatDoesNotFitIsRefused) {
  const Bytes file = write_replay_chunk(make_chunk());
  EXPECT_THAT([&] { parse_replay_chunk(file, "a.npz", 3, kShape); }, ThrowsMessage<Error>(HasSubstr("a.npz: first")));
  EXPECT_THAT(
      [&] {
        parse_replay_chunk(file, "a.npz", kEnvironments, {3, 3, 1});
      },
      ThrowsMessage<Error>(HasSubstr("pictures_000")));
  ReplayChunk bad = make_chunk();
  bad.rewards[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT([&] { parse(write_replay_chunk(bad)); }, ThrowsMessage<Error>(HasSubstr("reward")));
  bad = make_chunk();
  bad.begin = -1;
  EXPECT_THROW(parse(write_replay_chunk(bad)), Error);
  bad = make_chunk();
  bad.pictures[1].crc32 ^= 1;
  EXPECT_THAT([&] { parse(write_replay_chunk(bad)); }, ThrowsMessage<Error>(HasSubstr("checksum")));
}

}  // namespace
}  // namespace spindash
