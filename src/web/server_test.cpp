// SPDX-License-Identifier: MIT
#include "web/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/mutate.h"
#include "web/page_files.h"

namespace spindash {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A client's socket; reads give up after a second.
class Client {
 public:
  explicit Client(const Server& server, int receive_buffer = 0) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const std::string url = server.url();
    const int port = std::stoi(url.substr(url.rfind(':') + 1));
    if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval second{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    host_ = "127.0.0.1:" + std::to_string(port);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const std::string& host() const { return host_; }
  void send_bytes(const std::string& bytes) const {
    if (connected_) [[maybe_unused]]
      const auto sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// What came until `enough` bytes, the end, or a second of silence.
  std::string read(std::size_t enough = 1 << 20) const {
    std::string all;
    std::array<char, 4096> part{};
    while (all.size() < enough) {
      const auto got = recv(socket_, part.data(), part.size(), 0);
      if (got <= 0) break;
      all.append(part.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  std::string ask(const std::string& target, const std::string& more = "", const std::string& verb = "GET") const {
    send_bytes(verb + " " + target + " HTTP/1.1\r\nHost: " + host_ + "\r\nConnection: close\r\n" + more + "\r\n");
    return read();
  }
  /// Becomes a viewer; returns the answer's first bytes.
  std::string upgrade(const std::string& more = "") const {
    send_bytes("GET /live HTTP/1.1\r\nHost: " + host_ +
               "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
               more + "\r\n");
    return read(1);
  }
  /// A text message, as a browser masks it.
  void say(const std::string& text) const {
    std::string frame = {static_cast<char>(0x81), static_cast<char>(0x80 | text.size()), 1, 2, 3, 4};
    for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ (i % 4 + 1));
    send_bytes(frame);
  }

 private:
  int socket_;
  bool connected_ = false;
  std::string host_;
};

template <class Condition>
bool soon(const Condition& condition) {
  for (int i = 0; i < 300; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

ServerOptions any_port() {
  ServerOptions options;
  options.address = parse_address("127.0.0.1:0");
  return options;
}

Message message_of(std::size_t bytes) {
  return std::make_shared<const Bytes>(bytes, std::uint8_t{7});
}

TEST(Server, GivesThePageAndNothingElse) {
  const Server server(any_port(), [](const Command&) {});
  for (const PageFile& file : page_files()) {
    const std::string answer = Client(server).ask(std::string(file.path));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200")) << file.path;
    EXPECT_THAT(answer, HasSubstr(std::string(file.content.substr(0, 40)))) << file.path;
    EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'"));
  }
  for (const char* path :
       {"/../CMakeLists.txt", "/%2e%2e/x", "//etc/passwd", "/page.js/", "/live", "*", "/index.html.inc"}) {
    EXPECT_THAT(Client(server).ask(path), Not(StartsWith("HTTP/1.1 200"))) << path;
  }
  EXPECT_THAT(Client(server).ask("/", "", "POST"), StartsWith("HTTP/1.1 405"));
  const std::string head = Client(server).ask("/", "", "HEAD");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(head, Not(HasSubstr("<!doctype")));
}

TEST(Server, RefusesOtherHostsAndOrigins) {
  const Server server(any_port(), [](const Command&) {});
  const Client wrong_host(server);
  wrong_host.send_bytes("GET / HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(wrong_host.read(), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Client(server).upgrade("Origin: http://evil.com\r\n"), StartsWith("HTTP/1.1 403"));
  const Client own(server);
  EXPECT_THAT(own.upgrade("Origin: http://" + own.host() + "\r\n"), StartsWith("HTTP/1.1 101"));
}

TEST(Server, GivesPartsOfAFile) {
  const auto content = std::make_shared<const Bytes>(Bytes{'a', 'b', 'c', 'd', 'e'});
  const Server server(
      any_port(), [](const Command&) {},
      [&](std::string_view path) -> std::optional<ServedFile> {
        if (path != "/video.mp4") return {};
        return ServedFile{"video/mp4", content};
      });
  EXPECT_THAT(Client(server).ask("/video.mp4"), HasSubstr("\r\n\r\nabcde"));
  const std::string part = Client(server).ask("/video.mp4", "Range: bytes=1-2\r\n");
  EXPECT_THAT(part, StartsWith("HTTP/1.1 206"));
  EXPECT_THAT(part, HasSubstr("Content-Range: bytes 1-2/5"));
  EXPECT_THAT(part, testing::EndsWith("\r\n\r\nbc"));
  for (const char* range :
       {"bytes=9-", "bytes=3-1", "bytes=-2", "bytes=x", "lines=1-2", "bytes=1-99999999999999999999"}) {
    EXPECT_THAT(Client(server).ask("/video.mp4", std::string("Range: ") + range + "\r\n"),
                testing::EndsWith("\r\n\r\nabcde"))
        << range;
  }
}

TEST(Server, HearsCommandsAndCountsViewers) {
  std::atomic<int> heard{0};
  const Server server(any_port(), [&](const Command& command) { heard += static_cast<int>(command.number); });
  EXPECT_EQ(server.viewers(), 0u);
  {
    const Client viewer(server);
    EXPECT_THAT(viewer.upgrade(), StartsWith("HTTP/1.1 101"));
    EXPECT_TRUE(soon([&] { return server.viewers() == 1; }));
    viewer.say(R"({"do":"pad","number":5})");
    viewer.say(R"({"do":"pad","number":6})");
    EXPECT_TRUE(soon([&] { return heard == 11; })) << heard;
    viewer.say("nonsense");
    EXPECT_TRUE(soon([&] { return server.viewers() == 0; })) << "who talks nonsense stays";
  }
}

TEST(Server, EndsWhoSaysTooMuch) {
  ServerOptions options = any_port();
  options.commands_per_second = 10;
  std::atomic<int> heard{0};
  const Server server(options, [&](const Command&) { ++heard; });
  const Client viewer(server);
  viewer.upgrade();
  for (int i = 0; i < 60; ++i) viewer.say(R"({"do":"pad"})");
  EXPECT_TRUE(soon([&] { return server.viewers() == 0 && heard > 0; }));
  EXPECT_LE(heard, 40);
}

TEST(Server, ASlowViewerHoldsNobodyUp) {
  Server server(any_port(), [](const Command&) {});
  const Client slow(server, /*receive_buffer=*/4096);
  slow.upgrade();
  ASSERT_TRUE(soon([&] { return server.viewers() == 1; }));
  const auto start = std::chrono::steady_clock::now();
  constexpr int kMessages = 2000, kBytes = 100'000;  // 200 MB, which nobody reads
  for (int i = 0; i < kMessages; ++i) server.publish(Channel::kCurves, message_of(kBytes));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  // Another one is served, and at once gets the newest.
  const Client quick(server);
  const std::string answer = quick.upgrade();  // and perhaps the message's first bytes
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 101"));
  EXPECT_GE(answer.size() + quick.read(kBytes).size(), static_cast<std::size_t>(kBytes));
  // The slow one was sent a few of the messages, not all.
  std::size_t got = 0;
  for (std::string part = slow.read(1 << 20); !part.empty(); part = slow.read(1 << 20)) got += part.size();
  EXPECT_LT(got, static_cast<std::size_t>(kMessages) * kBytes / 4);
  EXPECT_GE(got, static_cast<std::size_t>(kBytes));
}

TEST(Server, SendsFramesAsFastAsTheyAreSeen) {
  Server server(any_port(), [](const Command&) {});
  const Client viewer(server);
  viewer.upgrade();
  ASSERT_TRUE(soon([&] { return server.viewers() == 1; }));
  for (int i = 0; i < 10; ++i) {
    server.publish(Channel::kFrame, message_of(100));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(viewer.read(300).size(), 2 * 102u) << "two frames that were not seen are enough";
  viewer.say(R"({"do":"seen"})");
  EXPECT_EQ(viewer.read(102).size(), 102u);
}

TEST(Server, BoundsConnectionsHeadersAndTime) {
  ServerOptions options = any_port();
  options.most_connections = 4;
  options.seconds_to_ask = 0.3;
  const Server server(options, [](const Command&) {});
  {
    std::vector<std::unique_ptr<Client>> idle;
    idle.reserve(4);
    for (int i = 0; i < 4; ++i) idle.push_back(std::make_unique<Client>(server));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(Client(server).ask("/"), "") << "a fifth was served";
    EXPECT_EQ(idle.front()->read(), "") << "who asks nothing is left waiting";
  }
  EXPECT_TRUE(soon([&] { return Client(server).ask("/").starts_with("HTTP/1.1 200"); }));
  EXPECT_THAT(Client(server).ask("/", "X: " + std::string(20000, 'a') + "\r\n"), Not(StartsWith("HTTP/1.1 200")));
}

TEST(Server, SaysWhereItCannotListen) {
  const Server first(any_port(), [](const Command&) {});
  const std::string url = first.url();
  ServerOptions same;
  same.address = parse_address(url.substr(7, url.size() - 8));
  EXPECT_THAT([&] { Server(same, [](const Command&) {}); },
              testing::ThrowsMessage<Error>(HasSubstr("cannot be listened on")));
}

// Broken requests and frames: the server goes on serving, whatever came.
TEST(Server, SurvivesAnything) {
  ServerOptions options = any_port();
  options.seconds_to_ask = 0.2;
  const Server server(options, [](const Command&) {});
  Random random(7);
  const std::string host = Client(server).host();
  const std::string request = "GET /live?a HTTP/1.1\r\nHost: " + host +
                              "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Range: bytes=1-2\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  const int inputs = std::max(50, fuzz_inputs() / 20);
  for (int i = 0; i < inputs; ++i) {
    const Client client(server);
    if (random.chance(0.5)) {
      client.send_bytes(mutate(request, random));
    } else {
      client.upgrade();
      client.send_bytes(mutate(
          std::string("\x81\x8E\x01\x02\x03\x04{\"do\":\"pad\"}xx\x89\x80\x01\x02\x03\x04\x88\x80\x01\x02\x03\x04", 32),
          random));
    }
  }
  EXPECT_TRUE(soon([&] { return Client(server).ask("/").starts_with("HTTP/1.1 200"); }));
  EXPECT_TRUE(soon([&] { return server.viewers() == 0; }));
}

}  // namespace
}  // namespace spindash
