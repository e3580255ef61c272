#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>

#include "base/calendar_words.h"
#include "base/clock.h"
#include "charter/catalogue_read.h"
#include "charter/edit.h"
#include "charter/said_words.h"
#include "cli/output.h"
#include "paper/answers.h"
#include "paper/csv.h"
#include "paper/html.h"
#include "paper/matrix.h"
#include "paper/pdf.h"
#include "paper/plain.h"
#include "paper/ropa.h"

namespace candour::cli {

using namespace charter;

namespace {

/// What the sub-commands were given. Lives as long as the program's list of commands.
struct CharterGiven {
  std::string catalogue = "charters/catalogue";
  std::vector<std::string> files;
  std::string file, older, newer, out;
  std::string format = "html";
  std::string role, category, service;
  std::string recipient, purpose, right;  // what is explained besides
  int birthday = 0;
  std::string layer = "whole";
  std::string by, on;              // who confirms, and when
  std::vector<std::string> paths;  // of what
};

std::string noun(std::size_t n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

std::string counts(const Charter& c) {
  return noun(c.purposes.size(), "purpose", "purposes") + ", " +
         noun(c.services.size(), "service", "services") + ", " + noun(c.kinds.size(), "kind", "kinds") +
         ", " + noun(c.roles.size(), "role", "roles") + ", " +
         noun(c.recipients.size(), "recipient", "recipients") + ", " +
         noun(c.retention.size(), "retention rule", "retention rules");
}

int check(const CharterGiven& g) {
  int code = ExitCode::kOk;
  for (const std::string& file : g.files) {
    const auto c = load_charter(file, g.catalogue, true);
    if (c)
      std::cout << file << ": good. " << c->organisation.name << " " << c->version.number << ": "
                << counts(*c) << '\n';
    else
      code = ExitCode::kFindings;
  }
  if (code) std::cerr << "A charter with errors never starts the server.\n";
  return code;
}

/// In the form asked for; the table is for CSV, where a document has one.
int print(const CharterGiven& g, const paper::Document& d, const paper::Table* table = nullptr) {
  std::string bytes;
  if (g.format == "pdf") {
    paper::use_letters_of("dist/assets");  // as candour serve has them, unless told otherwise
    auto pdf = paper::to_pdf(d);
    if (!pdf) {
      complain(pdf.error().words.text +
               (pdf.error().detail.text.empty() ? "" : " (" + pdf.error().detail.text + ")"));
      return ExitCode::kFindings;
    }
    bytes = std::move(*pdf);
  } else if (g.format == "csv" && table) {
    bytes = paper::table_csv(*table);
  } else if (g.format == "text") {
    bytes = paper::plain_text(d);
  } else {
    bytes = paper::html_page(d);
  }
  return deliver(bytes, g.out) ? ExitCode::kOk : ExitCode::kFindings;
}

/// Loads one good charter and today's setting, then runs `then`.
int with_charter(const CharterGiven& g,
                 const std::function<int(const Charter&, const paper::Setting&)>& then) {
  const auto c = load_charter(g.file, g.catalogue, false);
  paper::Setting setting;
  if (!c || !find_setting(g.catalogue, setting)) return ExitCode::kFindings;
  return then(*c, setting);
}

int compare(const CharterGiven& g) {
  const auto older = load_charter(g.older, g.catalogue, false),
             newer = load_charter(g.newer, g.catalogue, false);
  paper::Setting setting;
  if (!older || !newer || !find_setting(g.catalogue, setting)) return ExitCode::kFindings;
  return print(g, paper::changes(*older, *newer, setting));
}

/// "There is no role 'x'. Roles here: a, b, c."
template <class List>
int no_such(std::string_view what, const std::string& code, const List& list) {
  std::string s =
      "there is no " + std::string(what) + " '" + code + "' in this charter. To mend: use one of: ";
  bool first = true;
  for (const auto& x : list) {
    s += (first ? "" : ", ") + x.code;
    first = false;
  }
  complain(s + ".");
  return ExitCode::kUsage;
}

/// A row of a table by its code; null when there is none.
template <class List>
auto* row_of(const List& list, const std::string& code) {
  const auto at = std::ranges::find_if(list, [&](const auto& x) { return x.code == code; });
  return at == list.end() ? nullptr : &*at;
}

/// What is asked about one category: who may see it, who may get it, how long it is kept.
int answer_about(const CharterGiven& g, const Charter& c) {
  const auto category = c.find_category(g.category);
  if (!category) return no_such("category", g.category, c.categories);
  std::optional<ServiceIx> service;
  if (!g.service.empty()) {
    service = c.find_service(g.service);
    if (!service) return no_such("service", g.service, c.services);
  }
  if (!g.recipient.empty()) {
    const auto* r = row_of(c.recipients, g.recipient);
    return r ? print(g, paper::explain_recipient(c, *r, *category, service))
             : no_such("recipient", g.recipient, c.recipients);
  }
  if (g.role.empty()) return print(g, paper::explain_keeping(c, *category, service));
  const auto role = c.find_role(g.role);
  return role ? print(g, paper::explain(c, *role, *category, service)) : no_such("role", g.role, c.roles);
}

int answer(const CharterGiven& g) {
  return with_charter(g, [&](const Charter& c, const paper::Setting& s) {
    if (!g.category.empty()) return answer_about(g, c);
    if (!g.purpose.empty()) {
      const auto p = c.find_purpose(g.purpose);
      return p ? print(g, paper::explain_purpose(c, *p)) : no_such("purpose", g.purpose, c.purposes);
    }
    if (!g.right.empty()) {
      const auto* r = row_of(c.rights, g.right);
      const auto on = g.on.empty() ? std::optional(s.on) : parse_iso_date(g.on);
      if (!on) {
        complain("'" + g.on + "' is not a day. To mend: write it as 2026-11-30.");
        return static_cast<int>(ExitCode::kUsage);
      }
      return r ? print(g, paper::explain_right(c, *r, *on)) : no_such("right", g.right, c.rights);
    }
    if (g.birthday > 0) return print(g, paper::explain_birthday(c, g.birthday));
    complain(
        "nothing is asked. To mend: name --category (with --role, --recipient or neither), --purpose, --right or "
        "--birthday.");
    return static_cast<int>(ExitCode::kUsage);
  });
}

/// The same text with grounds for what is working; without paths, for all of it.
int confirm(const CharterGiven& g) {
  const auto c = load_charter(g.file, g.catalogue, false);
  if (!c) return ExitCode::kFindings;
  const auto role = c->find_role(g.by);
  if (!role) return no_such("role", g.by, c->roles);
  // As the page asks it of whoever confirms there.
  if (!c->at(*role).has(Duty::SeeLedger) && !c->at(*role).has(Duty::ManageStaff)) {
    complain("the role '" + g.by +
             "' does not answer for the notice. To mend: use one that has see-ledger or "
             "manage-staff among its duties, such as the data-protection lead.");
    return ExitCode::kUsage;
  }
  auto paths = g.paths;
  if (paths.empty())
    for (const auto& w : working_values(*c)) paths.push_back(w.path);
  const auto text = read_text_file(g.file);
  const auto on = g.on.empty() ? iso_date(today(SystemClock().now())) : g.on;
  const auto done = text.and_then([&](const std::string& t) {
    return paths.empty() ? Result<std::string>(t)
                         : with_ground(t, paths, "confirmed by " + g.by + " on " + on);
  });
  if (!done) {
    complain(done.error().fields.empty() ? done.error().words.text : done.error().fields[0].message);
    return ExitCode::kFindings;
  }
  return deliver(*done, g.out) ? ExitCode::kOk : ExitCode::kFindings;
}

using Shared = std::shared_ptr<CharterGiven>;

/// A sub-command; `formats` the first is the usual one. Each has its own copy of what is given.
CLI::App* add(CLI::App& to, ExitCode& code, const char* name, const char* says,
              std::vector<std::string> formats, const Shared& g,
              std::function<int(const CharterGiven&)> run) {
  auto* sub = to.add_subcommand(name, says);
  sub->add_option("--catalogue", g->catalogue,
                  "Folder with categories.yaml, regulators.yaml, kinds/ and letters/")
      ->capture_default_str();
  if (!formats.empty()) {
    g->format = formats.front();
    sub->add_option("--format", g->format, "How to print it")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
    sub->add_option("-o,--out", g->out, "Write to this file instead of the terminal");
  }
  sub->callback([g, &code, run = std::move(run)] { code.value = run(*g); });
  return sub;
}

void add_printed(CLI::App& charter, ExitCode& code) {
  struct Printed {
    const char *name, *says;
    std::vector<std::string> formats;
    int (*run)(const CharterGiven&);
  };
  const std::vector<Printed> all{
      {"notice",
       "Print the privacy notice",
       {"html", "pdf", "text"},
       [](const CharterGiven& g) {
         const auto layer = g.layer == "first" ? paper::Layer::First : paper::Layer::Whole;
         return with_charter(
             g, [&](const auto& c, const auto& s) { return print(g, paper::notice(c, s, layer)); });
       }},
      {"forms",
       "Print every question of the forms",
       {"html", "pdf", "text"},
       [](const CharterGiven& g) {
         return with_charter(g, [&](const auto& c, const auto& s) { return print(g, paper::forms(c, s)); });
       }},
      {"working",
       "List what nobody has confirmed yet: it runs, and is not printed",
       {"text", "html", "csv", "pdf"},
       [](const CharterGiven& g) {
         return with_charter(g, [&](const auto& c, const auto& s) {
           const auto table = paper::working_table(c);
           return print(g, paper::working(c, s), &table);
         });
       }},
      {"easy-read",
       "Print the notice in easy words with pictures",
       {"html", "pdf", "text"},
       [](const CharterGiven& g) {
         return with_charter(g,
                             [&](const auto& c, const auto& s) { return print(g, paper::easy_read(c, s)); });
       }},
      {"ropa",
       "Print the record of processing activities (UK GDPR Article 30)",
       {"html", "csv", "pdf"},
       [](const CharterGiven& g) {
         return with_charter(g, [&](const auto& c, const auto& s) {
           const auto table = paper::ropa_table(c, s);
           return print(g, paper::ropa(c, s), &table);
         });
       }},
      {"matrix",
       "Print who may see and write what",
       {"text", "html", "csv", "pdf"},
       [](const CharterGiven& g) {
         return with_charter(g, [&](const auto& c, const auto& s) {
           const auto table = paper::matrix_table(c);
           return print(g, paper::matrix(c, s), &table);
         });
       }}};
  for (const auto& p : all) {
    auto g = std::make_shared<CharterGiven>();
    auto* sub = add(charter, code, p.name, p.says, p.formats, g, p.run);
    if (std::string_view(p.name) == "notice")
      sub->add_option("--layer", g->layer, "The first page alone, or the whole with its details")
          ->check(CLI::IsMember({"first", "whole"}))
          ->capture_default_str();
    sub->add_option("FILE", g->file, "The charter")->required()->check(CLI::ExistingFile);
  }
}

}  // namespace

void add_charter_command(CLI::App& app, ExitCode& code) {
  auto* charter = app.add_subcommand("charter", "Check and print charters");
  charter->require_subcommand(1);

  auto g = std::make_shared<CharterGiven>();
  add(*charter, code, "check", "Check charters; exit code 1 when one has errors", {}, g, check)
      ->add_option("FILES", g->files, "Charters")
      ->required()
      ->check(CLI::ExistingFile);
  add_printed(*charter, code);
  add_charter_new(*charter, code);

  g = std::make_shared<CharterGiven>();
  auto* diff = add(*charter, code, "diff", "Say what changes for whom between two charters",
                   {"text", "html", "pdf"}, g, compare);
  diff->add_option("OLD", g->older, "The charter as it was")->required()->check(CLI::ExistingFile);
  diff->add_option("NEW", g->newer, "The charter as it shall be")->required()->check(CLI::ExistingFile);

  g = std::make_shared<CharterGiven>();
  auto* confirmed = charter->add_subcommand(
      "confirm", "Write the charter with working values confirmed; give it its next number afterwards");
  confirmed->add_option("--catalogue", g->catalogue, "Folder of the catalogue")->capture_default_str();
  confirmed->add_option("FILE", g->file, "The charter")->required()->check(CLI::ExistingFile);
  confirmed->add_option("PATHS", g->paths,
                        "What is confirmed, as `charter working` lists it; default: all of it");
  confirmed->add_option("--by", g->by, "Code of the role that confirms")->required();
  confirmed->add_option("--on", g->on, "The day (YYYY-MM-DD); default: today");
  confirmed->add_option("-o,--out", g->out, "Write to this file instead of the terminal");
  confirmed->callback([g, &code] { code.value = confirm(*g); });

  g = std::make_shared<CharterGiven>();
  auto* explain =
      add(*charter, code, "explain", "Answer a question about the charter, with the part of the notice",
          {"text", "html"}, g, answer);
  explain->add_option("FILE", g->file, "The charter")->required()->check(CLI::ExistingFile);
  explain->add_option("--category", g->category,
                      "Code of a category: how long it is kept; with --role or --recipient who may have it");
  explain->add_option("--role", g->role, "Code of a role: whether it may see the category, and why");
  explain->add_option("--recipient", g->recipient, "Code of a recipient: whether it may get the category");
  explain->add_option("--service", g->service, "Code of one service; otherwise all are answered");
  explain->add_option("--purpose", g->purpose, "Code of a purpose: on what it stands");
  explain->add_option("--right", g->right, "Code of a right: by when and by whom it is answered");
  explain->add_option("--on", g->on, "The day on which the right is asked for (YYYY-MM-DD); default: today");
  explain->add_option("--birthday", g->birthday, "An age: what changes then")->check(CLI::Range(1, 120));
}

}  // namespace candour::cli
