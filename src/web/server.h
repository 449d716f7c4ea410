// SPDX-License-Identifier: MIT
// Serves the live page: its files by HTTP, what it shows by WebSocket. One thread of its own does all the talking; the
// program publishes and goes on. Every viewer has room for the newest message of each channel, so that a slow one skips
// what it has missed, and none makes the program or another viewer wait; a frame is sent when the page has said "seen"
// of all but one before it. Connections, header sizes, command sizes and command rates are bounded; who may connect:
// web/access.h. What a viewer that comes later needs is kept: the newest message of each channel.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/address.h"
#include "web/command.h"
#include "web/message.h"

namespace spindash {

/// What a message is about: a newer one of the same channel replaces an older one that was not sent yet.
enum class Channel { kScene, kStage, kCurves, kNote, kFrame };
inline constexpr std::size_t kChannels = 5;

/// A file that is not of the page: a video of a run.
struct ServedFile {
  std::string type;  ///< "video/mp4"
  std::shared_ptr<const Bytes> content;
};

struct ServerOptions {
  ListenAddress address;
  std::size_t most_connections = 64;
  double commands_per_second = 300;  ///< of one viewer, in the long run; more end its connection
  double seconds_to_ask = 10;        ///< for a request's header
};

class Server {
 public:
  /// A viewer's command; called on the server's thread, so it must return soon.
  using Receive = std::function<void(const Command&)>;
  /// Answers paths that are not the page's; called on the server's thread.
  using FindFile = std::function<std::optional<ServedFile>(std::string_view path)>;

  /// Throws Error where it cannot listen.
  Server(const ServerOptions& options, Receive receive, FindFile find_file = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// What a person opens, with the token where there is one.
  std::string url() const;
  /// How many are watching: one atomic read.
  std::size_t viewers() const noexcept;
  /// From any thread; returns at once.
  void publish(Channel channel, Message message);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace spindash
