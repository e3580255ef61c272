// Files are looked through for viruses before any page has them; and the page on which administrators see
// whether somebody looks, and what was heard last.
#include "base/calendar_words.h"
#include "outbox/clamd.h"
#include "web/frame/page_table.h"

namespace candour::web {

using charter::Duty;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kAlarm = "virus-scanner";
constexpr std::string_view kInfected =
    "A virus was found in a file, so it was not taken and nothing was saved. Tell whoever gave you the file, and "
    "do not open it. You can send the form again without it.";
constexpr std::string_view kCannotLook =
    "Files cannot be looked through for viruses at the moment, so this one was not taken and nothing was saved. "
    "Your administrator has been told. Send the form again without the file, or try with it later.";

/// All organisations of the server have the one scanner, and hear of it alike.
void tell_all(const Site& site, const log::Log& log, bool works, const std::string& detail) {
  for (const auto& org : site.house().all()) {
    if (works)
      org->alarms->lower(kAlarm);
    else
      org->alarms->raise(
          kAlarm,
          "Files cannot be looked through for viruses, so nobody can add any. To mend: see that "
          "ClamAV's daemon runs on the server, and look at the page “Server”.",
          detail, site.clock().now());
  }
  if (!works) log.problem("virus_scanner", {{"detail", detail}});
}

std::string words_of(UnixMs at) {
  return at.ms == 0 ? std::string("not yet") : date_time_words(at);
}

Html scanner_part(const Site& site) {
  auto* scanner = site.options().scanner;
  if (!scanner)
    return html::card(
        "Viruses",
        html::frag(
            html::warning("Files are not looked through for viruses."),
            html::paragraph("Only some types of files are taken, told by their first bytes, and they are "
                            "given back as downloads alone. Whoever runs the server can turn it on: install "
                            "ClamAV's daemon there and start Candour with --clamd.")));
  const auto asked = scanner->ask_version();
  const auto s = scanner->state();
  html::SummaryList list;
  list.rows = {
      {"Looks through files", html::text(asked ? "yes" : "no: nobody answers, so no file is taken"), {}},
      {"Signatures", html::text(s.signatures.empty() ? std::string("not known") : s.signatures), {}},
      {"Last answer", html::text(words_of(s.heard) + (s.last_words.empty() ? "" : ": " + s.last_words)), {}},
      {"Socket", html::text(scanner->socket()), {}}};
  return html::card(
      "Viruses",
      html::frag(asked ? Html{} : html::warning("Files cannot be looked through just now."),
                 html::summary_list(list),
                 html::paragraph("Every file that somebody adds or imports is handed to ClamAV on "
                                 "this machine first. When it does not answer, the file is refused.")));
}

Result<Response> server_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "server"));
  auto f = site.frame(r, "Server", "server");
  f.heading = "Server";
  f.narrow = true;
  f.main = html::frag(
      scanner_part(site),
      html::paragraph(
          html::link(v.url("/safekeeping"), "Backups and the root key: whether all of it would survive")),
      html::paragraph(html::link(v.url("/outbox"), "Outbox: what waits to be sent, and what was given up")));
  return site.page(std::move(f));
}

}  // namespace

Status Site::look_through(std::string_view field, ByteView bytes) const {
  if (!options_.scanner) return {};
  const auto found = options_.scanner->look(bytes);
  tell_all(*this, log_, found.has_value(), found ? std::string() : found.error().detail.text);
  if (!found) return fail(Code::Unavailable, std::string(kCannotLook), found.error().detail.text);
  if (*found == outbox::Scanned::Clean) return {};
  log_.warn("virus_found", {{"field", std::string(field)}});
  return invalid(std::string(field), std::string(kInfected));
}

Status Site::look_through_files(Request& r) const {
  for (std::size_t i = 0; i < r.files.size(); ++i) {
    const auto& file = r.files[i];
    if (file.too_large > 0) continue;  // nothing of it is here
    const auto clean = look_through(file.name, file.bytes);
    if (clean) continue;
    if (clean.error().code == Code::Invalid) r.files.erase(r.files.begin() + static_cast<std::ptrdiff_t>(i));
    return clean;
  }
  return {};
}

void add_server_page(http::Router& router, Site& site) {
  // It may have to wait for the scanner, as uploads do.
  PageTable(router, site, "server").get("/server", "server", server_page, http::Lane::Uploads);
}

}  // namespace candour::web
