// SPDX-License-Identifier: MIT
#include "env/retro/emulator_game.h"

#include <algorithm>

#include "base/error.h"
#include "io/inflate.h"

namespace spindash::retro {

namespace {

constexpr std::size_t kLargestState = std::size_t{256} << 20;
constexpr double kContestPoints = 9000;  // of the contest's scenario for the whole way
constexpr double kRounding = 0.5;        // its float32 rewards, added up

}  // namespace

std::vector<std::string> EmulatorSet::names() const {
  std::vector<std::string> all;
  all.reserve(levels.size());
  for (const auto& level : levels) all.push_back(level.name());
  return all;
}

float EpisodeSum::add(float reward) {
  sum += reward;
  const double above = std::max(0.0, sum - best);
  best += above;
  return static_cast<float>(above);
}

EmulatorGame::EmulatorGame(EmulatorSet set) : set_(std::move(set)), names_(set_.names()), library_(set_.library) {
  open(0);
}

void EmulatorGame::open(std::size_t level) {
  const EmulatorLevel &wanted = set_.levels.at(level), &present = set_.levels[level_];
  if (machine_ != nullptr && wanted.game == present.game && wanted.scenario == present.scenario) {
    if (wanted.state != present.state) machine_->start_from(wanted.state);
  } else {
    machine_.reset();  // two emulators need the memory of two
    machine_ = std::make_unique<Machine>(library_, wanted.game, wanted.state, wanted.scenario);
    machine_->start_from_here();
  }
  level_ = level;
}

const Machine& EmulatorGame::machine() const {
  if (machine_ == nullptr) throw Error("retro", "the emulator could not be started");
  return *machine_;
}

ScreenSize EmulatorGame::screen() const {
  return machine().screen();
}

void EmulatorGame::reset(std::size_t level) {
  open(level);
  episode_ = {};
  frames_ = 0;
  machine_->reset();
}

FrameResult EmulatorGame::step(Buttons buttons, bool seen) {
  machine_->step(machine_->actions().filter(buttons), seen);
  const float reward = machine_->reward();
  ++frames_;
  const float above = episode_.add(reward);
  return {set_.best ? above : reward, machine_->done(), false};
}

Status EmulatorGame::status() const {
  Status status;
  status.score = episode_.sum;
  status.frames = frames_;
  const auto value = [&](std::string_view name) { return machine().value(name); };
  status.x = static_cast<int>(value("x").value_or(0));
  status.y = static_cast<int>(value("y").value_or(0));
  if (set_.levels[level_].scenario == "contest") {
    status.progress = std::clamp(episode_.best / kContestPoints, 0.0, 1.0);
    status.at_goal = episode_.best >= kContestPoints - kRounding;
  }
  const auto left = value("screen_x"), top = value("screen_y");
  if (left && top && value("x") && value("y"))
    status.on_screen = ScreenPoint{status.x - static_cast<int>(*left), status.y - static_cast<int>(*top)};
  return status;
}

void EmulatorGame::save(ByteWriter& out) const {
  Bytes state;
  ByteWriter writer(state);
  writer.write<std::uint64_t>(level_);
  writer.write(episode_.sum);
  writer.write(episode_.best);
  writer.write(frames_);
  machine().save(writer);
  out.write_span(std::span<const std::uint8_t>(gzip(state, kFastest)));
}

void EmulatorGame::load(ByteReader& in) {
  const std::string name = "emulator state";
  const Bytes state = gunzip(in.read_vector<std::uint8_t>(), name, kLargestState);
  ByteReader reader(state, name);
  const auto level = reader.read<std::uint64_t>();
  if (level >= set_.levels.size())
    throw Error(name, "it is of another set of levels", "resume with the settings it was saved with");
  open(level);
  episode_.sum = reader.read<double>();
  episode_.best = reader.read<double>();
  frames_ = reader.read<std::int32_t>();
  machine_->load(reader);
  reader.expect_end();
}

}  // namespace spindash::retro
