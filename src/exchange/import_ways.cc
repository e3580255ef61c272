#include "exchange/import_ways.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace candour::exchange {
namespace {

/// Words that lists leave out or add at will.
constexpr std::string_view kFillers[] = {"service", "services", "team", "project", "programme",
                                         "the",     "for",      "of",   "and"};
constexpr std::string_view kNobody[] = {"",       "none",   "n a", "na",      "tbc",         "tba",
                                        "nobody", "nil",    "no",  "unknown", "unallocated", "not allocated",
                                        "vacant", "not yet"};

struct Word {
  std::string_view word;
  Stands stands;
};
constexpr Word kStates[] = {
    {"active", Stands::Enrolled},   {"open", Stands::Enrolled},      {"opened", Stands::Enrolled},
    {"reopened", Stands::Enrolled}, {"current", Stands::Enrolled},   {"currently", Stands::Enrolled},
    {"enrolled", Stands::Enrolled}, {"live", Stands::Enrolled},      {"ongoing", Stands::Enrolled},
    {"accepted", Stands::Enrolled}, {"allocated", Stands::Enrolled}, {"started", Stands::Enrolled},
    {"engaged", Stands::Enrolled},  {"attending", Stands::Enrolled}, {"supported", Stands::Enrolled},
    {"admitted", Stands::Enrolled}, {"receiving", Stands::Enrolled}, {"waiting", Stands::Referred},
    {"wait", Stands::Referred},     {"waitlist", Stands::Referred},  {"waitlisted", Stands::Referred},
    {"referred", Stands::Referred}, {"referral", Stands::Referred},  {"pending", Stands::Referred},
    {"new", Stands::Referred},      {"awaiting", Stands::Referred},  {"enquiry", Stands::Referred},
    {"triage", Stands::Referred},   {"undecided", Stands::Referred}, {"prospective", Stands::Referred},
    {"closed", Stands::Ended},      {"close", Stands::Ended},        {"ended", Stands::Ended},
    {"discharged", Stands::Ended},  {"discharge", Stands::Ended},    {"left", Stands::Ended},
    {"leaver", Stands::Ended},      {"inactive", Stands::Ended},     {"finished", Stands::Ended},
    {"completed", Stands::Ended},   {"complete", Stands::Ended},     {"exited", Stands::Ended},
    {"archived", Stands::Ended},    {"ceased", Stands::Ended},       {"withdrawn", Stands::Ended},
    {"withdrew", Stands::Ended},    {"declined", Stands::Ended},     {"rejected", Stands::Ended},
    {"died", Stands::Ended},        {"dead", Stands::Ended},         {"deceased", Stands::Ended},
    {"former", Stands::Ended},      {"past", Stands::Ended},         {"cancelled", Stands::Ended}};
/// A word that turns the others round: what it leaves is for a person to say.
constexpr std::string_view kTurns[] = {"not", "no", "never", "non", "longer", "was", "previously", "hold"};

bool among(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Each of the cell's words is a word of the name, or the beginning of one, and none is taken twice.
bool says_some_of(const std::vector<std::string>& name, const std::vector<std::string>& cell) {
  std::vector<bool> taken(name.size());
  for (const auto& word : cell) {
    std::size_t at = 0;
    while (at < name.size() && (taken[at] || !name[at].starts_with(word))) ++at;
    if (at == name.size()) return false;
    taken[at] = true;
  }
  return true;
}

std::vector<std::string> without_fillers(std::vector<std::string> words) {
  std::erase_if(words, [](const auto& w) { return among(kFillers, w); });
  return words;
}

std::string first_letters(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& w : words) out += w.substr(0, 1);
  return out;
}

Offered offered(std::vector<std::string> all) {
  return std::make_shared<const std::vector<std::string>>(std::move(all));
}

}  // namespace

Named named(std::string shown, std::vector<std::string> also) {
  Named n;
  n.folded = fold(shown);
  n.words = fold_words(shown);
  n.shown = std::move(shown);
  for (auto& other : also)
    if (auto folded = fold(other); !folded.empty()) n.also.push_back(std::move(folded));
  return n;
}

