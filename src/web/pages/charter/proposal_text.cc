// The whole text of a charter, changed by hand or brought as a file, and proposed.
#include "charter/edit.h"
#include "web/pages/charter/frame.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using people::ProposalId;

namespace {

constexpr std::string_view kTextField = "charter-text";

Html text_fields(const SentForm& form, const Site& site, const std::string& text) {
  return html::frag(
      form.textarea({.name = std::string(kTextField),
                     .label = "The whole charter",
                     .value = text,
                     .hint = "What is wrong with it is said by line. What you typed stays here.",
                     .rows = 25}),
      form.file_input(
          {.name = "file",
           .label = "Or a file instead",
           .hint = "The whole charter as YAML, at most 1 MB. It counts instead of the text above.",
           .accept = ".yaml,.yml,text/yaml"}),
      day_field(form, site));
}

/// What was sent, and where its problems belong.
struct SentText {
  std::string text, field{kTextField};
};
Result<SentText> sent_text(const Request& r) {
  const auto* file = r.file("file");
  if (!file) return SentText{r.form.get(kTextField)};
  if (file->too_large > 0)
    return invalid("file", "This file is too large for a charter, which is a few pages: at most 1 MB.");
  return SentText{std::string(as_text(file->bytes)), "file"};
}

template <class T>
Result<T> at_text(Result<T> done, const SentText& sent) {
  if (!done)
    for (auto& f : done.error().fields)
      if (f.field == "text") f.field = sent.field;
  return done;
}

Result<Response> new_proposal_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  auto f = charter_frame(site, r, "Propose a new version", "/proposals");
  const SentForm form(v, v.url("/charter/proposals/new"));
  f.main = html::frag(
      html::paragraph(
          "This is the charter in force, " + v.charter().version.number +
          ". Change it here, or bring a file. Leave its number: the next one is put in, a major one where "
          "it reaches the people you support."),
      form.form(html::frag(text_fields(form, site, v.org->proposals->text_in_force()),
                           html::hidden("base", form.value("base", v.org->proposals->base())),
                           html::button({"Propose it"})),
                {.files = true}));
  return site.page(std::move(f));
}

Result<Response> new_proposal(const Site& site, const Request& r) {
  CHECK_OK(Site::visit(r).org->proposals->may_propose(Site::visit(r).actor));
  TRY(const auto sent, sent_text(r));
  return at_text(proposed(site, r, sent.text, r.form.get("base")), sent);
}

Result<Response> proposal_text_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const auto id = ProposalId::parse(r.param("proposal"));
  if (!id) return not_found();
  TRY(const auto found, v.org->proposals->find(v.actor, *id));
  const auto& [p, text] = found;
  auto f = charter_frame(site, r, "Change what is proposed", "/proposals");
  const SentForm form(v, v.url("/charter/proposals/" + id->text() + "/text"));
  f.main = html::frag(
      html::paragraph(
          "It is compared with version " + v.charter().version.number +
          ", which is in force now. Whoever changes it is its author, and another person approves it."),
      form.form(html::frag(text_fields(form, site, text), form.version("seen-at", p.changed.ms),
                           html::hidden("seen", p.digest), html::button({"Propose it so"})),
                {.files = true}));
  return site.page(std::move(f));
}

Result<Response> change_proposal(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const auto id = ProposalId::parse(r.param("proposal"));
  if (!id) return not_found();
  TRY(const auto sent, sent_text(r));
  TRY(const auto from, sent_day(r));
  CHECK_OK(at_text(v.org->proposals->change(v.actor, *id, sent.text, from, r.form.get("seen")), sent));
  return site.done(r, "/charter/proposals/" + id->text(), "Changed. Another person approves it.");
}

}  // namespace

void add_proposal_text_pages(PageTable& t) {
  constexpr auto kLane = http::Lane::Uploads;  // the whole charter is read and checked
  t.get("/charter/proposals/new", "charter.proposal.new", new_proposal_page);
  t.post("/charter/proposals/new", "charter.proposal.new.post", {"charter.proposal.new"}, new_proposal,
         limits::kUploadBodyBytes, kLane);
  t.get("/charter/proposals/{proposal}/text", "charter.proposal.text", proposal_text_page);
  t.post("/charter/proposals/{proposal}/text", "charter.proposal.text.post", {"charter.proposal.text"},
         change_proposal, limits::kUploadBodyBytes, kLane);
}

}  // namespace candour::web
