// SPDX-License-Identifier: MIT
#include "io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "io/system_error.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPartial = ".partial-";

/// A name beside `target` that no other living process and no other call of this one uses. One that was killed may have
/// left something of this name: containers give the same process number again and again.
fs::path temporary_name(const fs::path& target) {
  static std::atomic<unsigned> count{0};
  const fs::path name = target.has_filename() ? target.filename() : target.parent_path().filename();
  const fs::path folder = target.has_filename() ? target.parent_path() : target.parent_path().parent_path();
  return folder / fmt::format(".{}{}{}-{}", name.string(), kPartial, getpid(), count++);
}

/// Removes what processes that were killed left of `target`: a folder half written may be large.
void remove_leftovers(const fs::path& target, const fs::path& temporary) {
  const std::string start = fmt::format(".{}{}", target.filename().string(), kPartial);
  std::error_code ignored;
  for (const auto& entry :
       fs::directory_iterator(temporary.parent_path().empty() ? "." : temporary.parent_path(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start)) continue;
    const long process = std::strtol(name.c_str() + start.size(), nullptr, 10);
    const bool alive = process <= 0 || kill(static_cast<pid_t>(process), 0) == 0 || errno != ESRCH;
    if (!alive) fs::remove_all(entry.path(), ignored);
  }
}

void sync_path(const fs::path& path) {
  const int descriptor = open(path.empty() ? "." : path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_system_error(path, "cannot open it to sync", errno);
  const int code = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  if (code != 0 && code != EINVAL && code != ENOTSUP) throw_system_error(path, "cannot sync it to disk", code);
}

void sync_tree(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) sync_path(entry.path());
  sync_path(folder);
}

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)), temporary_(temporary_name(target_)) {
  file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) throw_system_error(target_, "cannot write it", errno);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_system_error(target_, "cannot write it", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void AtomicFile::commit() {
  if (fsync(file_) != 0 && errno != EINVAL) throw_system_error(target_, "cannot sync it to disk", errno);
  // What close() reports (a full network disk) still has to keep the name from appearing.
  const int closed = close(std::exchange(file_, -1));
  if (closed != 0 || rename(temporary_.c_str(), target_.c_str()) != 0) {
    const int code = errno;
    unlink(temporary_.c_str());
    throw_system_error(target_, "cannot write it", code);
  }
  sync_path(target_.parent_path());
}

AtomicFolder::AtomicFolder(fs::path target) : target_(std::move(target)), temporary_(temporary_name(target_)) {
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
  make_folders(temporary_);
  remove_leftovers(target_, temporary_);
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!committed_) fs::remove_all(temporary_, ignored);
}

void AtomicFolder::commit() {
  sync_tree(temporary_);
  if (rename(temporary_.c_str(), target_.c_str()) != 0) {
    if (errno != ENOTEMPTY && errno != EEXIST) throw_system_error(target_, "cannot write it", errno);
    // The name is taken: swap the two folders in one operation, then remove the old one.
    if (renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) {
      throw_system_error(target_, "cannot replace it", errno);
    }
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
  }
  committed_ = true;
  sync_path(temporary_.parent_path());
}

void write_file_atomic(const fs::path& target, std::span<const std::uint8_t> bytes) {
  AtomicFile file(target);
  file.write(bytes);
  file.commit();
}

void write_file_atomic(const fs::path& target, std::string_view text) {
  write_file_atomic(target, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

namespace {

template <class Container>
Container read_whole(const fs::path& file, std::uintmax_t limit) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_system_error(file, "cannot read it", errno);
  struct Closer {
    int descriptor;
    ~Closer() { close(descriptor); }
  } const closer{descriptor};
  struct stat about {};
  if (fstat(descriptor, &about) != 0) throw_system_error(file, "cannot read it", errno);
  if (S_ISDIR(about.st_mode)) throw_system_error(file, "cannot read it", EISDIR);
  Container content(static_cast<std::size_t>(std::min<std::uintmax_t>(about.st_size, limit + 1)), {});
  std::size_t have = 0;
  for (;;) {
    // One byte more than the size says: a file that grows, or a pipe, goes on.
    if (have == content.size()) content.resize(have + 1 + have / 2);
    const ssize_t got = read(descriptor, content.data() + have, content.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error(file, "cannot read it", errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
    if (have > limit) {
      throw Error(file.string(), "it is larger than the " + std::to_string(limit) + " bytes that such a file may have");
    }
  }
  content.resize(have);
  return content;
}

}  // namespace

Bytes read_file(const fs::path& file, std::uintmax_t limit) {
  return read_whole<Bytes>(file, limit);
}
std::string read_text_file(const fs::path& file, std::uintmax_t limit) {
  return read_whole<std::string>(file, limit);
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw_system_error(folder, "cannot make the folder", error.value());
}

void remove_partial_files(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') && name.find(kPartial) != std::string::npos) fs::remove_all(entry.path(), ignored);
  }
}

std::string as_file_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ':' || c == '/'; }, '-');
  return name;
}

}  // namespace spindash
