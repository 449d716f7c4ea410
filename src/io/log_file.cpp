// SPDX-License-Identifier: MIT
#include "io/log_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "io/system_error.h"

namespace spindash {

LogFile::LogFile(std::filesystem::path file, Open how)
    : file_(std::move(file)),
      descriptor_(open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (how == Open::kNew ? O_EXCL : O_APPEND), 0644)) {
  if (descriptor_ < 0) throw_system_error(file_, "cannot write it", errno);
}

LogFile::~LogFile() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to tell.
  }
  close(descriptor_);
}

void LogFile::append(std::span<const std::uint8_t> bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  if (std::chrono::steady_clock::now() - written_ <= std::chrono::seconds(1)) return;
  written_ = std::chrono::steady_clock::now();
  try {
    write_pending();
  } catch (const DiskFull&) {
    // Kept for the next time; flush() tells.
  }
}

void LogFile::append(std::string_view text) {
  append(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void LogFile::write_pending() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t written = write(descriptor_, pending_.data() + done, pending_.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
      throw_system_error(file_, "cannot write it", code);
    }
    done += static_cast<std::size_t>(written);
  }
  pending_.clear();
}

void LogFile::flush() {
  write_pending();
  written_ = std::chrono::steady_clock::now();
  if (fdatasync(descriptor_) != 0 && errno != EINVAL) throw_system_error(file_, "cannot sync it to disk", errno);
}

}  // namespace spindash
