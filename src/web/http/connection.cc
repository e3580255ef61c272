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
#include <vector>

#include "web/http/body.h"
#include "web/http/read_head.h"

namespace candour::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

bool may_bring_files(const Request& q) {
  return media_type(q.headers.get("content-type")) == "multipart/form-data";
}

constexpr std::size_t kPieceBytes = 64 * limits::kKiB;

const Trouble kCrowded{429,
                       "Very much is arriving from your network at the moment, so this was not taken. "
                       "Nothing of it was done. Wait a few seconds, then send it once more."};
const Trouble kFull{503,
                    "Very many people are here at the moment, so this was not taken. Nothing of it was "
                    "done. Wait a few seconds, then send it once more."};

class Line final : public Connection, public std::enable_shared_from_this<Line> {
 public:
  Line(Host& host, tcp::socket socket, Address peer)
      : host_(host),
        options_(host.core().options),
        socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        buffer_(std::max<std::size_t>(options_.header_bytes + limits::kRequestLineBytes, 128 * limits::kKiB)),
        peer_(peer),
        asks_(neighbour_of(peer)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
  }

  void start() override { read_head(); }
  void stop_soon() override {
    if (waiting_) close();
  }
  void stop_now() override { close(); }
  Doing doing() const override { return doing_; }
  const Address& peer() const override { return peer_; }
  const Neighbour& asks() const override { return asks_; }
  void make_room() override {
    if (doing_.what == Doing::What::Waiting || doing_.what == Doing::What::Sending) return close();
    give_back_place();
    crowded_out_ = true;
    error_code ignored;
    socket_.cancel(ignored);
  }

 private:
  using Self = std::shared_ptr<Line>;
  using Steady = std::chrono::steady_clock;
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

  void now_doing(Doing::What what) { doing_ = {what, Steady::now()}; }

  void await_next() {
    if (host_.stopping()) return finish();
    now_doing(Doing::What::Waiting);
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
    crowded_out_ = false;
    request_.id = request_id(host_.core());
    now_doing(Doing::What::Waiting);
    waiting_ = served_ == 0 && buffer_.size() == 0;
    arm(options_.header_time);
    beast::http::async_read_header(socket_, buffer_, *parser_, [me = self()](error_code ec, std::size_t) {
      me->waiting_ = false;
      me->disarm();
      me->on_head(ec);
    });
  }

  void on_head(error_code ec) {
    now_doing(Doing::What::Other);
    if (ec) return on_read_error(ec);
    name_the_asker();
    if (auto trouble = take_head(*parser_, request_)) return refuse_with(*trouble);
    body_ = BodyReader(request_.headers.get("content-type"));
    Match match = host_.core().router.match(request_.method, request_.segments);
    lane_ = match.route ? match.route->lane : Lane::Pages;
    const bool files = may_bring_files(request_);
    most_ =
        match.route ? most_of_body(*match.route, files) : BodyMost{limits::kBodyBytes, limits::kBodyBytes};
    auto length = parser_->content_length();
    // Files are looked through, sealed and kept, and a very long form is read and shown again: both take
    // time.
    const bool long_form = parser_->chunked() || length.value_or(0) > limits::kLongFormBytes;
    if (lane_ == Lane::Pages && request_.is_post() && (long_form || files)) lane_ = Lane::Uploads;
    if (length && *length > most_.known) return dispatch_unread();
    if (parser_->is_done()) return dispatch();
    if (request_.is_post() && !match.route) return dispatch();  // not there, whatever its body
    body_bytes_ = length ? *length : most_.known;
    if (request_.is_post()) return look_at_head();
    on_admitted({});
  }

  // The address that all limits count by: the peer's, or whom a proxy of ours speaks for.
  void name_the_asker() {
    std::vector<std::string> lines;
    for (const auto& field : parser_->get())
      if (beast::iequals(field.name_string(), "x-forwarded-for")) lines.emplace_back(field.value());
    const auto asked = who_asks(peer_, options_.proxies, lines);
    if (asked.malformed) host_.count_malformed_hop();
    asks_ = neighbour_of(asked.from);
    request_.remote = asks_.address;
    request_.network = asks_.network;
  }

  // Who sends this body? Asked of a thread that answers pages, since it may have to look up a session.
  void look_at_head() {
    auto q = std::make_shared<Request>(std::move(request_));
    const auto place = host_.submit(Lane::Pages, asks_, [me = self(), q, most = body_bytes_] {
      auto a = std::make_shared<Admission>(admit(me->host_.core(), *q, most));
      asio::post(me->host_.io(), [me, q, a] {
        me->request_ = std::move(*q);
        me->on_admitted(std::move(*a));
      });
    });
    if (place == Place::Taken) return;
    request_ = std::move(*q);
    refuse_place(place);
  }

  void on_admitted(Admission a) {
    if (closed_) return;
    if (a.instead) {
      keep_ = without_body_ = false;
      return send(std::move(*a.instead));
    }
    if (a.who.empty() && body_bytes_ > most_.strangers) {
      if (parser_->content_length()) return dispatch_unread();
      body_bytes_ = most_.strangers;
    }
    const bool large = body_bytes_ > limits::kLargeBodyBytes;
    BodyPlace wanted{asks_, std::move(a.who), large};
    if (const auto place = host_.take_body(wanted); place != Place::Taken) return refuse_place(place);
    now_doing(!wanted.who.empty() ? Doing::What::Other
              : large             ? Doing::What::StrangersLargeBody
                                  : Doing::What::StrangersBody);
    place_ = std::move(wanted);
    if (request_.headers.get("expect") == "100-continue") return say_continue();
    read_body();
  }

