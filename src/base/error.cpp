// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace spindash {

namespace {

std::string one_line(std::string_view where, std::string_view what, std::string_view remedy) {
  std::string line(where);
  if (!line.empty()) line += ": ";
  line += what;
  if (!remedy.empty()) {
    line += "; ";
    line += remedy;
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

}  // namespace

Error::Error(std::string_view where, std::string_view what, std::string_view remedy)
    : std::runtime_error(one_line(where, what, remedy)) {}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace spindash
