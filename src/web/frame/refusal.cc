// One way to say no: what happened, by which part of the notice, and what can be done now. That a refusal
// looks the same whether a person exists or not is seen to by the gate and by PageTable. A form that could
// not be kept just now comes back with all that was typed.
#include <algorithm>

#include "web/frame/secret_fields.h"
#include "web/frame/site.h"

namespace candour::web {

using html::h;

namespace {

struct Saying {
  int status;
  std::string_view heading;
};

Saying saying_for(const Error& e) {
  switch (e.code) {
    case Code::NotFound:
      return {404, "There is nothing here that you can see"};
    case Code::NotAllowed:
      return {403, "You cannot open this"};
    case Code::Invalid:
      return {422, "Something needs mending"};
    case Code::Conflict:
      return {409, "Somebody was quicker"};
    case Code::TooMuch:
      return {413, "That is too much at once"};
    case Code::Unavailable:
      return {503, "Candour cannot do this just now"};
    case Code::Corrupt:
      return {500, "Something is wrong with what is stored"};
  }
  return {500, "Something went wrong"};
}

bool signed_in(const http::Request& r) {
  return std::any_cast<std::shared_ptr<Visit>>(&r.context) != nullptr;
}

html::Html ways_on(const http::Request& r, const Error& e, std::optional<PersonId> person) {
  if (!signed_in(r)) return html::paragraph(html::link("/", "Go to the start page"));
  const Visit& v = Site::visit(r);
  std::vector<html::Html> ways;
  const auto ask = person && e.code == Code::NotAllowed ? v.ask_url(*person) : std::string();
  if (!ask.empty()) ways.push_back(html::button_link(ask, "Ask for access"));
  if (const auto part = v.part_url(e.clause); !part.empty())
    ways.push_back(html::button_link(part, "Read that part of the notice", html::Look::Second));
  ways.push_back(html::button_link(v.url("/day"), "Go to my day", html::Look::Second));
  return html::button_row(ways);
}

/// Whom to ask, by name; the same whatever was asked for.
html::Html supervisor_line(const Visit& v) {
  const auto* me = v.staff->find(v.actor.id);
  const auto name = me && me->supervisor ? v.staff->name(*me->supervisor) : std::string();
  return name.empty() ? html::Html{} : html::paragraph("Your supervisor is " + name + ".");
}

/// The same form once more, for when the server can keep it again; nothing for a form with a password. The
/// token is the one that came with it: a form of somebody else's making is refused when it is sent again.
html::Html send_again(const http::Request& r) {
  if (!r.is_post() || r.body_too_large || r.form.get("csrf").empty()) return {};
  const bool waiting = signed_in(r) && Site::visit(r).state->waiting;
  html::Html fields;
  if (waiting) fields = html::hidden("_waiting", Site::visit(r).state->waiting->text());
  for (const auto& [name, value] : r.form.items()) {
    if (secret_field(name)) return {};
    if (name != "csrf" && name != "_waiting") fields += html::hidden(name, value);
  }
  html::Html x =
      html::paragraph("Nothing that you typed is lost: it stands here. Send it again when this is mended.");
  x += typed_summary(r.form);
  x += html::form({.action = r.target(), .csrf = r.form.get("csrf")},
                  html::frag(fields, html::button({"Send it again"})));
  if (!r.files.empty() && !waiting) x += html::hint_line("Files that were chosen must be chosen again.");
  return x;
}

}  // namespace

http::Response Site::refused(const http::Request& r, const Error& e, std::optional<PersonId> person) const {
  const Saying s = saying_for(e);
  if (s.status >= 500)
    log_.problem("refused", {{"request", r.id}, {"route", r.route}, {"detail", e.detail.text}});
  const OrgHouse* org = house_.find(r.param("org"));
  html::PageFrame f =
      signed_in(r) ? frame(r, std::string(s.heading), "") : public_frame(org, std::string(s.heading));
  f.narrow = true;
  f.heading = s.heading;
  html::Html body = html::paragraph(e.words.text);
  if (e.code == Code::NotAllowed && signed_in(r) && e.words.text.find("supervisor") != std::string::npos)
    body += supervisor_line(Site::visit(r));
  if (!e.fields.empty()) {
    std::vector<html::Html> items;
    for (const auto& p : e.fields) items.push_back(html::text(p.message));
    body += html::bullets(items);
  }
  body += decided_by(e.clause);
  const bool may_mend = e.code == Code::Unavailable || e.code == Code::Invalid || e.code == Code::TooMuch ||
                        e.code == Code::Conflict;
  // Without a session nobody knows who typed it, but while the database is away nobody can be asked either.
  if (may_mend && (signed_in(r) || e.code == Code::Unavailable))
    body += send_again(r);
  else if (r.is_post() && signed_in(r))
    body += typed_summary(r.form);  // nobody types it twice, even where it cannot be kept
  body += ways_on(r, e, person);
  if (s.status >= 500) body += html::hint_line("If it goes on, tell your administrator: request " + r.id);
  f.main = std::move(body);
  return page(std::move(f), s.status);
}

http::Pages Site::pages() const {
  http::Pages p;
  p.guard = guard();
  p.head = head_guard();
  p.not_found = [this](const http::Refusal& x) {
    auto f = html::refusal_frame(x.status, x.words, x.request_id);
    f.demo = options_.demo;
    return page(std::move(f), x.status);
  };
  p.problem = p.not_found;
  return p;
}

}  // namespace candour::web
