// A proposal as others read it: what it changes for whom, who must be told, from which day; and what can be
// done with it. And the list of all of them.
#include "base/calendar_words.h"
#include "charter/edit.h"
#include "web/pages/charter/frame.h"

namespace candour::web {

using charter::Reaches;
using html::h;
using html::Html;
using http::Request;
using http::Response;
using people::FileState;
using people::Proposal;
using people::ProposalId;

namespace {

std::string proposal_url(const Visit& v, const Proposal& p) {
  return v.url("/charter/proposals/" + p.id.text());
}

std::string state_words(const Visit& v, const Proposal& p) {
  const std::string by =
      p.decided ? " by " + v.staff->name(p.decided_by) + ", " + date_time_words(*p.decided) : "";
  if (p.state == "open") return "Waits for another person";
  if (p.state == "approved") return "Approved" + by;
  if (p.state == "refused") return "Refused" + by;
  if (p.state == "withdrawn") return "Taken back" + by;
  return "In force, approved" + by;
}

/// What happens next, as it is.
Html next_words(const Site& site, const Visit& v, const Proposal& p, const std::string& text) {
  if (p.state == "open" && p.base != v.org->proposals->base())
    return html::warning(
        "Another version came in force since this was compared. Compare it anew before it can be "
        "approved.");
  if (p.state != "approved") return {};
  if (p.base != v.org->proposals->base())
    return html::warning(
        "Another version came in force since this was approved, so this is not brought in. Take it "
        "back or refuse it, and propose it anew.");
  const auto file = v.org->proposals->file_state(text);
  if (file == FileState::ChangedOnDisk)
    return html::warning(
        "The charter’s file was changed on the server’s disk, so nothing is written over it. Ask "
        "whoever looks after the server to put it back as it was.");
  if (file == FileState::NotWritable)
    return html::warning(
        "The server cannot write the charter’s file. Download the new one below and give it to "
        "whoever looks after the server, to put it there on its day and start the server anew.");
  if (file == FileState::Newer)
    return html::inset(html::paragraph(
        site.options().starts_itself_anew
            ? "The file is written. The server starts itself anew with it, which takes some seconds; or, while "
              "somebody is changing another charter’s file, once that is settled."
            : "The file is written. It is in force once whoever looks after the server has started it anew: this "
              "server cannot do that by itself, since its root key is typed in at the start."));
  if (p.from > site.today())
    return html::inset(
        html::paragraph("It waits for its day. On " + long_date(p.from) + " the server writes the file" +
                        (site.options().starts_itself_anew ? " and starts itself anew with it."
                                                           : "; then it must be started anew.")));
  return html::inset(
      html::paragraph("The server is writing the file. Load this page again in a few seconds."));
}

Html change_table(const std::vector<charter::Change>& all, Reaches reaches) {
  html::Table t;
  t.caption = charter::reaches_words(reaches);
  t.columns = {{"Of what", false, true}, {"What changes"}};
  for (const auto& c : all)
    if (c.reaches == reaches) t.rows.push_back({html::text(c.subject), html::text(c.what)});
  if (t.rows.empty()) return {};
  return html::table(t);
}

Html told_words(const people::Assessed& a) {
  if (a.reaches == Reaches::People)
    return html::paragraph(
        "It reaches the people you support. They must be told before it counts: give them the new "
        "notice, and say what is different.");
  if (a.reaches == Reaches::Staff) return html::paragraph("It reaches staff. They must know of it.");
  return html::paragraph("It reaches nobody outside the office. Nobody need be told.");
}

Html assessed_part(const people::Assessed& a) {
  Html all = told_words(a);
  all += change_table(a.changes, Reaches::People);
  all += change_table(a.changes, Reaches::Staff);
  all += change_table(a.changes, Reaches::Nobody);
  if (a.findings.empty()) return all;
  std::vector<Html> lines;
  for (const auto& f : a.findings) lines.push_back(finding_line(f));
  return html::frag(all, html::details("What the check would look at: " + std::to_string(lines.size()),
                                       html::bullets(lines)));
}

/// `whole`: nothing is missing that an approval would ask for.
Html decision_part(const Visit& v, const Proposal& p, bool whole) {
  const std::string to = proposal_url(v, p);
  const bool open = p.state == "open", waits = open || p.state == "approved";
  if (!waits) return {};
  Html all = html::heading(2, open ? "Decide" : "Stop it", "m");
  const bool mine = p.author == v.actor.id;
  if (open && !mine && whole)
    all += html::act(to, v.session.csrf, {.words = "Approve", .about = "version " + p.version},
                     {{"decision", "approve"}, {"seen", p.digest}});
  if (open && mine)
    all += html::paragraph("You proposed it, so another person decides. You can change it or take it back.");
  if (open && makes_proposals(v))
    all += html::paragraph(
        html::link(to + "/text", p.base == v.org->proposals->base() ? "Change it" : "Compare it anew"));
  if (mine)
    return html::frag(all,
                      html::act(to, v.session.csrf, {.words = "Take it back", .look = html::Look::Second},
                                {{"decision", "withdraw"}}));
  const SentForm form(v, to, {"decision", "refuse"});
  return html::frag(
      all,
      html::details("Refuse it",
                    form.form(html::frag(html::hidden("decision", "refuse"),
                                         form.textarea({.name = "words", .label = "Why not?", .rows = 2}),
                                         html::button({.words = "Refuse", .look = html::Look::Danger}))),
                    form.came_back()));
}

Result<Response> proposal_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_read(v.actor));
  const auto id = ProposalId::parse(r.param("proposal"));
  if (!id) return not_found();
  TRY(const auto found, v.org->proposals->find(v.actor, *id));
  const auto& [p, text] = found;
  auto f = charter_frame(site, r, "Version " + p.version + ", proposed", "/proposals");
  html::SummaryList list;
  list.rows.push_back({"State", html::text(state_words(v, p)), {}});
  list.rows.push_back(
      {"Proposed by", html::text(v.staff->name(p.author) + ", " + date_time_words(p.changed)), {}});
  list.rows.push_back({"Holds from", html::text(long_date(p.from)), {}});
  if (!p.why.empty()) list.rows.push_back({"Why not", html::typed_text(p.why), {}});
  f.main = html::frag(html::summary_list(list), next_words(site, v, p, text));
  bool whole = false;
  if (p.state == "open" || p.state == "approved") {
    const auto a = v.org->proposals->assess(text, {});
    if (a) {
      TRY(const auto people, v.org->proposals->people_in_services(v.actor));
      f.main += html::frag(new_uses_part(*a->charter, a->uses, &people), uses_to_tell(site, v, p, *a),
                           assessed_part(*a));
      whole = p.base == v.org->proposals->base() &&
              charter::uses_missing(*a->charter, a->uses, site.today()).empty();
    } else {
      f.main +=
          html::warning("It cannot be brought in as it stands: " +
                        (a.error().fields.empty() ? a.error().words.text : a.error().fields[0].message));
    }
  }
  f.main += decision_part(v, p, whole);
  f.main +=
      html::paragraph(html::link(proposal_url(v, p) + "/files/yaml", "Download the new charter’s file"));
  return site.page(std::move(f));
}

