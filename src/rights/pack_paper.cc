// A copy as it is given: what was left out is not in it, only that something was, and why.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/read.h"
#include "paper/charter_words.h"
#include "paper/html.h"
#include "paper/pdf.h"
#include "rights/cutting.h"
#include "rights/pack_parts.h"
#include "rights/portable.h"

namespace candour::rights {

namespace json = boost::json;

namespace {

std::string reason_words(const Cut& cut) {
  const auto* r = find_reason(cut.reason);
  return r ? std::string(r->words) + " (" + std::string(r->law) + ")" : std::string();
}

bool all_left_out(const Item& item) {
  return std::ranges::all_of(item.passages, [&](const Passage& p) {
    const auto* cut = item.cut_of(p.field);
    return cut && cut->how == How::Whole;
  });
}

void print_item(const charter::Charter& c, const Packs::Whole& whole, const Item& item, paper::Document& d) {
  d.heading(3, std::to_string(item.line.place) + ". " + piece_title(c, item.line));
  paper::KeyFacts facts;
  std::set<std::string> why;
  for (const auto& p : item.passages) {
    const auto* cut = item.cut_of(p.field);
    if (cut && cut->how != How::Given) why.insert(reason_words(*cut));
    if (cut && cut->how == How::Whole) continue;
    paper::Cell cell;
    const auto words = given(p, cut);
    for (std::string_view rest = words; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      cell.lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (const auto file = whole.enclosed_as.find(item.line.place); file != whole.enclosed_as.end())
      cell.lines.emplace_back("Enclosed as " + file->second);
    facts.facts.push_back({p.label, std::move(cell)});
  }
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
  if (why.empty()) return;
  paper::Note note{all_left_out(item) ? "All of it is left out" : "Something is left out", {}};
  for (const auto& w : why) note.lines.emplace_back(w);
  d.blocks.push_back(std::move(note));
}

/// A value that the law asks for, with what it stands on: the part that says it, or that nobody has confirmed
/// it yet. Words that explain it stand there only where the notice says them.
std::string required(const charter::Charter& c, const std::string& name,
                     const std::vector<std::string>& paths, const std::string& in_notice = {}) {
  return name + paper::stands_on(c, paths) + (in_notice.empty() ? "" : ": " + in_notice);
}

/// The words of a row as the notice has them; "" where it has none.
template <class Rows>
std::string printed_words(const Rows& printed, const std::string& code) {
  const auto row = std::ranges::find_if(printed, [&](const auto& x) { return x.code == code; });
  return row == printed.end() ? std::string() : row->says;
}

/// The services of which something stands in the copy; none: all of them count.
ServiceSet services_in(const charter::Charter& c, const Packs::Whole& whole) {
  ServiceSet here;
  for (const auto& i : whole.items)
    if (const auto s = c.find_service(i.line.service)) here.add(*s);
  return here;
}

bool holds_in(ServiceSet of_rule, ServiceSet here) {
  return of_rule.empty() || here.empty() || !(of_rule & here).empty();
}

paper::Table purposes_in(const charter::Charter& c, ServiceSet here) {
  paper::Table t{"For what, and on which ground", {"For what", "On which ground"}, {}, true, {}, false};
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const auto& p = c.purposes[i];
    if (!here.empty() && (paper::services_of(c, static_cast<PurposeIx>(i)) & here).empty()) continue;
    std::vector<paper::Text> grounds;
    for (const auto& b : p.bases) grounds.emplace_back(paper::basis_said(c, p, b));
    t.rows.push_back({required(c, p.name, {"purposes/" + p.code + "/name"}), std::move(grounds)});
  }
  return t;
}

paper::List receivers_in(const charter::Charter& c, ServiceSet here) {
  paper::List to;
  for (const auto& r : c.recipients)
    if (holds_in(r.services, here))
      to.items.emplace_back(required(c, r.name, {"recipients/" + r.code + "/name"},
                                     printed_words(c.to_print().recipients, r.code)));
  return to;
}

paper::List givers_of(const charter::Charter& c) {
  paper::List from;
  for (const auto& [code, name] : charter::givers(c)) {
    const auto& all = c.recipients;
    const bool also_gets = std::ranges::find(all, code, &charter::Recipient::code) != all.end();
    const auto at = (also_gets ? "recipients/" : "sources/") + code;
    from.items.emplace_back(also_gets ? required(c, name, {at + "/name", at + "/source"})
                                      : required(c, name, {at + "/name"}));
  }
  return from;
}

/// The kinds of information in the copy; those first that the notice names, in its own words.
std::string sorts_in(const charter::Charter& c, const Packs::Whole& whole) {
  const auto& printed = c.to_print();
  CategorySet said, ours;
  for (const auto& i : whole.items)
    for (const auto& p : i.passages) {
      const auto there = printed.find_category(c.at(p.category).code);
      (there && printed.at(*there).name == c.at(p.category).name ? said : ours).add(p.category);
    }
  auto words = paper::category_names(c, said);
  if (!ours.empty())
    words +=
        (said.empty() ? "" : "; ") + paper::category_names(c, ours) + " " + std::string(paper::kToConfirm);
  return words;
}

/// "Everything, in: Incidents: 6 years after …", and in which services where it is not all of them.
std::string kept_words(const charter::Charter& c, const charter::RetentionRule& r) {
  const auto at = "retention/" + r.code;
  const bool all = r.categories.size() == static_cast<int>(c.categories.size());
  std::string words = all ? "Everything" + paper::to_confirm(c, at + "/categories")
                          : paper::told_apart(c, at + "/categories", r.categories);
  std::vector<std::string> kinds;
  for (const auto k : r.kinds) kinds.push_back(c.at(k).plural.empty() ? c.at(k).name : c.at(k).plural);
  if (!kinds.empty())
    words += ", in: " + paper::lower_first(paper::soft_list(kinds)) + paper::to_confirm(c, at + "/kinds");
  if (!r.services.empty())
    words += " (" + paper::service_names(c, r.services) + paper::to_confirm(c, at + "/services") + ")";
  return required(c, words + ": " + paper::period_words(r), paper::period_paths(r));
}

/// What the law says must stand beside the copy (Article 15(1) and (2)): what runs, and of each value whether
/// the notice says it. Nothing else is said that the notice does not say.
void about_the_use(const charter::Charter& c, const Packs::Whole& whole, const std::string& regulator,
                   paper::Document& d) {
  const auto& printed = c.to_print();
  const auto here = services_in(c, whole);
  d.heading(2, "How we use it");
  d.blocks.push_back(purposes_in(c, here));
  if (const auto sorts = sorts_in(c, whole); !sorts.empty())
    d.paragraph("What sorts of information: " + sorts + ".");
  d.heading(3, "Who may be told something of it");
  d.blocks.push_back(receivers_in(c, here));
  d.heading(3, "From whom it may come, if not from you");
  d.blocks.push_back(givers_of(c));
  if (!c.transfer_area.empty())
    d.paragraph(
        required(c, "Your information does not go outside " + paper::transfer_words(c), {"transfers/area"}) +
        "." + (printed.transfer_safeguards.empty() ? "" : " " + printed.transfer_safeguards));
  paper::List kept;
  for (const auto& r : c.retention)
    if (holds_in(r.services, here)) kept.items.emplace_back(kept_words(c, r));
  d.heading(3, "How long it is kept");
  d.blocks.push_back(std::move(kept));
  if (const auto automated = paper::automated_words(printed); !automated.empty()) d.words(automated);
  paper::List rights;
  for (const auto& r : c.rights)
    rights.items.emplace_back(
        required(c, r.name, {"rights/" + r.code + "/name"}, printed_words(printed.rights, r.code)));
  d.heading(3, "What you can ask for");
  d.blocks.push_back(std::move(rights));
  d.paragraph("If you do not agree with this answer, tell us. You can also complain to " + regulator + ".");
}

/// To whom somebody may complain on that day, by the register of the catalogue.
std::string regulator_words(const std::string& catalogue_dir, Date day) {
  const auto who = charter::regulator_on(catalogue_dir, day);
  return who ? who->name + ": " + who->url + ", telephone " + who->phone : "the data-protection regulator";
}

std::string section_of(const ItemLine& l) {
  return l.source;
}

json::object passage_json(const charter::Charter& c, const Item& item, const Passage& p) {
  const auto* cut = item.cut_of(p.field);
  json::object o{{"question", p.label}, {"category", c.at(p.category).code}};
  if (!cut || cut->how == How::Given) {
    o["answer"] = p.text;
    return o;
  }
  const auto* r = find_reason(cut->reason);
  o["left_out"] = cut->how == How::Whole ? "all" : "some";
  o["because"] = r ? r->words : "";
  o["law"] = r ? r->law : "";
  if (cut->how == How::Words) o["answer"] = given(p, cut);
  return o;
}

}  // namespace

std::string piece_title(const charter::Charter& c, const ItemLine& line) {
  std::string title;
  if (const auto k = c.find_kind(line.kind); k && line.source != "file") title = c.at(*k).name;
  if (line.source == "file") title = "A file";
  if (line.source == "circle") title = "Somebody around you";
  if (line.source == "looked") title = "Who looked";
  if (line.source == "noted") title = "Noted";
  const auto service = c.find_service(line.service);
  if (service) title += ", " + c.at(*service).name;
  return line.happened.ms > 0 ? title + ", " + date_words(today(line.happened)) : title;
}

paper::Document pack_document(const charter::Charter& c, const Packs::Whole& whole,
                              const std::string& regulator, UnixMs now) {
  paper::Document d;
  d.title = "What we hold about you";
  d.subtitle = c.organisation.name + " for " + whole.name + ", " + date_words(today(now));
  d.running_head = "What " + c.organisation.name + " holds about " + whole.name;
  d.running_foot = "Confidential";
  d.printed_on = iso_date(today(now));
  d.contents = true;
  std::int64_t left = 0;
  for (const auto& i : whole.items) left += i.line.left_out;
  d.paragraph("This is the answer to your request to see what we hold about you: " +
              counted_words(std::ssize(whole.items), "piece") + ", each with a number.");
  d.paragraph(left == 0 ? "Nothing is left out."
                        : counted_words(left, "passage is", "passages are") +
                              " left out, in part or whole. Where that is, and why, is said at each.");
  for (const auto& s : sections()) {
    bool begun = false;
    for (const auto& i : whole.items) {
      if (section_of(i.line) != s.code) continue;
      if (!begun) {
        d.heading(2, std::string(s.title));
        d.paragraph(std::string(s.says));
      }
      begun = true;
      print_item(c, whole, i, d);
    }
  }
  about_the_use(c, whole, regulator, d);
  return d;
}

json::object piece_json(const Packs::Whole& whole, const ItemLine& line, json::array passages) {
  json::object o{{"number", line.place},
                 {"section", line.source},
                 {"kind", line.kind},
                 {"service", line.service},
                 {"passages", std::move(passages)}};
  if (line.happened.ms > 0) o["on"] = iso_date(today(line.happened));
  if (const auto f = whole.enclosed_as.find(line.place); f != whole.enclosed_as.end())
    o["enclosed_as"] = f->second;
  return o;
}

std::string pack_json(const charter::Charter& c, const Packs::Whole& whole, UnixMs now) {
  json::array all;
  for (const auto& i : whole.items) {
    json::array passages;
    for (const auto& p : i.passages) passages.push_back(passage_json(c, i, p));
    all.push_back(piece_json(whole, i.line, std::move(passages)));
  }
  return json::serialize(json::object{{"organisation", c.organisation.name},
                                      {"person", whole.name},
                                      {"made_on", iso_date(today(now))},
                                      {"pieces", std::move(all)}});
}

std::string enclosed_name(int place, std::string_view name) {
  std::string out = "files/" + std::to_string(place);
  std::string plain;
  for (const char ch : name) {
    const bool good = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                      ch == '.' || ch == '-' || ch == '_';
    plain += good ? ch : '-';
  }
  while (!plain.empty() && plain.front() == '.') plain.erase(0, 1);
  return plain.empty() ? out : out + "-" + plain;
}

Result<Packs::Whole> Packs::whole(const Pass& pass, const Pack& pack) const {
  if (pack.state == PackState::Gathering) return fail(Code::Conflict, "It is still being gathered.");
  if (pack.state == PackState::Gone)
    return fail(Code::Conflict, "The copy was destroyed, as it is some weeks after it was released.");
  Whole out;
  TRY(auto all, lines(pass, pack, Which::All, 0, 1'000'000));
  if (std::ssize(all) != pack.items)
    return fail(Code::Corrupt, "Pieces of this copy are missing. Gather it again.",
                "access pack " + pack.id.text());
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(out.items, open(db, pass, pack, std::move(all)));
    return {};
  }));
  for (const auto& i : out.items)
    if (!i.held_back.empty())
      return fail(
          Code::Conflict,
          "Something of this copy is not for you to open. Ask for access to the record, or let somebody go on "
          "who has it.");
  TRY(const auto profile, r_.people.profile(pass, pack.person));
  out.name = profile.name();
  for (const auto& i : out.items)
    if (i.line.source == "file" && !all_left_out(i))
      out.enclosed_as[i.line.place] =
          enclosed_name(i.line.place, i.line.left_out == 0 && !i.passages.empty() ? i.passages.front().text
                                                                                  : std::string());
  return out;
}

