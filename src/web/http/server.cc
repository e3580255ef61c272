#include "web/http/server.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <thread>
#include <unordered_set>
#include <vector>

#include "web/http/connection.h"

namespace candour::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// The other end of the line; nothing when it is gone already.
std::optional<Address> peer_of(const tcp::socket& socket) {
  error_code ec;
  const auto end = socket.remote_endpoint(ec);
  if (ec) return std::nullopt;
  const auto text = end.address().to_string();
  return Address::parse(std::string_view(text).substr(0, text.find('%')));  // without the zone of a link
}

}  // namespace

class Server::Impl final : public Host, public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(const Router& router, ServerOptions options, Pages pages, const Clock& clock, const log::Log& log)
      : options_(std::move(options)),
        pages_(std::move(pages)),
        core_{router, pages_, options_, log, clock},
        io_(1),
        work_(io_.get_executor()),
        acceptor_(io_),
        timer_(io_) {}

  Status listen() {
    if (acceptor_.is_open()) return {};
    error_code ec;
    auto address = asio::ip::make_address(options_.host, ec);
    if (ec)
      return fail(Code::Invalid, "The server's address \"" + options_.host + "\" is not an IP address.",
                  ec.message());
    tcp::endpoint at(address, options_.port);
    acceptor_.open(at.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(at, ec);
    if (!ec) acceptor_.listen(tcp::acceptor::max_listen_connections, ec);
    if (ec) {
      error_code ignored;
      acceptor_.close(ignored);
      return fail(Code::Unavailable,
                  "Cannot listen on " + options_.host + " port " + std::to_string(options_.port) + ": " +
                      ec.message() + ". Is another server running there?",
                  ec.message());
    }
    port_ = acceptor_.local_endpoint(ec).port();
    return {};
  }

  Status run() {
    CHECK_OK(listen());
    lanes_.begin(options_.workers);
    accept();
    io_.run();
    lanes_.end();
    return {};
  }

  void stop() {
    asio::post(io_, [me = shared_from_this()] { me->begin_stop(); });
  }
  std::uint16_t port() const { return port_; }

  const Core& core() const override { return core_; }
  asio::io_context& io() override { return io_; }
  bool stopping() const override { return stopping_; }
  Place submit(Lane lane, const Neighbour& by, Job job) override {
    return lanes_.submit(lane, by, std::move(job));
  }
  Place take_body(const BodyPlace& p) override {
    const auto place = door_.take(p);
    if (place != Place::YouHaveMany || !p.who.empty()) return place;
    using What = Connection::Doing::What;
    return free_one(p.large ? What::StrangersLargeBody : What::StrangersBody, p.by) ? door_.take(p) : place;
  }
  void give_back_body(const BodyPlace& p) override { door_.give_back(p); }
  void count_malformed_hop() override {
    // The first, second, fourth, eighth … is told: a count, and no way to fill the diary.
    if (std::has_single_bit(++malformed_hops_))
      core_.log.warn("forwarded_for_malformed", {{"times", static_cast<std::int64_t>(malformed_hops_)}});
  }
  void gone(const std::shared_ptr<Connection>& c) override {
    if (connections_.erase(c) > 0 && counted(c->peer())) door_.let_out(neighbour_of(c->peer()));
    end_when_empty();
  }

 private:
  void accept() {
    acceptor_.async_accept([me = shared_from_this()](error_code ec, tcp::socket socket) {
      if (me->stopping_) return;
      if (ec) return me->accept_later(ec);
      me->let_in(std::move(socket));
      me->accept();
    });
  }

  // A line that finds no place closes here, at the door.
  void let_in(tcp::socket socket) {
    const auto peer = peer_of(socket);
    if (!peer || !room_for(*peer) || !find_place(*peer)) return;
    auto c = make_connection(*this, std::move(socket), *peer);
    connections_.insert(c);
    c->start();
  }

  // When all lines are taken, the network that has the most of them gives one to a network that has fewer.
  bool room_for(const Address& peer) {
    if (connections_.size() < options_.connections) return true;
    const auto richer = door_.richer_network(neighbour_of(peer));
    return !richer.empty() && free_one(Connection::Doing::What::Waiting, {.address = {}, .network = richer});
  }

  // A proxy speaks for many: its lines are its own affair.
  bool counted(const Address& peer) const { return !among(options_.proxies, peer); }

  bool find_place(const Address& peer) {
    if (!counted(peer)) return true;
    const auto by = neighbour_of(peer);
    auto place = door_.let_in(by);
    if (place == Place::YouHaveMany && free_one(Connection::Doing::What::Waiting, by))
      place = door_.let_in(by);
    return place == Place::Taken;
  }

  // Of the same address, or else of the same network, the one that is at it the longest gives way: a stuck
  // one sooner than one that is getting on. Among lines that wait are those whose reader does not read on.
  // False when there is none.
  bool free_one(Connection::Doing::What what, const Neighbour& by) {
    using What = Connection::Doing::What;
    std::shared_ptr<Connection> found;
    const auto worth = [&](const Connection& c) {
      return std::pair(c.asks().address != by.address, c.doing().since);
    };
    const auto slow = std::chrono::steady_clock::now() - limits::kReadOnTime;
    for (const auto& c : connections_) {
      const auto is = c->doing();
      const bool stuck = what == What::Waiting && is.what == What::Sending && is.since < slow;
      if ((is.what != what && !stuck) || c->asks().network != by.network) continue;
      if (what == What::Waiting && !counted(c->peer())) continue;
      if (!found || worth(*c) < worth(*found)) found = c;
    }
    if (!found) return false;
    found->make_room();
    return true;
  }

  // Out of file descriptors, most likely: let some connections end before trying again.
  void accept_later(error_code ec) {
    core_.log.warn("accept_failed", {{"why", ec.message()}});
    timer_.expires_after(std::chrono::milliseconds(100));
    timer_.async_wait([me = shared_from_this()](error_code e) {
      if (!e && !me->stopping_) me->accept();
    });
  }

  void begin_stop() {
    if (stopping_) return;
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    auto now = connections_;  // stop_soon() changes the set
    for (const auto& c : now) c->stop_soon();
    timer_.expires_after(options_.stop_time);
    timer_.async_wait([me = shared_from_this()](error_code ec) {
      if (ec) return;
      auto left = me->connections_;
      for (const auto& c : left) c->stop_now();
    });
    end_when_empty();
  }

  void end_when_empty() {
    if (!stopping_ || !connections_.empty()) return;
    timer_.cancel();
    work_.reset();
  }

  ServerOptions options_;
  Pages pages_;
  Core core_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::acceptor acceptor_;
  asio::steady_timer timer_;
  Lanes lanes_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  Doorkeeper door_;
  std::uint64_t malformed_hops_ = 0;
  bool stopping_ = false;
  std::atomic<std::uint16_t> port_{0};
};

Server::Server(const Router& router, ServerOptions options, Pages pages, const Clock& clock,
               const log::Log& log)
    : impl_(std::make_shared<Impl>(router, std::move(options), std::move(pages), clock, log)) {}
Server::~Server() = default;
Status Server::listen() {
  return impl_->listen();
}
Status Server::run() {
  return impl_->run();
}
void Server::stop() {
  impl_->stop();
}
std::uint16_t Server::port() const {
  return impl_->port();
}

}  // namespace candour::http
