// How the attacked house is asked, and what holds for every answer.
#include <algorithm>
#include <regex>

#include "charter/explain.h"
#include "house_for_tests.h"
#include "web/frame/own.h"
#include "web/http/form.h"

namespace candour::attacks {

using charter::Duty;

namespace {

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t i = 1; i < path.size();) {
    const auto end = std::min(path.find('/', i), path.size());
    parts.emplace_back(path.substr(i, end - i));
    i = end + 1;
  }
  return parts;
}

/// The name in "{name}" or "{name...}"; empty when the part is literal.
std::string parameter(std::string_view part) {
  if (!part.starts_with('{') || !part.ends_with('}')) return {};
  part = part.substr(1, part.size() - 2);
  if (part.ends_with("...")) part.remove_suffix(3);
  return std::string(part);
}

std::string header(const http::Response& r, std::string_view name) {
  for (const auto& [n, value] : r.headers)
    if (n == name) return value;
  return {};
}

/// Routes whose answers may be kept for ever: they never change, and name nobody.
constexpr std::string_view kMayBeKept[] = {"ledger.tile"};
/// Routes whose answers are the same for everybody: a browser may keep them, and asks again each time.
constexpr std::string_view kSameForAll[] = {
    "front",          "accessibility", "org.front",        "notice",
    "notice.details", "notice.forms",  "notice.easy-read", "notice.pdf"};

template <std::size_t N>
bool in(const std::string_view (&list)[N], const std::string& name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

void check_headers(const http::Response& r, const std::string& route, const std::string& what) {
  const auto policy = header(r, "Content-Security-Policy");
  for (const auto* part : {"default-src 'none'", "script-src 'self'", "form-action 'self'", "base-uri 'none'",
                           "frame-ancestors 'none'"})
    EXPECT_NE(policy.find(part), std::string::npos) << what << ": the content policy lacks " << part;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos) << what << ": the content policy lets scripts in";
  EXPECT_EQ(header(r, "X-Content-Type-Options"), "nosniff") << what;
  EXPECT_EQ(header(r, "X-Frame-Options"), "DENY") << what;
  EXPECT_EQ(header(r, "Referrer-Policy"), "same-origin") << what;
  const bool same_for_all = r.status == 200 && in(kSameForAll, route);
  if (r.status != 200 || !in(kMayBeKept, route)) {
    EXPECT_EQ(header(r, "Cache-Control"), same_for_all ? "no-cache" : "no-store") << what;
  }
  EXPECT_EQ(header(r, "Cross-Origin-Resource-Policy"), "same-origin") << what;
  EXPECT_FALSE(header(r, "Permissions-Policy").empty()) << what;
  for (const auto& [name, value] : r.headers) {
    // The way out of a person's own door alone leads elsewhere, always to the same page.
    const bool away = route == "own.exit" && value == "https://www.bbc.co.uk/weather";
    EXPECT_TRUE(name != "Location" || away || (value.starts_with("/") && !value.starts_with("//")))
        << what << ": goes to " << value;
    if (name != "Set-Cookie") continue;
    EXPECT_TRUE(value.starts_with("__Host-")) << what;
    for (const auto* part : {"Secure", "HttpOnly", "SameSite=", "Path=/"})
      EXPECT_NE(value.find(part), std::string::npos) << what << ": a cookie without " << part;
  }
}

}  // namespace

http::Response AttackedHouse::send(http::Request r, const Caller& by, const std::string& what) {
  r.headers.add("host", "localhost");
  r.remote = "192.0.2.1";
  if (!by.token.empty()) r.cookies.add(cookie(), by.token);
  if (!by.own.empty()) r.cookies.add(web::own_cookie_name(*ll), by.own);
  diary.clear();
  const auto* route = router.match(r.method, r.segments.empty() ? parts_of(r.path) : r.segments).route;
  const std::string name = route ? route->name : std::string();
  auto answer = http::answer(router, site->pages(), options, log, clock, std::move(r));
  EXPECT_LT(answer.status, 500) << what << "\n" << diary;
  check_headers(answer, name, what);
  for (const auto& secret : secrets_from(nobody))
    EXPECT_EQ(diary.find(secret.words), std::string::npos) << what << ": the diary holds " << secret.why;
  EXPECT_EQ(diary.find(person.text()), std::string::npos) << what << ": the diary holds an id";
  return answer;
}

std::string AttackedHouse::without_page_tokens(const std::string& page) {
  static const std::regex kToken("\\.[A-Za-z0-9_-]{8}\""), kPrinted("Printed by [^<]*");
  return std::regex_replace(std::regex_replace(page, kToken, "\""), kPrinted, "");
}

http::Response AttackedHouse::ask(const http::Route& route, const http::Fields& params, const Caller& by,
                                  http::Fields query, http::Fields form, http::Fields headers) {
  http::Request r;
  r.method = route.method;
  for (const auto& part : parts_of(route.pattern)) {
    const auto name = parameter(part);
    r.segments.push_back(name.empty() ? part : params.get(name));
  }
  r.path.clear();
  for (const auto& s : r.segments) r.path += "/" + s;
  if (r.path.empty()) r.path = "/";
  r.query = std::move(query);
  r.form = std::move(form);
  r.headers = std::move(headers);
  return send(std::move(r), by, route.name + " by " + by.name);
}

