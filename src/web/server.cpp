// SPDX-License-Identifier: MIT
#include "web/server.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include "base/error.h"
#include "web/server_state.h"

namespace spindash {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int kPortsTried = 20;  // above the default one, where nobody asked for it

boost::system::error_code listen_on(tcp::acceptor& acceptor, const ListenAddress& address) {
  const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  boost::system::error_code fault;
  acceptor.open(endpoint.protocol(), fault);
  if (!fault) acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) acceptor.bind(endpoint, fault);
  if (!fault) acceptor.listen(asio::socket_base::max_listen_connections, fault);
  if (fault) {
    boost::system::error_code ignored;
    acceptor.close(ignored);
  }
  return fault;
}

/// The address with the port that is really listened on.
ListenAddress open_door(tcp::acceptor& acceptor, ListenAddress address) {
  boost::system::error_code fault;
  for (int i = 0; i < (address.port_given ? 1 : kPortsTried); ++i) {
    fault = listen_on(acceptor, address);
    if (!fault) {
      address.port = acceptor.local_endpoint().port();
      return address;
    }
    ++address.port;
  }
  throw Error(address_text(address), "cannot be listened on: " + fault.message(),
              "name another address or port, such as 127.0.0.1:8300");
}

void accept_next(Server::State& state) {
  state.acceptor.async_accept([&state](boost::system::error_code fault, tcp::socket socket) {
    if (fault == asio::error::operation_aborted) return;
    // One too many is closed unread.
    if (!fault && state.connections < state.options.most_connections) serve_connection(state, std::move(socket));
    accept_next(state);
  });
}

}  // namespace

Server::Server(const ServerOptions& options, Receive receive, FindFile find_file)
    : state_(std::make_unique<State>(options, std::move(receive), std::move(find_file))) {
  state_->access = std::make_unique<Access>(open_door(state_->acceptor, options.address));
  accept_next(*state_);
  state_->thread = std::thread([state = state_.get()] { state->io.run(); });
}

Server::~Server() {
  state_->io.stop();
  state_->thread.join();
}

std::string Server::url() const {
  return state_->access->url();
}

std::size_t Server::viewers() const noexcept {
  return state_->viewers.load(std::memory_order_relaxed);
}

void Server::publish(Channel channel, Message message) {
  asio::post(state_->io, [state = state_.get(), channel, message = std::move(message)]() mutable {
    offer_to_viewers(*state, channel, message);
    state->newest[static_cast<std::size_t>(channel)] = std::move(message);
  });
}

}  // namespace spindash
