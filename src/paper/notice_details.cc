// What stands behind the first page: the rules themselves, topic by topic, each with the part of the notice
// that says it; and the articles of the law in the last part. Only what the charter to print says is here.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

/// A document is used as the pen; only its blocks are kept.
NoticePart part(std::string anchor, std::string title, Document&& d) {
  return {std::move(anchor), std::move(title), std::move(d.blocks)};
}

/// A table that says something.
void put(Document& d, Table t) {
  close_gaps(t);
  if (!t.rows.empty() && !t.columns.empty()) d.blocks.push_back(std::move(t));
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
    while (same < shown.size() &&
           (shown[same]->title != k.title || shown[same]->email != k.email || shown[same]->post != k.post ||
            shown[same]->phone != k.phone || shown[same]->web != k.web))
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

Cell who_decides(const Charter& c, const Service& v, const Setting& s) {
  Cell cell;
  if (!c.says("services/" + v.code + "/processor")) return cell;
  if (!v.processor) return Cell("We decide (we are the controller).");
  cell.lines.emplace_back(v.controller +
                          " decides (it is the controller). We act for it (we are the processor).");
  if (!v.controller_instructions.empty())
    cell.lines.emplace_back("Instructions: " + v.controller_instructions);
  if (const auto at = part_at(c, "services/" + v.code + "/controller"); !at.empty() && at != v.clause)
    cell.lines.push_back(part_link(at, s.notice));
  return cell;
}

bool speaks_of_home(const Service& v) {
  return (" " + lower_first(v.name) + " " + v.says).find(" home") != std::string::npos;
}

NoticePart our_services(const Charter& c, const Setting& s) {
  Document d;
  const Organisation& o = c.organisation;
  std::string names;
  if (!o.legal_name.empty()) names = "Our legal name is " + o.legal_name + ".";
  if (!o.parent.empty()) names += std::string(names.empty() ? "" : " ") + "We are part of " + o.parent + ".";
  if (!o.parent_says.empty()) names += " " + o.parent_says;
  d.words(names);
  KeyFacts facts = contact_facts(c);
  Cell registered;
  for (const auto& [with, number] : o.registrations)
    registered.lines.emplace_back(number.empty() ? with : with + ": " + number);
  if (!registered.lines.empty()) facts.facts.push_back({"Registered", std::move(registered)});
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
  Table t;
  t.caption = "Our services";
  t.columns = {"Service", "Who decides about your information", "Who commissions it"};
  t.widths = {4, 4, 2};
  for (const Service& v : c.services) {
    Cell name(v.name);
    const auto say = [&](std::string words, const char* key) {
      if (words.empty()) return;
      const auto part = part_beside(c, "services/" + v.code + "/" + key, v.clause);
      name.lines.push_back(from_part(std::move(words), part, s.notice));
    };
    say(v.says, "says");
    say(v.for_children ? "For children and young people." : "", "for-children");
    say(v.min_age ? "From the age of " + std::to_string(v.min_age) + "." : "", "min-age");
    say(v.max_age ? "Up to the age of " + std::to_string(v.max_age) + "." : "", "max-age");
    say(v.home_based && !speaks_of_home(v) ? "We visit you at home." : "", "home-based");
    if (!v.clause.empty()) name.lines.push_back(part_link(v.clause, s.notice));
    std::string pays = v.commissioner;
    if (v.contract_end) pays += (pays.empty() ? "Until " : ", until ") + date_words(*v.contract_end);
    t.rows.push_back(
        {std::move(name), who_decides(c, v, s),
         from_part(pays, part_beside(c, "services/" + v.code + "/commissioner", v.clause), s.notice)});
  }
  put(d, std::move(t));
  Table p;
  p.caption = "With whom we work as one";
  p.columns = {"Who", "What"};
  for (const Partner& x : c.partners) {
    Cell what(
        texts_of({x.joint_controller ? "We decide about your information together (joint controllers)." : "",
                  x.says}));
    if (!x.clause.empty()) what.lines.push_back(part_link(x.clause, s.notice));
    p.rows.push_back({x.name, std::move(what)});
  }
  put(d, std::move(p));
  return part("our-services", "Our services", std::move(d));
}

NoticePart what_we_hold(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  std::vector<std::string> bare;
  Table t;
  t.caption = "Information we may hold";
  t.columns = {"Information", "What it is"};
  t.widths = {3, 6};
  for (const Category& k : c.categories) {
    const bool told = c.says("categories/describe/" + k.code) || c.says("categories/add/" + k.code);
    if (told && !k.says.empty())
      t.rows.push_back({k.name, k.says});
    else
      bare.push_back(k.name);
  }
  const bool described = !t.rows.empty();
  put(d, std::move(t));
  const bool more = full.categories.size() > c.categories.size();
  if (!bare.empty())
    d.paragraph((described ? "We may also hold: " : "We may hold: ") + joined(bare) +
                (more ? "; " + std::string(kMoreUnlisted) + "." : "."));
  else if (described && more)
    d.paragraph("This list is not the whole: ask us what else we hold.");
  put(d, source_table(c, s));
  put(d, others_table(c, s));
  put(d, unasked_table(c, s));
  return part("what-we-collect", "What we hold", std::move(d));
}

/// Only what the charter says of it: where it is silent there is no marketing, and nothing to print.
std::string marketing_words(const Charter& c) {
  const Marketing& m = c.marketing;
  std::vector<std::string> said, ways;
  if (m.allowed == false) said.emplace_back("We do not use your details for marketing.");
  if (m.allowed == true && m.basis == "opt-in")
    said.emplace_back("We send marketing only if you have asked for it.");
  if (m.allowed == true && m.basis == "charity-soft-opt-in")
    said.emplace_back("We may tell you about our own charity’s work; every message says how to stop it.");
  if (m.allowed == true && !m.channels.empty()) said.push_back("By: " + soft_list(m.channels) + ".");
  if (m.third_party == "opt-in")
    said.emplace_back("Others may send you marketing only if you have agreed to that.");
  if (m.third_party == "refused")
    said.emplace_back("We never give your details to others for their marketing.");
  // Ways on the same terms stand together: "by email or phone only if you said yes before".
  std::vector<std::pair<std::string, std::vector<std::string>>> by_terms;
  for (const auto& r : m.routes) {
    const auto part = part_beside(c, "marketing/routes/" + r.channel + "/basis", m.clause);
    const std::string terms =
        std::string(r.basis == "opt-in"        ? " only if you said yes before"
                    : r.basis == "soft-opt-in" ? " unless you say no; every message says how to stop it"
                                               : " unless you said no") +
        (r.when.empty() ? "" : ", " + lower_first(r.when)) + (part.empty() ? "" : " (part " + part + ")");
    auto at = std::ranges::find(by_terms, terms, &decltype(by_terms)::value_type::first);
    if (at == by_terms.end()) at = by_terms.insert(at, {terms, {}});
    at->second.push_back(lower_first(r.channel));
  }
  for (const auto& [terms, channels] : by_terms) ways.push_back("by " + listed(channels, "or") + terms);
  // Who sends it stands in the same sentence: others may send theirs on other terms.
  if (!ways.empty()) {
    std::string line = m.allowed == false ? "If that ever changes, " + c.organisation.name + " would send it "
                                          : c.organisation.name + " sends it ";
    for (std::size_t i = 0; i < ways.size(); ++i) line += (i ? "; " : "") + ways[i];
    said.push_back(line + ".");
  }
  std::string s;
  for (const auto& line : said) s += (s.empty() ? "" : " ") + line;
  return s;
}

NoticePart why(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  put(d, purpose_table(full, s.notice));
  if (!c.automated_decisions.empty()) {
    d.heading(3, "Decisions by computer");
    d.words(automated_words(c));
  }
  if (const auto rules = marketing_words(c); !rules.empty() || !c.marketing.says.empty()) {
    d.heading(3, "Marketing");
    d.words(c.marketing.says);
    d.words(rules);
  }
  return part("why", "What we use it for", std::move(d));
}

NoticePart who_sees_it(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  put(d, role_table(full, s.notice));
  if (!d.blocks.empty() && full.roles.size() > c.roles.size())
    d.paragraph("This list does not name all of our staff.");
  // Few rows say what is seen, and the column is gone: of the others it is still said that nothing is said.
  if (const auto* t = d.blocks.empty() ? nullptr : std::get_if<Table>(&d.blocks.front());
      t && std::ranges::find(t->columns, "What they may see") == t->columns.end())
    d.paragraph("The notice does not say which kinds of information each of the others sees: ask us.");
  if (c.before_visit)
    d.paragraph(from_part("Staff may be told what they must know for their own protection. It is done for: " +
                              lower_first(c.at(*c.before_visit).name) + ".",
                          part_at(c, "before-visit"), s.notice));
  for (const Part& p : full.parts) {
    std::vector<std::string> names;
    for (const Role& r : c.roles)
      if (r.clause == p.number && only_named(c, r)) names.push_back(r.name);
    if (names.empty()) continue;
    d.paragraph(
        Text()
            .link("Part " + p.number, s.notice + "#" + part_anchor(p.number))
            .add(" speaks of these, and does not say what each of them sees: " + joined(names) + "."));
  }
  put(d, reasoned_table(full, s.notice));
  std::vector<std::string> first;
  if (c.agreement == true) first.emplace_back("has signed our confidentiality agreement");
  if (c.training.value_or(0))
    first.push_back("has had training in data protection within the last " + months_words(*c.training));
  if (!first.empty())
    d.paragraph("Nobody sees anything who has not met this first: each one " + and_list(first) + ".");
  return part("who-sees-it", "Who sees it", std::move(d));
}

Table ground_table(const Charter& c, const Setting& s) {
  Table t;
  t.caption = "When we may use or share it because of " + beyond_a_yes(c);
  t.columns = {"When", "What we do"};
  t.widths = {5, 4};
  for (const DisclosureGround& g : c.grounds) {
    Cell what(texts_of({g.name, g.says})), rules;
    if (!g.clause.empty()) what.lines.push_back(part_link(g.clause, s.notice));
    if (!g.inform.empty())
      rules.lines.push_back(from_part(inform_words(g.inform) + ".",
                                      part_beside(c, "disclosure-grounds/" + g.code + "/inform", g.clause),
                                      s.notice));
    if (!g.inform_unless.empty()) rules.lines.emplace_back("Not if " + lower_first(g.inform_unless) + ".");
    const std::string who = g.approved_by.empty() ? "A second person" : "The " + role_words(c, g.approved_by);
    if (g.approval == "before") rules.lines.emplace_back(who + " must approve it first.");
    if (g.approval == "after")
      rules.lines.emplace_back(who + " looks at it within " + std::to_string(g.review_hours) + " hours.");
    if (!g.categories.empty()) rules.lines.emplace_back("Only: " + category_names(c, g.categories) + ".");
    t.rows.push_back({std::move(what), std::move(rules)});
  }
  return t;
}

NoticePart sharing(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  put(d, recipient_table(full, s.notice));
  put(d, ground_table(c, s));
  if (!c.planning_and_research.empty()) {
    d.heading(3, "Planning and research");
    d.paragraph(c.planning_and_research == "opt-out-filtered"
                    ? "We may share information for planning and research. If you have opted out nationally, "
                      "yours is left out first."
                    : "At present we share nothing for planning or research for which the national data "
                      "opt-out would apply.");
    if (c.opt_out.review_months > 0)
      d.paragraph("Every " + counted_words(std::int64_t{c.opt_out.review_months}, "month", "months") +
                  " we review the confidential patient information that we process.");
    if (c.opt_out.keep_days > 0)
      d.paragraph("A check of who opted out counts for " +
                  counted_words(std::int64_t{c.opt_out.keep_days}, "day", "days") + ".");
    if (!c.opt_out.clause.empty()) d.paragraph(part_link(c.opt_out.clause, s.notice));
  }
  if (!c.social_media.empty()) {
    d.heading(3, "Social media");
    d.words(c.social_media);
  }
  return part("who-we-share-with", "Who we share it with", std::move(d));
}

NoticePart where(const Charter& c, const Setting& setting) {
  Document d;
  std::string s;
  if (!c.organisation.hosting.empty())
    s = "Our records are held in " + country_words(c.organisation.hosting) + ".";
  if (!c.transfer_area.empty()) {
    s +=
        std::string(s.empty() ? "" : " ") + "Your information does not go outside " + transfer_words(c) + ".";
    if (!c.transfer_safeguards.empty()) s += " " + c.transfer_safeguards;
  }
  Text line(s);
  if (!s.empty() && !c.transfer_clause.empty())
    line.add(" (")
        .link("part " + c.transfer_clause, setting.notice + "#" + part_anchor(c.transfer_clause))
        .add(")");
  if (!s.empty()) d.paragraph(std::move(line));
  return part("where-it-is-kept", "Where it is kept", std::move(d));
}

NoticePart cameras(const Charter& c, const Setting& s) {
  Document d;
  const Cctv& v = c.cctv;
  d.words(v.says);
  Table t;
  t.caption = "Where the cameras are";
  t.columns = {"Place", "What they see"};
  for (const auto& [site, area] : v.cameras) t.rows.push_back({site, area});
  put(d, std::move(t));
  if (!v.never.empty()) d.paragraph("Never in: " + soft_list(v.never) + ".");
  if (!d.blocks.empty() && !v.clause.empty()) d.paragraph(part_link(v.clause, s.notice));
  return part("cameras", "Cameras (CCTV)", std::move(d));
}

NoticePart how_long(const Charter& full, const Setting& s) {
  Document d;
  put(d, retention_table(full, s.notice));
  return part("how-long", "How long we keep it", std::move(d));
}

NoticePart rights(const Charter& full, const Setting& s) {
  Document d;
  const Charter& c = full.to_print();
  KeyFacts facts = c.rights.empty() ? KeyFacts{} : shared_terms(full, s.notice);
  if (const Contact* k = c.contact("data-protection"); k && !c.rights.empty())
    facts.facts.insert(facts.facts.begin(),
                       {k->title.empty() ? "Ask us" : "Ask: " + k->title, contact_cell(*k)});
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
  put(d, rights_table(full, s.notice));
  return part("your-rights", "Your rights", std::move(d));
}

/// Number and day are this system's record of the notice, and are printed as that: where a notice itself
/// bears none, nobody is to read that the organisation promised them.
NoticePart changes(const Charter& c) {
  Document d;
  d.paragraph("This was printed from the records system. " + kept_as(c) + ".");
  if (c.version.review_by.ok())
    d.paragraph("We look at this notice again by " + date_words(c.version.review_by) + ".");
  return part("changes", "About this copy", std::move(d));
}

/// Articles and schedules: for whoever wants the law word by word.
NoticePart law(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  put(d, law_table(full, s.notice));
  if (!c.laws.empty()) {
    List laws;
    for (const auto& [code, name] : c.laws) laws.items.emplace_back(name);
    d.heading(3, "Laws we work under");
    d.blocks.push_back(std::move(laws));
  }
  return part("the-law", "The law behind it", std::move(d));
}

}  // namespace