std::string AttackedHouse::sign_in(Caller& c) {
  const auto* me = ll->staff->directory()->find(c.id);
  if (!me) throw std::runtime_error("nobody in the directory is " + c.name);
  // An address each: the tests are not about guessing.
  auto s = must(ll->sessions->sign_in(me->username, kPassword, "192.0.2." + me->username, "test"));
  c.csrf = s.session.csrf;
  return s.token;
}

std::vector<http::Fields> AttackedHouse::fill(const http::Route& route, const Ids& from) const {
  std::vector<http::Fields> all{http::Fields{}};
  for (const auto& part : parts_of(route.pattern)) {
    const auto name = parameter(part);
    if (name.empty()) continue;
    const auto known = from.find(name);
    if (known == from.end() || known->second.empty()) {
      ADD_FAILURE()
          << "The walk does not know the path parameter {" << name << "} of the route " << route.name
          << ". To mend: let AttackedHouse (tests/attacks/house_for_tests.cc) make such a thing about "
             "its person and put its id into `ids`.";
      return {};
    }
    std::vector<http::Fields> more;
    for (const auto& filled_so_far : all)
      for (const auto& id : known->second) {
        more.push_back(filled_so_far);
        more.back().add(name, id);
      }
    all = std::move(more);
  }
  return all;
}

bool is_an_id(std::string_view name) {
  return name != "org" && name != "part" && name != "piece" && name != "kind" && name != "move" &&
         name != "letter" && name != "for" && name != "version";
}

Ids AttackedHouse::random_ids() const {
  Ids other = ids;
  for (auto& [name, list] : other)
    if (is_an_id(name)) list = {to_text(make_id128(clock.now().ms))};
  other["part"] = {ids.at("part").front()};
  other["kind"] = {ids.at("kind").front()};
  return other;
}

Ids AttackedHouse::all_the_same(const std::string& text) const {
  Ids other = ids;
  for (auto& [name, list] : other)
    if (name != "org") list = {text};
  return other;
}

std::vector<Secret> AttackedHouse::secrets_from(const Caller& by) const {
  std::vector<Secret> all;
  const auto& c = charter();
  const bool someone = !by.id.is_nil();
  const auto has = [&](Duty d) { return someone && c.at(by.role).has(d); };
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const auto category = static_cast<CategoryIx>(i);
    const auto near = c.find_service("community-support").value();
    if (by.reaches && charter::explain(c, by.role, near, category).may_see) continue;
    all.push_back({marker(c.at(category)), "their " + c.at(category).name});
    if (c.at(category).code == "identity") {
      all.push_back({std::string(kGiven), "their first name"});
      all.push_back({std::string(kFamily), "their last name"});
    }
  }
  if (by.name != "worker in team A") all.push_back({std::string(kDraftWords), "somebody else's draft"});
  if (!has(Duty::ReviewGrants)) all.push_back({std::string(kReasonWords), "the words of a reasoned access"});
  if (!has(Duty::Import) || !by.in_service)
    all.push_back({std::string(kImportedName), "a list that is being imported"});
  return all;
}

std::vector<ledger::Entry> AttackedHouse::news() {
  std::vector<ledger::Kept> kept;
  must(ll->db->read([&](store::Session& s) -> Status {
    TRY(kept, ll->ledger->newest(s, 0, 60));
    return {};
  }));
  std::vector<ledger::Entry> fresh;
  for (auto k = kept.rbegin(); k != kept.rend(); ++k)
    if (k->seq > seen_) fresh.push_back(k->entry);
  if (!kept.empty()) seen_ = kept.front().seq;
  return fresh;
}

http::Fields AttackedHouse::busy_form(const Caller& by) const {
  http::Fields f{{"service", "community-support"},
                 {"_service", "community-support"},
                 {"reason", "other"},
                 {"outcome", "same"},
                 {"version", "1"},
                 {"_based-on", "1"},
                 {"based-on", "1"},
                 {"move", "follow-up"},
                 {"words", "Because it is so."},
                 {"why", "Because it is so."},
                 {"kept-version", "1"},
                 {"other-version", "1"},
                 {"consent", "yes"},
                 {"in-order", "yes"},
                 {"agree", "yes"},
                 {"died-day", "1"},
                 {"died-month", "11"},
                 {"died-year", "2026"},
                 {"name", "Somebody New"},
                 {"relation", "friend"},
                 {"informed", "told"},
                 {"phone", "07700900123"},
                 {"method", "visit"},
                 {"when", "2026-11-20T14:20"},
                 {"what-happened", "We went for a walk."},
                 {"source", "self"},
                 {"_source", "self"},
                 {"urgency", "soon"},
                 {"line-2", "add"},
                 {"current", "not the password"},
                 {"password", "another kettle of 9 fish"},
                 {"username", "somebody-new"},
                 {"email", "somebody@example.org"},
                 {"post-0-role", "worker"},
                 {"post-0-service", "community-support"},
                 {"code", "000000"},
                 {"team", ids.at("team").front()},
                 {"worker", by.id.text()},
                 {"key-worker", "yes"}};
  for (const auto& p : charter().purposes)
    if (p.needs_consent()) f.add("purpose", p.code);
  return f;
}

}  // namespace candour::attacks
