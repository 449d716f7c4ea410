// SPDX-License-Identifier: MIT
// Runs side by side on the live page: their curves, score tables and videos, read from the folders as they grow. A
// video is served only under the name that was found for it; no request names a file.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "web/curves.h"
#include "web/server.h"

namespace spindash {

/// The run folders (those that have a config.toml) directly in `folder`, by name.
std::vector<std::filesystem::path> find_runs(const std::filesystem::path& folder);

class RunsSession {
 public:
  /// Throws Error where `folder` has no run in it.
  RunsSession(const std::filesystem::path& folder, const ServerOptions& options);

  std::string url() const { return server_.url(); }
  void run(const std::function<bool()>& stop);

  /// The file that `path` ("/video/<run>/<name>") stands for, if such a video was found.
  std::optional<ServedFile> find_video(std::string_view path);

 private:
  void look();

  std::filesystem::path folder_;
  std::map<std::string, Curves> curves_;                              // by run
  std::mutex mutex_;                                                  // of videos_
  std::map<std::string, std::filesystem::path, std::less<>> videos_;  // by path on the page
  Server server_;
};

}  // namespace spindash
