#include "letters/writing.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/by_part.h"
#include "charter/rows_now.h"
#include "charter/sharing.h"
#include "gate/service_subject.h"
#include "paper/charter_words.h"
#include "paper/html.h"
#include "paper/pdf.h"
#include "paper/plain.h"
#include "record/agreements.h"
#include "record/with_files.h"
#include "vault/hash.h"

namespace candour::letters {

using charter::LetterPart;
using charter::LetterTemplate;
using charter::LetterTo;

namespace {

constexpr std::string_view kCircle = "circle:", kRecipient = "recipient:";

std::string text_at(const charter::Values& values, std::string_view field) {
  const auto* x = values.if_contains(field);
  return x && x->is_string() ? std::string(x->as_string()) : std::string();
}

}  // namespace

std::string postal_address(const charter::Charter& c, const people::Profile& p, Date today) {
  const auto* rows = p.values.if_contains("addresses");
  const auto kind = c.find_kind("profile");
  const auto* group = kind ? c.at(*kind).find_field("addresses") : nullptr;
  if (!rows || !group) return {};
  const auto now = charter::rows_now(*rows, "address", today);
  if (now.empty()) return {};
  const auto wanted =
      std::ranges::find_if(now, [](const auto* row) { return text_at(*row, "kind") == "correspondence"; });
  const auto item = std::ranges::find(group->items, "address", &charter::Field::code);
  if (item == group->items.end()) return {};
  return charter::show(*item, (wanted == now.end() ? now.front() : *wanted)->at("address"));
}

namespace {

Addressee of_circle(const charter::Charter& c, const people::Relationship& x, CategorySet identity) {
  Addressee a;
  a.code = std::string(kCircle) + x.id.text();
  a.name = x.name;
  a.address = x.address;
  a.to = LetterTo::Circle;
  a.may_get = identity;
  for (const auto& code : x.may_know)
    if (const auto ix = c.find_category(code);
        ix && std::ranges::find(x.not_to_know, code) == x.not_to_know.end())
      a.may_get.add(*ix);
  a.why_not =
      "The circle of support says what the person lets them know: ask the person, and put it down there.";
  return a;
}

/// Somebody who gets what the person agreed to, or speaks for them: a letter goes to them in the circle of
/// support.
bool stands_in_circle(const charter::Recipient& r) {
  return charter::needs_consent(r) || !r.represents.empty();
}

Addressee of_charter(const charter::Charter& c, const charter::Recipient& r, ServiceIx service) {
  Addressee a;
  a.code = std::string(kRecipient) + r.code;
  a.name = r.name;
  a.to = LetterTo::Recipient;
  a.recipient = r.code;
  a.clause = r.clause;
  a.mail_domains = r.email_domains;
  if (charter::needs_consent(r)) {
    a.why_not =
        "They get anything only with the person’s agreement. When the person agrees, put them into the "
        "circle of support with what they may know, and write to them there.";
  } else if (!r.represents.empty()) {
    a.why_not =
        "Somebody speaks for the person only once a second person has looked at their authority. Put them into "
        "the circle of support with it, and write to them there.";
  } else {
    a.may_get = charter::told_for_care(c, r, service);
    a.why_not = "The notice says what they get.";
  }
  return a;
}

/// Those who may get what this letter tells, once for each ground on which the charter lets them be told;
/// with the person's agreement they are in the circle of support.
void add_by_ground(const charter::Charter& c, const LetterTemplate& t, const charter::Recipient& r,
                   ServiceIx service, std::vector<Addressee>& all) {
  auto one = of_charter(c, r, service);
  one.may_get = r.categories;         // the ground decides
  if (!r.represents.empty()) return;  // they have what they may know in the circle of support
  if (!r.direct || !may_tell(c, t, one)) return;
  for (const auto ground : r.bases) {
    if (ground == charter::Basis::Consent) continue;
    all.push_back(one);
    all.back().ground = ground;
    all.back().code += ":" + std::string(charter::basis_code(ground));
  }
}

bool says(const charter::Values& values, std::string_view field, std::string_view option) {
  const auto* x = values.if_contains(field);
  return x && x->is_array() && std::ranges::any_of(x->as_array(), [&](const auto& one) {
           return one.is_string() && std::string_view(one.as_string()) == option;
         });
}

}  // namespace

/// What the fields of a letter are filled from.
struct Letters::Filling {
  people::Profile person;
  std::optional<record::Entry> entry;
  charter::WhoOversees overseers;
  Addressee to;
  std::map<std::string, std::string> values;  // of those that are not of the entry
  const charter::Charter* c = nullptr;
  const charter::Kind* about = nullptr;

