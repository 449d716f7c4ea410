// SPDX-License-Identifier: MIT
#include "env/retro/memory.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace spindash::retro {

void Memory::add_block(MemoryBlock block) {
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), block,
                                      [](const auto& a, const auto& b) { return a.address < b.address; });
  blocks_.insert(after, block);
}

void Memory::set_overlay(const Overlay& overlay) {
  if (overlay.width < 1 || overlay.width > kWidest)
    throw Error("memory overlay", "its width is " + std::to_string(overlay.width), "1 to 8 bytes are possible");
  width_ = static_cast<std::size_t>(overlay.width);
  const ByteOrder backing = byte_order(overlay.backing, overlay.width), real = byte_order(overlay.real, overlay.width);
  for (std::size_t k = 0; k < width_; ++k) unit_[real[k]] = backing[k];
}

const MemoryBlock* Memory::find(std::uint64_t address) const {
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), address,
                                      [](std::uint64_t at, const auto& block) { return at < block.address; });
  if (after == blocks_.begin()) return nullptr;
  const MemoryBlock& block = *(after - 1);
  return address - block.address < block.bytes.size() ? &block : nullptr;
}

std::optional<std::int64_t> Memory::read(std::uint64_t address, const ValueType& type) const {
  const MemoryBlock* block = find(address);
  if (block == nullptr) return {};
  const auto width = static_cast<std::size_t>(type.width());
  std::array<std::uint8_t, kWidest> value{};
  const std::size_t offset = address - block->address;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t at = place(offset + i);
    if (at < block->bytes.size()) value[i] = block->bytes[at];
  }
  return type.decode(std::span(value).first(width));
}

std::optional<std::uint8_t> Memory::read_byte(std::uint64_t address) const {
  const MemoryBlock* block = find(address);
  if (block == nullptr) return {};
  const std::size_t at = place(address - block->address);
  return at < block->bytes.size() ? block->bytes[at] : std::uint8_t{0};
}

bool Memory::write(std::uint64_t address, const ValueType& type, std::int64_t value) {
  const MemoryBlock* block = find(address);
  if (block == nullptr) return false;
  ++writes_;
  const auto width = static_cast<std::size_t>(type.width());
  std::array<std::uint8_t, kWidest> bytes{};
  type.encode(value, std::span(bytes).first(width));
  const std::size_t offset = address - block->address;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t at = place(offset + i);
    if (at < block->bytes.size()) block->bytes[at] = bytes[i];
  }
  return true;
}

}  // namespace spindash::retro