Cell contact_cell(const Contact& k) {
  Cell cell;
  if (!k.email.empty()) cell.lines.push_back(Text("Email: ").link(k.email, "mailto:" + k.email));
  if (!k.phone.empty()) cell.lines.emplace_back("Phone: " + k.phone);
  if (!k.post.empty()) cell.lines.emplace_back("Post: " + k.post);
  if (!k.web.empty()) cell.lines.push_back(Text("Web: ").link(k.web, k.web));
  return cell;
}

std::string joined(const std::vector<std::string>& names) {
  std::string s;
  for (const auto& n : names) s += (s.empty() ? "" : "; ") + n;
  return s;
}

std::vector<Text> texts_of(const std::vector<std::string>& words) {
  std::vector<Text> out;
  for (const auto& w : words)
    if (!w.empty()) out.emplace_back(w);
  return out;
}

std::vector<NoticePart> notice_details(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  std::vector<NoticePart> all{our_services(c, s), what_we_hold(full, s), why(full, s),  who_sees_it(full, s),
                              sharing(full, s),   where(c, s),           cameras(c, s), how_long(full, s),
                              agreeing(full, s),  rights(full, s),       changes(c),    law(full, s)};
  std::erase_if(all, [](const NoticePart& p) { return p.blocks.empty(); });
  return all;
}

