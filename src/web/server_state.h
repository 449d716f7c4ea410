// SPDX-License-Identifier: MIT
// What the connections of one server share. Only for server.cpp, http_session.cpp and viewer.cpp: it includes Beast,
// which takes long to compile. All of it belongs to the server's thread, but the count of viewers.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <thread>
#include <unordered_set>
#include <utility>

#include "web/access.h"
#include "web/server.h"

namespace spindash {

class Viewer;

struct Server::State {
  State(const ServerOptions& chosen, Receive receiver, FindFile finder)
      : options(chosen), receive(std::move(receiver)), find_file(std::move(finder)) {}

  ServerOptions options;
  Receive receive;
  FindFile find_file;
  std::unique_ptr<Access> access;
  std::array<Message, kChannels> newest;
  std::unordered_set<Viewer*> watching;
  std::atomic<std::size_t> viewers{0};
  std::size_t connections = 0;
  // Below what connections touch when they go, which they do with it.
  boost::asio::io_context io{1};
  boost::asio::ip::tcp::acceptor acceptor{io};
  std::thread thread;
};

/// Counts a connection for as long as it lives.
class ConnectionCount {
 public:
  explicit ConnectionCount(Server::State& state) : state_(&state) { ++state_->connections; }
  ~ConnectionCount() {
    if (state_ != nullptr) --state_->connections;
  }
  ConnectionCount(ConnectionCount&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  ConnectionCount& operator=(ConnectionCount&&) = delete;

 private:
  Server::State* state_;
};

using HttpRequest = boost::beast::http::request<boost::beast::http::empty_body>;

/// Reads requests from a new connection and answers them, until one asks for a WebSocket.
void serve_connection(Server::State& state, boost::asio::ip::tcp::socket socket);
/// Goes on with the connection as a viewer.
void start_viewer(Server::State& state, boost::beast::tcp_stream stream, ConnectionCount count,
                  const HttpRequest& request);
/// Puts `message` into the mailbox of every viewer.
void offer_to_viewers(Server::State& state, Channel channel, const Message& message);

}  // namespace spindash