Meant meant_by(const std::vector<Named>& all, std::string_view cell) {
  const auto folded = fold(cell);
  auto words = fold_words(cell);
  auto sorted = words;
  std::sort(sorted.begin(), sorted.end());
  const auto few = without_fillers(words);
  const auto letters = words.size() == 1 && folded.size() >= 2 ? folded : std::string();
  const auto each = [&](auto&& fits) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (fits(all[i])) out.push_back(i);
    return out;
  };
  if (folded.empty()) return {};
  if (auto same = each([&](const Named& n) {
        return n.folded == folded || std::find(n.also.begin(), n.also.end(), folded) != n.also.end();
      });
      !same.empty())
    return {std::move(same), true};
  if (auto same = each([&](const Named& n) {
        auto of = n.words;
        std::sort(of.begin(), of.end());
        return of == sorted;
      });
      !same.empty())
    return {std::move(same), true};
  if (!letters.empty())
    if (auto same = each([&](const Named& n) {
          return n.words.size() > 1 &&
                 (first_letters(n.words) == letters || first_letters(without_fillers(n.words)) == letters);
        });
        !same.empty())
      return {std::move(same), false};
  // A letter or two say nothing of their own.
  if (std::none_of(few.begin(), few.end(), [](const auto& w) { return count_letters(w) >= 3; })) return {};
  return {each([&](const Named& n) { return says_some_of(n.words, few); }), false};
}

bool means_nobody(std::string_view cell) {
  const auto folded = fold(cell);
  return among(kNobody, folded);
}

std::optional<Stands> stands_as(std::string_view cell) {
  std::optional<Stands> out;
  for (const auto& word : fold_words(cell)) {
    if (among(kTurns, word)) return std::nullopt;
    for (const auto& known : kStates) {
      if (known.word != word) continue;
      if (out && *out != known.stands) return std::nullopt;
      out = known.stands;
    }
  }
  return out;
}

const WaysIn::Into* WaysIn::find(ServiceIx service) const {
  for (const auto& one : into)
    if (one.service == service) return &one;
  return nullptr;
}

bool WaysIn::enrols() const {
  return std::any_of(into.begin(), into.end(), [](const Into& one) { return one.enrol; });
}

std::shared_ptr<const WaysIn> make_ways(const charter::Charter& c, const people::Directory& staff,
                                        std::vector<WaysIn::Into> into) {
  auto out = std::make_shared<WaysIn>();
  for (const auto& s : c.services) out->service_names.push_back(named(s.name, {s.code}));
  out->teams = staff.teams();
  for (const auto& t : out->teams) out->team_names.push_back(named(t.name));
  std::map<std::string, int> times;
  const auto all = staff.all();
  for (const auto& m : all) ++times[fold(m.name)];
  for (const auto& m : all) {
    WaysIn::Worker w{m.id, {}, m.left_at.has_value(), m.name};
    const bool several = times[fold(m.name)] > 1;
    if (several) w.shown += " (" + m.username + ")";
    for (const auto& one : into)
      if (std::ranges::count(one.able, m.id) > 0) w.in.add(one.service);
    out->worker_names.push_back(named(m.name, {m.username, m.email, several ? w.shown : std::string()}));
    out->workers.push_back(std::move(w));
  }
  std::vector<std::string> services;
  for (auto& one : into) {
    services.push_back(c.at(one.service).name);
    std::vector<std::string> teams, workers;
    for (const auto& t : out->teams)
      if (t.service == one.service) teams.push_back(t.name);
    for (const auto& w : out->workers)
      if (w.in.has(one.service)) workers.push_back(w.shown);
    one.teams = offered(std::move(teams));
    one.workers = offered(std::move(workers));
  }
  out->into = std::move(into);
  out->services = offered(std::move(services));
  out->states = offered({"Active", "Waiting"});
  return out;
}

}  // namespace candour::exchange
