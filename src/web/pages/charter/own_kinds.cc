// Kinds and fields of this organisation alone: what there is, a form for one more field, and room for a kind
// as YAML. Like everything of the charter they are proposed, and switched on when the version is in force.
#include "charter/authored.h"
#include "charter/edit.h"
#include "charter/field.h"
#include "charter/yaml_text.h"
#include "web/pages/charter/frame.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

/// Types that one line of the form is enough for.
constexpr std::pair<std::string_view, std::string_view> kOwnTypes[] = {
    {"short-text", "A line of text"},
    {"long-text", "A longer text"},
    {"date", "A date"},
    {"number", "A number"},
    {"yes-no", "Yes or no"},
    {"choice", "One of several answers"},
    {"choices", "Several of several answers"}};

bool has_answers(std::string_view type) {
  return type == "choice" || type == "choices";
}

std::vector<std::string> answer_lines(const std::string& typed) {
  auto all = charter::lines_typed(typed);
  std::erase_if(all, [](const auto& line) { return charter::code_of(line).empty(); });
  return all;
}

Html own_field_form(const Site& site, const Visit& v) {
  const auto& c = v.charter();
  const SentForm form(v, v.url("/charter/own"), {"what", "field"});
  std::vector<html::Choice> kinds, categories, types;
  for (const auto& k : c.kinds) kinds.push_back({k.code, k.name});
  for (const auto& x : c.categories) categories.push_back({x.code, x.name});
  for (const auto& [code, words] : kOwnTypes) types.push_back({std::string(code), std::string(words)});
  return form.form(
      html::frag(html::hidden("what", "field"), html::hidden("base", v.org->proposals->base()),
                 form.select({.name = "kind", .label = "On which form does it stand?", .choices = kinds}),
                 form.text_input({.name = "label",
                                  .label = "The question",
                                  .hint = "As it stands on the form, such as: Has a garden"}),
                 form.select({.name = "type", .label = "What is the answer?", .choices = types}),
                 form.textarea({.name = "answers",
                                .label = "The answers to choose from",
                                .hint = "One a line; for a choice only.",
                                .rows = 3}),
                 form.select({.name = "category",
                              .label = "What kind of information is it?",
                              .choices = categories,
                              .hint = "Who sees that information sees the answer, and nobody else."}),
                 day_field(form, site), html::button({"Propose this field"})));
}

Html own_kind_form(const Site& site, const Visit& v) {
  const auto& c = v.charter();
  const SentForm form(v, v.url("/charter/own"), {"what", "kind"});
  std::vector<html::Choice> services, roles;
  for (const auto& s : c.services) services.push_back({s.code, s.name});
  for (const auto& role : c.roles)
    if (!role.writes.empty()) roles.push_back({role.code, role.name});
  return form.form(html::frag(
      html::hidden("what", "kind"), html::hidden("base", v.org->proposals->base()),
      form.textarea({.name = "kind-text",
                     .label = "The kind, as YAML",
                     .hint = "As in the catalogue: kind, name, plural, says, part, fields.",
                     .rows = 12}),
      form.checkboxes({.name = "services",
                       .legend = "In which services is it used?",
                       .choices = services,
                       .hint = "What your notice does not say of it is to be confirmed.",
                       .small = true}),
      form.checkboxes({.name = "roles", .legend = "Who writes it?", .choices = roles, .small = true}),
      day_field(form, site), html::button({"Propose this kind"})));
}

Result<Response> own_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  auto f = charter_frame(site, r, "Own kinds and fields", "/own");
  f.narrow = true;
  const auto own = charter::own_kinds(v.org->proposals->text_in_force());
  f.main = html::paragraph(
      "What only this organisation writes down stands in its charter. It is proposed here, checked "
      "as everything else is, and counts when another person has approved it.");
  if (own.empty())
    f.main += html::paragraph("There is none yet.");
  else
    f.main +=
        html::frag(html::h("pre", {{"class", "checkpoint"}, {"tabindex", 0}}, own),
                   html::paragraph(html::link(v.url("/charter/own/files/yaml"), "Download them as YAML")));
  f.main += html::frag(html::heading(2, "One more field", "m"), own_field_form(site, v),
                       html::heading(2, "A kind of its own", "m"), own_kind_form(site, v));
  return site.page(std::move(f));
}

Result<std::string> sent_field(const Request& r) {
  const std::string label = r.form.trimmed("label"), type = r.form.get("type"), kind = r.form.get("kind");
  std::vector<FieldProblem> wrong;
  if (kind.empty()) wrong.push_back({"kind", "Choose the form."});
  if (charter::code_of(label).empty()) wrong.push_back({"label", "Write the question, with letters."});
  if (type.empty()) wrong.push_back({"type", "Choose what the answer is."});
  if (r.form.get("category").empty()) wrong.push_back({"category", "Choose what kind of information it is."});
  const auto answers = answer_lines(r.form.get("answers"));
  if (has_answers(type) && answers.size() < 2)
    wrong.push_back({"answers", "Write at least two answers, one a line."});
  if (!wrong.empty()) return invalid(std::move(wrong));
  std::string field = "  - code: " + charter::code_of(label) + "\n    label: " + charter::yaml_scalar(label) +
                      "\n    type: " + type + "\n    category: " + r.form.get("category") + "\n";
  if (has_answers(type)) {
    field += "    options:\n";
    for (const auto& a : answers)
      field += "      - {code: " + charter::code_of(a) + ", label: " + charter::yaml_scalar(a) + "}\n";
  }
  return "extends: " + kind + "\nfields:\n" + field;
}

/// The charter with the kind, in the services and under the roles that were ticked.
Result<std::string> sent_kind(const Visit& v, const Request& r) {
  const auto item = r.form.get("kind-text");
  const auto services = r.form.all("services"), roles = r.form.all("roles");
  std::vector<FieldProblem> wrong;
  if (item.find_first_not_of(" \r\n") == item.npos) wrong.push_back({"kind-text", "Write the kind."});
  if (services.empty()) wrong.push_back({"services", "Choose at least one service."});
  if (roles.empty()) wrong.push_back({"roles", "Choose at least one role."});
  if (!wrong.empty()) return invalid(std::move(wrong));
  TRY(const auto code, charter::code_of_kind(item));
  TRY(const auto text, charter::with_own_kind(v.org->proposals->text_in_force(), item));
  return charter::with_kind_used(text, code, services, roles);
}

Result<std::string> with_sent_field(const Visit& v, const Request& r) {
  TRY(const auto item, sent_field(r));
  return charter::with_own_kind(v.org->proposals->text_in_force(), item);
}

Result<Response> own_propose(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const bool kind = r.form.get("what") == "kind";
  const auto at = [&](auto done) {
    if (!done)
      for (auto& f : done.error().fields)
        if (f.field == "text") f.field = kind ? "kind-text" : "label";
    return done;
  };
  TRY(const auto text, at(kind ? sent_kind(v, r) : with_sent_field(v, r)));
  return at(proposed(site, r, text, r.form.get("base")));
}

Result<Response> own_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  return Response::download(v.charter().organisation.code + "-own-kinds.yaml", "application/yaml",
                            charter::own_kinds(v.org->proposals->text_in_force()));
}

}  // namespace

void add_own_kind_pages(PageTable& t) {
  t.get("/charter/own", "charter.own", own_page);
  t.post("/charter/own", "charter.own.post", {"charter.own"}, own_propose);
  t.get("/charter/own/files/yaml", "charter.own.file", own_file);
}

}  // namespace candour::web
