// SPDX-License-Identifier: MIT
// checkpoint.json, the list in every checkpoint's folder: where the run stood, the size and CRC-32 of each file beside
// it (as zip and Python's zlib count it), and the replay files that it needs. Damage is found before anything is used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spindash {

struct CheckpointManifest {
  std::uint64_t phase = 0;          ///< index in the schedule
  std::int64_t done = 0;            ///< work of that phase
  double seconds = 0;               ///< spent in that phase
  double seconds_before = 0;        ///< and in those before it
  std::int64_t log_step = 0;        ///< as in metrics.jsonl
  std::vector<std::string> replay;  ///< names in <run>/replay
  std::int64_t replay_end = 0;      ///< steps of each environment that were ever kept there
};

/// Writes checkpoint.json for the files that are in `folder` now.
void write_manifest(const std::filesystem::path& folder, const CheckpointManifest& manifest);
/// Reads it and compares every file with it; throws Error with file, fault and `remedy` where anything differs.
CheckpointManifest read_manifest(const std::filesystem::path& folder, std::string_view remedy);

/// The replay files that the checkpoint in `folder` needs, its own files not looked into; nothing where its list cannot
/// be read.
std::optional<std::vector<std::string>> replay_files(const std::filesystem::path& folder);

/// One file's line in the list.
struct ListedFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;
};
/// The text alone: `files` gets its list of files. Throws Error for anything that write_manifest does not write.
CheckpointManifest parse_manifest(std::string_view text, const std::string& name, std::string_view remedy,
                                  std::vector<ListedFile>& files);

}  // namespace spindash
