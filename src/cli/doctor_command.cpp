// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "train/doctor.h"

namespace spindash {

namespace {

struct DoctorArguments {
  std::string run;
  bool json = false, all = false;
};

std::string as_json(const std::vector<Finding>& findings) {
  nlohmann::json list = nlohmann::json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"fault", finding.fault},
                    {"ill", finding.ill},
                    {"figure", finding.figure},
                    {"healthy", finding.healthy},
                    {"remedy", finding.remedy}});
  }
  return list.dump(2);
}

void print(const Finding& finding) {
  fmt::print("{:<4}{}: {} (healthy: {})\n", finding.ill ? "ILL" : "ok", finding.fault, finding.figure, finding.healthy);
  if (finding.ill) fmt::print("      {}\n", finding.remedy);
}

void examine(const DoctorArguments& arguments) {
  const auto findings = diagnose(RunRecord(arguments.run));
  if (arguments.json) {
    fmt::print("{}\n", as_json(findings));
    return;
  }
  std::string unknown;
  for (const auto& fault : known_faults()) {
    const auto found = std::ranges::find(findings, fault, &Finding::fault);
    if (found == findings.end()) {
      unknown += (unknown.empty() ? "" : ", ") + fault;
    } else if (found->ill || arguments.all) {
      print(*found);
    }
  }
  const auto ill = std::ranges::count_if(findings, &Finding::ill);
  fmt::print("{}: {} of {} examinations found a fault\n", arguments.run, ill, findings.size());
  if (!unknown.empty()) fmt::print("not examined, the run has no numbers for it: {}\n", unknown);
}

}  // namespace

void add_doctor_command(CLI::App& app) {
  auto arguments = std::make_shared<DoctorArguments>();
  auto* command =
      app.add_subcommand("doctor", "What is wrong with a run: each fault, the figure that shows it, a remedy");
  command->add_option("RUN", arguments->run, "Run folder, of a run that has ended or goes on")->required();
  command->add_flag("--all", arguments->all, "Print what is healthy as well");
  command->add_flag("--json", arguments->json, "Print every examination as JSON");
  command->callback([arguments] { examine(*arguments); });
}

}  // namespace spindash
