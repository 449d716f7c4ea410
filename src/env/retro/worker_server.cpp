// SPDX-License-Identifier: MIT
#include "env/retro/worker_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "env/retro/worker.h"

extern char** environ;

namespace spindash::retro {

namespace {

constexpr int kSocket = 3;  // the server's
constexpr std::string_view kArgument = "--emulator-workers";

/// Room for a socket and a memory file beside a message of one byte.
struct FileMessage {
  FileMessage() {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
  }
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  msghdr header{};
};

/// The next worker's socket and memory; nothing when the program is gone.
std::optional<std::array<Descriptor, 2>> next_worker() {
  FileMessage message;
  ssize_t got = -1;
  do got = recvmsg(kSocket, &message.header, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  const cmsghdr* files = CMSG_FIRSTHDR(&message.header);
  if (got <= 0 || files == nullptr || files->cmsg_len != CMSG_LEN(2 * sizeof(int))) return {};
  std::array<int, 2> numbers{};
  std::memcpy(numbers.data(), CMSG_DATA(files), sizeof numbers);
  return std::array{Descriptor(numbers[0]), Descriptor(numbers[1])};
}

/// What a strange core may do to itself is done to nobody else.
void become_worker() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // even one that hangs ends with the server
  close(kSocket);
  if (getppid() == 1) _exit(0);
  const rlimit no_dumps{0, 0};
  setrlimit(RLIMIT_CORE, &no_dumps);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, SIG_DFL);
}

}  // namespace

WorkerServer::WorkerServer() {
  auto [ours, theirs] = make_sockets();
  socket_ = std::move(ours);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), kSocket);
  posix_spawn_file_actions_addclosefrom_np(&actions, kSocket + 1);
  std::string name = "spindash", argument(kArgument);
  const std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
  const int fault = posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (fault != 0)
    throw Error("emulator", fmt::format("its process cannot be started: {}",
                                        std::strerror(fault)));  // NOLINT(concurrency-mt-unsafe)
}

WorkerServer::~WorkerServer() {
  socket_.close();
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void WorkerServer::fork_worker(Descriptor socket, const Descriptor& memory) {
  const std::array<int, 2> numbers = {socket.get(), memory.get()};
  FileMessage message;
  cmsghdr* files = CMSG_FIRSTHDR(&message.header);
  files->cmsg_level = SOL_SOCKET;
  files->cmsg_type = SCM_RIGHTS;
  files->cmsg_len = CMSG_LEN(sizeof numbers);
  std::memcpy(CMSG_DATA(files), numbers.data(), sizeof numbers);
  const std::lock_guard lock(mutex_);
  ssize_t sent = -1;
  do sent = sendmsg(socket_.get(), &message.header, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent != 1) throw Error("emulator", "the process that starts emulators is gone", "was it killed?");
}

std::optional<int> serve_workers(int argc, char** argv) {
  if (argc != 2 || argv[1] != kArgument) return {};
  setsid();  // Ctrl-C is the program's: workers are asked for their states after it
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, SIG_DFL);
  std::signal(SIGCHLD, SIG_IGN);  // nobody waits for workers
  if (const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC); nowhere >= 0) {
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    close(nowhere);
  }
  while (auto files = next_worker()) {
    if (fork() != 0) continue;  // a fork that failed closes the socket: that is how the program learns of it
    become_worker();
    auto& [socket, memory] = *files;
    run_worker(std::move(socket), memory);
    _exit(0);
  }
  return 0;
}

}  // namespace spindash::retro
