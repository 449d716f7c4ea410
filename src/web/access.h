// SPDX-License-Identifier: MIT
// Who may see the live page. A page of another site that a person has open must not reach it: the Host that a request
// names must be where we listen (a name that resolves to us is not enough: DNS rebinding), and the Origin, where there
// is one, must be our own page. Where we listen on more than this machine, a request must also bring the token, in its
// address or in the cookie that the first answer set.
#pragma once

#include <string>
#include <string_view>

#include "web/address.h"

namespace spindash {

/// What of a request is looked at; empty where it has no such header.
struct RequestSigns {
  std::string_view host, origin, cookie;
  std::string_view target;  ///< "/page.css?token=..."
};

enum class Verdict { kWelcome, kWrongHost, kWrongOrigin, kNoToken };

class Access {
 public:
  /// `address` with the port that was found. The token is drawn from the system where one is needed.
  explicit Access(ListenAddress address);

  Verdict judge(const RequestSigns& request) const;
  /// Empty where none is needed.
  const std::string& token() const { return token_; }
  /// What a person types: "http://127.0.0.1:8200/", with the token where there is one.
  std::string url() const;
  /// The cookie that an answer to a welcome request sets; empty where there is no token.
  std::string cookie() const;

 private:
  bool is_our_host(std::string_view host) const;

  ListenAddress address_;
  std::string token_;
};

/// The path of a target, without what follows ? or #.
std::string_view path_of(std::string_view target);

}  // namespace spindash
