// SPDX-License-Identifier: MIT
#include "io/checkpoint_manifest.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFile = "checkpoint.json";
constexpr std::uintmax_t kLongest = 64 << 20;
constexpr std::string_view kFormat = "spindash checkpoint 2";

std::uint32_t crc32_of(const Bytes& content) {
  return libdeflate_crc32(0, content.data(), content.size());
}

/// A name that stays in its folder.
bool is_plain(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

std::string plain_name(const Json& json) {
  auto name = json.get<std::string>();
  if (!is_plain(name)) throw Error("name", "leads out of its folder");
  return name;
}

}  // namespace

void write_manifest(const fs::path& folder, const CheckpointManifest& manifest) {
  Json files = Json::object();
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
  std::ranges::sort(found);
  for (const auto& file : found) {
    const Bytes content = read_file(file);
    files[file.filename().string()] = {{"bytes", content.size()}, {"crc32", crc32_of(content)}};
  }
  const Json json = {{"format", kFormat},
                     {"phase", manifest.phase},
                     {"done", manifest.done},
                     {"seconds", manifest.seconds},
                     {"seconds_before", manifest.seconds_before},
                     {"log_step", manifest.log_step},
                     {"files", files},
                     {"replay", manifest.replay},
                     {"replay_end", manifest.replay_end}};
  write_file_atomic(folder / kFile, json.dump(2) + "\n");
}

CheckpointManifest parse_manifest(std::string_view text, const std::string& name, std::string_view remedy,
                                  std::vector<ListedFile>& files) {
  std::string format;
  try {
    const Json json = Json::parse(text.begin(), text.end());
    format = json.at("format").get<std::string>();
    if (format == kFormat) {
      CheckpointManifest manifest;
      manifest.phase = json.at("phase").get<std::uint64_t>();
      manifest.done = json.at("done").get<std::int64_t>();
      manifest.seconds = json.at("seconds").get<double>();
      manifest.seconds_before = json.value("seconds_before", 0.0);  // absent in those of earlier versions
      manifest.log_step = json.at("log_step").get<std::int64_t>();
      manifest.replay_end = json.at("replay_end").get<std::int64_t>();
      for (const auto& each : json.at("replay")) manifest.replay.push_back(plain_name(each));
      for (const auto& [file, about] : json.at("files").items()) {
        files.push_back(
            {plain_name(Json(file)), about.at("bytes").get<std::uint64_t>(), about.at("crc32").get<std::uint32_t>()});
      }
      if (manifest.done < 0 || manifest.replay_end < 0 || !(manifest.seconds >= 0) || !(manifest.seconds_before >= 0))
        throw Error("position", "is negative");
      return manifest;
    }
  } catch (const std::exception&) {
    throw Error(name, "is not the list of a checkpoint", remedy);
  }
  throw Error(name, fmt::format("is of another version ('{}', this program writes '{}')", format, kFormat),
              "go on with the program that wrote it");
}

std::optional<std::vector<std::string>> replay_files(const fs::path& folder) {
  std::vector<ListedFile> files;
  try {
    return parse_manifest(read_text_file(folder / kFile, kLongest), folder.string(), "", files).replay;
  } catch (const Error&) {
    return std::nullopt;
  }
}

CheckpointManifest read_manifest(const fs::path& folder, std::string_view remedy) {
  const fs::path list = folder / kFile;
  if (!fs::exists(list)) throw Error(list.string(), "is missing", remedy);
  std::vector<ListedFile> files;
  auto manifest = parse_manifest(read_text_file(list, kLongest), list.string(), remedy, files);
  for (const auto& each : files) {
    const fs::path file = folder / each.name;
    if (!fs::exists(file)) throw Error(file.string(), "is missing", remedy);
    const Bytes content = read_file(file);
    if (content.size() != each.bytes) {
      throw Error(file.string(), fmt::format("has {} bytes, {} were written", content.size(), each.bytes), remedy);
    }
    if (crc32_of(content) != each.crc32) throw Error(file.string(), "is damaged: its checksum differs", remedy);
  }
  return manifest;
}

}  // namespace spindash
