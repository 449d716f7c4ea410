// SPDX-License-Identifier: MIT
#include "env/retro/scoring.h"

#include <algorithm>

#include "base/error.h"

namespace spindash::retro {

Scoring::Scoring(Scenario scenario, const Variables& variables, Memory& memory)
    : scenario_(std::move(scenario)), values_(variables, memory) {
  if (!scenario_.scripts.empty()) script_.emplace(scenario_.scripts, values_, frame_);
}

void Scoring::reset() {
  values_.forget_custom();
  rewards_.fill(0);
  done_ = false;
  frame_ = 0;
  if (!scenario_.scripts.empty()) script_.emplace(scenario_.scripts, values_, frame_);
}

void Scoring::save(ByteWriter& out) const {
  out.write(frame_);
  out.write(rewards_);
  out.write(done_);
  values_.save(out);
  if (script_) script_->save(out);
}

void Scoring::load(ByteReader& in) {
  frame_ = in.read<std::int64_t>();
  rewards_ = in.read<std::array<float, kMaxPlayers>>();
  done_ = in.read<std::uint8_t>() != 0;
  values_.load(in);
  if (script_) script_->load(in);
}

ScriptValue Scoring::call(const std::string& function) {
  if (!script_) throw Error("script function " + function, "Lua call failed: the scenario lists no scripts");
  return script_->call(function);
}

std::int64_t Scoring::measure(const Condition& condition, const std::string& variable) const {
  return condition.measurement == Measurement::kDelta ? values_.change(variable) : values_.read(variable);
}

bool Scoring::decide(const DoneSpec& spec) {
  if (!spec.function.empty()) {
    const ScriptValue answer = call(spec.function);
    if (const auto* number = std::get_if<double>(&answer)) return *number != 0;
    const auto* truth = std::get_if<bool>(&answer);
    return truth != nullptr && *truth;
  }
  const auto holds = [&](const DoneSpec::Part& part) {
    return part.condition.apply(measure(part.condition, part.variable)) > 0;
  };
  const auto node_holds = [&](const DoneSpec& node) { return decide(node); };
  if (spec.all) {
    return std::all_of(spec.parts.begin(), spec.parts.end(), holds) &&
           std::all_of(spec.nodes.begin(), spec.nodes.end(), node_holds);
  }
  return std::any_of(spec.parts.begin(), spec.parts.end(), holds) ||
         std::any_of(spec.nodes.begin(), spec.nodes.end(), node_holds);
}

float Scoring::pay(const RewardSpec& spec) {
  if (!spec.function.empty()) {
    const ScriptValue answer = call(spec.function);
    if (const auto* number = std::get_if<double>(&answer)) return static_cast<float>(*number);
    const auto* truth = std::get_if<bool>(&answer);
    return truth != nullptr && *truth ? 1.0F : 0.0F;
  }
  float sum = spec.time ? spec.time->apply(1) : 0.0F;
  for (const auto& [variable, payment] : spec.parts) sum += payment.apply(measure(payment.condition, variable));
  return sum;
}

void Scoring::update() {
  values_.update();
  done_ = decide(scenario_.done);
  for (std::size_t player = 0; player < kMaxPlayers; ++player) rewards_[player] = pay(scenario_.rewards[player]);
  ++frame_;
}

}  // namespace spindash::retro
