// Services with the kinds that they store, and the roles of the staff.
#include <algorithm>

#include "charter/compile.h"
#include "charter/consent_terms.h"
#include "charter/holds.h"
#include "charter/mailings.h"
#include "charter/offered.h"
#include "charter/requests.h"
#include "charter/reviews.h"
#include "charter/sharing.h"
#include "charter/transfers.h"
#include "charter/uses.h"

namespace candour::charter {

namespace {
/// The code in `- contact-note` or in `- {kind: contact-note, …}`.
const Yaml* kind_code(const Yaml& y) {
  if (y.shape == Yaml::Shape::Text) return &y;
  auto* k = y.find("kind");
  return k && k->shape == Yaml::Shape::Text ? k : nullptr;
}
constexpr std::string_view kProfile = "profile";
}  // namespace

/// Takes over the kinds that some service names, "profile" first and the others by code.
void Compiler::used_kinds(MapReader&) {
  std::set<std::string> used;
  auto* services = root_.find("services");
  if (!services) return;
  for (auto& s : services->list)
    if (auto* kinds = s.find("kinds"))
      for (auto& k : kinds->list)
        if (auto* code = kind_code(k)) used.insert(code->text);
  if (auto* profile = used.contains(std::string(kProfile)) ? catalogue_.find_kind(kProfile) : nullptr)
    adopt(*profile);
  for (auto& k : catalogue_.kinds)
    if ((used.contains(k.code) || k.journey) && k.code != kProfile) adopt(k);
}

/// What may be agreed to stands in the charter, not in the catalogue.
void Compiler::offer_purposes(Kind& k) {
  std::vector<Option> options;
  for (const auto& p : c_.purposes)
    if (may_be_agreed_to(p)) options.push_back({p.code, p.name});
  for (const auto& to : rests_on_consent(c_))
    if (to.recipient) options.push_back({to.code, to.name});
  put_options(k, consent_field::kPurpose, options);
}

/// Copies a kind with its fields' categories in this charter's numbers. A field whose category the charter
/// does not use is left out here; kind_use() has reported it unless every service leaves it out.
void Compiler::adopt(const Kind& from) {
  Kind k = from;
  k.ix = static_cast<KindIx>(c_.kinds.size());
  std::erase_if(k.fields, [&](Field& f) {
    if (k.journey) return f.category = words_category(c_), false;
    auto ix = c_.find_category(catalogue_.categories[static_cast<std::size_t>(f.category)].code);
    if (!ix) return true;
    f.category = *ix;
    for (auto& item : f.items) item.category = *ix;
    return false;
  });
  auto gone = [&](const std::string& code) { return !code.empty() && !k.find_field(code); };
  for (auto* name : {&k.title_field, &k.body_field, &k.date_field})
    if (gone(*name)) name->clear();
  std::erase_if(k.banner_fields, gone);
  std::erase_if(k.deadlines, [&](auto& d) {
    return (d.from != "created" && !d.from.starts_with("state:") &&
            gone(d.from.substr(0, d.from.find('/')))) ||
           gone(d.if_field) || (d.from.find('/') == std::string::npos && gone(d.until_field));
  });
  for (auto& move : k.moves)
    for (auto* codes : {&move.asks, &move.offers}) std::erase_if(*codes, gone);
  std::erase_if(k.alerts, [&](auto& a) { return gone(a.field); });
  for (auto& a : k.alerts)
    if (gone(a.same)) a.same.clear();
  std::erase_if(k.begins, [&](auto& b) { return gone(b.field); });
  c_.kinds.push_back(std::move(k));
}

void Compiler::offer() {
  for (auto& k : c_.kinds) {
    if (k.records_consent) offer_purposes(k);
    if (k.records_sharing) offer_sharing(c_, k);
    if (k.records_agreement) offer_agreements(c_, k);
    if (k.records_request) offer_rights(c_, k);
    if (k.records_mailing) offer_mailings(c_, k);
    if (is_transfer(k)) offer_transfers(c_, k);
    if (k.records_return) offer_returns(c_, k);
    if (k.records_hold) offer_holds(c_, k);
    if (k.reviews != Reviewed::Nothing) offer_review(c_, k);
    if (k.journey) offer_details_clock(c_, k);
    offer_told_to(c_, k);
  }
}

void Compiler::services(MapReader& top) {
  for (auto* node : top.list("services", Need::Required)) {
    MapReader m(*node, "service", out_);
    Service s;
    s.code = m.code("code");
    m.rename("service '" + s.code + "'");
    s.name = m.text("name", Need::Required);
    s.says = m.text("says", Need::Required);
    s.clause = m.text("clause");
    s.processor = m.flag("processor");
    s.controller = m.text("controller");
    s.controller_instructions = m.text("controller-instructions");
    s.commissioner = m.text("commissioner");
    s.home_based = m.flag("home-based");
    s.for_children = m.flag("for-children");
    s.min_age = m.number("min-age", 0, 0, 110);
    s.max_age = m.number("max-age", 0, 1, 110);
    if (s.max_age && s.max_age < s.min_age)
      m.error("max-age", "nobody is that young and that old at once", "write an age from min-age on");
    s.contract_end = m.date("contract-end");
    existence(m, s);
    s.purposes = purpose_set(m.texts("purposes", Need::Required));
    auto kinds = m.list("kinds", Need::Required);
    auto ix = static_cast<ServiceIx>(c_.services.size());
    for (auto* k : kinds) kind_use(*k, s, ix);
    m.only_these();
    add(c_.services, std::move(s), m, 64);
    at_.services.push_back(node);
  }
}

void Compiler::existence(MapReader& service, Service& s) {
  const auto* node = service.get("existence");
  if (!node) return;
  MapReader m(*node, service.what() + ": existence", out_);
  told_to_.emplace_back(static_cast<ServiceIx>(c_.services.size()), m.texts("told-to", Need::Required));
  s.told_says = m.text("says");
  m.only_these();
}

void Compiler::resolve_existence() {
  for (const auto& [service, nodes] : told_to_) {
    auto& told = c_.services[static_cast<std::size_t>(service)].told_to;
    for (const auto* y : nodes) {
      const auto role = c_.find_role(y->text);
      if (!role)
        out_.error(*y, "there is no role '" + y->text + "'", suggest(y->text, codes_of(c_.roles)));
      else if (std::find(told.begin(), told.end(), *role) != told.end())
        out_.error(*y, "the role '" + y->text + "' stands in this list twice", "delete one");
      else
        told.push_back(*role);
    }
  }
}

void Compiler::kind_use(const Yaml& y, Service& s, ServiceIx ix) {
  auto* code = kind_code(y);
  const Kind* full = code ? catalogue_.find_kind(code->text) : nullptr;
  if (!full) {
    out_.error(
        code ? *code : y,
        code ? "the catalogue has no kind '" + code->text + "'"
             : "service '" + s.code + "': a kind without code",
        code ? suggest(code->text, catalogue_.kind_codes()) : "write its code, or {kind: its-code, …}");
    return;
  }
  KindUse use;
  use.kind = *c_.find_kind(full->code);
  for (auto& other : s.kinds)
    if (other.kind == use.kind)
      out_.error(*code, "the kind '" + full->code + "' stands here twice", "join the two");
  std::vector<std::string> field_codes = codes_of(full->fields);
  auto known = [&](const Yaml& at) {
    if (full->find_field(at.text)) return true;
    out_.error(at, "the kind '" + full->code + "' has no field '" + at.text + "'",
               suggest(at.text, field_codes));
    return false;
  };
  if (y.shape == Yaml::Shape::Map) {
    MapReader m(y, "service '" + s.code + "', kind '" + full->code + "'", out_);
    m.text("kind");
    for (auto* f : m.texts("leave-out"))
      if (known(*f)) use.leave_out.push_back(f->text);
    for (auto* f : m.texts("not-required"))
      if (known(*f)) use.not_required.push_back(f->text);
    for (auto* f : m.texts("not-printed"))
      if (known(*f)) use.not_printed.push_back(f->text);
    auto left_out = [&](const std::string& f) {
      return std::find(use.leave_out.begin(), use.leave_out.end(), f) != use.leave_out.end();
    };
    for (auto& [k, v] : m.pairs("mandatory")) {
      if (known(*k)) use.mandatory[k->text] = v->text;
      if (left_out(k->text))
        out_.error(*k, "'" + k->text + "' is mandatory and left out at once", "keep it in one of the two");
    }
    use.clause = m.text("clause");
    m.only_these();
  }
  at_.kind_uses[{ix, use.kind}] = &y;
  s.kinds.push_back(std::move(use));
}

namespace {

/// "Support worker" -> "support workers"; words that cannot take an s get "staff" behind them.
std::string plural_of(std::string name) {
  bool acronym = name.size() > 1 && name[1] >= 'A' && name[1] <= 'Z';
  if (!name.empty() && !acronym && name[0] >= 'A' && name[0] <= 'Z')
    name[0] = static_cast<char>(name[0] + 32);
  if (name.ends_with("board")) return "the " + name;
  if (name.ends_with("staff") || name.ends_with("team") || name.ends_with("s")) return name;
  for (std::string_view end : {"er", "or", "ist", "ant", "ian", "ee", "lead", "head", "nurse", "coach"})
    if (name.ends_with(end)) return name + (name.ends_with("coach") ? "es" : "s");
  return name + " staff";
}

}  // namespace

void Compiler::roles(MapReader& top) {
  for (auto* node : top.list("roles", Need::Required)) {
    MapReader m(*node, "role", out_);
    Role r;
    r.code = m.code("code");
    m.rename("role '" + r.code + "'");
    r.name = m.text("name", Need::Required);
    r.plural = m.text("plural");
    if (r.plural.empty()) r.plural = plural_of(r.name);
    r.says = m.text("says", Need::Required);
    r.clause = m.text("clause");
    r.clause_ix = clause_ix(r.clause);
    static const std::vector<std::string> reaches = {"none", "caseload", "line",
                                                     "team", "service",  "organisation"};
    auto reach = m.choice("reach", reaches, Need::Required);
    if (!reach.empty())
      r.reach = static_cast<Reach>(std::find(reaches.begin(), reaches.end(), reach) - reaches.begin());
    r.sees = category_set(m.texts("sees"));
    r.purpose_set = purpose_set(m.texts("purposes"), &r.purposes);
    role_powers(m, r);
    reasoned(m, r);
    m.only_these();
    add(c_.roles, std::move(r), m, 64);
    at_.roles.push_back(node);
  }
}

void Compiler::role_powers(MapReader& m, Role& r) {
  for (auto* y : m.texts("writes"))
    if (auto k = kind(*y)) {
      if (std::find(r.writes.begin(), r.writes.end(), *k) != r.writes.end())
        out_.error(*y, "the kind '" + y->text + "' stands in this list twice", "delete one");
      r.writes.push_back(*k);
    }
  for (auto* y : m.list("moves")) {
    MapReader v(*y, m.what() + ": move", out_);
    auto kind_text = v.text("kind", Need::Required), move = v.text("move", Need::Required);
    v.only_these();
    if (kind_text.empty() || move.empty()) continue;
    auto k = kind(v.at("kind"));
    if (!k) continue;
    if (!c_.at(*k).find_move(move))
      out_.error(v.at("move"), "the kind '" + kind_text + "' has no move '" + move + "'",
                 suggest(move, codes_of(c_.at(*k).moves)));
    else
      r.moves.emplace_back(*k, move);
  }
  for (auto* y : m.texts("duties")) {
    const auto duty = find_duty(y->text);
    if (!duty)
      out_.error(*y, "there is no duty '" + y->text + "'",
                 suggest(y->text, std::vector<std::string>(kDutyCodes.begin(), kDutyCodes.end())));
    else
      r.duties |= std::uint64_t{1} << static_cast<unsigned>(*duty);
  }
  for (const auto& k : c_.kinds)
    for (const auto& move : k.moves)
      if (move.duty && r.has(*move.duty)) r.moves.emplace_back(k.ix, move.code);
}

void Compiler::reasoned(MapReader& m, Role& r) {
  for (auto* node : m.list("reasoned-access")) {
    MapReader a(*node, m.what() + ": reasoned access", out_);
    ReasonedAccess ra;
    for (auto* y : a.texts("reasons", Need::Required)) {
      if (auto ix = c_.find_reason(y->text))
        ra.reasons.push_back(*ix);
      else
        out_.error(*y, "there is no reason '" + y->text + "'", suggest(y->text, codes_of(c_.reasons)));
    }
    ra.hours = a.number("hours", 24, 1, 24 * 90, Need::Required);
    static const std::vector<std::string> words = {"organisation", "service", "team", "line", "caseload"};
    auto within = a.choice("within", words);
    ra.within = static_cast<Reach>(5 - (std::find(words.begin(), words.end(), within) - words.begin()));
    ra.sees = category_set(a.texts("sees", Need::Required));
    ra.tells = a.text("tells", Need::Required);
    ra.clause = a.text("clause");
    ra.clause_ix = clause_ix(ra.clause);
    a.only_these();
    r.reasoned.push_back(std::move(ra));
  }
}

/// What each role may write at all, by category; which kinds in which service is may_write_kind's to say.
void Compiler::writable() {
  for (auto& r : c_.roles) {
    for (auto k : r.writes) r.writable = r.writable | c_.at(k).categories();
    if (r.has(Duty::AddPerson) && !c_.kinds.empty()) r.writable = r.writable | c_.kinds[0].categories();
  }
}

}  // namespace candour::charter
