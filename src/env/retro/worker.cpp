// SPDX-License-Identifier: MIT
#include "env/retro/worker.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "env/wrap/area_resize.h"

namespace spindash::retro {

namespace {

/// The game, and what it draws on.
class Worker {
 public:
  explicit Worker(const SharedMemory& memory) : memory_(memory) {}

  Answer obey(const Order& order) {
    Answer answer;
    const auto given = memory_.bytes().first(order.size);
    switch (order.task) {
      case Task::kStart: {
        ByteReader in(given, "emulator's set");
        game_ = std::make_unique<EmulatorGame>(unpack_set(in));
        break;
      }
      case Task::kReset:
        game_->reset(order.level);
        break;
      case Task::kRun:
        answer.result = run(order.stretch);
        answer.size = look(order.glance);
        break;
      case Task::kLook:
        answer.size = look(order.glance);
        break;
      case Task::kDraw:
        answer.size = draw(order.glance);
        break;
      case Task::kSave:
        answer.size = save();
        break;
      case Task::kLoad: {
        ByteReader in(given, "emulator state");
        game_->load(in);
        break;
      }
    }
    answer.screen = game_->screen();
    answer.status = game_->status();
    answer.level = game_->level();
    return answer;
  }

 private:
  StretchResult run(const Stretch& stretch) {
    StretchResult result;
    Buttons held = stretch.first;
    double reward = 0;
    while (result.frames < stretch.frames && !result.sum.terminated && !result.sum.truncated) {
      ++result.frames;
      result.sum = game_->step(held, result.frames == stretch.frames);
      reward += result.sum.reward;
      held = stretch.rest;
    }
    result.sum.reward = static_cast<float>(reward);
    return result;
  }

  std::span<const Pixel> picture() {
    const ScreenSize size = game_->screen();
    pixels_.resize(static_cast<std::size_t>(size.width) * size.height);
    game_->draw(pixels_);
    return pixels_;
  }

  std::uint64_t look(ScreenSize to) {
    if (to.width == 0) return 0;
    const ScreenSize from = game_->screen();
    if (!resize_ || !same(from, from_) || !same(to, to_)) resize_.emplace(from, to);
    from_ = from;
    to_ = to;
    const auto room = memory_.bytes().first(static_cast<std::size_t>(to.width) * to.height * 3);
    (*resize_)(picture(), room);
    return room.size();
  }

  /// Of the size that the program has room for: a core may change its own.
  std::uint64_t draw(ScreenSize to) {
    const auto from = picture();
    const ScreenSize size = game_->screen();
    Bytes bytes(static_cast<std::size_t>(to.width) * to.height * sizeof(Pixel));
    const std::size_t row = static_cast<std::size_t>(std::min(size.width, to.width)) * sizeof(Pixel);
    for (int y = 0; y < std::min(size.height, to.height); ++y)
      std::memcpy(bytes.data() + static_cast<std::size_t>(y) * to.width * sizeof(Pixel),
                  from.data() + static_cast<std::size_t>(y) * size.width, row);
    return memory_.put(bytes);
  }

  std::uint64_t save() {
    Bytes state;
    ByteWriter out(state);
    game_->save(out);
    return memory_.put(state);
  }

  static bool same(ScreenSize a, ScreenSize b) { return a.width == b.width && a.height == b.height; }

  const SharedMemory& memory_;
  std::unique_ptr<EmulatorGame> game_;
  std::vector<Pixel> pixels_;
  std::optional<AreaResize> resize_;
  ScreenSize from_, to_;
};

}  // namespace

void run_worker(Descriptor socket, const Descriptor& memory) {
  const WorkerLink link(std::move(socket), memory);
  Worker worker(link.memory());
  while (const auto order = link.receive<Order>()) {
    Answer answer;
    try {
      answer = worker.obey(*order);
    } catch (const std::exception& fault) {
      const std::string_view words = fault.what();
      answer.refused = 1;
      answer.size = link.memory().put({reinterpret_cast<const std::uint8_t*>(words.data()), words.size()});
    }
    answer.process = getpid();
    if (!link.send(answer)) return;
  }
}

Bytes pack_set(const EmulatorSet& set) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.write_string(set.library.string());
  out.write(set.best);
  out.write<std::uint64_t>(set.levels.size());
  for (const auto& [game, state, scenario] : set.levels)
    for (const auto& text : {game, state, scenario}) out.write_string(text);
  return bytes;
}

EmulatorSet unpack_set(ByteReader& in) {
  EmulatorSet set;
  set.library = in.read_string();
  set.best = in.read<std::uint8_t>() != 0;
  const auto count = in.read<std::uint64_t>();
  for (std::uint64_t i = 0; i < count; ++i) {
    EmulatorLevel level;
    for (auto* text : {&level.game, &level.state, &level.scenario}) *text = in.read_string();
    set.levels.push_back(std::move(level));
  }
  return set;
}

}  // namespace spindash::retro
