// SPDX-License-Identifier: MIT
#include <boost/beast/websocket/rfc6455.hpp>
#include <charconv>

#include "web/page_files.h"
#include "web/server_state.h"

namespace spindash {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Response = http::response<http::vector_body<std::uint8_t>>;

constexpr std::uint32_t kLargestHeader = 8192;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Response make_response(const HttpRequest& request, http::status status, std::string_view type) {
  Response response(status, request.version());
  response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; "
               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.keep_alive(request.keep_alive());
  return response;
}

Response refusal(const HttpRequest& request, http::status status, std::string_view words) {
  Response response = make_response(request, status, "text/plain; charset=utf-8");
  response.body().assign(words.begin(), words.end());
  response.keep_alive(false);
  return response;
}

/// First and one past the last byte that "bytes=a-b" asks for; nothing where it asks for all, or for what is not there.
std::optional<std::pair<std::size_t, std::size_t>> asked_part(std::string_view range, std::size_t size) {
  if (!range.starts_with("bytes=")) return {};
  range.remove_prefix(6);
  const std::size_t dash = range.find('-');
  if (dash == 0 || dash == std::string_view::npos) return {};
  const auto number = [](std::string_view text, std::size_t& value) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size();
  };
  std::size_t first = 0, last = size - 1;
  if (!number(range.substr(0, dash), first)) return {};
  if (dash + 1 < range.size() && !number(range.substr(dash + 1), last)) return {};
  if (size == 0 || first >= size || last < first) return {};
  return std::pair{first, std::min(last, size - 1) + 1};
}

Response give_file(const HttpRequest& request, const ServedFile& file) {
  const Bytes& content = *file.content;
  const auto part = asked_part(view(request[http::field::range]), content.size());
  Response response = make_response(request, part ? http::status::partial_content : http::status::ok, file.type);
  response.set(http::field::accept_ranges, "bytes");
  const auto [begin, end] = part.value_or(std::pair{std::size_t{0}, content.size()});
  if (part) {
    response.set(http::field::content_range, "bytes " + std::to_string(begin) + "-" + std::to_string(end - 1) + "/" +
                                                 std::to_string(content.size()));
  }
  response.body().assign(content.begin() + static_cast<std::ptrdiff_t>(begin),
                         content.begin() + static_cast<std::ptrdiff_t>(end));
  return response;
}

Response answer(const Server::State& state, const HttpRequest& request) {
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return refusal(request, http::status::method_not_allowed, "only GET and HEAD\n");
  const std::string_view path = path_of(view(request.target()));
  if (const auto page = find_page_file(path)) {
    Response response = make_response(request, http::status::ok, page->type);
    response.body().assign(page->content.begin(), page->content.end());
    if (const std::string cookie = state.access->cookie(); !cookie.empty() && path == "/")
      response.set(http::field::set_cookie, cookie);
    return response;
  }
  if (state.find_file) {
    if (const auto file = state.find_file(path)) return give_file(request, *file);
  }
  return refusal(request, http::status::not_found, "there is no such page\n");
}

std::string_view words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kWrongHost:
      return "this is not the host that spindash listens on\n";
    case Verdict::kWrongOrigin:
      return "another site's page may not look here\n";
    default:
      return "the address that spindash printed has a token; this one has not\n";
  }
}

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(Server::State& state, asio::ip::tcp::socket socket)
      : state_(state), count_(state), stream_(std::move(socket)) {}

  void read() {
    parser_.emplace();
    parser_->header_limit(kLargestHeader);
    parser_->body_limit(0);
    stream_.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(1000 * state_.options.seconds_to_ask)));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code fault, std::size_t) { self->take(fault); });
  }

 private:
  void take(beast::error_code fault) {
    if (fault) return;  // closed, too slow, too long or malformed: nobody to tell
    const HttpRequest request = parser_->release();
    const RequestSigns signs{view(request[http::field::host]), view(request[http::field::origin]),
                             view(request[http::field::cookie]), view(request.target())};
    const Verdict verdict = state_.access->judge(signs);
    if (verdict != Verdict::kWelcome) return write(refusal(request, http::status::forbidden, words_of(verdict)));
    if (beast::websocket::is_upgrade(request)) {
      if (path_of(signs.target) != "/live")
        return write(refusal(request, http::status::not_found, "the live page is at /live\n"));
      return start_viewer(state_, std::move(stream_), std::move(count_), request);
    }
    Response response = answer(state_, request);
    response.prepare_payload();
    if (request.method() == http::verb::head) response.body().clear();
    write(std::move(response));
  }

  void write(Response response) {
    if (!response.has_content_length()) response.prepare_payload();
    response_.emplace(std::move(response));
    stream_.expires_after(std::chrono::seconds(30));
    http::async_write(stream_, *response_, [self = shared_from_this()](beast::error_code fault, std::size_t) {
      if (fault || !self->response_->keep_alive()) {
        beast::error_code ignored;
        self->stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        return;
      }
      self->read();
    });
  }

  Server::State& state_;
  ConnectionCount count_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{2 * kLargestHeader};
  std::optional<http::request_parser<http::empty_body>> parser_;
  std::optional<Response> response_;
};

}  // namespace

void serve_connection(Server::State& state, asio::ip::tcp::socket socket) {
  std::make_shared<HttpSession>(state, std::move(socket))->read();
}

}  // namespace spindash
