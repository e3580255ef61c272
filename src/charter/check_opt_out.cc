// Whether what the charter says of planning, research and the national data opt-out can be kept: no purpose
// and no recipient for what is refused, a check where something may go, and somebody who looks at it.
#include <algorithm>

#include "charter/check_parts.h"
#include "charter/opt_out.h"
#include "charter/reviews.h"

namespace candour::charter {
namespace {

bool some_role(const Charter& c, auto&& may) {
  return std::ranges::any_of(c.roles, may);
}

/// Where nothing goes beyond people's own care, nothing is for it, and nobody gets anything for it.
void check_refused(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const auto& p = c.purposes[i];
    if (p.beyond_care.empty()) continue;
    const std::string what = "for " + p.beyond_care + ", and nothing is shared for planning or research here";
    out.error(at_key(*d.at.purposes[i], "beyond-care"), "purpose '" + p.code + "' is " + what,
              "take the purpose out, or write `planning-and-research: opt-out-filtered`");
    for (std::size_t r = 0; r < c.recipients.size(); ++r)
      if (c.recipients[r].purposes.has(static_cast<PurposeIx>(i)))
        out.error(item_with(*d.at.recipients[r], "purposes", p.code),
                  "recipient '" + c.recipients[r].code + "' gets something " + what,
                  "take '" + p.code + "' out of its `purposes:`");
  }
}

/// Where something goes, its check has a file, a time, somebody who makes it, and something to make it for.
void check_filtered(const Draft& d, const Yaml& at, Findings& out) {
  const Charter& c = *d.charter;
  const auto& o = c.opt_out;
  const auto needs = [&](bool there, std::string_view key, std::string_view why, std::string_view example) {
    if (!there)
      out.error(at,
                "people who opted out are to be left out, but `opt-out:` has no `" + std::string(key) +
                    "`: " + std::string(why),
                "add `" + std::string(key) + ": " + std::string(example) + "`");
  };
  needs(!o.mailbox.empty(), "mailbox", "no file can be named", "A1B2C001");
  needs(o.keep_days > 0, "keep-days", "a check would hold for ever", "7");
  needs(!o.source.empty(), "source", "nobody can look up who set the names and the days",
        "The service's guide of 1 May 2026");
  if (std::ranges::none_of(c.purposes, [](const Purpose& p) { return !p.beyond_care.empty(); }))
    out.warn(at_key(*d.at.root, "purposes"),
             "something may go to planning or research, and no purpose is for it",
             "mark the purpose with `beyond-care: research`, or refuse it");
  if (!some_role(c, [](const Role& r) { return r.has(Duty::CheckOptOut); }))
    out.error(at_key(*d.at.root, "roles"),
              "no role has the duty 'check-opt-out': nobody could find out who opted out",
              "add check-opt-out to the `duties:` of whoever answers for data protection");
}

/// What is promised every year is somebody's work, in one place; where it is in none, check_running remarks
/// it.
void check_reviewed(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (const auto of : kReviewed) {
    const auto service = reviewed_in(c, of);
    if (!service) continue;
    const auto kind = review_kind(c, of);
    for (std::size_t i = 0; i < c.services.size(); ++i)
      if (const auto s = static_cast<ServiceIx>(i); s != *service && c.kind_use(s, kind))
        out.error(*d.at.services[i],
                  "'" + c.at(kind).code + "' stands in two services, and looks at all of them",
                  "keep it in one service");
    if (!some_role(c, [&](const Role& r) { return std::ranges::count(r.writes, kind) > 0; }))
      out.error(at_key(*d.at.root, "roles"),
                "nobody writes a '" + c.at(kind).code + "', and the notice promises it",
                "add it to the `writes:` of whoever looks");
  }
}

}  // namespace

void check_opt_out(const Draft& d, Findings& out) {
  if (may_go_beyond_care(*d.charter))
    check_filtered(d, at_key(*d.at.root, "opt-out"), out);
  else
    check_refused(d, out);
  check_reviewed(d, out);
}

}  // namespace candour::charter
