// SPDX-License-Identifier: MIT
#include "web/runs.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "io/atomic_file.h"
#include "policy/protocol.h"
#include "web/scene.h"

namespace spindash {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostRuns = 40, kMostVideos = 60;
constexpr std::uintmax_t kLargestVideo = 256 << 20, kLargestReport = 1 << 20;  // bytes
constexpr std::array<std::string_view, 12> kTags = {
    "episode/score",          "episode/goal_rate",  "ppo/entropy",
    "ppo/explained_variance", "model/recon",        "model/mixture",
    "model/inverse_accuracy", "probe/recon_error",  "probe/dream_error_5",
    "agent/steps_per_second", "curiosity/progress", "evolve/fitness_mean"};

/// Files of `folder` that end so, by name; nothing where there is no such folder.
std::vector<fs::path> files_in(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> found;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (entry.is_regular_file(fault) && entry.path().extension() == ending) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

nlohmann::json reports_of(const fs::path& run) {
  nlohmann::json all = nlohmann::json::array();
  for (const fs::path& file : files_in(run / "eval", ".json")) {
    try {
      const ScoreReport report = parse_report(read_text_file(file, kLargestReport), file.string());
      nlohmann::json levels = nlohmann::json::array();
      for (const LevelScores& level : report.levels) levels.push_back({level.level, level.mean()});
      all.push_back({{"file", file.filename().string()},
                     {"policy", report.policy},
                     {"set", report.set},
                     {"mean", report.mean},
                     {"low", report.low},
                     {"high", report.high},
                     {"levels", levels}});
    } catch (const Error&) {  // another program's, or half written
    }
  }
  return all;
}

}  // namespace

std::vector<fs::path> find_runs(const fs::path& folder) {
  std::vector<fs::path> runs;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (fs::exists(entry.path() / "config.toml", fault)) runs.push_back(entry.path());
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

RunsSession::RunsSession(const fs::path& folder, const ServerOptions& options)
    : folder_(folder),
      server_(
          options, [](const Command&) {}, [this](std::string_view path) { return find_video(path); }) {
  if (find_runs(folder_).empty()) throw Error(folder_.string(), "holds no run", "a run's folder has a config.toml");
  Scene scene;
  scene.mode = "runs";
  scene.title = folder_.string();
  scene.run = folder_.string();
  server_.publish(Channel::kScene, scene_message(scene));
  look();
}

void RunsSession::run(const std::function<bool()>& stop) {
  constexpr int kTicks = 20;  // between two looks, 100 ms each
  for (int tick = 1; !stop(); ++tick) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (tick % kTicks == 0 && server_.viewers() > 0) look();
  }
}

void RunsSession::look() {
  MessageWriter message("runs");
  auto& all = message.fields()["runs"] = nlohmann::json::array();
  std::map<std::string, fs::path, std::less<>> videos;
  std::vector<fs::path> runs = find_runs(folder_);
  if (runs.size() > kMostRuns) runs.resize(kMostRuns);
  for (const fs::path& run : runs) {
    const std::string name = run.filename().string();
    Curves& curves = curves_.try_emplace(name, run).first->second;
    curves.read_more();
    nlohmann::json films = nlohmann::json::array();
    for (const fs::path& file : files_in(run / "videos", ".mp4")) {
      if (films.size() == kMostVideos) break;
      // Numbered: a name on the disk may hold what an address may not.
      const std::string path = "/video/" + std::to_string(all.size()) + "/" + std::to_string(films.size()) + ".mp4";
      videos[path] = file;
      films.push_back({{"path", path}, {"name", file.stem().string()}});
    }
    all.push_back({{"name", name}, {"curves", curves.json(kTags)}, {"reports", reports_of(run)}, {"videos", films}});
  }
  {
    const std::lock_guard lock(mutex_);
    videos_ = std::move(videos);
  }
  server_.publish(Channel::kCurves, message.finish());
}

std::optional<ServedFile> RunsSession::find_video(std::string_view path) {
  fs::path file;
  {
    const std::lock_guard lock(mutex_);
    const auto found = videos_.find(path);
    if (found == videos_.end()) return {};
    file = found->second;
  }
  try {
    return ServedFile{"video/mp4", std::make_shared<const Bytes>(read_file(file, kLargestVideo))};
  } catch (const Error&) {  // gone, or too large
    return {};
  }
}

}  // namespace spindash
