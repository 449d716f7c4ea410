// SPDX-License-Identifier: MIT
#include "io/torch_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/zip.h"

namespace spindash {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

const std::filesystem::path kData = std::filesystem::path(SPINDASH_SOURCE_DIR) / "tests" / "data";

// tests/data/torch-save.pt is PyTorch 2.15's torch.save of:
// {"net": state_dict of torch.nn.Linear(3, 2) with weights arange(6) and zero bias, "step": 3, "lr": 0.5,
//  "turned": torch.arange(6.).view(2, 3).t(), "part": torch.arange(6.)[2:4], "half": torch.ones(3).half(),
//  "parameter": torch.nn.Parameter(torch.full((2,), 7.)), "count": torch.tensor(5), "none": None, "list": [1, 2]}
Bytes sample() {
  return read_file(kData / "torch-save.pt");
}

std::vector<float> floats(const TorchTensor& tensor) {
  std::vector<float> values(tensor.bytes.size() / sizeof(float));
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

TEST(TorchFile, TensorsAreReadByNameInTheOrderOfTheirShape) {
  ASSERT_TRUE(is_torch_file(sample()));
  const auto tensors = parse_torch_file(sample(), "the file");
  std::vector<std::string> names;
  names.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) names.push_back(name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"count", "half", "net.bias", "net.weight", "parameter", "part", "turned"}));
  EXPECT_EQ(floats(tensors.at("net.weight")), (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(tensors.at("net.weight").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(floats(tensors.at("turned")), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(tensors.at("turned").shape, (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(floats(tensors.at("part")), (std::vector<float>{2, 3}));
  EXPECT_EQ(floats(tensors.at("parameter")), (std::vector<float>{7, 7}));
  EXPECT_EQ(tensors.at("half").dtype, "F16");
  EXPECT_EQ(tensors.at("count").dtype, "I64");
  EXPECT_TRUE(tensors.at("count").shape.empty());
  EXPECT_EQ(tensors.at("count").bytes.front(), 5);
}

/// Where the bytes of a stored member begin: after a header of 30 bytes, its name and what else is said.
std::size_t stream_of(const Bytes& file, const ZipMember& member) {
  std::uint16_t lengths[2];
  std::memcpy(lengths, &file[member.header_at + 26], sizeof lengths);
  return member.header_at + std::size_t{30} + lengths[0] + lengths[1];
}

/// The sample with one text in place of another of the same length in its pickle, whose checksum is right all the same.
Bytes forged(const std::string& from_text, const std::string& to) {
  Bytes file = sample();
  const Bytes from(from_text.begin(), from_text.end());
  // Members are stored: the pickle is the first, up to the mark of its end.
  const auto found = std::search(file.begin(), file.end(), from.begin(), from.end());
  EXPECT_NE(found, file.end()) << from_text;
  const ZipMember pickle = ZipArchive(file, "the file").members().front();
  EXPECT_TRUE(pickle.name.ends_with("data.pkl"));
  const std::size_t begin = stream_of(file, pickle);
  std::copy(to.begin(), to.end(), found);
  const std::uint32_t before = pickle.crc, after = libdeflate_crc32(0, &file[begin], pickle.packed_size);
  for (std::size_t i = 0; i + sizeof before <= file.size(); ++i) {
    if (std::memcmp(&file[i], &before, sizeof before) == 0) std::memcpy(&file[i], &after, sizeof after);
  }
  return file;
}

TEST(TorchFile, WhatIsNotATensorOrDoesNotFitItsStorageIsRefused) {
  using Case = std::array<std::string, 3>;
  for (const auto& [from, to, words] :
       {Case{"_rebuild_tensor_v2", "_rebuild_tensor_v9", "calling 'torch._utils _rebuild_tensor_v9'"},
        Case{"collections\nOrderedDict", "subprocess\ncheck_output", "calling 'subprocess check_output'"},
        Case{"torch\nHalfStorage", "torch\nHalfStorags", "unknown type 'torch HalfStorags'"},
        Case{"K\x02K\x03\x86", "K\x02K\x04\x86", "larger than its storage"},
        Case{"K\x03K\x01\x86", "K\x04K\x01\x86", "lies outside its storage"},
        Case{"K\x02K\x02\x85", "K\x06K\x02\x85", "lies outside its storage"}}) {
    const Bytes file = forged(from, to);
    EXPECT_THAT([&] { parse_torch_file(file, "the file"); },
                ThrowsMessage<Error>(AllOf(StartsWith("the file: "), HasSubstr(words))))
        << words;
  }
  Bytes flipped = sample();
  const ZipArchive archive(flipped, "the file");
  for (const ZipMember& member : archive.members()) {
    if (member.name.ends_with("/data/0")) flipped[stream_of(flipped, member)] ^= 1;
  }
  EXPECT_THAT([&] { parse_torch_file(flipped, "the file"); }, ThrowsMessage<Error>(HasSubstr("checksum is wrong")));
}

TEST(TorchFile, OtherFilesAreRefused) {
  const Bytes old = {0x80, 0x02, 0x8a, 0x0a};  // torch.save of 2018
  EXPECT_FALSE(is_torch_file(old));
  EXPECT_THROW(parse_torch_file(old, "the file"), Error);
  Bytes cut = sample();
  cut.resize(cut.size() - 1);
  EXPECT_THROW(parse_torch_file(cut, "the file"), Error);
}

}  // namespace
}  // namespace spindash
