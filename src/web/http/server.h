// The door: listens on one address, reads each request within its limits of size and time, hands it to the
// page that the router names, and sends the answer with the strict headers. Promises: a slow, oversized or
// broken request is answered plainly and costs nobody else anything; whatever a handler throws becomes one
// 500 page and one log line without personal data; stop() lets answers under way finish.
// What one address or network asks for costs the others nothing either: it has its share of lines, bodies and
// lanes (base/limits.h) and no more; bodies are read only from those who may send them, and must keep pace.
// run() uses the calling thread for I/O and a lane's threads for handlers (which must be thread-safe);
// stop() and port() may be called from any thread. Plain HTTP: put TLS in front of it on a network. Who
// floods the machine's own network with packets stops it all the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "web/http/address.h"
#include "web/http/router.h"

namespace candour::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one, see port()
  unsigned workers = 4;
  std::size_t connections = limits::kConnections;
  std::size_t header_bytes = limits::kHeaderBytes;
  std::chrono::milliseconds header_time = limits::kHeaderTime;
  std::chrono::milliseconds body_time = limits::kBodyTime;
  std::chrono::milliseconds pace_time = limits::kPaceTime;
  std::chrono::milliseconds write_time = limits::kWriteTime;
  std::chrono::milliseconds idle_time = limits::kIdleTime;
  std::chrono::milliseconds stop_time = limits::kStopTime;
  bool secure = false;  // TLS stands in front: adds Strict-Transport-Security
  Proxies proxies;      // believed about whom they ask for (X-Forwarded-For); nobody else is
};

/// What a page renderer is told about a request that no handler answers.
struct Refusal {
  int status = 500;                  // 400, 404, 405, 408, 413, 414, 429, 431, 500, 503
  std::string request_id;            // shown on the page, so that the log line can be found
  std::string words;                 // plain English: what happened and how to mend it
  const Request* request = nullptr;  // when it could be read
};
/// Renders the page for a refusal; must not throw (a throw yields a bare built-in page).
using RefusalPage = std::function<Response(const Refusal&)>;

struct Pages {
  RefusalPage not_found;  // 404 and 405
  RefusalPage problem;    // everything else
  Guard guard;            // may be empty
  HeadGuard head;         // may be empty: then every body is a stranger's
};

/// Fails at construction of the socket, not in the constructor: run() returns an Error then.
class Server {
 public:
  Server(const Router& router, ServerOptions options, Pages pages, const Clock& clock, const log::Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and listens; after it port() is known. Optional: run() does it when it was not called.
  Status listen();
  /// Serves until stop(); returns when all threads have ended.
  Status run();
  /// Graceful: no new connections, answers under way finish (at most stop_time), then run() returns.
  void stop();
  std::uint16_t port() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// The answer that a request would get, without a socket: routes, guard, refusals and strict headers
/// included (status, headers and body as sent; HEAD keeps its body here). For tests and the journeys' seeds.
Response answer(const Router&, const Pages&, const ServerOptions&, const log::Log&, const Clock&, Request);

}  // namespace candour::http
