// SPDX-License-Identifier: MIT
#include "io/contact_sheet.h"

#include <algorithm>

#include "base/error.h"
#include "io/png.h"

namespace spindash {

namespace {

constexpr std::size_t kShown = static_cast<std::size_t>(ContactSheet::kColumns) * ContactSheet::kRows;
constexpr std::size_t kMost = 8 * kShown;  // kept: each of those shown lies within a sixteenth of its place
constexpr int kGap = 2;                    // pixels

}  // namespace

ContactSheet::ContactSheet(std::filesystem::path file) : file_(std::move(file)) {}

void ContactSheet::add(const Picture& frame) {
  if (!kept_.empty() && (frame.width != last_.width || frame.height != last_.height))
    throw Error(file_.string(), "a frame does not fit the contact sheet", "give frames of one size");
  last_ = frame;
  if (frames_++ % every_ != 0) return;
  if (kept_.size() == kMost) {
    for (std::size_t i = 1; i < kMost / 2; ++i) kept_[i] = std::move(kept_[2 * i]);
    kept_.resize(kMost / 2);
    every_ *= 2;
    if ((frames_ - 1) % every_ != 0) return;
  }
  kept_.push_back(frame);
}

void ContactSheet::finish() {
  if (kept_.empty()) throw Error(file_.string(), "no frame for a contact sheet");
  if ((frames_ - 1) % every_ != 0) kept_.push_back(last_);
  const std::size_t shown = std::min(kShown, kept_.size());
  const int columns = std::min(kColumns, static_cast<int>(shown));
  const int rows = (static_cast<int>(shown) + kColumns - 1) / kColumns;
  Picture sheet(columns * (last_.width + kGap) - kGap, rows * (last_.height + kGap) - kGap);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t at = shown == 1 ? 0 : (i * (kept_.size() - 1) + (shown - 1) / 2) / (shown - 1);
    const int place = static_cast<int>(i);
    paste(sheet, kept_[at], place % kColumns * (last_.width + kGap), place / kColumns * (last_.height + kGap));
  }
  write_png(file_, sheet);
}

}  // namespace spindash
