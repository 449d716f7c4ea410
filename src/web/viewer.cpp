// SPDX-License-Identifier: MIT
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <deque>

#include "base/error.h"
#include "web/server_state.h"

namespace spindash {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

/// What the system keeps of a connection's unsent bytes: what waits there is old by the time it is seen.
constexpr int kSendBuffer = 1 << 18;

/// Frames on their way that the page has not drawn yet: with more, what it draws is old.
constexpr int kMostUnseen = 2;

/// Lets through so many a second in the long run, and twice that at once.
class RateLimit {
 public:
  explicit RateLimit(double per_second) : rate_(per_second), left_(2 * per_second) {}
  bool allows() {
    const auto now = Clock::now();
    left_ = std::min(2 * rate_, left_ + rate_ * std::chrono::duration<double>(now - last_).count());
    last_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  using Clock = std::chrono::steady_clock;
  double rate_, left_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace

class Viewer : public std::enable_shared_from_this<Viewer> {
 public:
  Viewer(Server::State& state, beast::tcp_stream stream, ConnectionCount count)
      : state_(state), count_(std::move(count)), socket_(std::move(stream)), rate_(state.options.commands_per_second) {}
  ~Viewer() { leave(); }
  Viewer(const Viewer&) = delete;
  Viewer& operator=(const Viewer&) = delete;

  void start(const HttpRequest& request) {
    auto& lowest = beast::get_lowest_layer(socket_);
    lowest.expires_never();  // the WebSocket has a clock of its own
    beast::error_code ignored;
    lowest.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    lowest.socket().set_option(asio::socket_base::send_buffer_size(kSendBuffer), ignored);
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
    timeout.idle_timeout = std::chrono::seconds(20);
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.read_message_max(kLongestCommand);
    socket_.auto_fragment(false);
    socket_.async_accept(request, [self = shared_from_this()](beast::error_code fault) {
      if (!fault) self->begin();
    });
  }

  void offer(Channel channel, const Message& message) {
    waiting_[static_cast<std::size_t>(channel)] = message;
    write_next();
  }

 private:
  void begin() {
    socket_.binary(true);
    state_.watching.insert(this);
    ++state_.viewers;
    waiting_ = state_.newest;
    write_next();
    read();
  }

  void leave() {
    if (state_.watching.erase(this) != 0) --state_.viewers;
  }

  void read() {
    socket_.async_read(buffer_,
                       [self = shared_from_this()](beast::error_code fault, std::size_t) { self->take(fault); });
  }

  void take(beast::error_code fault) {
    if (fault) return leave();
    if (!rate_.allows()) return close("too many commands");
    const auto bytes = buffer_.cdata();
    try {
      const Command command = parse_command({static_cast<const char*>(bytes.data()), bytes.size()});
      if (command.word == "seen") {
        unseen_ = std::max(0, unseen_ - 1);
        write_next();
      } else {
        state_.receive(command);
      }
    } catch (const Error& error) {
      return close(error.what());
    }
    buffer_.consume(buffer_.size());
    read();
  }

  void close(std::string_view words) {
    leave();
    websocket::close_reason reason(websocket::close_code::policy_error);
    reason.reason.assign(words.data(), std::min<std::size_t>(words.size(), 100));
    socket_.async_close(reason, [self = shared_from_this()](beast::error_code) {});
  }

  /// In turn, so that pictures in quick succession do not keep the rest waiting.
  void write_next() {
    if (writing_) return;
    for (std::size_t i = 0; i < kChannels; ++i) {
      next_ = (next_ + 1) % kChannels;
      if (!waiting_[next_]) continue;
      if (next_ == static_cast<std::size_t>(Channel::kFrame)) {
        if (unseen_ >= kMostUnseen) continue;
        ++unseen_;
      }
      writing_ = std::exchange(waiting_[next_], nullptr);
      socket_.async_write(asio::buffer(*writing_), [self = shared_from_this()](beast::error_code fault, std::size_t) {
        self->writing_ = nullptr;
        if (fault) return self->leave();
        self->write_next();
      });
      return;
    }
  }

  Server::State& state_;
  ConnectionCount count_;
  websocket::stream<beast::tcp_stream, /*deflateSupported=*/false> socket_;
  RateLimit rate_;
  beast::flat_buffer buffer_{kLongestCommand};
  std::array<Message, kChannels> waiting_;
  Message writing_;  // on its way: none but this until it is gone
  std::size_t next_ = kChannels - 1;
  int unseen_ = 0;
};

void start_viewer(Server::State& state, beast::tcp_stream stream, ConnectionCount count, const HttpRequest& request) {
  std::make_shared<Viewer>(state, std::move(stream), std::move(count))->start(request);
}

void offer_to_viewers(Server::State& state, Channel channel, const Message& message) {
  // A viewer that leaves while it is offered something changes the set.
  const std::vector<Viewer*> all(state.watching.begin(), state.watching.end());
  for (Viewer* viewer : all) viewer->offer(channel, message);
}

}  // namespace spindash
