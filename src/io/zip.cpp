// SPDX-License-Identifier: MIT
#include "io/zip.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "io/inflate.h"

namespace spindash {

namespace {

// PKWARE's APPNOTE.TXT: the three records, by signature and size of their fixed part.
constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kLongestComment = 65535;
constexpr std::uint16_t kStored = 0, kDeflated = 8;

template <class T>
T at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

std::size_t find_end(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kEndSize) return kNowhere;
  const std::size_t last = bytes.size() - kEndSize;
  for (std::size_t back = 0; back <= std::min(last, kLongestComment); ++back)
    if (at<std::uint32_t>(bytes, last - back) == kEnd) return last - back;
  return kNowhere;
}

}  // namespace

ZipArchive::ZipArchive(std::span<const std::uint8_t> bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {
  const std::size_t end = find_end(bytes_);
  if (end == kNowhere) throw Error(name_, "it is not a zip archive");
  const auto count = at<std::uint16_t>(bytes_, end + 10);
  std::size_t offset = at<std::uint32_t>(bytes_, end + 16);
  if (count == 0xFFFF || offset == 0xFFFFFFFF) throw Error(name_, "ZIP64 archives are not read", "pack it anew");
  for (int i = 0; i < count; ++i) {
    if (offset + kCentralSize > end || at<std::uint32_t>(bytes_, offset) != kCentral)
      throw Error(name_, fmt::format("its list of members breaks off at number {}", i), "the file is damaged");
    const auto name_size = at<std::uint16_t>(bytes_, offset + 28), extra = at<std::uint16_t>(bytes_, offset + 30),
               comment = at<std::uint16_t>(bytes_, offset + 32);
    if (offset + kCentralSize + name_size > end)
      throw Error(name_, fmt::format("the name of member {} breaks off", i), "the file is damaged");
    const auto text = bytes_.subspan(offset + kCentralSize, name_size);
    members_.push_back({.name = std::string(text.begin(), text.end()),
                        .size = at<std::uint32_t>(bytes_, offset + 24),
                        .packed_size = at<std::uint32_t>(bytes_, offset + 20),
                        .crc = at<std::uint32_t>(bytes_, offset + 16),
                        .header_at = at<std::uint32_t>(bytes_, offset + 42),
                        .method = at<std::uint16_t>(bytes_, offset + 10),
                        .encrypted = (at<std::uint16_t>(bytes_, offset + 8) & 1) != 0});
    offset += kCentralSize + name_size + extra + comment;
  }
}

Bytes ZipArchive::read(const ZipMember& member, std::size_t limit) const {
  const std::string where = name_ + "/" + member.name;
  if (member.encrypted) throw Error(where, "it is encrypted", "unpack it by hand");
  if (member.size > limit) throw Error(where, fmt::format("it is larger than {} bytes", limit));
  std::size_t offset = member.header_at;
  if (offset + kLocalSize > bytes_.size() || at<std::uint32_t>(bytes_, offset) != kLocal)
    throw Error(where, "its header is not where the archive says", "the file is damaged");
  offset += kLocalSize + at<std::uint16_t>(bytes_, offset + 26) + at<std::uint16_t>(bytes_, offset + 28);
  if (offset > bytes_.size() || member.packed_size > bytes_.size() - offset)
    throw Error(where, "it ends early", "the file is damaged");
  const auto packed = bytes_.subspan(offset, member.packed_size);
  Bytes out;
  if (member.method == kStored) {
    out.assign(packed.begin(), packed.end());
  } else if (member.method == kDeflated) {
    out = inflate_raw(packed, where, member.size);
  } else {
    throw Error(where, fmt::format("compression method {} is not read", member.method), "pack it as deflate");
  }
  if (out.size() != member.size || libdeflate_crc32(0, out.data(), out.size()) != member.crc)
    throw Error(where, "its checksum is wrong", "the file is damaged");
  return out;
}

bool is_safe_name(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) return false;
  const std::filesystem::path path(name);
  return path.is_relative() && std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

}  // namespace spindash
