#include "web/http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/locks.h"
#include "web/http/connection.h"

namespace candour::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Threads that take jobs from one bounded queue.
class Workers {
 public:
  explicit Workers(std::size_t most_waiting) : most_waiting_(most_waiting) {}
  ~Workers() { end(); }

  void begin(unsigned threads) {
    for (unsigned i = 0; i < std::max(1u, threads); ++i) threads_.emplace_back([this] { work(); });
  }
  bool submit(std::function<void()> job) {
    {
      const Hold hold(mutex_);
      if (ended_ || jobs_.size() >= most_waiting_) return false;
      jobs_.push_back(std::move(job));
    }
    wake_.tell_one();
    return true;
  }
  void end() {
    {
      const Hold hold(mutex_);
      ended_ = true;
    }
    wake_.tell_all();
    for (auto& t : threads_) t.join();
    threads_.clear();
    std::deque<std::function<void()>> never_done;  // let go without the lock: they hold connections
    const Hold hold(mutex_);
    never_done.swap(jobs_);
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> job;
      {
        const Hold hold(mutex_);
        while (!ended_ && jobs_.empty()) wake_.wait(mutex_);
        if (ended_) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();  // answer() lets nothing be thrown
    }
  }

  std::size_t most_waiting_;
  Mutex mutex_{LockRank::Requests};
  Condition wake_;
  std::deque<std::function<void()>> jobs_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

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
        timer_(io_),
        workers_(options_.waiting_requests) {}

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
    workers_.begin(options_.workers);
    accept();
    io_.run();
    workers_.end();
    return {};
  }

  void stop() {
    asio::post(io_, [me = shared_from_this()] { me->begin_stop(); });
  }
  std::uint16_t port() const { return port_; }

  const Core& core() const override { return core_; }
  asio::io_context& io() override { return io_; }
  bool stopping() const override { return stopping_; }
  bool submit(std::function<void()> job) override { return workers_.submit(std::move(job)); }
  bool take_large_body() override {
    if (large_bodies_ >= limits::kLargeBodies) return false;
    ++large_bodies_;
    return true;
  }
  void give_back_large_body() override { --large_bodies_; }
  void gone(const std::shared_ptr<Connection>& c) override {
    connections_.erase(c);
    end_when_empty();
  }

 private:
  void accept() {
    acceptor_.async_accept([me = shared_from_this()](error_code ec, tcp::socket socket) {
      if (me->stopping_) return;
      if (ec) return me->accept_later(ec);
      if (me->connections_.size() < me->options_.connections) {
        auto c = make_connection(*me, std::move(socket));
        me->connections_.insert(c);
        c->start();
      }  // else the socket closes here, at the door
      me->accept();
    });
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
  Workers workers_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::size_t large_bodies_ = 0;
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
