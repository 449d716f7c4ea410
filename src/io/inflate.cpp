// SPDX-License-Identifier: MIT
#include "io/inflate.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <memory>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::size_t kSmallestRoom = std::size_t{1} << 16;

struct Free {
  void operator()(libdeflate_compressor* each) const { libdeflate_free_compressor(each); }
  void operator()(libdeflate_decompressor* each) const { libdeflate_free_decompressor(each); }
};

/// libdeflate's two functions for a stream alone and for a gzip member.
using Unpack = libdeflate_result(libdeflate_decompressor*, const void*, std::size_t, void*, std::size_t, std::size_t*,
                                 std::size_t*);

/// Appends one stream to `out`, and gives how many of `bytes` it took. libdeflate wants all the room at once: more is
/// tried until it suffices.
std::size_t append(Unpack& unpack, std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit,
                   Bytes& out) {
  const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw Error(name, "there is no memory to unpack it");
  const std::size_t begin = out.size(), most = limit - begin;
  for (std::size_t room = std::min(most, std::max(bytes.size() * 4, kSmallestRoom));;
       room = room > most / 2 ? most : room * 2) {
    out.resize(begin + room);
    std::size_t taken = 0, made = 0;
    const auto result = unpack(decompressor.get(), bytes.data(), bytes.size(), out.data() + begin, room, &taken, &made);
    if (result == LIBDEFLATE_SUCCESS) {
      out.resize(begin + made);
      return taken;
    }
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
      throw Error(name, "it is not compressed data, or breaks off", "the file is damaged");
    if (room == most) throw Error(name, fmt::format("it unpacks to more than {} bytes", limit));
  }
}

}  // namespace

Bytes gunzip(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit) {
  Bytes out;
  do {
    bytes = bytes.subspan(append(libdeflate_gzip_decompress_ex, bytes, name, limit, out));
  } while (!bytes.empty());
  return out;
}

Bytes inflate_raw(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit) {
  Bytes out;
  append(libdeflate_deflate_decompress_ex, bytes, name, limit, out);
  return out;
}

Bytes gzip(std::span<const std::uint8_t> bytes, int level) {
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw Error("gzip", "there is no memory to pack");
  Bytes out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()));
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace spindash
