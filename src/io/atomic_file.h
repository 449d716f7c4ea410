// SPDX-License-Identifier: MIT
// Files and folders that appear whole or not at all: written under a temporary name beside the target, synced, renamed.
// Killed at any instant, the target is the old one or the new one. A folder that cannot be written and the like throw
// Error with the path and the system's words, a full disk DiskFull (system_error.h). Distinct targets may be written by
// distinct threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace spindash {

class AtomicFile {
 public:
  /// Opens the temporary file. Folders above `target` must exist.
  explicit AtomicFile(std::filesystem::path target);
  /// Removes the temporary file unless commit() was called.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::uint8_t> bytes);
  void write(std::string_view text);
  /// Syncs and gives the file its name, in place of any file that had it.
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  int file_ = -1;
};

/// A folder written in path() and then given its name; whatever had that name before is replaced.
class AtomicFolder {
 public:
  /// Makes the temporary folder and the folders above `target`, and removes what killed processes left there.
  explicit AtomicFolder(std::filesystem::path target);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  const std::filesystem::path& path() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  bool committed_ = false;
};

void write_file_atomic(const std::filesystem::path& target, std::span<const std::uint8_t> bytes);
void write_file_atomic(const std::filesystem::path& target, std::string_view text);
/// The whole file; Error when it is missing, unreadable or larger than `limit` bytes.
Bytes read_file(const std::filesystem::path& file, std::uintmax_t limit = std::uintmax_t{1} << 34);
std::string read_text_file(const std::filesystem::path& file, std::uintmax_t limit = std::uintmax_t{1} << 30);
/// As mkdir -p.
void make_folders(const std::filesystem::path& folder);
/// Removes from `folder` what killed processes left half written; only where no other process writes now.
void remove_partial_files(const std::filesystem::path& folder);

/// A name fit for a file: "dash:seed/7" -> "dash-seed-7".
std::string as_file_name(std::string name);

}  // namespace spindash
