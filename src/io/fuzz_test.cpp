// SPDX-License-Identifier: MIT
// Damaged files at every parser of this room: each is read, or refused with an Error that names the file. Run under
// sanitizers by the asan preset, and for longer by tools/fuzz.
#include <gtest/gtest.h>

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "base/error.h"
#include "base/mutate.h"
#include "io/atomic_file.h"
#include "io/checkpoint_manifest.h"
#include "io/level_list.h"
#include "io/metrics_log.h"
#include "io/npy_header.h"
#include "io/pickle.h"
#include "io/replay_chunk.h"
#include "io/safetensors.h"
#include "io/test_folder.h"
#include "io/torch_file.h"
#include "io/zip.h"

namespace spindash {
namespace {

constexpr const char* kName = "the file";

/// Feeds `parse` with damaged copies of `seed`; every fault must be an Error that begins with the name.
template <class Input, class Parse>
void fuzz(const Input& seed, const Parse& parse) {
  Random random(11);
  int refused = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    try {
      parse(mutate(seed, random));
    } catch (const Error& error) {
      ++refused;
      ASSERT_TRUE(std::string(error.what()).starts_with(kName)) << error.what();
    }
  }
  EXPECT_GT(refused, fuzz_inputs() / 10);
}

TEST(Fuzz, Safetensors) {
  const TestFolder folder;
  const std::vector<float> values(12);
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(values.data()), 48);
  write_safetensors(folder.path() / "seed",
                    {{"a", {"F32", {3, 4}, bytes}}, {"b", {"BF16", {24}, bytes}}, {"c", {"U8", {0}, {}}}},
                    {{"note", "text"}});
  fuzz(read_file(folder.path() / "seed"), [](const Bytes& content) { Safetensors::parse(content, kName); });
}

TEST(Fuzz, CheckpointManifests) {
  const std::string seed = R"({"format": "spindash checkpoint 2", "phase": 1, "done": 12, "seconds": 1.5,
    "log_step": 40, "files": {"state.bin": {"bytes": 10, "crc32": 77}}, "replay": ["000000000000.npz"],
    "replay_end": 16})";
  fuzz(seed, [](const std::string& text) {
    std::vector<ListedFile> files;
    parse_manifest(text, kName, "", files);
  });
}

TEST(Fuzz, LevelLists) {
  const std::string seed = "game,state\n# a comment\nSonic,GreenHillZone.Act1\n\"So\"\"nic\", Labyrinth.Act2 \n";
  fuzz(seed, [](const std::string& text) { parse_level_list(text, kName); });
}

TEST(Fuzz, NpyHeaders) {
  const std::string head = write_npy_header({"|u1", {16, 64, 64, 3}});
  fuzz(Bytes(head.begin(), head.end()), [](const Bytes& content) {
    const auto [header, size] = parse_npy_header(content, kName);
    EXPECT_LE(size, content.size());
    npy_values_bytes(header, 1000, kName);
  });
}

/// A member as a hostile file has it: any bytes, and the checksum right.
PackedArray pack_bytes(const Bytes& bytes) {
  return {bytes, false, bytes.size(), libdeflate_crc32(0, bytes.data(), bytes.size())};
}

TEST(Fuzz, ReplayFiles) {
  constexpr PictureShape kShape = {2, 2, 1};
  ReplayChunk chunk;
  chunk.begin = 16;
  chunk.steps = 3;
  chunk.first = chunk.terminated = chunk.actions = Bytes(3);
  chunk.rewards.resize(3);
  chunk.pictures = {pack_pictures(3, kShape, Bytes(12))};
  const Bytes seed = write_replay_chunk(chunk);
  const auto parse = [&](const Bytes& file) {
    const ReplayChunk read = parse_replay_chunk(file, kName, 1, kShape);
    EXPECT_EQ(read.first.size(), read.steps);
    EXPECT_EQ(read.rewards.size(), read.steps);
  };
  fuzz(seed, parse);
  // Behind the checksums: each array damaged before it is packed.
  PackedArrays arrays = parse_npz(seed, kName);
  for (auto& [name, array] : arrays) {
    NpyHeader header;
    Bytes memory;
    unpack_array(array, name, header, memory);
    const PackedArray whole = array;
    Random random(5);
    for (int i = 0; i < fuzz_inputs() / 6; ++i) {
      array = pack_bytes(mutate(memory, random));
      std::map<std::string, const PackedArray*> all;
      for (const auto& [key, each] : arrays) all[key] = &each;
      try {
        parse(write_npz(all));
      } catch (const Error& error) {
        ASSERT_TRUE(std::string(error.what()).starts_with(kName)) << error.what();
      }
    }
    array = whole;
  }
}

TEST(Fuzz, Pickles) {
  constexpr char kSeed[] =
      "\x80\x02}q\x00(X\x01\x00\x00\x00"
      "aq\x01(K\x01J\xfe\xff\xff\xffM,\x01\x8a\x02\x00\x01t"
      "X\x01\x00\x00\x00"
      "b]q\x04(G?\xe0\x00\x00\x00\x00\x00\x00\x88Neh\x04"
      "cos\nsystem\n)Ru.";
  const Bytes seed(std::begin(kSeed), std::end(kSeed) - 1);
  fuzz(seed, [](const Bytes& content) {
    const Pickle pickle = parse_pickle(content, kName);
    EXPECT_LT(pickle.root, pickle.values.size());
  });
}

TEST(Fuzz, TorchFiles) {
  const Bytes seed = read_file(std::filesystem::path(SPINDASH_SOURCE_DIR) / "tests" / "data" / "torch-save.pt");
  fuzz(seed, [](const Bytes& content) { parse_torch_file(content, kName); });
  // Behind the checksum: the pickle damaged, and its checksum right.
  const ZipArchive archive(seed, kName);
  const ZipMember pickle = archive.members().front();
  const Bytes content = archive.read(pickle, seed.size());
  const auto place = std::search(seed.begin(), seed.end(), content.begin(), content.end());
  ASSERT_NE(place, seed.end());
  Random random(6);
  int read = 0;
  for (int i = 0; i < fuzz_inputs(); ++i) {
    Bytes bad = mutate(content, random), file = seed;
    bad.resize(content.size(), '.');
    std::copy(bad.begin(), bad.end(), file.begin() + (place - seed.begin()));
    const std::uint32_t before = pickle.crc, after = libdeflate_crc32(0, bad.data(), bad.size());
    for (std::size_t k = 0; k + sizeof before <= file.size(); ++k) {
      if (std::memcmp(&file[k], &before, sizeof before) == 0) std::memcpy(&file[k], &after, sizeof after);
    }
    try {
      parse_torch_file(file, kName);
      ++read;
    } catch (const Error& error) {
      ASSERT_TRUE(std::string(error.what()).starts_with(kName)) << error.what();
    }
  }
  EXPECT_GT(read, 0) << "some damage is in a number or a name";
}

TEST(Fuzz, MetricsFiles) {
  const TestFolder folder;
  const auto file = folder.path() / "metrics.jsonl";
  const std::string seed = "{\"step\":1,\"time\":0.5,\"a/b\":1.5}\n{\"step\":2,\"time\":0.6,\"a/b\":\"nan\"}\n";
  Random random(3);
  for (int i = 0; i < fuzz_inputs() / 10; ++i) {
    write_file_atomic(file, mutate(seed, random));
    try {
      read_metrics(file);
    } catch (const Error& error) {
      ASSERT_TRUE(std::string(error.what()).starts_with(file.string())) << error.what();
    }
  }
}

}  // namespace
}  // namespace spindash
