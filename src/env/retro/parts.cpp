// SPDX-License-Identifier: MIT
#include "env/retro/parts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "io/atomic_file.h"
#include "io/digest.h"
#include "io/zip.h"

extern char** environ;

namespace spindash::retro {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDigest = "53c180f930b7bafed248064b8467773b980a37bb5b6555f0717c8555143c9d6f";
constexpr std::string_view kInside = "stable_retro/";
constexpr std::array<std::string_view, 2> kWanted = {"cores/", "data/"};
constexpr std::uintmax_t kLargestWheel = std::uintmax_t{512} << 20, kSpace = std::uintmax_t{600} << 20;
constexpr std::size_t kLargestMember = std::size_t{128} << 20;

/// Runs a program of the PATH, its words going to `log`. Its exit status, or -1 when it is not there.
int run(std::vector<std::string> words, const fs::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int fault = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (fault != 0) return -1;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string last_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line, last;
  while (std::getline(in, line))
    if (!line.empty()) last = line;
  return last;
}

void expect_space(const fs::path& folder) {
  std::error_code fault;
  const auto space = fs::space(folder, fault);
  if (!fault && space.available < kSpace)
    throw Error(folder.string(),
                fmt::format("{} MiB are free, the download needs {}", space.available >> 20, kSpace >> 20),
                "set SPINDASH_CACHE to another folder");
}

}  // namespace

void unpack_parts(const fs::path& wheel, const fs::path& library) {
  const Bytes bytes = read_file(wheel, kLargestWheel);
  if (sha256_hex(bytes) != kDigest)
    throw Error(wheel.string(), fmt::format("it is not the wheel of stable-retro {} that is pinned", kPartsVersion),
                "'spindash games fetch' without a file downloads that one");
  const ZipArchive archive(bytes, wheel.string());
  AtomicFolder folder(library);
  for (const auto& member : archive.members()) {
    if (!member.name.starts_with(kInside) || member.name.ends_with('/')) continue;
    const std::string name = member.name.substr(kInside.size());
    if (std::none_of(kWanted.begin(), kWanted.end(), [&](auto part) { return name.starts_with(part); })) continue;
    if (!is_safe_name(name)) throw Error(wheel.string(), "a member's name leaves the folder: " + name);
    const fs::path target = folder.path() / name;
    make_folders(target.parent_path());
    const Bytes content = archive.read(member, kLargestMember);
    std::ofstream out(target, std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    if (!out.flush()) throw Error(target.string(), "cannot be written", "is the disk full?");
  }
  folder.commit();
}

void fetch_parts(const fs::path& library) {
  make_folders(library.parent_path());
  expect_space(library.parent_path());
  const AtomicFolder work(library.parent_path() / "stable-retro-download");  // removed with all it holds
  const fs::path log = work.path() / "log.txt";
  const int status =
      run({"python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
           "--only-binary=:all:", "--python-version", "3.12", "--platform", "manylinux_2_28_x86_64", "--platform",
           "manylinux_2_27_x86_64", "--dest", work.path().string(), fmt::format("stable-retro=={}", kPartsVersion)},
          log);
  if (status != 0) {
    const std::string words = last_line(log);
    throw Error(
        "games fetch",
        fmt::format("pip could not download stable-retro {}{}{}", kPartsVersion, words.empty() ? "" : ": ", words),
        "is this machine online, and python3-pip installed? Or give the wheel's file");
  }
  for (const auto& entry : fs::directory_iterator(work.path()))
    if (entry.path().extension() == ".whl") return unpack_parts(entry.path(), library);
  throw Error("games fetch", "pip downloaded no wheel");
}

}  // namespace spindash::retro
