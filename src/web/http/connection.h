// One browser's line to us: reads request after request, hands each to a worker, writes the answer, and hangs
// up on silence. Used by Server only, on its I/O thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "web/http/answer.h"
#include "web/http/doorkeeper.h"
#include "web/http/lanes.h"

namespace candour::http {

class Connection;

/// What a connection needs of its server; all but `submit`'s job run on the I/O thread.
class Host {
 public:
  virtual ~Host() = default;
  virtual const Core& core() const = 0;
  virtual boost::asio::io_context& io() = 0;
  virtual bool stopping() const = 0;
  /// Runs the job on a thread of the lane, unless too many wait there already.
  virtual Place submit(Lane lane, const Neighbour& by, Job job) = 0;
  /// A place for a body that is to be read. A stranger who has many already loses the oldest of them.
  virtual Place take_body(const BodyPlace& place) = 0;
  virtual void give_back_body(const BodyPlace& place) = 0;
  /// A proxy of ours named something as the address that is none.
  virtual void count_malformed_hop() = 0;
  virtual void gone(const std::shared_ptr<Connection>&) = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  /// The server stops: hang up now when nothing is under way, else after the answer.
  virtual void stop_soon() = 0;
  virtual void stop_now() = 0;

  /// What it is at, for whoever looks for a place to free.
  struct Doing {
    enum class What { Waiting, StrangersBody, StrangersLargeBody, Sending, Other } what = What::Waiting;
    std::chrono::steady_clock::time_point since;
  };
  virtual Doing doing() const = 0;
  virtual const Address& peer() const = 0;    // the other end of the line itself
  virtual const Neighbour& asks() const = 0;  // whom the request comes from
  /// Others need its place: it hangs up, or says that its body came too slowly.
  virtual void make_room() = 0;
};

/// `host` must outlive the connection.
std::shared_ptr<Connection> make_connection(Host& host, boost::asio::ip::tcp::socket socket, Address peer);

}  // namespace candour::http
