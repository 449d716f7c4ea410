// SPDX-License-Identifier: MIT
// Writing zip archives in memory: members deflated, no zip64. Equal members give equal bytes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace spindash {

class ZipWriter {
 public:
  void add(const std::string& name, std::span<const std::uint8_t> content);
  void add(const std::string& name, std::string_view text);
  /// The whole archive; nothing may be added afterwards.
  Bytes finish();

 private:
  Bytes bytes_, directory_;
  std::uint16_t members_ = 0;
};

}  // namespace spindash
