// SPDX-License-Identifier: MIT
#include "web/message.h"

#include <nlohmann/json.hpp>

namespace spindash {

MessageWriter::MessageWriter(std::string_view kind)
    : fields_(std::make_unique<nlohmann::json>(
          nlohmann::json{{"kind", std::string(kind)}, {"pictures", nlohmann::json::array()}})) {}

MessageWriter::~MessageWriter() = default;

void MessageWriter::attach(std::string_view name, std::string_view type, int width, int height,
                           std::span<const std::uint8_t> bytes) {
  (*fields_)["pictures"].push_back({{"name", std::string(name)},
                                    {"type", std::string(type)},
                                    {"width", width},
                                    {"height", height},
                                    {"at", pictures_.size()},
                                    {"bytes", bytes.size()}});
  pictures_.insert(pictures_.end(), bytes.begin(), bytes.end());
}

Message MessageWriter::finish() {
  // What is not a number (a loss that diverged) is null in JSON, and the page says so.
  const std::string header = fields_->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  auto bytes = std::make_shared<Bytes>();
  bytes->reserve(4 + header.size() + pictures_.size());
  ByteWriter out(*bytes);
  out.write(static_cast<std::uint32_t>(header.size()));
  out.write_bytes(header.data(), header.size());
  out.write_bytes(pictures_.data(), pictures_.size());
  return bytes;
}

}  // namespace spindash
