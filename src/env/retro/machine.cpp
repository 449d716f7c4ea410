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

Machine::Machine(const Library& library, const std::string& name, const std::string& state, const std::string& scenario)
    : game_(library.game(name)) {
  const Platform& platform = library.platform(game_);
  const std::filesystem::path rom = expect_rom(game_, platform);
  start_from(state);
  const Bytes content = read_file(rom, kLargestRom);
  core_ = std::make_unique<Core>(library.core(platform), rom, content);
  core_->run();
  memory_.set_overlay(platform.overlay);
  for (const MemoryBlock& block : core_->memory(platform.ram_address)) memory_.add_block(block);
  core_->run();
  scoring_ = std::make_unique<Scoring>(read_scenario(game_.scenario(scenario)), read_variables(game_.file("data.json")),
                                       memory_);
  actions_.emplace(scoring_->scenario().actions.value_or(platform.actions), platform.buttons);
}

void Machine::start_from(const std::string& state) {
  const auto start = state.empty() ? game_.default_state() : state;
  if (start) start_ = game_.read_state(*start);
}

void Machine::start_from_here() {
  if (!start_) start_ = core_->save_state();
}

void Machine::reset() {
  if (start_) core_->load_state(*start_);
  for (std::size_t port = 0; port < kMaxPlayers; ++port) core_->hold(port, 0);
  core_->run();
  scoring_->reset();
  scoring_->update();
  was_reset_ = true;
}

void Machine::step(Buttons held, bool seen) {
  if (!was_reset_) throw Error("retro", "step before reset");
  core_->hold(0, held);
  core_->run(seen);
  const std::uint64_t before = memory_.writes();
  scoring_->update();
  if (memory_.writes() != before) core_->note_write();
}

void Machine::draw(std::span<Pixel> pixels) const {
  core_->finish_picture();
  core_->draw(crop(), pixels);
}

std::optional<std::int64_t> Machine::value(std::string_view name) const {
  const auto found = scoring_->values().find(name);
  if (!found) return {};
  return as_integer(*found);
}

void Machine::save(ByteWriter& out) const {
  out.write_span(std::span<const std::uint8_t>(core_->save_state()));
  core_->finish_picture();
  core_->save_picture(out);
  scoring_->save(out);
}

void Machine::load(ByteReader& in) {
  scoring_->reset();  // first: scripts may write to memory
  core_->load_state(in.read_vector<std::uint8_t>());
  core_->load_picture(in);
  scoring_->load(in);
  was_reset_ = true;
}

Bytes Machine::ram() const {
  Bytes all;
  for (const MemoryBlock& block : memory_.blocks()) all.insert(all.end(), block.bytes.begin(), block.bytes.end());
  return all;
}

}  // namespace spindash::retro
