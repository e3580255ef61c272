// One browser's line to us: reads request after request, hands each to a worker, writes the answer, and hangs
// up on silence. Used by Server only, on its I/O thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>

#include "web/http/answer.h"

namespace candour::http {

class Connection;

/// What a connection needs of its server; all but `submit`'s job run on the I/O thread.
class Host {
 public:
  virtual ~Host() = default;
  virtual const Core& core() const = 0;
  virtual boost::asio::io_context& io() = 0;
  virtual bool stopping() const = 0;
  /// Runs the job on a worker; false when too many wait already.
  virtual bool submit(std::function<void()> job) = 0;
  /// Takes one of the places for a large body; false when all are taken.
  virtual bool take_large_body() = 0;
  virtual void give_back_large_body() = 0;
  virtual void gone(const std::shared_ptr<Connection>&) = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  /// The server stops: hang up now when nothing is under way, else after the answer.
  virtual void stop_soon() = 0;
  virtual void stop_now() = 0;
};

/// `host` must outlive the connection.
std::shared_ptr<Connection> make_connection(Host& host, boost::asio::ip::tcp::socket socket);

}  // namespace candour::http
