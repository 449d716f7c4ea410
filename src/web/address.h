// SPDX-License-Identifier: MIT
// Where the live page listens, as the command line names it: "", "8123", "0.0.0.0:8123", "[::1]:8123", "192.168.0.7".
// Without a host it is 127.0.0.1, without a port 8200, or the next free one above it. Any address but a loopback one
// needs a token.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spindash {

struct ListenAddress {
  std::string host = "127.0.0.1";  ///< an IP address
  std::uint16_t port = 8200;       ///< 0: any
  bool port_given = false;         ///< where it was not, a later one will do
  bool loopback() const;
  bool operator==(const ListenAddress&) const = default;
};

/// Throws Error for what is no IP address and port.
ListenAddress parse_address(std::string_view text);
/// "127.0.0.1:8200", "[::1]:8200".
std::string address_text(const ListenAddress& address);

}  // namespace spindash
