// SPDX-License-Identifier: MIT
#include "web/access.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::string_view kCookie = "spindash_token";

std::string draw_token() {
  std::array<unsigned char, 16> bytes{};
  std::ifstream random("/dev/urandom", std::ios::binary);
  if (!random.read(reinterpret_cast<char*>(bytes.data()), bytes.size()))
    throw Error("/dev/urandom", "cannot be read, and without it there is no token");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : bytes) {
    token += kDigits[byte >> 4];
    token += kDigits[byte & 15];
  }
  return token;
}

/// Takes as long wherever the first difference is.
bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

/// The value of `name` among parts "name=value" divided by `divider`; spaces before a name are skipped.
std::string_view value_of(std::string_view text, std::string_view name, char divider) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(divider), text.size());
    std::string_view part = text.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    if (part.starts_with(name) && part.size() > name.size() && part[name.size()] == '=')
      return part.substr(name.size() + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

/// "name" of "name:port" and "[::1]" of "[::1]:port".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']'), host.size() - 1) + 1);
  return host.substr(0, std::min(host.find(':'), host.size()));
}

bool is_address(std::string_view host) {
  std::string name(host);
  if (name.size() > 2 && name.front() == '[') name = name.substr(1, name.size() - 2);
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

std::string machine_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

Access::Access(ListenAddress address) : address_(std::move(address)) {
  if (!address_.loopback()) token_ = draw_token();
}

bool Access::is_our_host(std::string_view host) const {
  const std::string port = fmt::format(":{}", address_.port);
  const std::string_view name = without_port(host);
  // A browser leaves out port 80 only.
  if (host.substr(name.size()) != port && !(address_.port == 80 && host == name)) return false;
  if (name == "localhost" || name == "[::1]" || (name.starts_with("127.") && is_address(name))) return true;
  return !address_.loopback() && (is_address(name) || name == machine_name());
}

Verdict Access::judge(const RequestSigns& request) const {
  if (!is_our_host(request.host)) return Verdict::kWrongHost;
  if (!request.origin.empty() && request.origin != fmt::format("http://{}", request.host)) return Verdict::kWrongOrigin;
  if (token_.empty()) return Verdict::kWelcome;
  const std::size_t question = request.target.find('?');
  const std::string_view query = question < request.target.size() ? request.target.substr(question + 1) : "";
  const bool brought =
      same(value_of(query, "token", '&'), token_) || same(value_of(request.cookie, kCookie, ';'), token_);
  return brought ? Verdict::kWelcome : Verdict::kNoToken;
}

std::string Access::url() const {
  // 0.0.0.0 is everywhere, and no place to go to.
  ListenAddress shown = address_;
  if (shown.host == "0.0.0.0") shown.host = "127.0.0.1";
  if (shown.host == "::") shown.host = "::1";
  return fmt::format("http://{}/{}{}", address_text(shown), token_.empty() ? "" : "?token=", token_);
}

std::string Access::cookie() const {
  if (token_.empty()) return {};
  return fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/", kCookie, token_);
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, std::min(target.find_first_of("?#"), target.size()));
}

}  // namespace spindash
