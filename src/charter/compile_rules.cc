// Who receives information and who gives it, and who else stands in a record.
#include <algorithm>

#include "charter/compile.h"
#include "charter/sharing.h"

namespace candour::charter {

const std::vector<std::string>& informs() {
  static const std::vector<std::string> all = {"before", "after", "try", "where-possible", "not-needed"};
  return all;
}

ServiceSet Compiler::service_set(const Nodes& nodes) {
  ServiceSet set;
  for (const auto* y : nodes) {
    const auto s = c_.find_service(y->text);
    if (!s)
      out_.error(*y, "there is no service '" + y->text + "'", suggest(y->text, codes_of(c_.services)));
    else if (set.has(*s))
      out_.error(*y, "the service '" + y->text + "' stands in this list twice", "delete one");
    else
      set.add(*s);
  }
  return set;
}

void Compiler::recipients(MapReader& top) {
  for (auto* node : top.list("recipients")) {
    MapReader m(*node, "recipient", out_);
    Recipient r;
    r.code = m.code("code");
    m.rename("recipient '" + r.code + "'");
    r.name = m.text("name", Need::Required);
    r.says = m.text("says", Need::Required);
    r.clause = m.text("clause");
    r.country = m.text("country");
    r.inform = m.choice_or_silent("inform", informs());
    r.inform_unless = m.text("inform-unless");
    r.services = service_set(m.texts("services"));
    r.purposes = purpose_set(m.texts("purposes"));
    r.agreement_needed = m.choice("agreement", {"not-needed", "needed"}) == "needed";
    r.processor = m.flag("processor");
    r.processor_for = m.text("processor-for");
    r.direct = m.flag("direct", true);
    r.source = m.flag("source");
    r.marketing = m.flag("marketing");
    r.figures_only = m.flag("figures-only");
    const auto known = authority_codes();
    for (auto* y : m.texts("represents")) {
      if (std::ranges::find(known, y->text) == known.end())
        out_.error(*y, "there is no authority '" + y->text + "'",
                   suggest(y->text, std::vector<std::string>(known.begin(), known.end())));
      r.represents.push_back(y->text);
    }
    for (auto* y : m.texts("bases"))
      if (auto b = basis(*y, y->text); b != Basis::None) r.bases.push_back(b);
    r.categories = category_set(m.texts("categories"));
    for (auto* y : m.texts("email-domains")) {
      if (y->text.find('.') == std::string::npos || y->text.find('@') != std::string::npos)
        out_.error(*y, "'" + y->text + "' is not a mail domain",
                   "write the part after the @, such as nhs.net");
      r.email_domains.push_back(y->text);
    }
    m.only_these();
    add(c_.recipients, std::move(r), m, 200);
    at_.recipients.push_back(node);
  }
}

void Compiler::sources(MapReader& top) {
  for (const auto* node : top.list("sources")) {
    MapReader m(*node, "source", out_);
    Source s;
    s.code = m.code("code");
    m.rename("source '" + s.code + "'");
    s.name = m.text("name", Need::Required);
    s.says = m.text("says");
    s.clause = m.text("clause");
    s.internal = m.flag("internal");
    for (const auto& r : c_.recipients)
      if (r.code == s.code)
        m.error("code", "a recipient has this code already",
                "write `source: true` there, or choose another code");
    m.only_these();
    add(c_.sources, std::move(s), m, 200);
  }
}

void Compiler::others(MapReader& top) {
  for (const auto* node : top.list("others-in-records")) {
    MapReader m(*node, "person in records", out_);
    OtherPerson o;
    o.code = m.code("code");
    m.rename("person in records '" + o.code + "'");
    o.name = m.text("name", Need::Required);
    o.says = m.text("says", Need::Required);
    o.clause = m.text("clause");
    o.told = m.choice_or_silent("told", informs());
    o.told_unless = m.text("told-unless");
    o.withheld = m.flag("withheld");
    o.conflict_check = m.flag("conflict-check");
    if (m.here().find("keep")) {
      o.keep = keep(m);
      if (o.keep.trigger != Trigger::Created || o.keep.birthday || o.keep.by_decision || o.keep.as_contract)
        m.error("keep", "their own clock does not count from there",
                "write a period with `from: created`: since it was written down");
    }
    m.only_these();
    add(c_.others, std::move(o), m, 64);
  }
}

void Compiler::partners(MapReader& top) {
  for (const auto* node : top.list("partners")) {
    MapReader m(*node, "partner", out_);
    Partner p;
    p.code = m.code("code");
    m.rename("partner '" + p.code + "'");
    p.name = m.text("name", Need::Required);
    p.says = m.text("says");
    p.clause = m.text("clause");
    p.joint_controller = m.flag("joint-controller");
    m.only_these();
    add(c_.partners, std::move(p), m, 64);
  }
}

void Compiler::unasked(MapReader& top) {
  std::vector<std::string> known;
  for (const auto& [code, name] : givers(c_)) known.push_back(code);
  for (const auto* node : top.list("referrals-without-consent")) {
    MapReader m(*node, "referral without consent", out_);
    Unasked u;
    u.code = m.code("code");
    m.rename("referral without consent '" + u.code + "'");
    u.says = m.text("says", Need::Required);
    u.clause = m.text("clause");
    for (const auto* y : m.texts("from", Need::Required)) {
      if (std::ranges::count(known, y->text) == 0)
        out_.error(*y, "no source, and no recipient with `source: true`, is called '" + y->text + "'",
                   suggest(y->text, known));
      else if (unasked_by(c_, y->text) || std::ranges::count(u.from, y->text))
        out_.error(*y, "'" + y->text + "' may refer without consent already", "delete one of the two");
      u.from.push_back(y->text);
    }
    const auto word = m.text("basis", Need::Required);
    if (!word.empty()) u.basis = basis(m.at("basis"), word);
    if (u.basis == Basis::Consent)
      m.error("basis", "a referral without consent cannot rest on consent",
              "name the basis that it rests on");
    m.only_these();
    add(c_.unasked, std::move(u), m, 64);
  }
}

}  // namespace candour::charter
