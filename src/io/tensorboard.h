// SPDX-License-Identifier: MIT
// Event files that TensorBoard reads (tfrecord.h frames of events.proto). Events are held in memory until flush(), or
// until a second has gone by, and longer while the disk is full; a file that is cut off by a kill loses its last events
// only. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "io/log_file.h"
#include "io/picture.h"

namespace spindash {

class EventWriter {
 public:
  /// Starts a new file in `folder`, which is made when missing. Resuming at step `first_step` > 0: TensorBoard then
  /// drops what older files of the folder hold from that step on.
  explicit EventWriter(const std::filesystem::path& folder, std::int64_t first_step = 0);

  /// Tags are paths: "ppo/loss" is the chart "loss" in the group "ppo".
  void scalar(std::string_view tag, double value, std::int64_t step);
  void image(std::string_view tag, const Picture& picture, std::int64_t step);
  /// Markdown.
  void text(std::string_view tag, std::string_view text, std::int64_t step);
  /// Syncs all events to disk; throws when that fails (DiskFull, system_error.h), and may be called again.
  void flush() { file_.flush(); }

  const std::filesystem::path& file() const { return file_.path(); }

 private:
  void append(const std::string& event);

  LogFile file_;
};

}  // namespace spindash
