#include "paper/notice.h"

#include "base/calendar_words.h"
#include "paper/charter_words.h"
#include "paper/pictogram.h"

namespace candour::paper {

using namespace charter;

namespace {

/// A document is used as the pen; only its blocks are kept.
NoticePart part(std::string anchor, std::string title, Document&& d) {
  return {std::move(anchor), std::move(title), std::move(d.blocks)};
}

Cell contact_cell(const Contact& k) {
  Cell cell;
  if (!k.email.empty()) cell.lines.push_back(Text("Email: ").link(k.email, "mailto:" + k.email));
  if (!k.phone.empty()) cell.lines.emplace_back("Phone: " + k.phone);
  if (!k.post.empty()) cell.lines.emplace_back("Post: " + k.post);
  if (!k.web.empty()) cell.lines.push_back(Text("Web: ").link(k.web, k.web));
  return cell;
}

/// By what they are for; two duties of the same address stand together.
KeyFacts contact_facts(const Charter& c) {
  KeyFacts facts;
  std::vector<const Contact*> shown;
  for (const Contact& k : c.contacts) {
    std::string duty = k.role;
    for (char& ch : duty)
      if (ch == '-') ch = ' ';
    std::size_t same = 0;
    while (same < shown.size() && (shown[same]->title != k.title || shown[same]->email != k.email ||
                                   shown[same]->post != k.post || shown[same]->phone != k.phone))
      ++same;
    if (same < shown.size()) {
      facts.facts[same].name += ", " + duty;
      continue;
    }
    shown.push_back(&k);
    Cell cell = contact_cell(k);
    if (!k.title.empty() && lower_first(k.title) != duty)
      cell.lines.insert(cell.lines.begin(), Text(k.title));
    facts.facts.push_back({upper_first(duty), std::move(cell)});
  }
  return facts;
}

KeyFacts regulator_facts(const Setting& s) {
  const Regulator& r = s.regulator;
  KeyFacts k;
  k.facts.push_back({"Regulator", r.short_name.empty() || r.short_name == r.name
                                      ? r.name
                                      : r.name + " (" + r.short_name + ")"});
  if (!r.url.empty()) k.facts.push_back({"Web", Text().link(r.url, r.url)});
  if (!r.phone.empty()) k.facts.push_back({"Phone", r.phone});
  return k;
}

NoticePart who_we_are(const Charter& c, const Setting& s) {
  Document d;
  if (!c.organisation.says.empty()) d.paragraph(c.organisation.says);
  d.words(c.text("who-we-are"));
  d.words(c.text("our-promise"));
  KeyFacts facts = contact_facts(c);
  Cell registered;
  for (const auto& [with, number] : c.organisation.registrations)
    registered.lines.emplace_back(with + ": " + number);
  if (!registered.lines.empty()) facts.facts.push_back({"Registered", std::move(registered)});
  d.heading(3, "How to reach us");
  d.blocks.push_back(std::move(facts));

  Table t;
  t.caption = "Our services, and who decides about your information in each";
  t.columns = {"Service", "Who decides", "Who pays for it"};
  t.widths = {4, 4, 2};
  for (const Service& v : c.services) {
    Cell name(v.name), decides;
    if (!v.says.empty()) name.lines.emplace_back(v.says);
    if (v.for_children) name.lines.emplace_back("For children and young people.");
    if (v.min_age > 0) name.lines.emplace_back("From the age of " + std::to_string(v.min_age) + ".");
    if (v.home_based) name.lines.emplace_back("We visit you at home.");
    if (!v.clause.empty()) name.lines.emplace_back(part_words(v.clause));
    if (v.processor) {
      decides.lines.emplace_back(
          v.controller +
          " decides (it is the controller). We act on its written instructions (we are the processor).");
      if (!v.controller_instructions.empty())
        decides.lines.emplace_back("Instructions: " + v.controller_instructions);
    } else {
      decides.lines.emplace_back("We decide (we are the controller).");
    }
    t.rows.push_back(
        {std::move(name), std::move(decides), v.commissioner.empty() ? std::string("–") : v.commissioner});
  }
  d.blocks.push_back(std::move(t));
  d.heading(3, "Who oversees us");
  d.blocks.push_back(regulator_facts(s));
  return part("who-we-are", "Who we are", std::move(d));
}

/// Kinds that have a field of the category, in any service.
std::vector<std::string> kinds_with(const Charter& c, CategoryIx category) {
  std::vector<std::string> names;
  for (const Kind& k : c.kinds)
    if (!k.journey && k.categories().has(category)) names.push_back(k.plural.empty() ? k.name : k.plural);
  return names;
}

/// Names of others, as they write themselves.
std::string joined(const std::vector<std::string>& names) {
  std::string s;
  for (const auto& n : names) s += (s.empty() ? "" : "; ") + n;
  return s;
}

NoticePart what_we_collect(const Charter& c) {
  Document d;
  d.words(c.text("collecting"));
  Table t;
  t.caption = "The information we hold";
  t.columns = {"Information", "How the law sees it", "Where we write it"};
  t.widths = {4, 2, 4};
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const Category& k = c.categories[i];
    Cell name(k.name);
    if (!k.says.empty()) name.lines.emplace_back(k.says);
    if (k.diversity) name.lines.emplace_back("You can always answer “prefer not to say”.");
    const auto kinds = kinds_with(c, static_cast<CategoryIx>(i));
    t.rows.push_back({std::move(name), sensitivity_words(k.sensitivity),
                      kinds.empty() ? std::string("Not in a form of its own") : soft_list(kinds)});
  }
  d.blocks.push_back(std::move(t));
  std::vector<std::string> sources;
  for (const Recipient& r : c.recipients)
    if (r.source) sources.push_back(r.name);
  if (!sources.empty())
    d.paragraph("Besides you yourself, we may get information about you from: " + joined(sources) + ".");
  if (!c.text("voluntary").empty()) {
    d.heading(3, "What you may tell us if you like");
    d.words(c.text("voluntary"));
  }
  if (!c.text("children").empty()) {
    d.heading(3, "Children");
    d.words(c.text("children"));
  }
  if (!c.text("third-party-contacts").empty()) {
    d.heading(3, "People you tell us about");
    d.words(c.text("third-party-contacts"));
  }
  return part("what-we-collect", "What we collect", std::move(d));
}

NoticePart why(const Charter& c) {
  Document d;
  d.words(c.text("why"));
  d.blocks.push_back(purpose_table(c));
  if (!c.laws.empty()) {
    List laws;
    for (const auto& [code, name] : c.laws) laws.items.emplace_back(name);
    d.heading(3, "Laws we work under");
    d.blocks.push_back(std::move(laws));
  }
  d.paragraph("You can ask us for the exact legal reason for anything we do with your information.");
  d.heading(3, "Decisions by computer");
  const bool none = c.automated_decisions.empty() || c.automated_decisions == "none";
  d.words(none ? "No decision about you is made by a computer alone." : c.automated_decisions);
  d.heading(3, "Marketing");
  d.words(c.marketing.says);
  const std::string_view basis = c.marketing.basis;
  std::string rule = !c.marketing.allowed ? "We do not use your details for marketing."
                     : basis == "opt-in"  ? "We send marketing only if you have asked for it."
                     : basis == "charity-soft-opt-in"
                         ? "We may tell you about our own charity’s work; every message says how to stop it."
                         : "";
  if (c.marketing.allowed && !c.marketing.channels.empty())
    rule += " By: " + soft_list(c.marketing.channels) + ".";
  rule += c.marketing.third_party ? " Others may send you marketing only if you have agreed to that."
                                  : " We never give your details to others for their marketing.";
  if (!c.marketing.clause.empty()) rule += " (" + part_words(c.marketing.clause) + ")";
  d.paragraph(rule);
  return part("why", "Why we use it", std::move(d));
}

NoticePart who_sees_it(const Charter& c) {
  Document d;
  d.paragraph(
      "Our system lets each member of staff see only what this table says. Every look is recorded, and you "
      "can ask who has looked.");
  d.blocks.push_back(role_table(c));
  Table reasoned = reasoned_table(c);
  if (!reasoned.rows.empty()) d.blocks.push_back(std::move(reasoned));
  std::vector<std::string> first;
  if (c.agreement_required) first.push_back("has signed our confidentiality agreement");
  if (c.training_months)
    first.push_back("has had training in data protection within the last " + months_words(c.training_months));
  if (!first.empty()) {
    std::string s = "Nobody sees anything who has not met this first: each one " + and_list(first) + ".";
    if (!c.access_clause.empty()) s += " (" + part_words(c.access_clause) + ")";
    d.paragraph(s);
  }
  return part("who-sees-it", "Who sees it", std::move(d));
}

NoticePart sharing(const Charter& c) {
  Document d;
  d.words(c.text("sharing"));
  if (!c.recipients.empty()) {
    d.blocks.push_back(recipient_table(c));
    if (all_recipients_here(c)) d.paragraph("All of them are in the United Kingdom.");
  }
  if (!c.grounds.empty()) {
    d.heading(3, "When we may have to share without asking you");
    Table t;
    t.caption = "Exceptional reasons to share";
    t.columns = {"When", "Why the law lets us", "What we do"};
    t.widths = {4, 3, 3};
    for (const DisclosureGround& g : c.grounds) {
      Cell what(g.name), rules(inform_words(g.inform) + ".");
      if (!g.says.empty()) what.lines.emplace_back(g.says);
      if (!g.clause.empty()) what.lines.emplace_back(part_words(g.clause));
      if (g.approval) rules.lines.emplace_back("A second person must approve it.");
      t.rows.push_back({std::move(what), basis_line(g.basis), std::move(rules)});
    }
    d.blocks.push_back(std::move(t));
  }
  d.heading(3, "Planning and research");
  d.paragraph(c.planning_and_research == "opt-out-filtered"
                  ? "We may share information for planning and research. If you have opted out nationally, "
                    "yours is left out first."
                  : "We do not share information that points to you for planning or research.");
  if (!c.social_media.empty()) {
    d.heading(3, "Social media");
    d.words(c.social_media);
  }
  return part("who-we-share-with", "Who we share it with", std::move(d));
}

NoticePart where(const Charter& c) {
  Document d;
  std::string s = "Our records are held in " + country_words(c.organisation.hosting) + ".";
  s += " Your information does not go outside " + area_words(c.transfer_area) + ".";
  if (!c.transfer_clause.empty()) s += " (" + part_words(c.transfer_clause) + ")";
  d.paragraph(s);
  d.words(c.text("keeping-safe"));
  const Cctv& v = c.cctv;
  if (!v.says.empty() || !v.cameras.empty()) {
    d.heading(3, "Cameras (CCTV)");
    d.words(v.says);
    if (!v.cameras.empty()) {
      Table t;
      t.caption = "Where the cameras are";
      t.columns = {"Place", "What they see"};
      for (const auto& [site, area] : v.cameras) t.rows.push_back({site, area});
      d.blocks.push_back(std::move(t));
    }
    std::string never = v.never.empty() ? "" : "Never in: " + soft_list(v.never) + ".";
    if (!v.clause.empty()) never += (never.empty() ? "" : " ") + ("(" + part_words(v.clause) + ")");
    if (!never.empty()) d.paragraph(never);
  }
  return part("where-it-is-kept", "Where it is kept, and how it is kept safe", std::move(d));
}

NoticePart how_long(const Charter& c) {
  Document d;
  d.words(c.text("how-long"));
  d.blocks.push_back(retention_table(c));
  d.paragraph("Where two rows fit the same information, the more exact one counts.");
  return part("how-long", "How long we keep it", std::move(d));
}

NoticePart agreeing(const Charter& c) {
  Document d;
  const ConsentRules& k = c.consent;
  KeyFacts facts;
  facts.facts.push_back({"You decide for yourself", "From the age of " + std::to_string(k.own_from_age)});
  if (k.renew_months) facts.facts.push_back({"We ask you again", "After " + months_words(k.renew_months)});
  if (k.keep_years) facts.facts.push_back({"We keep it at most", years_words(k.keep_years)});
  if (!k.written.empty()) {
    std::vector<std::string> words;
    for (std::string w : k.written) {
      for (char& ch : w)
        if (ch == '-') ch = ' ';
      words.push_back(std::move(w));
    }
    facts.facts.push_back({"Always in writing and signed", soft_list(words)});
  }
  if (!k.how_to_withdraw.empty()) facts.facts.push_back({"If you change your mind", k.how_to_withdraw});
  if (!k.clause.empty()) facts.facts.push_back({"Where it is promised", part_words(k.clause)});
  std::vector<std::string> needs;
  for (const Purpose& p : c.purposes)
    if (p.needs_consent()) needs.push_back(p.name);
  d.paragraph(needs.empty() ? "For what we do with your information we do not need your yes, except where "
                              "the law or this notice says so. Where we have asked you, these rules count."
                            : "We do these only if you have said yes: " + soft_list(needs) + ".");
  d.blocks.push_back(std::move(facts));
  return part("agreeing", "When we need your yes", std::move(d));
}

NoticePart rights(const Charter& c) {
  Document d;
  d.words(c.text("rights"));
  if (!c.rights.empty()) d.blocks.push_back(rights_table(c));
  return part("your-rights", "Your rights", std::move(d));
}

NoticePart complaints(const Charter& c, const Setting& s) {
  Document d;
  d.words(c.text("complaints"));
  const Contact* first = c.contact("complaints");
  if (!first) first = c.contact("data-protection");
  KeyFacts facts;
  if (first) facts.facts.push_back({first->title.empty() ? "Write to" : first->title, contact_cell(*first)});
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
  d.paragraph("You can also complain to the regulator, at any time:");
  d.blocks.push_back(regulator_facts(s));
  return part("complaints", "If you are not happy", std::move(d));
}

NoticePart changes(const Charter& c) {
  Document d;
  d.words(c.text("changes"));
  KeyFacts facts;
  facts.facts.push_back({"Version", c.version.number});
  facts.facts.push_back({"In force from", date_words(c.version.from)});
  if (c.version.review_by.ok())
    facts.facts.push_back({"We look at it again by", date_words(c.version.review_by)});
  d.blocks.push_back(std::move(facts));
  return part("changes", "Changes to this notice", std::move(d));
}

}  // namespace

