// One request at a time per connection: bytes of the next one wait in
// the buffer until the answer has gone, so pipelined requests are answered in order.
#include "web/http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>

#include "web/http/read_head.h"

namespace candour::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

class Line final : public Connection, public std::enable_shared_from_this<Line> {
 public:
  Line(Host& host, tcp::socket socket)
      : host_(host),
        options_(host.core().options),
        socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        buffer_(
            std::max<std::size_t>(options_.header_bytes + limits::kRequestLineBytes, 128 * limits::kKiB)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    auto peer = socket_.remote_endpoint(ignored);
    if (!ignored) remote_ = peer.address().to_string();
  }

  void start() override { read_head(); }
  void stop_soon() override {
    if (waiting_) close();
  }
  void stop_now() override { close(); }

 private:
  using Self = std::shared_ptr<Line>;
  Self self() { return shared_from_this(); }

  // A deadline for what is under way. The count tells a late ring from the current one.
  void arm(milliseconds time) {
    timed_out_ = false;
    timer_.expires_after(time);
    timer_.async_wait([me = self(), mine = ++ring_](error_code ec) {
      if (ec || mine != me->ring_) return;
      me->timed_out_ = true;
      error_code ignored;
      me->socket_.cancel(ignored);
    });
  }
  void disarm() {
    ++ring_;
    timer_.cancel();
  }

  void await_next() {
    if (host_.stopping()) return finish();
    if (buffer_.size() > 0) return read_head();
    waiting_ = true;
    arm(options_.idle_time);
    socket_.async_wait(tcp::socket::wait_read, [me = self()](error_code ec) {
      me->waiting_ = false;
      me->disarm();
      if (ec) return me->close();
      me->read_head();
    });
  }

  void read_head() {
    if (host_.stopping()) return finish();
    parser_.emplace();
    set_limits(*parser_, options_.header_bytes);
    request_ = {};
    request_.remote = remote_;
    request_.id = request_id(host_.core());
    waiting_ = served_ == 0 && buffer_.size() == 0;
    arm(options_.header_time);
    beast::http::async_read_header(socket_, buffer_, *parser_, [me = self()](error_code ec, std::size_t) {
      me->waiting_ = false;
      me->disarm();
      me->on_head(ec);
    });
  }

  void on_head(error_code ec) {
    if (ec) return on_read_error(ec);
    if (auto trouble = take_head(*parser_, options_.behind_proxy, request_)) return refuse_with(*trouble);
    Match match = host_.core().router.match(request_.method, request_.segments);
    std::uint64_t limit = match.route ? match.route->body_limit : limits::kBodyBytes;
    auto length = parser_->content_length();
    if (length && *length > limit) {
      request_.body_too_large = true;
      return dispatch();  // unread: the connection is closed after the answer
    }
    if (parser_->is_done()) return dispatch();
    parser_->body_limit(limit);
    std::uint64_t expected = length ? *length : limit;
    if (expected > limits::kBodyBytes) {
      if (!host_.take_large_body())
        return refuse_with({503, "Many large files are arriving at the moment. Try again in a minute."});
      has_large_place_ = true;
    }
    if (request_.headers.get("expect") == "100-continue") return say_continue(expected);
    read_body(expected);
  }

