#include "outbox/bounces.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <vector>

namespace candour::outbox {
namespace {

namespace fs = std::filesystem;

char low(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}
std::string lower(std::string_view s) {
  std::string out(s);
  std::ranges::transform(out, out.begin(), low);
  return out;
}
std::string_view trimmed(std::string_view s) {
  const auto from = s.find_first_not_of(" \t\r\n"), to = s.find_last_not_of(" \t\r\n");
  return from == s.npos ? std::string_view() : s.substr(from, to - from + 1);
}

/// Lines end with LF alone from here on.
std::string with_plain_ends(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : s)
    if (c != '\r') out += c;
  return out;
}

/// A head and what follows its empty line. Of something that has no empty line all is head.
struct Message {
  std::string_view head, body;
  explicit Message(std::string_view all) : head(all) {
    if (all.starts_with("\n")) {
      head = {};
      body = all.substr(1);
    } else if (const auto end = all.find("\n\n"); end != all.npos) {
      head = all.substr(0, end + 1);
      body = all.substr(end + 2);
    }
  }
};

/// The first of that name, with its folded lines put together; "" where there is none.
std::string header(std::string_view head, std::string_view name) {
  for (std::size_t at = 0; at < head.size();) {
    auto end = std::min(head.find('\n', at), head.size());
    while (end + 1 < head.size() && (head[end + 1] == ' ' || head[end + 1] == '\t'))
      end = std::min(head.find('\n', end + 1), head.size());
    const auto line = head.substr(at, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' && lower(line.substr(0, name.size())) == name)
      return std::string(trimmed(line.substr(name.size() + 1)));
    at = end + 1;
  }
  return {};
}

/// A parameter of a Content-Type, with or without its quotes.
std::string parameter(std::string_view type, std::string_view name) {
  const auto all = lower(type);
  for (auto at = all.find(';'); at != all.npos; at = all.find(';', at + 1)) {
    auto from = all.find_first_not_of(" \t\n", at + 1);
    if (from == all.npos || all.compare(from, name.size(), name) != 0) continue;
    from += name.size();
    if (from >= all.size() || all[from] != '=') continue;
    ++from;
    if (from < all.size() && all[from] == '"') {
      const auto end = all.find('"', from + 1);
      return end == all.npos ? "" : std::string(type.substr(from + 1, end - from - 1));
    }
    const auto end = std::min(all.find_first_of("; \t\n", from), all.size());
    return std::string(type.substr(from, end - from));
  }
  return {};
}

std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> out;
  const auto mark = "--" + boundary;
  std::optional<std::size_t> began;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size());
    const auto line = body.substr(at, end - at);
    if (line.starts_with(mark)) {
      if (began) out.push_back(body.substr(*began, at - *began));
      if (trimmed(line.substr(mark.size())) == "--") return out;
      began = end + 1;
    }
    at = end + 1;
  }
  if (began && *began < body.size()) out.push_back(body.substr(*began));
  return out;
}

/// Whether it says of some recipient that delivery failed. A delay is no failure.
bool failed(std::string_view status) {
  for (std::size_t at = 0; at < status.size();) {
    const auto end = std::min(status.find("\n\n", at), status.size());
    if (lower(header(status.substr(at, end - at), "action")) == "failed") return true;
    at = end + 2;
  }
  return false;
}

std::optional<std::string> our_id(std::string_view head, std::string_view from) {
  const auto id = header(head, "message-id");
  const auto at = id.rfind('@');
  const auto domain = from.substr(std::min(from.rfind('@'), from.size()));
  if (id.size() < 4 || id.front() != '<' || id.back() != '>' || at == id.npos || domain.empty() ||
      lower(std::string_view(id).substr(at, id.size() - 1 - at)) != lower(domain))
    return {};
  const auto first = id.substr(1, at - 1);
  const bool plain = std::ranges::all_of(
      first, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-'; });
  return plain && !first.empty() && first.size() <= 64 ? std::optional(first) : std::nullopt;
}

}  // namespace

std::optional<std::string> read_bounce(std::string_view message, std::string_view from) {
  const auto all = with_plain_ends(message.substr(0, kMostOfAReport));
  const Message whole(all);
  const auto type = header(whole.head, "content-type");
  const auto boundary = parameter(type, "boundary");
  if (!lower(type).starts_with("multipart/report") ||
      lower(parameter(type, "report-type")) != "delivery-status" || boundary.empty())
    return {};
  bool not_delivered = false;
  std::optional<std::string> id;
  for (const auto text : parts_of(whole.body, boundary)) {
    const Message part(text);
    const auto is = lower(header(part.head, "content-type"));
    if (is.starts_with("message/delivery-status"))
      not_delivered = not_delivered || failed(part.body);
    else if (is.starts_with("message/rfc822"))
      id = our_id(Message(part.body).head, from);
    else if (is.starts_with("text/rfc822-headers"))
      id = our_id(part.body, from);
  }
  return not_delivered ? id : std::nullopt;
}

Status read_bounces(const std::string& maildir, std::string_view from,
                    const std::function<Status(const std::string& id)>& came_back, int most) {
  std::error_code bad;
  fs::directory_iterator fresh(fs::path(maildir) / "new", bad);
  if (bad) return fail(Code::Unavailable, "The mailbox of what came back cannot be read.", bad.message());
  std::vector<fs::path> found;
  for (const auto end = fs::directory_iterator(); fresh != end && static_cast<int>(found.size()) < most;
       fresh.increment(bad)) {
    if (bad) break;
    if (fresh->is_regular_file(bad)) found.push_back(fresh->path());
  }
  for (const auto& file : found) {
    std::string text(kMostOfAReport, '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Code::Unavailable, "What came back cannot be read.", "no right to read it");
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (const auto id = read_bounce(text, from)) CHECK_OK(came_back(*id));
    fs::rename(file, fs::path(maildir) / "cur" / (file.filename().string() + ":2,S"), bad);
    if (bad) return fail(Code::Unavailable, "What came back cannot be filed as seen.", bad.message());
  }
  return {};
}

}  // namespace candour::outbox