NoticePart every_question(const Charter&);  // notice_questions.cc

std::vector<NoticePart> notice_parts(const Charter& c, const Setting& s) {
  return {who_we_are(c, s), what_we_collect(c), why(c),    who_sees_it(c),   sharing(c), where(c),
          how_long(c),      agreeing(c),        rights(c), complaints(c, s), changes(c), every_question(c)};
}

Document notice(const Charter& c, const Setting& s) {
  Document d;
  d.title = c.organisation.name + ": how we look after your information";
  d.subtitle =
      "Privacy notice, version " + c.version.number + ", in force from " + date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Privacy notice " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.contents = true;
  for (NoticePart& p : notice_parts(c, s)) {
    d.heading(2, p.title, p.anchor);
    for (Block& b : p.blocks) d.blocks.push_back(std::move(b));
  }
  return d;
}

Document easy_read(const Charter& c, const Setting& s) {
  Document d;
  d.title = "Your information and " + c.organisation.name;
  d.subtitle = "Easy read";
  d.running_head = d.title;
  d.running_foot = "Easy read, version " + c.version.number;
  d.printed_on = iso_date(s.on);
  d.large = true;
  for (const std::string& line : c.easy_read)
    d.blocks.push_back(Picture{std::string(pictogram_for(line)), line});
  d.heading(2, "Ask us", "ask-us");
  auto say = [&](std::string_view picture, Text t) {
    d.blocks.push_back(Picture{std::string(picture), std::move(t)});
  };
  if (const Contact* k = c.contact("data-protection")) {
    if (!k->title.empty()) say("person", "You can ask our " + k->title + ".");
    if (!k->phone.empty()) say("phone", "Phone: " + k->phone);
    if (!k->email.empty()) say("letter", Text("Email: ").link(k->email, "mailto:" + k->email));
    if (!k->post.empty()) say("letter", "Write to: " + k->post);
  }
  say("flag", Text("You can also complain to the " + s.regulator.name + "."));
  if (!s.regulator.phone.empty()) say("phone", "Phone: " + s.regulator.phone);
  return d;
}

}  // namespace candour::paper