  std::string value(const std::string& field) const {
    if (!field.starts_with(charter::kEntryField)) {
      const auto found = values.find(field);
      return found == values.end() ? std::string() : found->second;
    }
    const auto code = field.substr(charter::kEntryField.size());
    const auto* f = about ? about->find_field(code) : nullptr;
    const auto* x = f && entry ? entry->values.if_contains(code) : nullptr;
    return x ? charter::show(*f, *x) : std::string();
  }
  std::string fill(std::string_view text) const {
    return charter::filled(text, [&](const std::string& field) { return value(field); });
  }
  /// What a text needs and nobody has written yet.
  Status nothing_missing(const LetterTemplate& t, std::string_view text) const;
};

Status Letters::Filling::nothing_missing(const LetterTemplate& t, std::string_view text) const {
  for (const auto& field : charter::fields_in(text)) {
    if (!value(field).empty()) continue;
    const auto tells = charter::letter_field(*c, t, field).tells;
    if (field.starts_with(charter::kEntryField)) {
      const auto* f = about ? about->find_field(field.substr(charter::kEntryField.size())) : nullptr;
      return invalid("", "The letter needs what stands under “" + (f ? f->label : field) +
                             "”, and nothing stands there that you can see. Fill it in first.");
    }
    if (!tells.empty())
      return invalid("", "The letter needs " + inside_sentence(paper::category_names(*c, tells)) +
                             " of this person, and there is nothing that you can see.");
    if (field == "complain-to")
      return invalid("", "The notice names nobody for complaints. Write a letter in your own words.");
  }
  return {};
}

Status may_tell(const charter::Charter& c, const LetterTemplate& t, const Addressee& to) {
  const auto tells = charter::letter_tells(c, t);
  const auto too_much = tells - to.may_get;
  // An exceptional ground decides by itself: then what the person wants is shown alone.
  if (too_much.empty() && to.ground == charter::Basis::None)
    return record::letter_wanted(c, to.not_wanted, tells, to.name);
  if (too_much.empty()) return {};
  std::vector<std::string> names;
  for (const auto& name : paper::category_name_list(c, too_much)) names.push_back("“" + name + "”");
  return invalid("to", to.name + " may not get " + paper::and_list(names) + ", which this letter tells" +
                           charter::by_part(to.clause) + ". " + to.why_not);
}

CategorySet Letters::wanted(const LetterTemplate& t) const {
  const auto& c = gate_.charter();
  auto set = charter::letter_tells(c, t);
  for (const char* code :
       {"identity", "contact", "communication", "relationship", "family", "emergency-contact"})
    if (const auto ix = c.find_category(code)) set.add(*ix);
  if (const auto kind = c.find_kind(t.about)) set = set | c.at(*kind).categories();
  return set;
}

MailRule mail_rule(const Addressee& to, std::string_view typed) {
  if (to.to == LetterTo::Person) {
    if (!to.wants_mail)
      return {"",
              "How they communicate does not say that they want email instead of paper, so it is printed."};
    if (to.email.empty()) return {"", "We have no email address of theirs, so it is printed."};
    return {to.email, "", false};
  }
  if (to.mail_domains.empty())
    return {"", "The notice names no domain of theirs to which mail may go locked: print it."};
  const auto domains = "an address at " + listed(to.mail_domains, "or");
  const auto address = uk::email(typed);
  if (!address) return {"", "Give " + domains + " to send it by mail."};
  for (const auto& domain : to.mail_domains)
    if (uk::at_domain(*address, domain)) return {*address, "", true};
  return {"", "By mail it may only go to " + domains + "."};
}

Result<Addressee> Letters::the_person(const Pass& pass, PersonId person) const {
  const auto& c = gate_.charter();
  TRY(const auto p, people_.profile(pass, person));
  Addressee a;
  a.code = "person";
  a.name = p.name();
  a.address = postal_address(c, p, today(clock_.now()));
  a.email = text_at(p.values, "email");
  a.may_get = CategorySet::of_bits(~0ull);
  if (const auto kind = c.find_kind("communication-profile")) {
    TRY(const auto found, entries_.newest_of(pass, person, {*kind}));
    for (const auto& e : found) {
      a.wants_mail = says(e.values, "formats", "email");
      a.large_print = says(e.values, "formats", "large-print");
    }
  }
  return a;
}

Result<Addressee> Letters::the_complainant(const Pass& pass, PersonId person,
                                           std::optional<EntryId> about) const {
  const auto& c = gate_.charter();
  Addressee a;
  a.code = "complainant";
  a.to = LetterTo::Complainant;
  a.why_not = "Whoever wrote to us gets what is about that.";
  if (!about) return a;
  TRY(const auto e, entries_.entry(pass, person, *about));
  a.may_get = charter::complainant_may_get(c, c.at(e.kind).code);
  const auto& outside = c.at(e.kind).from_outside;
  if (!outside) return a;
  a.name = clean_line(text_at(e.values, outside->who));
  // A telephone number or an email is no address for an envelope.
  const auto reach = text_at(e.values, outside->reach);
  if (!uk::email(reach) && !uk::phone(reach)) a.address = reach;
  return a;
}

Result<std::vector<Addressee>> Letters::addressees(const Pass& pass, PersonId person, const LetterTemplate& t,
                                                   ServiceIx service, std::optional<EntryId> about) const {
  const auto& c = gate_.charter();
  CategorySet identity;
  if (const auto ix = c.find_category("identity")) identity.add(*ix);
  std::vector<Addressee> all;
  if (t.may_go_to(LetterTo::Person) && !gate::service_of_subject(c, person)) {
    TRY(auto them, the_person(pass, person));
    all.push_back(std::move(them));
  }
  if (t.may_go_to(LetterTo::Complainant)) {
    TRY(auto them, the_complainant(pass, person, about));
    all.push_back(std::move(them));
  }
  if (t.may_go_to(LetterTo::Circle)) {
    TRY(const auto circle, circle_.of(pass, person));
    for (const auto& x : circle)
      if (!x.until && !x.name.empty()) all.push_back(of_circle(c, x, identity));
  }
  if (t.may_go_to(LetterTo::Recipient))
    for (const auto& r : c.recipients) {
      if (!charter::gets_in(r, service)) continue;
      if (t.says_ground()) {
        add_by_ground(c, t, r, service, all);
        continue;
      }
      auto one = of_charter(c, r, service);
      if ((stands_in_circle(r) ? r.categories : one.may_get).covers(identity)) all.push_back(std::move(one));
    }
  CHECK_OK(add_wishes(pass, person, all));
  return all;
}

Status Letters::add_wishes(const Pass& pass, PersonId person, std::vector<Addressee>& all) const {
  const auto& c = gate_.charter();
  return db_.read_records([&](store::Session& db) -> Status {
    for (auto& a : all) {
      const auto* r = charter::find_recipient(c, a.recipient);
      if (!r) continue;
      TRY(a.not_wanted,
          people::not_told_to(db, vault_, c, pass, person, r->code, r->represents, clock_.now()));
    }
    return {};
  });
}

Result<Letters::Filling> Letters::filling(const Pass& pass, const Asked& asked, ServiceIx service,
                                          std::string_view worker) const {
  const auto& c = gate_.charter();
  const auto& t = *asked.letter;
  const auto today = candour::today(clock_.now());
  Filling f;
  f.c = &c;
  TRY(f.person, people_.profile(pass, asked.person));
  TRY(f.overseers, charter::overseers_on(catalogue_dir_, today));
  if (const auto kind = c.find_kind(t.about)) {
    f.about = &c.at(*kind);
    if (!asked.entry) return not_found();
    TRY(f.entry, entries_.entry(pass, asked.person, *asked.entry));
    if (f.entry->kind != *kind) return not_found();
  }
  const auto likes = f.person.likes();
  auto& v = f.values;
  v["person.name"] = f.person.name();
  v["person.likes"] = likes.empty() ? f.person.name() : likes;
  v["person.reference"] = f.person.reference;
  if (const auto born = f.person.birth_date()) v["person.born"] = date_words(*born);
  v["person.address"] = postal_address(c, f.person, today);
  v["organisation.name"] = c.organisation.name;
  v["service.name"] = c.at(service).name;
  v["worker.name"] = worker;
  v["date"] = date_words(today);
  v["regulator.name"] = f.overseers.regulator.name;
  v["regulator.phone"] = f.overseers.regulator.phone;
  v["regulator.url"] = f.overseers.regulator.url;
  if (const auto& o = f.overseers.ombudsman) {
    v["ombudsman.name"] = o->name;
    v["ombudsman.phone"] = o->phone;
    v["ombudsman.url"] = o->url;
  }
  if (const auto* x = c.contact("complaints")) {
    v["complain-to"] = x->title;
    for (const auto* reach : {&x->email, &x->phone, &x->post})
      if (!reach->empty()) v["complain-to"] += ", " + *reach;
  }
  return f;
}

Result<std::map<std::string, std::string>> Letters::beginnings(const Pass& pass, const Asked& asked,
                                                               ServiceIx service,
                                                               std::string_view worker) const {
  TRY(auto f, filling(pass, asked, service, worker));
  std::map<std::string, std::string> out;
  for (const auto& part : asked.letter->parts)
    if (!part.write.empty()) out[part.write] = f.fill(part.text);
  return out;
}

namespace {

/// Whom to ask about one's information: at the foot of every letter (IG-C).
std::string whom_to_ask(const charter::Charter& c) {
  const auto* x = c.contact("data-protection");
  if (!x) return {};
  std::string line = "Questions about your information: " + x->title;
  for (const auto* reach : {&x->email, &x->phone, &x->post, &x->web})
    if (!reach->empty()) line += ", " + *reach;
  return line + ".";
}

/// Who gets it, with what was typed where we know no name or address.
Result<Addressee> addressee_of(const std::vector<Addressee>& all, const Asked& asked) {
  const auto found = std::ranges::find(all, asked.to, &Addressee::code);
  if (asked.to.empty() || found == all.end()) return invalid("to", "Choose to whom the letter goes.");
  Addressee to = *found;
  const auto name = clean_line(asked.name);
  const auto address = clean_text(asked.address);
  if (auto mend = too_long(name + address, kAddressLetters, "Name and address"); !mend.empty())
    return invalid("address", std::move(mend));
  if (to.to == LetterTo::Complainant && name.empty() && to.name.empty())
    return invalid("name", "Write who complained.");
  if (!name.empty() && to.to != LetterTo::Person) to.name = name;
  if (!address.empty()) to.address = address;
  return to;
}

/// The paragraphs, each with what it says; of one's own words what was typed, unless that is nothing.
Result<std::vector<std::string>> paragraphs(
    const Asked& asked, const std::function<Result<std::string>(const std::string&)>& fill) {
  std::vector<std::string> out;
  std::vector<FieldProblem> problems;
  for (const auto& part : asked.letter->parts) {
    if (part.write.empty()) {
      TRY(auto text, fill(part.text));
      out.push_back(std::move(text));
      continue;
    }
    const auto typed = asked.words.find(part.write);
    const auto words = typed == asked.words.end() ? std::string() : clean_text(typed->second);
    if (auto mend = too_long(words, kWordsLetters, "This paragraph"); !mend.empty())
      problems.push_back({part.write, std::move(mend)});
    else if (!words.empty())
      out.push_back(words);
    else if (part.required)
      problems.push_back({part.write, "Write this paragraph: the letter needs it."});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return out;
}

}  // namespace

paper::Cell lines_of(const std::string& text) {
  paper::Cell cell;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    cell.lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return cell;
}

Result<Composed> Letters::compose(const Pass& pass, const Asked& asked, ServiceIx service,
                                  std::string_view worker) const {
  const auto& c = gate_.charter();
  const auto& t = *asked.letter;
  TRY(const auto all, addressees(pass, asked.person, t, service, asked.entry));
  TRY(const auto to, addressee_of(all, asked));
  CHECK_OK(may_tell(c, t, to));
  CHECK_OK(record::letter_told(c, to.recipient, to.ground, asked.told));
  TRY(auto f, filling(pass, asked, service, worker));
  f.values["to"] = to.name;
  f.values["ground"] = inside_sentence(charter::basis_words(to.ground));
  CHECK_OK(f.nothing_missing(t, t.subject));
  TRY(const auto said, paragraphs(asked, [&](const std::string& text) -> Result<std::string> {
        CHECK_OK(f.nothing_missing(t, text));
        return f.fill(text);
      }));
  Composed out;
  out.to_name = to.name;
  out.subject = f.fill(t.subject);
  out.not_wanted = to.not_wanted;
  if (to.to == LetterTo::Recipient)
    out.shared = record::Shared{to.recipient, charter::letter_tells(c, t), to.ground, to.clause};
  auto& d = out.document;
  d.title = out.subject;
  d.subtitle = c.organisation.name;
  d.running_head = c.organisation.name;
  d.running_foot = f.person.reference;
  d.printed_on = iso_date(candour::today(clock_.now()));
  d.large = to.large_print;
  const auto mail = mail_rule(to, asked.mail);
  out.mail_to = mail.to;
  out.mail_locked = mail.locked;
  out.no_mail = mail.why_not;
  d.blocks.push_back(
      paper::KeyFacts{{{"To", lines_of(to.address.empty() ? to.name : to.name + "\n" + to.address)},
                       {"Date", f.values["date"]}}});
  if (!f.person.reference.empty())
    std::get<paper::KeyFacts>(d.blocks.back()).facts.push_back({"Our reference", f.person.reference});
  d.paragraph("Dear " + to.name + ",");
  for (const auto& p : said) {
    d.words(p);
    out.text += p + "\n\n";
  }
  d.paragraph("Yours sincerely,");
  paper::Text from(f.values["worker.name"]);
  d.paragraph(from.add(", " + c.organisation.name));
  out.text += f.values["worker.name"];
  if (const auto line = whom_to_ask(c); !line.empty()) {
    d.paragraph(line);
    out.text += "\n\n" + line;
  }
  // All that is agreed to by keeping it: what it says, and where it may go by mail.
  const auto mark = vault::sha256(as_bytes(paper::html_page(d) + "\n" + out.mail_to));
  for (const auto byte : mark) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out.mark += kHex[byte >> 4];
    out.mark += kHex[byte & 15];
  }
  return out;
}

Result<EntryId> Letters::keep(const Pass& write, const Asked& asked, const Composed& letter,
                              std::string_view mark, const std::string& post_key) {
  if (letter.mark != mark)
    return fail(Code::Conflict,
                "Something in the letter has changed since you saw it. Nothing was kept. Read it once more.");
  const auto kind = gate_.charter().find_kind(asked.letter->kept_as);
  if (!kind) return not_found();
  TRY(const auto pdf, paper::to_pdf(letter.document));
  record::NewEntry e;
  e.person = asked.person;
  e.service = write.service();
  e.kind = *kind;
  e.values["sent-on"] = iso_date(today(clock_.now()));
  e.values["to"] = shorten(letter.to_name, 160);
  e.values["subject"] = shorten(letter.subject, 160);
  e.values["text"] = letter.text;
  e.shared = letter.shared;
  if (e.shared && asked.letter->says_ground() && gate_.charter().at(*kind).find_field("ground"))
    e.values["ground"] = charter::basis_words(e.shared->basis);
  if (e.shared && asked.told && gate_.charter().at(*kind).find_field("told")) e.values["told"] = "before";
  e.source = "staff";
  e.post_key = post_key + ":" + letter.mark;  // other words are another letter
  return record::write_with_files(entries_, files_, write, std::move(e),
                                  {{"copy", asked.letter->code + ".pdf", as_bytes(pdf)}});
}

}  // namespace candour::letters
