#include "charter/said_words.h"

#include <algorithm>

#include "charter/charter.h"
#include "charter/decide.h"
#include "charter/read_form.h"

namespace candour::charter {

namespace {

constexpr auto kPeople = Reaches::People;
constexpr auto kStaff = Reaches::Staff;
constexpr auto kNobody = Reaches::Nobody;

constexpr KeyWords kRows[] = {
    {"charter", "the version of the charter language", "", kNobody, kNobody},
    {"organisation/code", "the short name under which records are kept", "", kNobody, kNobody},
    {"organisation/name", "the name", ""},
    {"organisation/says", "what it says of itself", ""},
    {"organisation/hosting", "the country in which records are kept", ""},
    {"organisation/holidays", "whose bank holidays count", "", kStaff, kStaff},
    {"organisation/reference-prefix", "how references begin", "", kStaff, kStaff},
    {"organisation/own-door", "whether people open their own record themselves", ""},
    {"organisation/registrations/*", "is now registered with", "is no longer registered with"},
    {"organisation/registrations/*/number", "the number at {3}", ""},
    {"version/number", "the number", "", kNobody, kNobody},
    {"version/from", "the day from which it holds", ""},
    {"version/review-by", "the day by which it is looked at again", "", kNobody, kNobody},
    {"version/major", "whether people are told of it", ""},
    {"version/new-uses/*", "now answers for the new use", "no longer answers for the new use", kNobody,
     kNobody},
    {"version/new-uses/*/purpose", "the purpose of a new use", "", kNobody, kNobody},
    {"version/new-uses/*/categories/*", "now answers for", "no longer answers for", kNobody, kNobody,
     Names::Category},
    {"version/new-uses/*/fits", "why a new use fits", "", kNobody, kNobody},
    {"version/new-uses/*/tell", "what people are told of a new use", "", kNobody, kNobody},
    {"version/new-uses/*/told", "when people were told of a new use", "", kNobody, kNobody},
    {"version/new-uses/*/told-by", "how people were told of a new use", "", kNobody, kNobody},
    {"version/new-uses/*/without-knowledge", "the law that allows a new use", "", kNobody, kNobody},
    {"version/new-uses/*/because", "why people do not know of a new use", "", kNobody, kNobody},
    {"parts/*", "now has the part", "no longer has the part", kNobody, kNobody},
    {"parts/*/title", "the heading of part {2}", "", kNobody, kNobody},
    {"parts/*/list-uses", "whether the first page lists the uses of part {2}", "", kNobody, kNobody},
    {"parts/*/list-recipients", "whether the first page lists who may get something by part {2}", "", kNobody,
     kNobody},
    {"texts/*", "the words of “{2}”", ""},
    {"easy-read/*", "now has the heading", "no longer has the heading"},
    {"easy-read/*/picture", "the picture of “{2}”", ""},
    {"easy-read/*/says/*", "now says", "no longer says"},
    {"contacts/*/title", "whom to ask", ""},
    {"contacts/*/email", "the email address", ""},
    {"contacts/*/post", "the postal address", ""},
    {"contacts/*/phone", "the phone number", ""},
    {"contacts/*/web", "the address on the web", ""},
    {"categories/use/*", "now holds", "no longer holds", kPeople, kPeople, Names::Category},
    {"categories/rename/*", "what “{3}” is called", ""},
    {"categories/describe/*", "what “{3}” holds", ""},
    {"categories/add/*", "now holds", "no longer holds", kPeople, kPeople, Names::Category},
    {"categories/add/*/name", "what “{3}” is called", ""},
    {"categories/add/*/says", "what “{3}” holds", ""},
    {"categories/add/*/sensitivity", "how the law sees “{3}”", ""},
    {"categories/add/*/diversity", "whether “{3}” may always be answered by “prefer not to say”", ""},
    {"categories/untold/*", "no longer tells those who may not see it that there is something in",
     "now tells those who may not see it that there is something in", kNobody, kPeople, Names::Category},
    {"organisation/legal-name", "the legal name", ""},
    {"organisation/part-of/name", "of whom it is part", ""},
    {"organisation/part-of/says", "what it says of whom it is part of", ""},
    {"laws/*/name", "the name", ""},
    {"conditions/*/article", "the article", ""},
    {"conditions/*/schedule1", "the paragraph of Schedule 1", ""},
    {"conditions/*/says", "what it says", ""},
    {"conditions/*/policy-document", "the policy document", "", kNobody, kNobody},
    {"conditions/*/criminal", "whether it is for criminal information", ""},
    {"purposes/*/name", "the name", ""},
    {"purposes/*/says", "what it says", ""},
    {"purposes/*/categories/*", "now also uses", "no longer uses", kPeople, kNobody, Names::Category},
    {"purposes/*/bases/*", "now also rests on", "no longer rests on", kPeople, kPeople, Names::Basis},
    {"purposes/*/bases/*/when", "when “{4}” counts", ""},
    {"purposes/*/bases/*/interests", "the interests", ""},
    {"purposes/*/bases/*/assessment", "the assessment of “{4}”", "", kNobody, kNobody},
    {"purposes/*/conditions/*", "now also rests on the condition", "no longer rests on the condition",
     kPeople, kPeople, Names::Condition},
    {"purposes/*/optional", "whether it may be refused", ""},
    {"purposes/*/mailings/*",
     "is now also sent to many people at once:", "is no longer sent to many at once:"},
    {"purposes/*/beyond-care", "whether it is for planning or research", ""},
    {"reasons/*/name", "the name", "", kStaff, kStaff},
    {"reasons/*/says", "what it says", "", kStaff, kStaff},
    {"services/*/name", "the name", ""},
    {"services/*/says", "what it says", ""},
    {"services/*/processor", "whether it is run for somebody who decides", ""},
    {"services/*/controller", "who decides about the information", ""},
    {"services/*/controller-instructions", "the instructions of who decides", "", kNobody, kNobody},
    {"services/*/commissioner", "who pays", ""},
    {"services/*/home-based", "whether we visit at home", ""},
    {"services/*/for-children", "whether it is for children", ""},
    {"services/*/min-age", "from which age it is", ""},
    {"services/*/max-age", "up to which age it is", ""},
    {"services/*/contract-end", "when its contract ends", ""},
    {"services/*/existence/told-to/*", "now tells that somebody is known here to",
     "no longer tells that somebody is known here to", kPeople, kStaff, Names::Role},
    {"services/*/existence/says", "what is said of somebody who is known", "", kStaff, kStaff},
    {"services/*/purposes/*", "now also works for", "no longer works for", kPeople, kNobody, Names::Purpose},
    {"services/*/kinds/*", "now also records", "no longer records", kPeople, kStaff, Names::Kind},
    {"services/*/kinds/*/mandatory/*", "why “{6}” of “{4}” must be answered", ""},
    {"services/*/kinds/*/leave-out/*", "now leaves out of “{4}”", "no longer leaves out of “{4}”", kStaff,
     kPeople},
    {"services/*/kinds/*/not-required/*", "no longer requires in “{4}”", "now requires in “{4}”", kStaff,
     kPeople},
    {"services/*/kinds/*/not-printed/*", "no longer prints of “{4}” the question",
     "now prints of “{4}” the question", kNobody, kNobody},
    {"roles/*/name", "the name", ""},
    {"roles/*/plural", "what several of them are called", "", kNobody, kNobody},
    {"roles/*/says", "what it says", ""},
    {"roles/*/reach", "whose records it reaches", ""},
    {"roles/*/sees/*", "now also sees", "no longer sees", kPeople, kStaff, Names::Category},
    {"roles/*/purposes/*", "now also works for", "no longer works for", kPeople, kStaff, Names::Purpose},
    {"roles/*/writes/*", "now also writes", "no longer writes", kStaff, kStaff, Names::Kind},
    {"roles/*/moves/*", "may now also take the step", "may no longer take the step", kStaff, kStaff,
     Names::Move},
    {"roles/*/duties/*", "now has the duty", "no longer has the duty", kStaff, kStaff, Names::Duty},
    {"roles/*/reasoned-access/*", "may now look for a stated reason",
     "may no longer look for a stated reason"},
    {"roles/*/reasoned-access/*/reasons/*", "may now look for the reason",
     "may no longer look for the reason", kPeople, kStaff, Names::Reason},
    {"roles/*/reasoned-access/*/hours", "for how many hours it may look", ""},
    {"roles/*/reasoned-access/*/within", "in whose records it may look for a reason", ""},
    {"roles/*/reasoned-access/*/sees/*", "may now see for a reason", "may no longer see for a reason",
     kPeople, kStaff, Names::Category},
    {"roles/*/reasoned-access/*/tells", "who is told when it looks for a reason", ""},
    {"recipients/*/name", "the name", ""},
    {"recipients/*/says", "what it says", ""},
    {"recipients/*/country", "the country", ""},
    {"recipients/*/inform", "when the person is told", ""},
    {"recipients/*/inform-unless", "when the person is not told after all", ""},
    {"recipients/*/services/*", "may now receive in", "may no longer receive in", kPeople, kPeople,
     Names::Service},
    {"recipients/*/purposes/*", "may now receive for", "may no longer receive for", kPeople, kPeople,
     Names::Purpose},
    {"recipients/*/agreement", "whether an agreement is needed", ""},
    {"recipients/*/represents/*", "may now speak for the person by", "may no longer speak for the person by"},
    {"recipients/*/processor", "whether it acts only as told", ""},
    {"recipients/*/processor-for", "for whom it acts", ""},
    {"recipients/*/direct", "whether it is part of the support", ""},
    {"recipients/*/source", "whether information also comes from it", ""},
    {"recipients/*/marketing", "whether it wants information for its own marketing", ""},
    {"recipients/*/figures-only", "whether it gets figures alone, and nothing about one person", ""},
    {"recipients/*/bases/*", "may now also receive on the ground of",
     "may no longer receive on the ground of", kPeople, kPeople, Names::Basis},
    {"recipients/*/categories/*", "may now also receive", "may no longer receive", kPeople, kStaff,
     Names::Category},
    {"recipients/*/email-domains/*", "may now be written to at", "may no longer be written to at", kStaff,
     kStaff},
    {"sources/*/name", "the name", ""},
    {"sources/*/says", "what it says", ""},
    {"sources/*/internal", "whether it is another service of ours", ""},
    {"others-in-records/*/name", "the name", ""},
    {"others-in-records/*/says", "what it says", ""},
    {"others-in-records/*/told", "when they are told", ""},
    {"others-in-records/*/told-unless", "when they are not told after all", ""},
    {"others-in-records/*/withheld", "whether what stands about them is in no copy", ""},
    {"others-in-records/*/conflict-check", "whether they are looked for before anybody is taken on", ""},
    {"others-in-records/*/keep", "how long they stand there", ""},
    {"others-in-records/*/from", "from when it is counted", ""},
    {"others-in-records/*/from-says", "how the day is named from which it is counted", ""},
    {"partners/*/name", "the name", ""},
    {"partners/*/says", "what it says", ""},
    {"partners/*/joint-controller", "whether both decide together", ""},
    {"referrals-without-consent/*/says", "what it says", ""},
    {"referrals-without-consent/*/from/*", "may now refer somebody who was not asked",
     "may no longer refer somebody who was not asked"},
    {"referrals-without-consent/*/basis", "the basis of a referral without consent", ""},
    {"kinds/*/file-under/*", "under which category “{4}” of “{2}” is kept", ""},
    {"retention/*/later-of/*", "now also waits for", "no longer waits for"},
    {"retention/*/later-of/*/keep", "how long ({4})", ""},
    {"retention/*/later-of/*/from", "from when it is counted ({4})", ""},
    {"retention/*/later-of/*/from-says", "how the day is named from which it is counted ({4})", ""},
    {"retention/*/earlier-of/*", "now also ends with", "no longer ends with"},
    {"retention/*/earlier-of/*/keep", "how long ({4})", ""},
    {"retention/*/earlier-of/*/from", "from when it is counted ({4})", ""},
    {"retention/*/earlier-of/*/from-says", "how the day is named from which it is counted ({4})", ""},
    {"retention/*/by-age/*", "now has a period by age", "no longer has a period by age"},
    {"retention/*/by-age/*/keep", "how long ({4})", ""},
    {"retention/*/by-age/*/from", "from when it is counted ({4})", ""},
    {"retention/*/by-age/*/from-says", "how the day is named from which it is counted ({4})", ""},
    {"retention/*/by-age/*/age-from", "from which age ({4})", ""},
    {"retention/*/by-age/*/age-to", "up to which age ({4})", ""},
    {"retention/*/categories", "what it governs", ""},
    {"retention/*/categories/*", "now also governs", "no longer governs", kPeople, kPeople, Names::Category},
    {"retention/*/kinds/*", "now also governs", "no longer governs", kPeople, kPeople, Names::Kind},
    {"retention/*/services", "in which services it holds", ""},
    {"retention/*/services/*", "now also holds in", "no longer holds in", kPeople, kPeople, Names::Service},
    {"retention/*/keep", "how long it is kept", ""},
    {"retention/*/from", "from when it is counted", ""},
    {"retention/*/from-says", "how the day is named from which it is counted", ""},
    {"retention/*/then", "what happens then", ""},
    {"retention/*/or-as-agreed", "whether it may be agreed otherwise", ""},
    {"retention/*/why", "why this long", ""},
    {"retention/*/source", "where the period comes from", "", kNobody, kNobody},
    {"retention/*/legal-minimum/years", "the legal minimum in years", "", kNobody, kNobody},
    {"retention/*/legal-minimum/source", "where the legal minimum comes from", "", kNobody, kNobody},
    {"retention/*/accept-collision", "why a shorter promise stands", "", kNobody, kNobody},
    {"consent/own-from-age", "the age from which somebody agrees alone", ""},
    {"consent/own-from-says", "how that age is said", ""},
    {"consent/renew-every", "how often consent is asked again", ""},
    {"consent/keep-at-most", "how long shared things are kept", ""},
    {"consent/written/*", "must now be in writing for", "need no longer be in writing for"},
    {"consent/by-service/*", "now has rules of their own for some services",
     "no longer has rules of their own for some services"},
    {"consent/by-service/*/services/*", "now also holds in", "no longer holds in", kPeople, kPeople,
     Names::Service},
    {"consent/by-service/*/own-from-age", "the age from which somebody agrees alone there", ""},
    {"consent/by-service/*/renew-every", "how often consent is asked again there", ""},
    {"consent/by-service/*/keep-at-most", "how long shared things are kept there", ""},
    {"consent/by-service/*/signed", "whether it is signed there", ""},
    {"consent/by-service/*/competence", "whether it is considered there that they understand", ""},
    {"consent/by-service/*/says", "what it says there", ""},
    {"consent/how-to-withdraw", "how to take consent back", ""},
    {"rights/*/name", "the name", ""},
    {"rights/*/says", "what it says", ""},
    {"rights/*/days", "the days for an answer", ""},
    {"rights/*/months", "the months for an answer", ""},
    {"rights/*/tries", "whether we only try to answer by then", ""},
    {"rights/*/fee", "the fee", ""},
    {"rights/*/decides", "who decides", ""},
    {"rights/*/how", "how to ask", ""},
    {"rights/*/identity", "how we know who asks", ""},
    {"rights/*/exceptions", "the exceptions", ""},
    {"rights/*/refusal", "when we refuse", ""},
    {"rights/*/extension", "when it takes longer", ""},
    {"rights/*/contact", "whom to write to", ""},
    {"rights/*/seconds", "who must agree", ""},
    {"marketing/allowed", "whether there is marketing", ""},
    {"marketing/basis", "on what ground", ""},
    {"marketing/third-party", "marketing by others", ""},
    {"marketing/channels/*", "may now come by", "may no longer come by"},
    {"marketing/says", "what it says", ""},
    {"marketing/routes/*", "may now come by", "may no longer come by"},
    {"marketing/routes/*/basis", "on what ground by {3}", ""},
    {"marketing/routes/*/when", "when by {3}", ""},
    {"disclosure-grounds/*/inform-unless", "when the person is not told after all", ""},
    {"disclosure-grounds/*/approved-by", "who approves it", ""},
    {"disclosure-grounds/*/review-within-hours", "within how many hours it is looked at", ""},
    {"disclosure-grounds/*/categories/*", "may now also be told", "may no longer be told", kPeople, kPeople,
     Names::Category},
    {"disclosure-grounds/*/name", "the name", ""},
    {"disclosure-grounds/*/says", "what it says", ""},
    {"disclosure-grounds/*/basis", "the basis", ""},
    {"disclosure-grounds/*/inform", "when the person is told", ""},
    {"disclosure-grounds/*/approval", "whether somebody must approve it", ""},
    {"planning-and-research", "whether information is used for planning and research", ""},
    {"opt-out/review-every", "how often it is looked at what goes to planning and research", ""},
    {"opt-out/keep-days", "how many days a check of the opt-out may be used", "", kPeople, kPeople},
    {"opt-out/mailbox", "the mailbox that names the files of a check", "", kNobody, kNobody},
    {"opt-out/reply-name", "how a reply to a check is named", "", kNobody, kNobody},
    {"opt-out/source", "who told us how checks are made", "", kNobody, kNobody},
    {"reviews/*/every", "how often the whole organisation looks at {2} again", ""},
    {"reviews/*/ask-every", "how often it is asked whether the details of each person are still right", ""},
    {"transfers/area", "where information may go", ""},
    {"transfers/countries/*", "may now also go to", "may no longer go to"},
    {"transfers/safeguards", "the safeguards", ""},
    {"social-media", "what it says of social media", ""},
    {"automated-decisions", "what it says of decisions by computer", ""},
    {"before-visit", "for which purpose whoever visits a home is told what they must know", ""},
    {"access/agreement", "whether staff must sign a confidentiality agreement first", ""},
    {"access/training-months", "for how many months training lasts", "", kStaff, kStaff},
    {"cctv/says", "what it says", ""},
    {"cctv/never/*", "are now never in", "may now be in"},
    {"cctv/cameras/*", "are now also at", "are no longer at"},
    {"cctv/cameras/*/area", "what they see at {3}", ""},
};

bool fits(std::string_view pattern, const std::vector<std::string>& path) {
  std::size_t i = 0;
  for (std::size_t at = 0; at <= pattern.size(); ++i) {
    const auto end = std::min(pattern.find('/', at), pattern.size());
    const auto segment = pattern.substr(at, end - at);
    if (i >= path.size() || (segment != "*" && segment != path[i])) return false;
    at = end + 1;
  }
  return i == path.size();
}

template <class Find>
std::string named(Find find, const std::string& code, std::string_view before = "",
                  std::string_view after = "") {
  const std::string name = find();
  return name.empty() ? "“" + code + "”" : std::string(before) + name + std::string(after);
}

}  // namespace

const KeyWords* key_words(const std::vector<std::string>& path) {
  for (const auto& row : kRows)
    if (fits(row.path, path)) return &row;
  return nullptr;
}

std::string plain_words(std::string code) {
  if (code == "cctv") return "cameras";
  std::replace(code.begin(), code.end(), '-', ' ');
  return code;
}

std::string parent(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? std::string() : path.substr(0, slash);
}

std::string name_of(const Charter& c, Names names, const std::string& code) {
  const auto in = [&](const auto& found) { return found ? c.at(*found).name : std::string(); };
  switch (names) {
    case Names::Category:
      if (const auto x = c.find_category(code)) return category_words(c, *x);
      break;
    case Names::Purpose:
      return named([&] { return in(c.find_purpose(code)); }, code, "“", "”");
    case Names::Kind:
      return named([&] { return in(c.find_kind(code)); }, code, "“", "”");
    case Names::Role:
      return named([&] { return in(c.find_role(code)); }, code);
    case Names::Service:
      return named([&] { return in(c.find_service(code)); }, code, "“", "”");
    case Names::Reason:
      return named([&] { return in(c.find_reason(code)); }, code, "“", "”");
    case Names::Condition:
      for (const auto& k : c.conditions)
        if (k.code == code) return "“" + k.says + "”";
      break;
    case Names::Basis:
      if (const Basis b = basis_of(code); b != Basis::None)
        return "“" + std::string(basis_words(b)) + "” (Article " + std::string(basis_article(b)) + ")";
      break;
    case Names::Move: {
      const auto space = code.find(' ');
      const auto kind = c.find_kind(code.substr(0, space));
      const auto* move = kind && space != code.npos ? c.at(*kind).find_move(code.substr(space + 1)) : nullptr;
      if (move) return "“" + move->name + "” of “" + c.at(*kind).name + "”";
      break;
    }
    case Names::Duty:
    case Names::Plain:
      break;
  }
  return "“" + code + "”";
}

namespace {
std::string from_keys(const SaidIndex::Path& path) {
  std::string s;
  for (std::size_t i = 2; i < path.size(); ++i) s += (s.empty() ? "" : " ") + plain_words(path[i]);
  return s.empty() ? plain_words(path.back()) : s;
}
bool under_key(const SaidIndex::Path& path, std::string_view key) {
  return path.size() >= 2 && path[path.size() - 2] == key;
}
}  // namespace

SaidIndex::SaidIndex(const Charter& c) : charter_(c) {
  for (const auto& s : c.said) {
    by_path_.emplace(s.path, &s);
    if (s.value.empty()) entries_[parent(s.path)].push_back(segments(s.path).back());
  }
}

const Said* SaidIndex::find(const std::string& path) const {
  auto it = by_path_.find(path);
  return it == by_path_.end() ? nullptr : it->second;
}

std::vector<std::string> SaidIndex::entries(const std::string& list) const {
  auto it = entries_.find(list);
  return it == entries_.end() ? std::vector<std::string>{} : it->second;
}

std::string SaidIndex::subject(const Path& path) const {
  const bool table = path.size() >= 2 && path[0] != "organisation" && path[0] != "categories";
  for (const char* key : {"name", "title"})
    if (const auto* named = table ? find(path[0] + "/" + path[1] + "/" + key) : nullptr) return named->value;
  if (path[0] == "retention" && path.size() >= 2) return "The rule “" + path[1] + "”";
  if (path[0] == "organisation") return "The organisation";
  std::string s = plain_words(path[0]);
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 32);
  return s;
}

