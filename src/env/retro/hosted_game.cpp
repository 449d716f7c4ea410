// SPDX-License-Identifier: MIT
#include "env/retro/hosted_game.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/error.h"
#include "env/retro/worker.h"

namespace spindash::retro {

namespace {

constexpr double kStartSeconds = 60;
constexpr int kTries = 5;  // of a worker that is lost at once

bool fits(ScreenSize a, ScreenSize b) {
  return a.width == b.width && a.height == b.height;
}

}  // namespace

WorkerServer& Host::server() {
  const std::lock_guard lock(mutex_);
  if (!server_) server_ = std::make_unique<WorkerServer>();
  return *server_;
}

std::optional<ScreenSize> Host::screen() {
  const std::lock_guard lock(mutex_);
  return screen_;
}

void Host::note_screen(ScreenSize size) {
  const std::lock_guard lock(mutex_);
  if (!screen_) screen_ = size;
}

void Host::tell_loss(std::size_t level, const std::string& how) {
  const std::lock_guard lock(mutex_);
  ++losses_;
  fmt::print(stderr, "spindash: retro:{}: {}; its episode is truncated\n", names_[level], how);
}

int Host::losses() {
  const std::lock_guard lock(mutex_);
  return losses_;
}

struct HostedGame::Worker {
  Worker(Descriptor socket, const Descriptor& memory) : link(std::move(socket), memory) {}
  WorkerLink link;
  int process = 0;
};

HostedGame::HostedGame(std::shared_ptr<Host> host) : host_(std::move(host)) {}
HostedGame::~HostedGame() = default;

bool HostedGame::start() const {
  if (worker_) return true;
  auto [ours, theirs] = make_sockets();
  const Descriptor memory = SharedMemory::create();
  worker_ = std::make_unique<Worker>(std::move(ours), memory);
  worker_->link.wait_at_most(std::max(patience_, kStartSeconds));
  std::optional<Answer> answer;
  try {
    host_->server().fork_worker(std::move(theirs), memory);
    answer = ask({}, pack_set(host_->set()));
  } catch (const Error&) {
    worker_.reset();
    throw;
  }
  if (!answer) return false;
  worker_->link.wait_at_most(patience_);
  worker_->process = answer->process;
  host_->note_screen(answer->screen);
  return true;
}

void HostedGame::refuse() const {
  throw Error("retro:" + host_->names()[level_], fmt::format("its emulator was lost {} times in a row", kTries),
              "is the core, the ROM or the state damaged?");
}

int HostedGame::process() const {
  return worker_ ? worker_->process : 0;
}

std::optional<Answer> HostedGame::ask(const Order& order, std::span<const std::uint8_t> given) const {
  const WorkerLink& link = worker_->link;
  Order sent = order;
  sent.size = link.memory().put(given);
  std::optional<Answer> answer;
  if (link.send(sent)) answer = link.receive<Answer>();
  if (!answer) {
    // A process that hangs is ended; of one that is gone the number may be another's already.
    const bool hangs = errno == EAGAIN;
    if (hangs && worker_->process > 0) kill(worker_->process, SIGKILL);
    worker_.reset();
    lost_ = true;
    host_->tell_loss(level_, hangs ? fmt::format("its emulator did not answer for {} s and was ended", patience_)
                                   : std::string("its emulator's process has ended"));
    return {};
  }
  if (answer->refused != 0) {
    lost_ = true;
    const auto words = link.memory().bytes().first(std::min<std::size_t>(answer->size, 4096));
    const std::string text(words.begin(), words.end());
    const std::size_t colon = std::min(text.find(": "), text.size());
    throw Error(text.substr(0, colon), text.substr(std::min(colon + 2, text.size())));
  }
  return answer;
}

Answer HostedGame::insist(const Order& order, std::span<const std::uint8_t> given) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    if (!start()) continue;
    if (const auto answer = ask(order, given)) return *answer;
  }
  refuse();
}

void HostedGame::take(const Answer& answer) {
  status_ = answer.status;
  level_ = answer.level;
  lost_ = false;
}

ScreenSize HostedGame::screen() const {
  if (const auto known = host_->screen()) return *known;
  for (int attempt = 0; attempt < kTries; ++attempt)
    if (start()) return *host_->screen();
  refuse();
}

void HostedGame::reset(std::size_t level) {
  level_ = level;
  Order order;
  order.task = Task::kReset;
  order.level = level;
  const Answer answer = insist(order, {});
  if (!fits(answer.screen, screen()))
    throw Error("retro:" + host_->names()[level],
                fmt::format("its picture has {}x{} pixels, that of {} {}x{}", answer.screen.width, answer.screen.height,
                            host_->names().front(), screen().width, screen().height),
                "put levels with pictures of one size into a set");
  take(answer);
}

FrameResult HostedGame::step(Buttons buttons) {
  return run({buttons, buttons, 1}, {}).sum;
}

StretchResult HostedGame::run(const Stretch& stretch, const Glance& glance) {
  constexpr StretchResult kLost{{0, false, true}, 0};
  if (lost_ || !worker_) return kLost;
  Order order;
  order.task = Task::kRun;
  order.stretch = stretch;
  if (!glance.rgb.empty()) order.glance = glance.size;
  const auto answer = ask(order);
  if (!answer) return kLost;
  take(*answer);
  std::ranges::copy(worker_->link.memory().bytes().first(glance.rgb.size()), glance.rgb.begin());
  return answer->result;
}

void HostedGame::look(const Glance& glance) {
  if (!worker_) return;
  Order order;
  order.task = Task::kLook;
  order.glance = glance.size;
  if (ask(order)) std::ranges::copy(worker_->link.memory().bytes().first(glance.rgb.size()), glance.rgb.begin());
}

void HostedGame::draw(std::span<Pixel> pixels) const {
  if (!worker_) return;
  Order order;
  order.task = Task::kDraw;
  order.glance = screen();
  if (ask(order)) std::memcpy(pixels.data(), worker_->link.memory().bytes().data(), pixels.size_bytes());
}

void HostedGame::wait_at_most(double seconds) {
  patience_ = seconds;
  if (worker_) worker_->link.wait_at_most(seconds);
}

void HostedGame::save(ByteWriter& out) const {
  std::optional<Answer> answer;
  Order order;
  order.task = Task::kSave;
  if (!lost_ && worker_) answer = ask(order);
  out.write<std::uint64_t>(level_);
  out.write(answer.has_value());
  if (answer) out.write_span(std::span<const std::uint8_t>(worker_->link.memory().bytes().first(answer->size)));
}

void HostedGame::load(ByteReader& in) {
  const auto level = in.read<std::uint64_t>();
  if (level >= levels().size())
    throw Error("environment state", "it is of another set of levels", "resume with the settings it was saved with");
  level_ = level;
  const bool running = in.read<std::uint8_t>() != 0;
  if (!running) {
    lost_ = true;
    status_ = {};
    return;
  }
  Order order;
  order.task = Task::kLoad;
  take(insist(order, in.read_vector<std::uint8_t>()));
}

}  // namespace spindash::retro
