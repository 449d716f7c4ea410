// SPDX-License-Identifier: MIT
#include "base/bytes.h"

#include <fmt/format.h>

#include "base/error.h"

namespace spindash {

void ByteReader::read_bytes(void* to, std::size_t size) {
  if (size > data_.size()) {
    throw Error(name_, fmt::format("ends early: {} bytes wanted, {} left", size, data_.size()), "the file is damaged");
  }
  if (size != 0) std::memcpy(to, data_.data(), size);
  data_ = data_.subspan(size);
}

void ByteReader::expect_end() const {
  if (!data_.empty()) throw Error(name_, fmt::format("{} bytes too many", data_.size()), "the file is damaged");
}

std::size_t ByteReader::checked_count(std::uint64_t count, std::size_t element) const {
  if (count > data_.size() / element) {
    throw Error(name_, fmt::format("claims {} elements where {} bytes are left", count, data_.size()),
                "the file is damaged");
  }
  return static_cast<std::size_t>(count);
}

}  // namespace spindash
