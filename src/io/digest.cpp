// SPDX-License-Identifier: MIT
#include "io/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/error.h"

namespace spindash {

namespace {

std::string hex_digest(const EVP_MD* kind, std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr) != 1)
    throw Error("digest", "the crypto library cannot compute it", "is it restricted on this machine?");
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace

std::string sha1_hex(std::span<const std::uint8_t> bytes) {
  return hex_digest(EVP_sha1(), bytes);
}

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
  return hex_digest(EVP_sha256(), bytes);
}

}  // namespace spindash
