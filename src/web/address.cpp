// SPDX-License-Identifier: MIT
#include "web/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::string_view kForm = "give an IP address, a port or both, such as 0.0.0.0:8200";

bool is_v4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_v6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::uint16_t parse_port(std::string_view text, const std::string& whole) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (fault != std::errc() || end != text.data() + text.size())
    throw Error(whole, "'" + std::string(text) + "' is no port", kForm);
  return port;
}

}  // namespace

bool ListenAddress::loopback() const {
  return host == "::1" || (is_v4(host) && host.starts_with("127."));
}

ListenAddress parse_address(std::string_view text) {
  ListenAddress address;
  if (text.empty()) return address;
  const std::string whole(text);
  std::string_view host = text, port;
  const bool only_port = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (only_port) {
    host = {};
    port = text;
  } else if (text.front() == '[') {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) throw Error(whole, "its [ is never closed", kForm);
    host = text.substr(1, end - 1);
    if (end + 1 < text.size()) {
      if (text[end + 1] != ':') throw Error(whole, "what follows ] is no port", kForm);
      port = text.substr(end + 2);
      if (port.empty()) throw Error(whole, "it has no port after the colon", kForm);
    }
  } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos && text.rfind(':') == colon) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (port.empty()) throw Error(whole, "it has no port after the colon", kForm);
  }
  if (!host.empty()) address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  if (!port.empty()) {
    address.port = parse_port(port, whole);
    address.port_given = true;
  }
  if (!is_v4(address.host) && !is_v6(address.host))
    throw Error(whole, "'" + address.host + "' is no IP address", kForm);
  return address;
}

std::string address_text(const ListenAddress& address) {
  if (is_v6(address.host)) return fmt::format("[{}]:{}", address.host, address.port);
  return fmt::format("{}:{}", address.host, address.port);
}

}  // namespace spindash
