// SPDX-License-Identifier: MIT
#include "io/system_error.h"

#include <cerrno>
#include <cstring>
#include <string>

namespace spindash {

void throw_system_error(const std::filesystem::path& path, std::string_view doing, int code) {
  const std::string what = std::string(doing) + ": " + std::strerror(code);
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      throw DiskFull(path.string(), what, "free some space on its disk, or write to another one");
    case EFBIG:
      throw DiskFull(path.string(), what, "raise the limit on the size of files (ulimit -f)");
    case EACCES:
    case EPERM:
    case EROFS:
      throw Error(path.string(), what, "choose a folder that you may write to");
    default:
      throw Error(path.string(), what);
  }
}

}  // namespace spindash
