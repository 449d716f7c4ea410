// SPDX-License-Identifier: MIT
// A file that grows at its end: what is appended is held in memory for up to a second, and longer while the disk is
// full. Nothing is lost unless the process is. One thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace spindash {

class LogFile {
 public:
  enum class Open { kNew, kAppend };
  /// kNew: the file must not exist yet. Throws Error when it cannot be written.
  LogFile(std::filesystem::path file, Open how);
  /// Writes what is left, if it can; flush() before the end tells.
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  void append(std::span<const std::uint8_t> bytes);
  void append(std::string_view text);
  /// Syncs all to disk; throws when that fails (DiskFull, system_error.h), and may be called again.
  void flush();

  const std::filesystem::path& path() const { return file_; }

 private:
  void write_pending();

  std::filesystem::path file_;
  int descriptor_;
  Bytes pending_;
  std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
};

}  // namespace spindash
