// SPDX-License-Identifier: MIT
// Keeps two processes from writing to one folder: held until destroyed, or until the process ends, however it ends.
#pragma once

#include <filesystem>

namespace spindash {

class FolderLock {
 public:
  /// Throws Error when another process holds it, or the folder cannot be written. The folder must exist.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace spindash