std::string SaidIndex::label(const Path& path) const {
  if (const auto* row = key_words(path)) return with_names(row->more, path);
  if (under_key(path, kGrounds)) return "where “" + path.back() + "” comes from";
  if (under_key(path, kClaims)) return "what the words of “" + path.back() + "” claim";
  return path.back() == "clause" ? "the part of the notice" : from_keys(path);
}

std::string SaidIndex::verb(const Path& path, bool gained) const {
  if (const auto* row = key_words(path)) return with_names(gained ? row->more : row->less, path);
  Path list = path;
  list.pop_back();
  return (gained ? "now has " : "no longer has ") + from_keys(list);
}

std::string SaidIndex::names(const Path& path, const std::vector<std::string>& codes) const {
  const auto* row = key_words(path);
  std::vector<std::string> words;
  for (const auto& code : codes)
    words.push_back(code.starts_with('#') ? "(entry " + code.substr(1) + ")"
                                          : name_of(charter_, row ? row->names : Names::Plain, code));
  return list_words(words);
}

/// "{4}" is the fourth segment, as people call it.
std::string SaidIndex::with_names(std::string_view words, const Path& path) const {
  std::string s(words);
  for (std::size_t open; (open = s.find('{')) != s.npos;) {
    const auto n = static_cast<std::size_t>(s[open + 1] - '1');
    const auto& code = path[n];
    std::string name = plain_words(code);
    if (n > 0 && path[n - 1] == "kinds")
      if (const auto k = charter_.find_kind(code)) name = charter_.at(*k).name;
    if (path[0] == "categories")
      if (const auto k = charter_.find_category(code)) name = category_words(charter_, *k);
    s.replace(open, 3, name);
  }
  return s;
}

}  // namespace candour::charter
