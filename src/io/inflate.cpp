// SPDX-License-Identifier: MIT
#include "io/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error.h"

namespace spindash {

namespace {

constexpr int kGzip = 15 + 16, kBare = -15;  // zlib's codes for the frame around a stream
constexpr std::size_t kChunk = std::size_t{1} << 18;

class Inflater {
 public:
  Inflater(std::span<const std::uint8_t> bytes, int frame, const std::string& name) : name_(name) {
    if (bytes.size() > std::size_t{1} << 31) throw Error(name_, "the compressed data is larger than 2 GiB");
    stream_.next_in = const_cast<Bytef*>(bytes.data());  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(bytes.size());
    if (inflateInit2(&stream_, frame) != Z_OK) throw Error(name_, "zlib cannot start");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Appends one stream or member to `out`.
  void read(Bytes& out, std::size_t limit) {
    for (int code = Z_OK; code != Z_STREAM_END;) {
      const std::size_t at = out.size();
      out.resize(std::min(at + kChunk, limit + 1));
      stream_.next_out = out.data() + at;
      stream_.avail_out = static_cast<uInt>(out.size() - at);
      code = inflate(&stream_, Z_NO_FLUSH);
      out.resize(out.size() - stream_.avail_out);
      if (out.size() > limit) throw Error(name_, fmt::format("it unpacks to more than {} bytes", limit));
      if (code == Z_BUF_ERROR || (code == Z_OK && stream_.avail_in == 0 && stream_.avail_out != 0))
        throw Error(name_, "the compressed data ends early", "the file is damaged");
      if (code != Z_OK && code != Z_STREAM_END)
        throw Error(name_, stream_.msg == nullptr ? "not compressed data" : stream_.msg, "the file is damaged");
    }
  }

  std::size_t left() const { return stream_.avail_in; }
  void start_next() { inflateReset(&stream_); }

 private:
  std::string name_;
  z_stream stream_{};
};

}  // namespace

Bytes gunzip(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit) {
  Inflater inflater(bytes, kGzip, name);
  Bytes out;
  inflater.read(out, limit);
  while (inflater.left() != 0) {
    inflater.start_next();
    inflater.read(out, limit);
  }
  return out;
}

Bytes inflate_raw(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t limit) {
  Bytes out;
  Inflater(bytes, kBare, name).read(out, limit);
  return out;
}

Bytes gzip(std::span<const std::uint8_t> bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error("gzip", "zlib cannot start");
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw Error("gzip", "zlib did not finish");
  return out;
}

}  // namespace spindash
