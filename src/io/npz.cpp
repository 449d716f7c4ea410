// SPDX-License-Identifier: MIT
#include "io/npz.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <array>
#include <limits>
#include <memory>
#include <tuple>

#include "base/error.h"
#include "io/npy_header.h"

namespace spindash {

namespace {

constexpr int kLevel = 1;  // pictures of a game: level 6 takes 2.4 times as long and saves 10 %

// The parts of a zip file: APPNOTE.TXT of PKWARE, 4.3.7, 4.3.12 and 4.3.16.
constexpr std::uint32_t kLocalMark = 0x04034b50, kCentralMark = 0x02014b50, kEndMark = 0x06054b50;
constexpr std::uint16_t kVersion = 20, kStored = 0, kDeflated = 8, kFirstOf1980 = 0x21;
constexpr std::size_t kEndBytes = 22, kLocalBytes = 30;

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw Error(name, what, "the file is damaged or is not .npz");
}

struct FreeCompressor {
  void operator()(libdeflate_compressor* each) const { libdeflate_free_compressor(each); }
  void operator()(libdeflate_decompressor* each) const { libdeflate_free_decompressor(each); }
};

void write_member_header(ByteWriter& out, const std::string& file, const PackedArray& array) {
  out.write(kVersion);
  out.write<std::uint16_t>(0);  // flags
  out.write(array.deflated ? kDeflated : kStored);
  out.write<std::uint16_t>(0);  // time
  out.write(kFirstOf1980);
  out.write(array.crc32);
  out.write(static_cast<std::uint32_t>(array.stream.size()));
  out.write(static_cast<std::uint32_t>(array.unpacked_bytes));
  out.write(static_cast<std::uint16_t>(file.size()));
  out.write<std::uint16_t>(0);  // extra
}

/// A part of the file, or an Error.
std::span<const std::uint8_t> part(std::span<const std::uint8_t> file, std::uint64_t begin, std::uint64_t size,
                                   const std::string& name) {
  if (begin > file.size() || size > file.size() - begin) refuse(name, "a member lies outside the file");
  return file.subspan(begin, size);
}

/// The member that starts at `offset`; what precedes its stream has lengths of its own.
std::span<const std::uint8_t> local_stream(std::span<const std::uint8_t> file, std::uint64_t offset, std::uint64_t size,
                                           const std::string& name) {
  ByteReader in(part(file, offset, kLocalBytes, name), name);
  if (in.read<std::uint32_t>() != kLocalMark) refuse(name, "a member does not begin where the directory says");
  in.read<std::array<std::uint8_t, 22>>();                       // what the directory says too
  const auto lengths = in.read<std::array<std::uint16_t, 2>>();  // name, extra
  return part(file, offset + kLocalBytes + lengths[0] + lengths[1], size, name);
}

}  // namespace

PackedArray pack_array(const NpyHeader& header, std::span<const std::uint8_t> values) {
  const std::string head = write_npy_header(header);
  if (npy_values_bytes(header, values.size(), "array") != values.size()) {
    throw Error("array", "its shape does not match its values");
  }
  Bytes plain;
  plain.reserve(head.size() + values.size());
  ByteWriter(plain).write_bytes(head.data(), head.size());
  plain.insert(plain.end(), values.begin(), values.end());

  PackedArray array;
  array.unpacked_bytes = plain.size();
  array.crc32 = libdeflate_crc32(0, plain.data(), plain.size());
  thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(kLevel));
  Bytes room(plain.size());
  const std::size_t size =
      libdeflate_deflate_compress(compressor.get(), plain.data(), plain.size(), room.data(), room.size());
  array.deflated = size != 0;  // 0: it would not be smaller
  if (array.deflated) {
    array.stream.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size));
  } else {
    array.stream = std::move(plain);
  }
  return array;
}

