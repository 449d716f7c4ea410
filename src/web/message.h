// SPDX-License-Identifier: MIT
// What the program tells the page: one binary WebSocket message. Bytes 0..3: length J of the header, little-endian;
// then J bytes of JSON; then the pictures' bytes, one after another. The JSON is an object with "kind", any fields, and
// "pictures": [{"name","type","width","height","at","bytes"}], `at` counted from the header's end. Types: "png"; "rgb"
// [height, width, 3]; "grey" [height, width] (docs/live.md).
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace spindash {

/// Shared by all viewers' queues; never changed.
using Message = std::shared_ptr<const Bytes>;

class MessageWriter {
 public:
  explicit MessageWriter(std::string_view kind);
  ~MessageWriter();
  MessageWriter(const MessageWriter&) = delete;
  MessageWriter& operator=(const MessageWriter&) = delete;

  /// The header, to put fields in.
  nlohmann::json& fields() { return *fields_; }
  void attach(std::string_view name, std::string_view type, int width, int height, std::span<const std::uint8_t> bytes);
  Message finish();

 private:
  std::unique_ptr<nlohmann::json> fields_;
  Bytes pictures_;
};

}  // namespace spindash
