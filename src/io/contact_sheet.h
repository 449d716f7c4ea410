// SPDX-License-Identifier: MIT
// A film as one picture: 24 of its frames at even distances, the first and the last among them, four a row.
#pragma once

#include <filesystem>
#include <vector>

#include "io/film.h"

namespace spindash {

class ContactSheet : public Film {
 public:
  static constexpr int kColumns = 4, kRows = 6;

  explicit ContactSheet(std::filesystem::path file);

  void add(const Picture& frame) override;
  /// Fewer frames make fewer rows. Throws Error if there is none.
  void finish() override;
  long long frames() const override { return frames_; }

 private:
  std::filesystem::path file_;
  std::vector<Picture> kept_;  ///< every `every_`th; when there are many, every second of them is let go
  Picture last_;
  long long frames_ = 0, every_ = 1;
};

}  // namespace spindash
