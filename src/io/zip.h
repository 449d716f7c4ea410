// SPDX-License-Identifier: MIT
// Reading zip archives in memory (wheels, ROM collections): members stored or deflated, checked by their CRC-32.
// Encrypted members, several disks and ZIP64 are refused. Names are as the archive has them: whoever writes files by
// them must look first (is_safe_name). The archive's bytes must outlive this.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace spindash {

struct ZipMember {
  std::string name;
  std::uint32_t size = 0;         ///< bytes once unpacked, as the archive promises
  std::uint32_t packed_size = 0;  ///< bytes
  std::uint32_t crc = 0;
  std::uint32_t header_at = 0;
  std::uint16_t method = 0;
  bool encrypted = false;
};

class ZipArchive {
 public:
  /// Reads the list of members; throws Error when `bytes` are not a zip archive. `name` is what errors call it.
  ZipArchive(std::span<const std::uint8_t> bytes, std::string name);

  const std::vector<ZipMember>& members() const { return members_; }
  /// Unpacks one; throws Error when it is damaged, or larger than `limit` bytes.
  Bytes read(const ZipMember& member, std::size_t limit) const;

 private:
  std::span<const std::uint8_t> bytes_;
  std::string name_;
  std::vector<ZipMember> members_;
};

/// A relative path that stays below the folder it is joined to.
bool is_safe_name(std::string_view name);

}  // namespace spindash
