// SPDX-License-Identifier: MIT
// What ties an emulator's process to the program: a socket on which each order gets one answer, and memory that both
// see for what is large (pictures, states, words). A process that is gone shows as the end of the socket, so nothing is
// waited for in vain, and a worker whose program is gone ends too.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/bytes.h"
#include "env/game.h"
#include "env/remote_game.h"

namespace spindash::retro {

/// An open file of the system, closed with this.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { close(); }
  int get() const { return number_; }
  int release();
  void close();

 private:
  int number_;
};

enum class Task : std::uint32_t { kStart, kReset, kRun, kLook, kDraw, kSave, kLoad };

struct Order {
  Task task = Task::kStart;
  Stretch stretch;          ///< kRun
  ScreenSize glance;        ///< kRun, kLook: of the picture wanted; 0: none
  std::uint64_t level = 0;  ///< kReset
  std::uint64_t size = 0;   ///< bytes laid into the shared memory: kStart, kLoad
};

struct Answer {
  std::uint32_t refused = 0;  ///< 1: the shared memory has the words of an Error
  std::int32_t process = 0;
  StretchResult result;  ///< kRun
  Status status;
  ScreenSize screen;
  std::uint64_t level = 0;
  std::uint64_t size = 0;  ///< bytes laid into the shared memory
};

/// Memory of two processes; its pages are taken when first written.
class SharedMemory {
 public:
  static constexpr std::size_t kSize = std::size_t{64} << 20;
  /// Maps the file, which may be closed then.
  explicit SharedMemory(const Descriptor& file);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  std::span<std::uint8_t> bytes() const { return {memory_, kSize}; }
  /// Lays `content` at the beginning. Throws Error when it is too large.
  std::uint64_t put(std::span<const std::uint8_t> content) const;
  static Descriptor create();

 private:
  std::uint8_t* memory_ = nullptr;
};

/// One end of the socket and the memory.
class WorkerLink {
 public:
  WorkerLink(Descriptor socket, const Descriptor& memory) : socket_(std::move(socket)), memory_(memory) {}

  const SharedMemory& memory() const { return memory_; }
  /// False, or nothing: the other side is gone; or it said nothing for the time set, and errno is EAGAIN.
  template <class Message>
  bool send(const Message& message) const {
    return send_bytes(&message, sizeof message);
  }
  template <class Message>
  std::optional<Message> receive() const {
    Message message;
    if (!receive_bytes(&message, sizeof message)) return {};
    return message;
  }
  void wait_at_most(double seconds) const;

 private:
  bool send_bytes(const void* data, std::size_t size) const;
  bool receive_bytes(void* data, std::size_t size) const;

  Descriptor socket_;
  SharedMemory memory_;
};

/// Two sockets that are tied to each other.
std::pair<Descriptor, Descriptor> make_sockets();

}  // namespace spindash::retro
