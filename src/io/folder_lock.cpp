// SPDX-License-Identifier: MIT
#include "io/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "io/system_error.h"

namespace spindash {

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".lock";
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw_system_error(folder, "cannot write to it", errno);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int code = errno;
  // File systems without locks cannot keep anyone out: then nothing is promised.
  if (code != EWOULDBLOCK) return;
  close(descriptor_);
  throw Error(folder.string(), "another process is training in it", "wait for it, stop it, or give another --out");
}

FolderLock::~FolderLock() {
  close(descriptor_);
}

}  // namespace spindash
