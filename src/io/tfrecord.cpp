// SPDX-License-Identifier: MIT
#include "io/tfrecord.h"

#include <array>

namespace spindash {

namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78U : 0U);
    table[byte] = value;
  }
  return table;
}
constexpr auto kTable = make_table();

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = ~0U;
  for (const std::uint8_t byte : bytes) crc = kTable[(crc ^ byte) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

std::uint32_t masked_crc32c(std::span<const std::uint8_t> bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
}

void append_record(Bytes& out, std::string_view record) {
  const std::uint64_t length = record.size();
  ByteWriter writer(out);
  writer.write(length);
  writer.write(masked_crc32c(std::span(reinterpret_cast<const std::uint8_t*>(&length), sizeof length)));
  writer.write_bytes(record.data(), record.size());
  writer.write(masked_crc32c(std::span(reinterpret_cast<const std::uint8_t*>(record.data()), record.size())));
}

}  // namespace spindash