  void say_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    arm(options_.write_time);
    asio::async_write(socket_, asio::buffer(kContinue.data(), kContinue.size()),
                      [me = self()](error_code ec, std::size_t) {
                        me->disarm();
                        if (me->crowded_out_) return me->refuse_with(kCrowded);
                        if (ec) return me->close();
                        me->read_body();
                      });
  }

  void read_body() {
    body_end_ = Steady::now() + options_.body_time +
                std::chrono::seconds(body_bytes_ / limits::kSlowestBytesPerSecond);
    got_ = paced_ = 0;
    parser_->body_limit(body_bytes_);
    // In small pieces a large body would take the time of everybody else's.
    if (body_bytes_ > limits::kLargeBodyBytes) buffer_.reserve(kPieceBytes);
    keep_pace();
    read_piece();
  }

  // A body has a time for the whole of it, and must bring a little of itself all the time.
  void keep_pace() {
    timed_out_ = false;
    const auto now = Steady::now();
    const bool last = body_end_ - now <= options_.pace_time;
    timer_.expires_after(last ? body_end_ - now : Steady::duration(options_.pace_time));
    timer_.async_wait([me = self(), last, mine = ++ring_](error_code ec) {
      if (ec || mine != me->ring_) return;
      if (!last && me->got_ - me->paced_ >= limits::kPaceBytes) {
        me->paced_ = me->got_;
        return me->keep_pace();
      }
      me->timed_out_ = true;
      error_code ignored;
      me->socket_.cancel(ignored);
    });
  }

  void read_piece() {
    beast::http::async_read_some(socket_, buffer_, *parser_, [me = self()](error_code ec, std::size_t bytes) {
      me->got_ += bytes;
      me->take_piece();
      if (!ec && !me->parser_->is_done() && !me->crowded_out_ && !me->timed_out_) return me->read_piece();
      me->disarm();
      me->on_body(ec);
    });
  }

  void take_piece() {
    auto& came = parser_->get().body();
    body_.put(came);
    came.clear();
  }

  void on_body(error_code ec) {
    now_doing(Doing::What::Other);
    if (ec == beast::http::error::body_limit) return dispatch_unread();
    if (ec || !parser_->is_done()) return on_read_error(ec);
    dispatch();
  }

  void on_read_error(error_code ec) {
    if (crowded_out_) return refuse_with(kCrowded);
    bool anything = parser_->got_some() || buffer_.size() > 0;
    if (timed_out_ && anything)
      return refuse_with({408, "The rest of it did not arrive in time. Try again."});
    if (ec == beast::http::error::end_of_stream || ec == beast::http::error::partial_message) return close();
    if (is_http_error(ec)) return refuse_with(trouble_of(ec));
    close();
  }

  // The connection is closed after the answer.
  void dispatch_unread() {
    request_.body_too_large = true;
    body_ = BodyReader();
    dispatch();
  }

  void dispatch() {
    keep_ = parser_->is_done() && parser_->get().keep_alive() && !request_.body_too_large;
    without_body_ = request_.method == Method::Head;
    auto job = [me = self(), q = std::make_shared<Request>(std::move(request_)),
                b = std::make_shared<BodyReader>(std::exchange(body_, BodyReader()))] {
      auto r = std::make_shared<Response>(answer_with_body(me->host_.core(), std::move(*q), std::move(*b)));
      asio::post(me->host_.io(), [me, r] { me->send(std::move(*r)); });
    };
    request_ = {};
    if (buffer_.size() == 0 && buffer_.capacity() >= kPieceBytes) buffer_.shrink_to_fit();
    // A form that has arrived gives its place to the next; a large one holds memory until it is answered.
    if (place_ && !place_->large) give_back_place();
    if (const auto place = host_.submit(lane_, asks_, std::move(job)); place != Place::Taken)
      refuse_place(place);
  }

  void refuse_place(Place place) { refuse_with(place == Place::YouHaveMany ? kCrowded : kFull); }

  void refuse_with(const Trouble& t) {
    keep_ = false;
    without_body_ = request_.method == Method::Head;
    if (request_.id.empty()) request_.id = request_id(host_.core());
    send(refuse(host_.core(), t.status, t.words, request_));
  }

  void send(Response r) {
    give_back_place();
    body_ = BodyReader();  // of one that did not come to its end
    if (!socket_.is_open()) return;
    keep_ = keep_ && !host_.stopping() && ++served_ < limits::kRequestsPerConnection;
    response_ = std::move(r);
    head_ = head_bytes(host_.core(), response_, keep_);
    now_doing(Doing::What::Sending);
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
      now_doing(Doing::What::Sending);
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
    if (place_) host_.give_back_body(*place_);
    place_.reset();
  }

  Host& host_;
  const ServerOptions& options_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  Response response_;
  std::string head_;
  Address peer_;
  Neighbour asks_;
  Lane lane_ = Lane::Pages;
  Doing doing_;
  std::optional<BodyPlace> place_;
  BodyReader body_;
  BodyMost most_{};
  Steady::time_point body_end_;
  std::uint64_t body_bytes_ = 0, got_ = 0, paced_ = 0;
  std::size_t sent_ = 0, served_ = 0;
  std::uint64_t ring_ = 0;
  bool timed_out_ = false, keep_ = false, without_body_ = false, waiting_ = false, closed_ = false;
  bool crowded_out_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_connection(Host& host, tcp::socket socket, Address peer) {
  return std::make_shared<Line>(host, std::move(socket), peer);
}

}  // namespace candour::http
