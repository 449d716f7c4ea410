// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "policy/protocol.h"

namespace spindash {

NLOHMANN_JSON_SERIALIZE_ENUM(Ending, {{Ending::kGoal, "goal"}, {Ending::kDied, "died"}, {Ending::kClock, "clock"}})

std::string to_json(const ScoreReport& report) {
  nlohmann::ordered_json json;
  json["policy"] = report.policy;
  json["set"] = report.set;
  json["mean"] = report.mean;
  json["interval"] = {report.low, report.high};
  json["levels"] = nlohmann::ordered_json::array();
  for (const LevelScores& level : report.levels)
    json["levels"].push_back(
        {{"level", level.level},
         {"scores", level.scores},
         {"go_backs",
          {{"places", level.go_backs.places}, {"met", level.go_backs.met}, {"passed", level.go_backs.passed}}},
         {"endings", level.endings}});
  json["seed"] = report.seed;
  json["version"] = report.version;
  return json.dump();
}

ScoreReport parse_report(std::string_view text, std::string_view name) {
  try {
    const auto json = nlohmann::json::parse(text.begin(), text.end());
    ScoreReport report;
    report.policy = json.at("policy").get<std::string>();
    report.set = json.at("set").get<std::string>();
    report.mean = json.at("mean").get<double>();
    report.low = json.at("interval").at(0).get<double>();
    report.high = json.at("interval").at(1).get<double>();
    for (const auto& level : json.at("levels")) {
      const auto& back = level.at("go_backs");
      report.levels.push_back({level.at("level").get<std::string>(),
                               level.at("scores").get<std::vector<double>>(),
                               {back.at("places").get<int>(), back.at("met").get<int>(), back.at("passed").get<int>()},
                               level.value("endings", std::vector<Ending>())});
    }
    report.seed = json.at("seed").get<std::uint64_t>();
    report.version = json.at("version").get<std::string>();
    return report;
  } catch (const nlohmann::json::exception& error) {
    throw Error(name, std::string("it is no score report: ") + error.what());
  }
}

}  // namespace spindash
