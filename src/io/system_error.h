// SPDX-License-Identifier: MIT
// What the system said about a file, as an Error that tells what to do. A full disk has a type of its own: who can wait
// for room may catch it, go on, and lose nothing.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.h"

namespace spindash {

/// No room for more: the disk, a quota or the limit on the size of files.
class DiskFull : public Error {
 public:
  using Error::Error;
};

/// Throws DiskFull or Error for `code`, an errno; `doing` is what failed, as in "cannot write it".
[[noreturn]] void throw_system_error(const std::filesystem::path& path, std::string_view doing, int code);

}  // namespace spindash
