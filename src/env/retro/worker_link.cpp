// SPDX-License-Identifier: MIT
#include "env/retro/worker_link.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace spindash::retro {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

int Descriptor::release() {
  return std::exchange(number_, -1);
}

void Descriptor::close() {
  if (number_ >= 0) ::close(release());
}

SharedMemory::SharedMemory(const Descriptor& file) {
  void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) throw Error("emulator", "there is no address space for its pictures");
  memory_ = static_cast<std::uint8_t*>(memory);
}

SharedMemory::~SharedMemory() {
  munmap(memory_, kSize);
}

std::uint64_t SharedMemory::put(std::span<const std::uint8_t> content) const {
  if (content.size() > kSize)
    throw Error("emulator", fmt::format("{} MiB do not fit between two processes", content.size() >> 20));
  std::ranges::copy(content, memory_);
  return content.size();
}

Descriptor SharedMemory::create() {
  Descriptor file(memfd_create("emulator", MFD_CLOEXEC));
  if (file.get() < 0 || ftruncate(file.get(), static_cast<off_t>(kSize)) != 0)
    throw Error("emulator",
                fmt::format("no memory can be shared: {}", std::strerror(errno)));  // NOLINT(concurrency-mt-unsafe)
  return file;
}

std::pair<Descriptor, Descriptor> make_sockets() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw Error("emulator",
                fmt::format("no socket for its process: {}", std::strerror(errno)),  // NOLINT(concurrency-mt-unsafe)
                "'ulimit -n' may be too low for so many environments");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void WorkerLink::wait_at_most(double seconds) const {
  timeval limit{};
  limit.tv_sec = static_cast<time_t>(seconds);
  limit.tv_usec = static_cast<suseconds_t>(std::lround((seconds - std::floor(seconds)) * 1e6) % 1'000'000);
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

bool WorkerLink::send_bytes(const void* data, std::size_t size) const {
  for (;;) {
    const ssize_t sent = ::send(socket_.get(), data, size, MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return std::cmp_equal(sent, size);
  }
}

bool WorkerLink::receive_bytes(void* data, std::size_t size) const {
  for (;;) {
    errno = 0;  // an end of the other side is no error to the system
    const ssize_t got = recv(socket_.get(), data, size, 0);
    if (got >= 0 || errno != EINTR) return std::cmp_equal(got, size);
  }
}

}  // namespace spindash::retro
