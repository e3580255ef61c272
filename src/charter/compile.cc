#include "charter/compile.h"

#include <algorithm>

#include "charter/mailings.h"

namespace candour::charter {

Compiler::Compiler(const Yaml& root, const CatalogueFiles& catalogue, Findings& out)
    : text_(std::make_shared<Yaml>(root)),
      prose_(fill_prose(*text_, catalogue, out)),
      root_(*text_),
      catalogue_(catalogue),
      out_(out),
      made_(std::make_shared<Charter>()),
      c_(*made_) {
  c_.clauses.push_back("");
  at_.root = &root_;
}

Draft Compiler::run() {
  MapReader m(root_, "the charter", out_);
  if (m.ok()) {
    if (auto v = m.text("charter", Need::Required); v != "1" && !v.empty())
      m.error("charter", "this program reads the charter language 1, not '" + v + "'", "write `charter: 1`");
    head(m);
    version(m);
    words(m);
    parts(m);
    contacts(m);
    categories(m);
    laws_and_conditions(m);
    purposes(m);
    new_uses();
    reasons(m);
    used_kinds(m);
    services(m);
    roles(m);
    writable();
    resolve_existence();
    recipients(m);
    sources(m);
    others(m);
    partners(m);
    unasked(m);
    retention(m);
    consent_and_rights(m);
    marketing(m);
    grounds(m);
    rest(m);
    offer();          // kinds hold what all of this says
    m.list("kinds");  // read before, into the catalogue of this charter (catalogue_own.cc)
    letters();
    m.only_these();
    c_.said = said_in(root_, out_);
    check_grounds(c_, root_, out_);
  }
  return {made_, std::move(at_), text_, prose_};
}

std::uint16_t Compiler::clause_ix(const std::string& clause) {
  auto& all = c_.clauses;
  auto it = std::find(all.begin(), all.end(), clause);
  if (it == all.end()) it = all.insert(all.end(), clause);
  return static_cast<std::uint16_t>(it - all.begin());
}

std::optional<CategoryIx> Compiler::category(const Yaml& y) {
  if (auto ix = c_.find_category(y.text)) return ix;
  auto in_catalogue = catalogue_.category_codes();
  bool known = std::find(in_catalogue.begin(), in_catalogue.end(), y.text) != in_catalogue.end();
  if (known)
    out_.error(y, "this charter does not use the category '" + y.text + "'",
               "add it to categories: use: […]");
  else
    out_.error(y, "there is no category '" + y.text + "'", suggest(y.text, codes_of(c_.categories)));
  return std::nullopt;
}

CategorySet Compiler::category_set(const Nodes& nodes) {
  CategorySet set;
  for (auto* y : nodes)
    if (auto ix = category(*y)) {
      if (set.has(*ix))
        out_.error(*y, "the category '" + y->text + "' stands in this list twice", "delete one");
      set.add(*ix);
    }
  return set;
}

PurposeSet Compiler::purpose_set(const Nodes& nodes, std::vector<PurposeIx>* in_order) {
  PurposeSet set;
  for (auto* y : nodes) {
    auto ix = c_.find_purpose(y->text);
    if (!ix) {
      out_.error(*y, "there is no purpose '" + y->text + "'", suggest(y->text, codes_of(c_.purposes)));
    } else if (set.has(*ix)) {
      out_.error(*y, "the purpose '" + y->text + "' stands in this list twice", "delete one");
    } else {
      set.add(*ix);
      if (in_order) in_order->push_back(*ix);
    }
  }
  return set;
}

std::optional<KindIx> Compiler::kind(const Yaml& y) {
  if (auto ix = c_.find_kind(y.text)) return ix;
  if (catalogue_.find_kind(y.text))
    out_.error(y, "no service of this charter uses the kind '" + y.text + "'",
               "list it under a service's kinds");
  else
    out_.error(y, "there is no kind '" + y.text + "'", suggest(y.text, codes_of(c_.kinds)));
  return std::nullopt;
}

Basis Compiler::basis(const Yaml& at, const std::string& word) {
  if (const auto found = basis_of(word); found != Basis::None) return found;
  std::vector<std::string> words;
  for (int i = 1; i <= static_cast<int>(Basis::LegitimateInterests); ++i)
    words.emplace_back(basis_code(static_cast<Basis>(i)));
  if (!word.empty()) out_.error(at, "there is no lawful basis '" + word + "'", suggest(word, words));
  return Basis::None;
}

void Compiler::head(MapReader& top) {
  auto* y = top.get("organisation", Need::Required);
  if (!y) return;
  MapReader m(*y, "organisation", out_);
  Organisation& o = c_.organisation;
  o.code = m.code("code");
  o.name = m.text("name", Need::Required);
  o.legal_name = m.text("legal-name");
  if (const auto* p = m.get("part-of")) {
    MapReader parent(*p, "organisation: part-of", out_);
    o.parent = parent.text("name", Need::Required);
    o.parent_says = parent.text("says");
    parent.only_these();
  }
  o.says = m.text("says", Need::Required);
  o.hosting = m.text("hosting");
  o.holidays = m.choice("holidays", {"england-and-wales", "scotland", "northern-ireland"}, Need::Required);
  o.reference_prefix = m.text("reference-prefix", Need::Required);
  bool capitals = o.reference_prefix.size() <= 6;
  for (char ch : o.reference_prefix) capitals = capitals && ch >= 'A' && ch <= 'Z';
  if (!capitals)
    m.error("reference-prefix", "this is not one to six capital letters", "write for example LL");
  o.own_door = m.flag("own-door", false);
  for (auto* node : m.list("registrations")) {
    MapReader r(*node, "registration", out_);
    auto with = r.text("with", Need::Required);
    o.registrations.emplace_back(std::move(with), r.text("number", Need::Required));
    r.only_these();
  }
  m.only_these();
}

void Compiler::version(MapReader& top) {
  auto* y = top.get("version", Need::Required);
  if (!y) return;
  MapReader m(*y, "version", out_);
  Version& v = c_.version;
  v.number = m.text("number", Need::Required);
  auto from = m.date("from", Need::Required), review = m.date("review-by");
  if (from) v.from = *from;
  if (review) v.review_by = *review;
  if (from && review && !(*from < *review))
    m.error("review-by", "the review is not after the version begins", "review it within a year of `from`");
  v.major = m.flag("major", true);
  m.list("new-uses");  // read once purposes, categories and laws are known
  m.only_these();
}

void Compiler::words(MapReader& top) {
  for (auto& [k, v] : top.pairs("texts", Need::Required)) {
    if (!is_code(k->text))
      out_.error(*k, "'" + k->text + "' is not a code",
                 "use lower-case letters, digits and single hyphens, such as change-of-purpose");
    else
      c_.texts.emplace_back(k->text, v->text.substr(0, v->text.find_last_not_of(" \n") + 1));
  }
  easy_read(top);
}

void Compiler::parts(MapReader& top) {
  for (auto* node : top.list("parts")) {
    MapReader m(*node, "part", out_);
    Part p;
    p.number = m.text("number", Need::Required);
    p.title = m.text("title");
    p.lists_uses = m.flag("list-uses");
    p.lists_recipients = m.flag("list-recipients");
    m.only_these();
    if (p.number.size() > 20 || p.number.find_first_of(" /~") != std::string::npos)
      m.error("number", "'" + p.number + "' is not the number of a part", "write it as the notice does: 3.1");
    for (const auto& other : c_.parts)
      if (other.number == p.number)
        m.error("number", "the part '" + p.number + "' stands here twice", "delete one");
    c_.parts.push_back(std::move(p));
  }
}

void Compiler::contacts(MapReader& top) {
  for (auto* node : top.list("contacts", Need::Required)) {
    MapReader m(*node, "contact", out_);
    Contact c;
    c.role = m.code("role");
    c.title = m.text("title", Need::Required);
    c.email = m.text("email");
    c.post = m.text("post");
    c.phone = m.text("phone");
    c.web = m.text("web");
    m.only_these();
    if (c.email.empty() && c.post.empty() && c.phone.empty() && c.web.empty())
      m.error("title", "nobody can be reached at this contact", "add an email, post, phone or web");
    if (c_.contact(c.role)) m.error("role", "this role has a contact already", "keep one for each role");
    c_.contacts.push_back(std::move(c));
  }
  if (!c_.contact("data-protection") && top.here().find("contacts"))
    top.error("contacts", "no contact has the role data-protection",
              "say whom people write to about their data");
}

void Compiler::categories(MapReader& top) {
  auto* y = top.get("categories", Need::Required);
  if (!y) return;
  MapReader m(*y, "categories", out_);
  auto known = catalogue_.category_codes();
  for (auto* node : m.texts("use", Need::Required)) {
    auto it = std::find(known.begin(), known.end(), node->text);
    if (it == known.end())
      out_.error(*node, "the catalogue has no category '" + node->text + "'", suggest(node->text, known));
    else if (c_.find_category(node->text))
      out_.error(*node, "the category '" + node->text + "' stands in this list twice", "delete one");
    else
      c_.categories.push_back(catalogue_.categories[static_cast<std::size_t>(it - known.begin())]);
  }
  category_details(m);
  m.only_these();
  if (c_.categories.size() > 64)
    m.error("use",
            "there are " + std::to_string(c_.categories.size()) + " categories; at most 64 can be decided on",
            "leave out those that no service collects");
  c_.categories.resize(std::min<std::size_t>(c_.categories.size(), 64));
}

/// Names changed for print, and categories of this organisation's own.
void Compiler::category_details(MapReader& m) {
  for (auto& [k, v] : m.pairs("rename")) {
    auto ix = category(*k);
    if (ix) c_.categories[static_cast<std::size_t>(*ix)].name = v->text;
  }
  for (auto& [k, v] : m.pairs("describe"))
    if (auto ix = category(*k)) c_.categories[static_cast<std::size_t>(*ix)].says = v->text;
  for (auto* node : m.list("add")) {
    MapReader a(*node, "category", out_);
    Category c;
    c.code = a.code("code");
    a.rename("category '" + c.code + "'");
    c.name = a.text("name", Need::Required);
    c.says = a.text("says", Need::Required);
    auto s = a.choice("sensitivity", {"ordinary", "special", "criminal"}, Need::Required);
    if (s == "special") c.sensitivity = Sensitivity::Special;
    if (s == "criminal") c.sensitivity = Sensitivity::Criminal;
    c.diversity = a.flag("diversity");
    a.only_these();
    add(c_.categories, std::move(c), a, 64);
  }
  c_.untold = category_set(m.texts("untold"));
}

void Compiler::laws_and_conditions(MapReader& top) {
  for (auto* node : top.list("laws")) {
    MapReader m(*node, "law", out_);
    auto code = m.code("code");
    c_.laws.emplace_back(code, m.text("name", Need::Required));
    m.only_these();
  }
  for (auto* node : top.list("conditions")) {
    MapReader m(*node, "condition", out_);
    Condition c;
    c.code = m.code("code");
    m.rename("condition '" + c.code + "'");
    c.article = m.text("article", Need::Required);
    c.schedule1 = m.text("schedule1");
    c.says = m.text("says", Need::Required);
    c.policy_document = m.text("policy-document");
    c.criminal = m.flag("criminal");
    m.only_these();
    add(c_.conditions, std::move(c), m, 64);
    at_.conditions.push_back(node);
  }
}

void Compiler::purposes(MapReader& top) {
  for (auto* node : top.list("purposes", Need::Required)) {
    MapReader m(*node, "purpose", out_);
    Purpose p;
    p.code = m.code("code");
    m.rename("purpose '" + p.code + "'");
    p.name = m.text("name", Need::Required);
    p.says = m.text("says", Need::Required);
    p.clause = m.text("clause");
    p.clause_ix = clause_ix(p.clause);
    p.categories = category_set(m.texts("categories", Need::Required));
    bases(m, p);
    for (auto* y : m.texts("conditions")) {
      auto all = codes_of(c_.conditions);
      auto it = std::find(all.begin(), all.end(), y->text);
      if (it == all.end())
        out_.error(*y, "there is no condition '" + y->text + "'", suggest(y->text, all));
      else
        p.conditions.push_back(static_cast<std::size_t>(it - all.begin()));
    }
    p.optional = m.flag("optional");
    for (auto* sort : m.texts("mailings")) mailing(*sort, p);
    p.beyond_care = m.choice_or_silent("beyond-care", {"planning", "research"});
    m.only_these();
    add(c_.purposes, std::move(p), m, 64);
    at_.purposes.push_back(node);
  }
}

void Compiler::mailing(const Yaml& sort, Purpose& p) {
  const std::vector<std::string> known(mailing_field::kSorts.begin(), mailing_field::kSorts.end());
  if (std::ranges::find(known, sort.text) == known.end())
    out_.error(sort, "nothing is sent that is called '" + sort.text + "'", suggest(sort.text, known));
  else
    p.mailings.push_back(sort.text);
}

void Compiler::bases(MapReader& m, Purpose& p) {
  for (auto* node : m.list("bases")) {
    MapReader b(*node, m.what() + ": basis", out_);
    PurposeBasis pb;
    auto word = b.text("basis", Need::Required);
    pb.basis = basis(b.at("basis"), word);
    pb.when = b.text("when");
    pb.interests = b.text("interests");
    pb.assessment = b.text("assessment");
    b.only_these();
    p.bases.push_back(std::move(pb));
  }
}

void Compiler::reasons(MapReader& top) {
  for (auto* node : top.list("reasons")) {
    MapReader m(*node, "reason", out_);
    Reason r;
    r.code = m.code("code");
    r.name = m.text("name", Need::Required);
    r.says = m.text("says", Need::Required);
    m.only_these();
    add(c_.reasons, std::move(r), m, 64);
  }
}

}  // namespace candour::charter
