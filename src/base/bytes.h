// SPDX-License-Identifier: MIT
// Flat binary buffers for save states and checkpoints: what ByteWriter appended, ByteReader takes off in the same
// order. Little-endian, no padding, no versions: the container that holds such bytes names their version.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace spindash {

using Bytes = std::vector<std::uint8_t>;

class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}

  template <class T>
  void write(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    write_bytes(&value, sizeof value);
  }
  template <class T>
  void write_span(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    write<std::uint64_t>(values.size());
    write_bytes(values.data(), values.size_bytes());
  }
  void write_string(std::string_view text) { write_span(std::span<const char>(text)); }
  void write_bytes(const void* data, std::size_t size) {
    const std::size_t at = out_.size();
    out_.resize(at + size);
    if (size != 0) std::memcpy(out_.data() + at, data, size);
  }

 private:
  Bytes& out_;
};

class ByteReader {
 public:
  /// `name` is what an error calls the source, e.g. a file's path.
  ByteReader(std::span<const std::uint8_t> data, std::string_view name) : data_(data), name_(name) {}

  /// All of these throw Error when the buffer ends early.
  template <class T>
  T read() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    read_bytes(&value, sizeof value);
    return value;
  }
  template <class T>
  std::vector<T> read_vector() {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t count = checked_count(read<std::uint64_t>(), sizeof(T));
    std::vector<T> values(count);
    read_bytes(values.data(), count * sizeof(T));
    return values;
  }
  std::string read_string() {
    const auto text = read_vector<char>();
    return {text.begin(), text.end()};
  }
  void read_bytes(void* to, std::size_t size);
  std::size_t left() const { return data_.size(); }
  /// Throws Error unless everything was read.
  void expect_end() const;

 private:
  std::size_t checked_count(std::uint64_t count, std::size_t element) const;

  std::span<const std::uint8_t> data_;
  std::string name_;
};

}  // namespace spindash
