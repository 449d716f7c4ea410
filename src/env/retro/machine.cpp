// SPDX-License-Identifier: MIT
#include "env/retro/machine.h"

#include <fmt/format.h>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash::retro {

namespace {

constexpr std::uintmax_t kLargestRom = std::uintmax_t{64} << 20;

std::filesystem::path expect_rom(const Integration& game, const Platform& platform) {
  if (auto rom = game.rom(platform)) return *rom;
  throw Error("retro:" + game.name(), "its ROM is not there",
              fmt::format("it wants the one with SHA-1 {}", fmt::join(game.rom_digests(), " or ")));
}

}  // namespace

Machine::Machine(const Library& library, const std::string& name, const std::string& state,
                 const std::string& scenario) {
  const Integration game = library.game(name);
  const Platform& platform = library.platform(game);
  const std::filesystem::path rom = expect_rom(game, platform);
  const auto start = state.empty() ? game.default_state() : state;
  if (start) start_ = game.read_state(*start);
  const Bytes content = read_file(rom, kLargestRom);
  core_ = std::make_unique<Core>(library.core(platform), rom, content);
  core_->run();
  memory_.set_overlay(platform.overlay);
  for (const MemoryBlock& block : core_->memory(platform.ram_address)) memory_.add_block(block);
  core_->run();
  scoring_ = std::make_unique<Scoring>(read_scenario(game.scenario(scenario)), read_variables(game.file("data.json")),
                                       memory_);
  actions_.emplace(scoring_->scenario().actions.value_or(platform.actions), platform.buttons);
}

void Machine::reset() {
  if (start_) core_->load_state(*start_);
  for (std::size_t port = 0; port < kMaxPlayers; ++port) core_->hold(port, 0);
  core_->run();
  scoring_->reset();
  scoring_->update();
  was_reset_ = true;
}

void Machine::step(Buttons held) {
  if (!was_reset_) throw Error("retro", "step before reset");
  core_->hold(0, held);
  core_->run();
  scoring_->update();
}

Bytes Machine::ram() const {
  Bytes all;
  for (const MemoryBlock& block : memory_.blocks()) all.insert(all.end(), block.bytes.begin(), block.bytes.end());
  return all;
}

}  // namespace spindash::retro