PartsToDetails details_by_part(const Charter& full) {
  const Charter& c = full.to_print();
  PartsToDetails all;
  std::map<std::string, std::string> titles;
  for (const auto& p : notice_details(full, {})) titles.emplace(p.anchor, p.title);
  const auto stands = [&](const std::string& clause, const char* anchor) {
    const auto title = titles.find(anchor);
    auto& here = all[clause];
    if (!clause.empty() && title != titles.end() &&
        std::ranges::find(here, title->first, &std::pair<std::string, std::string>::first) == here.end())
      here.emplace_back(*title);
  };
  for (const auto& x : c.services) {
    stands(x.clause, "our-services");
    for (const char* key : {"says", "processor", "controller", "commissioner"})
      stands(part_at(c, "services/" + x.code + "/" + key), "our-services");
  }
  for (const auto& x : c.partners) stands(x.clause, "our-services");
  for (const auto& x : c.sources) stands(x.clause, "what-we-collect");
  for (const auto& x : c.others) stands(x.clause, "what-we-collect");
  for (const auto& x : c.purposes) stands(x.clause, "why");
  stands(c.marketing.clause, "why");
  for (const auto& x : c.roles) {
    stands(x.clause, "who-sees-it");
    for (const auto& a : x.reasoned) stands(a.clause, "who-sees-it");
  }
  if (c.agreement == true || c.training.value_or(0) > 0) stands(c.access_clause, "who-sees-it");
  for (const auto& x : c.recipients) stands(x.clause, "who-we-share-with");
  for (const auto& x : c.grounds) stands(x.clause, "who-we-share-with");
  if (!c.planning_and_research.empty()) stands(c.opt_out.clause, "who-we-share-with");
  stands(c.transfer_clause, "where-it-is-kept");
  stands(c.cctv.clause, "cameras");
  for (const auto& x : c.retention) stands(x.clause, "how-long");
  stands(c.consent.clause, "agreeing");
  for (const auto& x : c.rights) stands(x.clause, "your-rights");
  // What has no row of its own part.
  for (const auto& [table, anchor] : {std::pair{"organisation/legal-name", "our-services"},
                                      {"organisation/part-of/", "our-services"},
                                      {"organisation/registrations/", "our-services"},
                                      {"laws/", "the-law"}})
    for (const Said& x : c.said)
      if (x.ground.kind == ValueGround::Kind::Part && x.path.starts_with(table)) stands(x.ground.ref, anchor);
  std::erase_if(all, [](const auto& x) { return x.second.empty(); });
  return all;
}

}  // namespace candour::paper
