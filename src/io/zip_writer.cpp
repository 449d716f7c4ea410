// SPDX-License-Identifier: MIT
#include "io/zip_writer.h"

#include <libdeflate.h>

#include <memory>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::uint32_t kLocalMark = 0x04034b50, kCentralMark = 0x02014b50, kEndMark = 0x06054b50;
constexpr std::uint16_t kVersion = 20, kDeflated = 8;
constexpr std::uint32_t kDay = 0x0021;  // 1 January 1980, the earliest that the format knows
constexpr int kLevel = 6;

struct Free {
  void operator()(libdeflate_compressor* each) const { libdeflate_free_compressor(each); }
};

}  // namespace

void ZipWriter::add(const std::string& name, std::span<const std::uint8_t> content) {
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(kLevel));
  if (!compressor) throw Error(name, "there is no memory to pack it");
  Bytes packed(libdeflate_deflate_compress_bound(compressor.get(), content.size()));
  packed.resize(
      libdeflate_deflate_compress(compressor.get(), content.data(), content.size(), packed.data(), packed.size()));
  const auto at = static_cast<std::uint32_t>(bytes_.size());
  const auto describe = [&](ByteWriter& out) {
    out.write(kVersion);
    out.write<std::uint16_t>(0);
    out.write(kDeflated);
    out.write(kDay << 16);
    out.write(libdeflate_crc32(0, content.data(), content.size()));
    out.write(static_cast<std::uint32_t>(packed.size()));
    out.write(static_cast<std::uint32_t>(content.size()));
    out.write(static_cast<std::uint16_t>(name.size()));
    out.write<std::uint16_t>(0);
  };
  ByteWriter local(bytes_), central(directory_);
  local.write(kLocalMark);
  describe(local);
  local.write_bytes(name.data(), name.size());
  local.write_bytes(packed.data(), packed.size());
  central.write(kCentralMark);
  central.write(kVersion);
  describe(central);
  for (int i = 0; i < 3; ++i) central.write<std::uint16_t>(0);  // comment, disk, attributes
  central.write<std::uint32_t>(0);
  central.write(at);
  central.write_bytes(name.data(), name.size());
  ++members_;
}

void ZipWriter::add(const std::string& name, std::string_view text) {
  add(name, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Bytes ZipWriter::finish() {
  const auto directory_at = static_cast<std::uint32_t>(bytes_.size());
  bytes_.insert(bytes_.end(), directory_.begin(), directory_.end());
  ByteWriter out(bytes_);
  out.write(kEndMark);
  out.write<std::uint32_t>(0);  // disks
  out.write(members_);
  out.write(members_);
  out.write(static_cast<std::uint32_t>(directory_.size()));
  out.write(directory_at);
  out.write<std::uint16_t>(0);
  return std::move(bytes_);
}

}  // namespace spindash
