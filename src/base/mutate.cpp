// SPDX-License-Identifier: MIT
#include "base/mutate.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace spindash {

namespace {

std::size_t somewhere(const Bytes& input, Random& random) {
  return random.below(static_cast<std::uint32_t>(input.size() + 1));
}

void overwrite_number(Bytes& input, Random& random) {
  constexpr std::array<std::uint64_t, 8> kExtremes = {
      0, 1, 0x7F, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
  const std::uint64_t value = kExtremes[random.below(kExtremes.size())];
  const std::size_t at = somewhere(input, random);
  const std::size_t size = std::min<std::size_t>(std::size_t{1} << random.below(4), input.size() - at);
  if (size != 0) std::memcpy(input.data() + at, &value, size);
}

void overwrite_text(Bytes& input, Random& random) {
  constexpr std::array<std::string_view, 12> kWords = {
      "-1", "9223372036854775808", "1e999", "nan", "\"", "\n", "[[", "{", "}", ",", "\\u0000", "\xFF\xFE"};
  const std::string_view word = kWords[random.below(kWords.size())];
  input.insert(input.begin() + static_cast<std::ptrdiff_t>(somewhere(input, random)), word.begin(), word.end());
}

void repeat_part(Bytes& input, Random& random) {
  const std::size_t begin = somewhere(input, random);
  const std::size_t size =
      random.below(static_cast<std::uint32_t>(std::min<std::size_t>(input.size() - begin, 64) + 1));
  const Bytes part(input.begin() + static_cast<std::ptrdiff_t>(begin),
                   input.begin() + static_cast<std::ptrdiff_t>(begin + size));
  input.insert(input.begin() + static_cast<std::ptrdiff_t>(somewhere(input, random)), part.begin(), part.end());
}

}  // namespace

Bytes mutate(Bytes input, Random& random) {
  for (int times = random.between(1, 4); times > 0; --times) {
    switch (random.below(6)) {
      case 0:
        if (!input.empty()) {
          input[random.below(static_cast<std::uint32_t>(input.size()))] ^=
              static_cast<std::uint8_t>(1U << random.below(8));
        }
        break;
      case 1:
        input.resize(somewhere(input, random));
        break;
      case 2:
        overwrite_number(input, random);
        break;
      case 3:
        overwrite_text(input, random);
        break;
      case 4:
        repeat_part(input, random);
        break;
      default: {
        const std::size_t begin = somewhere(input, random);
        const std::size_t size = std::min<std::size_t>(input.size() - begin, random.below(32));
        input.erase(input.begin() + static_cast<std::ptrdiff_t>(begin),
                    input.begin() + static_cast<std::ptrdiff_t>(begin + size));
      }
    }
  }
  return input;
}

std::string mutate(const std::string& input, Random& random) {
  const Bytes damaged = mutate(Bytes(input.begin(), input.end()), random);
  return {damaged.begin(), damaged.end()};
}

int fuzz_inputs() {
  const char* asked = std::getenv("SPINDASH_FUZZ_INPUTS");  // NOLINT(concurrency-mt-unsafe)
  return asked == nullptr ? 3000 : std::atoi(asked);
}

}  // namespace spindash
