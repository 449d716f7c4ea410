// SPDX-License-Identifier: MIT
// A console's memory as blocks at its own addresses. The bytes belong to whoever has them (an emulator core, a copy, a
// save state) and lie there in the core's order; the overlay says how that differs from the console's: both see units
// of some bytes, each written in another order. Reads and writes by address are in the console's order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "env/retro/value_type.h"

namespace spindash::retro {

struct Overlay {
  std::string backing = "=";  ///< the order in the core
  std::string real = "=";     ///< the order in the console
  int width = 1;              ///< bytes of a unit, 1 to 8
};

struct MemoryBlock {
  std::uint64_t address = 0;
  std::span<std::uint8_t> bytes;
};

class Memory {
 public:
  /// Blocks are kept in ascending order of address.
  void add_block(MemoryBlock block);
  void set_overlay(const Overlay& overlay);

  std::span<const MemoryBlock> blocks() const { return blocks_; }
  /// Whether a block has the value's first byte; of those beyond a block's end, reads give 0 and writes nothing.
  bool has(std::uint64_t address) const { return find(address) != nullptr; }
  std::optional<std::int64_t> read(std::uint64_t address, const ValueType& type) const;
  std::optional<std::uint8_t> read_byte(std::uint64_t address) const;
  /// False when no block has the address.
  bool write(std::uint64_t address, const ValueType& type, std::int64_t value);
  /// How often that was.
  std::uint64_t writes() const { return writes_; }

 private:
  const MemoryBlock* find(std::uint64_t address) const;
  std::size_t place(std::size_t offset) const { return offset - offset % width_ + unit_[offset % width_]; }

  std::vector<MemoryBlock> blocks_;
  std::size_t width_ = 1;
  std::uint64_t writes_ = 0;
  ByteOrder unit_{};  ///< where in its unit of the core the console's k-th byte lies
};

}  // namespace spindash::retro
