// From a request that could be read to the bytes of its answer, without a socket: the part of the server that
// is the same for every connection. Promises: every answer, also a refusal, carries the strict headers; one
// log line per answer, by route name, never by address. Any thread; the pieces of Core outlive the calls.
#pragma once

#include <cstdint>
#include <string>

#include "web/http/body.h"
#include "web/http/server.h"

namespace candour::http {

struct Core {
  const Router& router;
  const Pages& pages;
  const ServerOptions& options;
  const log::Log& log;
  const Clock& clock;
};

/// A new id for a request.
std::string request_id(const Core&);

/// Routes, guards and handles; never throws. The body's form must be in the request already.
Response answer(const Core&, Request);
/// The same, with the form of a body that has come to its end.
Response answer_with_body(const Core&, Request, BodyReader body);
/// What the head alone tells of a request whose body is still to come, `body_bytes` at most: who sends it, or
/// the answer to it without its body. Never throws.
Admission admit(const Core&, Request&, std::uint64_t body_bytes);
/// A refusal page with strict headers, logged; 429 and 503 say when to come back.
Response refuse(const Core&, int status, std::string words, const Request&);

/// Status line and headers up to and with the empty line. `keep`: the connection stays open.
std::string head_bytes(const Core&, const Response&, bool keep);

}  // namespace candour::http