  void say_continue(std::uint64_t expected) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    arm(options_.write_time);
    asio::async_write(socket_, asio::buffer(kContinue.data(), kContinue.size()),
                      [me = self(), expected](error_code ec, std::size_t) {
                        me->disarm();
                        if (ec) return me->close();
                        me->read_body(expected);
                      });
  }

  void read_body(std::uint64_t expected) {
    arm(options_.body_time + std::chrono::seconds(expected / limits::kSlowestBytesPerSecond));
    beast::http::async_read(socket_, buffer_, *parser_, [me = self()](error_code ec, std::size_t) {
      me->disarm();
      if (ec == beast::http::error::body_limit) {
        me->request_.body_too_large = true;
        return me->dispatch();
      }
      if (ec) return me->on_read_error(ec);
      me->dispatch();
    });
  }

  void on_read_error(error_code ec) {
    bool anything = parser_->got_some() || buffer_.size() > 0;
    if (timed_out_ && anything)
      return refuse_with({408, "The rest of it did not arrive in time. Try again."});
    if (ec == beast::http::error::end_of_stream || ec == beast::http::error::partial_message) return close();
    if (is_http_error(ec)) return refuse_with(trouble_of(ec));
    close();
  }

  void dispatch() {
    std::string body = request_.body_too_large ? std::string{} : std::move(parser_->get().body());
    keep_ = parser_->is_done() && parser_->get().keep_alive() && !request_.body_too_large;
    without_body_ = request_.method == Method::Head;
    auto job = [me = self(), q = std::make_shared<Request>(std::move(request_)),
                b = std::make_shared<std::string>(std::move(body))] {
      auto r = std::make_shared<Response>(answer_with_body(me->host_.core(), std::move(*q), std::move(*b)));
      asio::post(me->host_.io(), [me, r] { me->send(std::move(*r)); });
    };
    request_ = {};
    if (!host_.submit(std::move(job)))
      refuse_with({503, "Very many people are here at the moment. Try again."});
  }

  void refuse_with(const Trouble& t) {
    keep_ = false;
    without_body_ = request_.method == Method::Head;
    if (request_.id.empty()) request_.id = request_id(host_.core());
    send(refuse(host_.core(), t.status, t.words, request_));
  }

  void send(Response r) {
    give_back_place();
    if (!socket_.is_open()) return;
    keep_ = keep_ && !host_.stopping() && ++served_ < limits::kRequestsPerConnection;
    response_ = std::move(r);
    head_ = head_bytes(host_.core(), response_, keep_);
    arm(options_.write_time);
    // Head and first piece go together: most pages are one write.
    auto bytes = without_body_ ? std::string_view{} : response_.bytes();
    sent_ = std::min(bytes.size(), limits::kWritePieceBytes);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(head_), asio::buffer(bytes.data(), sent_)};
    asio::async_write(socket_, buffers, [me = self()](error_code ec, std::size_t) { me->on_sent(ec); });
  }

  void on_sent(error_code ec) {
    disarm();
    if (ec) return close();
    auto bytes = without_body_ ? std::string_view{} : response_.bytes();
    if (sent_ < bytes.size()) {
      auto piece = bytes.substr(sent_, limits::kWritePieceBytes);
      sent_ += piece.size();
      arm(options_.write_time);
      asio::async_write(socket_, asio::buffer(piece.data(), piece.size()),
                        [me = self()](error_code e, std::size_t) { me->on_sent(e); });
      return;
    }
    response_ = {};
    head_.clear();
    if (keep_) return await_next();
    finish();
  }

  // Says goodbye, then listens a moment: closing at once while bytes still arrive would make the system
  // throw away the answer before the browser has read it.
  void finish() {
    error_code ec;
    socket_.shutdown(tcp::socket::shutdown_send, ec);
    if (ec) return close();
    arm(limits::kLingerTime);
    linger();
  }
  void linger() {
    buffer_.clear();
    socket_.async_read_some(buffer_.prepare(16 * limits::kKiB), [me = self()](error_code ec, std::size_t) {
      if (ec) {
        me->disarm();
        return me->close();
      }
      me->linger();
    });
  }

  void close() {
    disarm();
    give_back_place();
    if (closed_) return;
    closed_ = true;
    error_code ignored;
    socket_.close(ignored);
    host_.gone(self());
  }

  void give_back_place() {
    if (has_large_place_) host_.give_back_large_body();
    has_large_place_ = false;
  }

  Host& host_;
  const ServerOptions& options_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  Response response_;
  std::string head_, remote_;
  std::size_t sent_ = 0, served_ = 0;
  std::uint64_t ring_ = 0;
  bool timed_out_ = false, keep_ = false, without_body_ = false, waiting_ = false, closed_ = false;
  bool has_large_place_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_connection(Host& host, tcp::socket socket) {
  return std::make_shared<Line>(host, std::move(socket));
}

}  // namespace candour::http