std::span<const std::uint8_t> unpack_array(const PackedArray& array, const std::string& name, NpyHeader& header,
                                           Bytes& memory) {
  // Deflate packs 1032 times at most: a larger claim is refused before memory is taken for it.
  if (array.unpacked_bytes > 1100 * (array.stream.size() + 1)) refuse(name, "it claims more than its bytes can hold");
  memory.resize(array.unpacked_bytes);
  if (array.deflated) {
    thread_local const std::unique_ptr<libdeflate_decompressor, FreeCompressor> decompressor(
        libdeflate_alloc_decompressor());
    const auto result = libdeflate_deflate_decompress(decompressor.get(), array.stream.data(), array.stream.size(),
                                                      memory.data(), memory.size(), nullptr);
    if (result != LIBDEFLATE_SUCCESS) refuse(name, "it does not unpack");
  } else {
    if (memory.size() != array.stream.size()) refuse(name, "it has two sizes");
    memory = array.stream;
  }
  if (libdeflate_crc32(0, memory.data(), memory.size()) != array.crc32) refuse(name, "its checksum differs");
  std::size_t head = 0;
  std::tie(header, head) = parse_npy_header(memory, name);
  const auto values = std::span<const std::uint8_t>(memory).subspan(head);
  if (npy_values_bytes(header, values.size(), name) != values.size()) refuse(name, "its shape and size disagree");
  return values;
}

Bytes write_npz(const std::map<std::string, const PackedArray*>& arrays) {
  Bytes file, directory;
  ByteWriter out(file), list(directory);
  for (const auto& [key, array] : arrays) {
    const std::string member = key + ".npy";
    list.write(kCentralMark);
    list.write(kVersion);
    write_member_header(list, member, *array);
    list.write(std::array<std::uint16_t, 3>{});  // comment, disk, attributes
    list.write<std::uint32_t>(0);                // attributes
    list.write(static_cast<std::uint32_t>(file.size()));
    list.write_bytes(member.data(), member.size());
    out.write(kLocalMark);
    write_member_header(out, member, *array);
    out.write_bytes(member.data(), member.size());
    out.write_bytes(array->stream.data(), array->stream.size());
  }
  const std::size_t begin = file.size();
  if (begin + directory.size() > std::numeric_limits<std::uint32_t>::max() || arrays.size() > 0xFFFF) {
    throw Error("npz", "too much for one file", "use fewer environments");
  }
  out.write_bytes(directory.data(), directory.size());
  out.write(kEndMark);
  out.write(std::array<std::uint16_t, 2>{});  // disks
  for (int twice = 0; twice < 2; ++twice) out.write(static_cast<std::uint16_t>(arrays.size()));
  out.write(static_cast<std::uint32_t>(directory.size()));
  out.write(static_cast<std::uint32_t>(begin));
  out.write<std::uint16_t>(0);  // comment
  return file;
}

PackedArrays parse_npz(std::span<const std::uint8_t> file, const std::string& name) {
  if (file.size() < kEndBytes) refuse(name, "it ends early");
  ByteReader end(file.last(kEndBytes), name);
  if (end.read<std::uint32_t>() != kEndMark) refuse(name, "its end is missing");
  end.read<std::array<std::uint16_t, 3>>();
  const auto members = end.read<std::uint16_t>();
  const auto size = end.read<std::uint32_t>();
  ByteReader list(part(file, end.read<std::uint32_t>(), size, name), name);
  PackedArrays arrays;
  for (int i = 0; i < members; ++i) {
    if (list.read<std::uint32_t>() != kCentralMark) refuse(name, "its directory is damaged");
    list.read<std::array<std::uint16_t, 2>>();  // versions
    const auto flags = list.read<std::uint16_t>();
    const auto method = list.read<std::uint16_t>();
    list.read<std::uint32_t>();  // time
    PackedArray array;
    array.crc32 = list.read<std::uint32_t>();
    const auto packed = list.read<std::uint32_t>();
    array.unpacked_bytes = list.read<std::uint32_t>();
    const auto lengths = list.read<std::array<std::uint16_t, 3>>();  // name, extra, comment
    list.read<std::array<std::uint8_t, 8>>();                        // disk, attributes
    const auto offset = list.read<std::uint32_t>();
    std::string member(lengths[0], '\0');
    list.read_bytes(member.data(), member.size());
    std::string more(std::size_t{lengths[1]} + lengths[2], '\0');
    list.read_bytes(more.data(), more.size());
    if ((flags & 1) != 0 || (method != kStored && method != kDeflated) || !member.ends_with(".npy")) {
      refuse(name, "a member is not a plain array");
    }
    array.deflated = method == kDeflated;
    const auto stream = local_stream(file, offset, packed, name);
    array.stream.assign(stream.begin(), stream.end());
    if (!arrays.emplace(member.substr(0, member.size() - 4), std::move(array)).second) {
      refuse(name, "two members have one name");
    }
  }
  return arrays;
}

}  // namespace spindash
