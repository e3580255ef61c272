// Somebody who brings their information from another organisation, as a FHIR bundle: one page, one file, and
// a line for each thing that cannot be brought in.
#include "base/text.h"
#include "gate/standing.h"
#include "web/frame/person_parts.h"
#include "web/house_bundles.h"
#include "web/pages/import/import_parts.h"

namespace candour::web {

using charter::Duty;
using http::Request;
using http::Response;

namespace {

/// Where they may add somebody and take them on.
std::vector<html::Choice> services_to_take_on(const Visit& v) {
  std::vector<html::Choice> x;
  for (std::size_t i = 0; i < v.charter().services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const auto may = [&](Duty duty) {
      return std::ranges::any_of(v.actor.posts, [&](const gate::Post& p) {
        return v.charter().at(p.role).has(duty) && gate::covers(p, s);
      });
    };
    if (may(Duty::AddPerson) && may(Duty::DecideReferral))
      x.push_back({v.charter().at(s).code, v.charter().at(s).name});
  }
  return x;
}

Result<Response> bundle_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::AddPerson, "import"));
  auto f = site.frame(r, "Bring somebody in with their information", "people");
  f.heading = f.title;
  f.back = html::Crumb{"Add somebody new", v.url("/people/new")};
  f.narrow = true;
  const SentForm form(v, v.url("/import/bundle"));
  f.main = html::frag(
      html::paragraph(
          "They bring a file from another organisation, in FHIR R4. What Candour gave them is in "
          "fhir-bundle.json. All of it comes in, or nothing: first you see a line for each thing that "
          "cannot be kept here."),
      html::paragraph(
          "A yes that they gave elsewhere, who speaks for them and what others may know are not taken "
          "over: ask anew."),
      form.form(html::frag(form.select({.name = "service",
                                        .label = "Which service takes them on?",
                                        .choices = services_to_take_on(v),
                                        .hint = "It decides what may be kept about them"}),
                           form.file_input({.name = "file",
                                            .label = "The file",
                                            .hint = "JSON, at most 25 MB",
                                            .accept = ".json,application/json,application/fhir+json"}),
                           form.checkbox("leave", "yes", "Leave out what cannot be brought in", false,
                                         "Once you have read the lines that say what that is"),
                           form.checkbox("somebody-else", "yes", "It is nobody who is here already", false,
                                         "Needed when somebody like them is found"),
                           html::hidden("_id", PersonId::parse(form.value("_id"))
                                                   .value_or(PersonId::make(site.clock().now().ms))
                                                   .text()),
                           html::button({"Bring it in"})),
                {.files = true}));
  return site.page(std::move(f));
}

Result<Response> take_bundle(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::AddPerson, "import"));
  const auto service = v.charter().find_service(r.form.get("service"));
  const auto* file = r.file("file");
  std::vector<FieldProblem> missing;
  if (!service) missing.push_back({"service", "Choose the service"});
  if (!file) missing.push_back({"file", "Choose the file"});
  if (!missing.empty()) return invalid(std::move(missing));
  exchange::Bundles::Choice choice{r.form.get("leave") == "yes", r.form.get("somebody-else") == "yes"};
  choice.id = PersonId::parse(r.form.get("_id")).value_or(PersonId{});
  if (!choice.id.is_nil() && look_at(v, choice.id, gate::Thing::Record, {}, {}))
    return site.done(r, "/people/" + choice.id.text(), "They were brought in already.");
  choice.look = [&](ByteView bytes) { return site.look_through("file", bytes); };
  TRY(const auto done,
      bundles_of(*v.org, site.clock()).bring(v.actor, *service, as_text(file->bytes), choice));
  return site.done(
      r, "/people/" + done.person.text(),
      "Brought in from " + done.from + ": " +
          counted_words(static_cast<std::int64_t>(done.entries), "entry", "entries") +
          (done.left > 0
               ? ", and " + counted_words(static_cast<std::int64_t>(done.left), "thing") + " left out."
               : "."));
}

}  // namespace

void add_import_bundle_pages(PageTable& t) {
  t.get("/import/bundle", "import.bundle", bundle_page);
  t.post("/import/bundle", "import.bundle.post", {"import.bundle"}, take_bundle, limits::kUploadBodyBytes,
         http::Lane::Uploads);
}

}  // namespace candour::web