Result<std::vector<PackFile>> Packs::enclosed(const Pass& pass, const Whole& whole) const {
  std::vector<PackFile> out;
  for (const auto& i : whole.items) {
    const auto name = whole.enclosed_as.find(i.line.place);
    if (name == whole.enclosed_as.end()) continue;
    auto content = r_.files.get(pass, pass.person(), FileId{i.line.thing});
    if (!content && content.error().code == Code::NotFound)
      return fail(Code::Conflict,
                  "A file was taken off the record since this was gathered. Gather it anew, so that the copy "
                  "says what there is.");
    if (!content) return tl::unexpected<Error>(content.error());
    out.push_back({name->second, content->info.type, std::string(as_text(content->bytes))});
  }
  return out;
}

Result<PackFile> Packs::file_of(const Pass& pass, const Pack& pack, std::string_view form) const {
  const auto& c = r_.gate.charter();
  const auto now = r_.clock.now();
  CHECK_OK(may_leave(pass, pack));
  TRY(const auto all, whole(pass, pack));
  if (!pack.portable.empty()) return portable_file(pass, pack, all, form);
  if (form == "json") return PackFile{"what-we-hold.json", "application/json", pack_json(c, all, now)};
  const auto document = pack_document(c, all, regulator_words(r_.catalogue_dir, today(now)), now);
  if (form == "html")
    return PackFile{"what-we-hold.html", "text/html; charset=utf-8", paper::html_page(document)};
  if (form != "pdf") return not_found();
  TRY(auto bytes, paper::to_pdf(document));
  return PackFile{"what-we-hold.pdf", "application/pdf", std::move(bytes)};
}

Result<std::vector<PackFile>> Packs::files_of(const Pass& pass, const Pack& pack) const {
  const auto& c = r_.gate.charter();
  const auto now = r_.clock.now();
  CHECK_OK(may_leave(pass, pack));
  TRY(const auto all, whole(pass, pack));
  TRY(auto out, enclosed(pass, all));
  if (!pack.portable.empty()) {
    for (const auto form : {"fhir", "json"}) {
      TRY(auto file, portable_file(pass, pack, all, form));
      out.insert(out.begin(), std::move(file));
    }
    for (auto& file : portable_csv({c, all, pack, now, r_.staff.directory()})) out.push_back(std::move(file));
    return out;
  }
  const auto document = pack_document(c, all, regulator_words(r_.catalogue_dir, today(now)), now);
  TRY(auto pdf, paper::to_pdf(document));
  out.insert(out.begin(), {{"what-we-hold.pdf", "application/pdf", std::move(pdf)},
                           {"what-we-hold.html", "text/html; charset=utf-8", paper::html_page(document)},
                           {"what-we-hold.json", "application/json", pack_json(c, all, now)}});
  return out;
}

}  // namespace candour::rights