Result<Response> proposal_decide(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  auto& all = *v.org->proposals;
  CHECK_OK(all.may_read(v.actor));
  const auto id = ProposalId::parse(r.param("proposal"));
  if (!id) return not_found();
  const std::string decision = r.form.get("decision"), back = "/charter/proposals/" + id->text();
  if (decision == "approve") {
    CHECK_OK(all.approve(v.actor, *id, r.form.get("seen")));
    return site.done(r, back, "Approved. On its day the server brings it in.");
  }
  if (decision == "refuse") {
    CHECK_OK(all.refuse(v.actor, *id, r.form.trimmed("words")));
    return site.done(r, back, "Refused. Whoever proposed it sees why.");
  }
  if (decision.starts_with(kTold)) return record_told(site, r, *id);
  if (decision != "withdraw") return invalid("decision", "Approve it, refuse it or take it back.");
  CHECK_OK(all.withdraw(v.actor, *id));
  return site.done(r, back, "Taken back.");
}

Result<Response> proposal_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_read(v.actor));
  const auto id = ProposalId::parse(r.param("proposal"));
  if (!id) return not_found();
  TRY(auto found, v.org->proposals->find(v.actor, *id));
  return Response::download(v.charter().organisation.code + ".yaml", "application/yaml",
                            std::move(found.second));
}

Html versions_part(const Visit& v, const std::vector<people::VersionInForce>& all) {
  html::Table t;
  t.caption = "What is and was in force";
  t.columns = {{"Version", false, true}, {"Since"}, {"Proposed by"}, {"Approved by"}};
  for (const auto& x : all) {
    const bool file = x.author.is_nil();
    t.rows.push_back(
        {html::link(v.url("/charter/versions/" + x.number), x.number), html::text(date_time_words(x.since)),
         html::text(file ? "from the file, by whoever looks after the server" : v.staff->name(x.author)),
         html::text(file ? "–" : v.staff->name(x.approver))});
  }
  return html::table(t);
}

Result<Response> proposals_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto all, v.org->proposals->all(v.actor));
  TRY(const auto versions, v.org->proposals->versions(v.actor));
  auto f = charter_frame(site, r, "Versions", "/proposals");
  f.main = html::paragraph(
      "The charter is one file, and the notice is printed from it. It changes by a new version: "
      "somebody proposes it, another person reads what it changes and approves it, and on its "
      "day the server writes it into the file.");
  if (makes_proposals(v))
    f.main += html::frag(html::button_link(v.url("/charter/proposals/new"), "Propose a new version"),
                         html::paragraph(html::link(v.url("/charter/new"), "Make a charter from a notice")));
  html::Table t;
  t.caption = "Proposed";
  t.when_empty = "Nothing is proposed.";
  t.columns = {{"Version", false, true}, {"Holds from"}, {"Proposed by"}, {"State"}};
  for (const auto& p : all)
    t.rows.push_back({html::link(proposal_url(v, p), "Version " + p.version), html::text(date_words(p.from)),
                      html::text(v.staff->name(p.author) + ", " + date_time_words(p.made)),
                      html::text(state_words(v, p))});
  f.main += html::frag(html::table(t), versions_part(v, versions));
  return site.page(std::move(f));
}

}  // namespace

void add_proposal_pages(PageTable& t) {
  t.get("/charter/proposals", "charter.proposals", proposals_page);
  t.get("/charter/proposals/{proposal}", "charter.proposal", proposal_page);
  t.post("/charter/proposals/{proposal}", "charter.proposal.decide", {"charter.proposal"}, proposal_decide);
  t.get("/charter/proposals/{proposal}/files/yaml", "charter.proposal.file", proposal_file);
}

}  // namespace candour::web
