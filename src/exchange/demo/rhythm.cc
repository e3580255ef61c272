// What is written when, by whom, and what becomes of it: plans signed off, incidents closed, hand-overs
// taken.
#include <algorithm>
#include <array>

#include "base/calendar_words.h"
#include "exchange/demo/plot.h"
#include "exchange/demo/stage.h"

namespace candour::exchange::demo {

using charter::Kind;
using charter::Move;

namespace {

/// How often a kind is written: days from the start to the first, days from one to the next (0: once), of how
/// many people in a hundred, and how many at most (0: no limit).
struct Rhythm {
  std::string_view kind;
  std::array<int, 2> first, every;
  int of_hundred, most;
};
constexpr Rhythm kRhythms[] = {
    {"communication-profile", {2, 10}, {0, 0}, 92, 1},
    {"health-profile", {3, 14}, {0, 0}, 92, 1},
    {"about-me", {10, 40}, {0, 0}, 70, 1},
    {"supporters", {5, 20}, {0, 0}, 60, 1},
    {"circumstances", {3, 12}, {0, 0}, 85, 1},
    {"household", {8, 30}, {0, 0}, 60, 1},
    {"housing-profile", {5, 25}, {0, 0}, 75, 1},
    {"employment-history", {8, 30}, {0, 0}, 60, 1},
    {"learning-history", {8, 30}, {0, 0}, 60, 1},
    {"finance-profile", {6, 30}, {0, 0}, 55, 1},
    {"contact-note", {1, 4}, {9, 22}, 100, 0},
    {"observation", {5, 20}, {20, 50}, 90, 0},
    {"task-done", {4, 15}, {25, 60}, 80, 0},
    {"conversation", {15, 60}, {90, 200}, 60, 0},
    {"letter", {5, 20}, {120, 220}, 60, 0},
    {"hand-over", {20, 60}, {70, 150}, 60, 0},
    {"appointment", {10, 40}, {60, 120}, 60, 0},
    {"attendance", {6, 20}, {21, 45}, 55, 0},
    {"workshop-record", {5, 14}, {7, 14}, 95, 8},
    {"therapy-session", {4, 9}, {7, 8}, 95, 16},
    {"brief-intervention", {1, 5}, {18, 32}, 100, 10},
    {"voucher", {3, 10}, {21, 35}, 50, 4},
    {"health-check", {5, 20}, {30, 60}, 45, 14},
    {"medicine-given", {10, 30}, {40, 80}, 60, 0},
    {"support-plan", {8, 16}, {178, 186}, 100, 0},
    {"assessment", {3, 9}, {340, 370}, 100, 0},
    {"carer-assessment", {3, 9}, {340, 370}, 100, 0},
    {"risk-assessment", {6, 18}, {175, 190}, 85, 0},
    {"outcome-measure", {2, 7}, {80, 120}, 80, 4},
    {"emergency-contact", {2, 8}, {3, 9}, 90, 2},
    {"individual-agreement", {4, 10}, {0, 0}, 85, 1},
    {"consent-form", {2, 8}, {200, 300}, 75, 3},
    {"inbound-information", {10, 50}, {150, 260}, 50, 0},
    {"disclosure", {20, 80}, {0, 0}, 30, 1},
    {"payment", {30, 40}, {55, 65}, 60, 0},
    {"incident", {30, 200}, {180, 400}, 50, 0},
    {"complaint", {60, 300}, {0, 0}, 10, 1},
    {"information-request", {40, 300}, {0, 0}, 8, 1},
    {"compliment", {60, 300}, {0, 0}, 18, 1},
    {"feedback", {60, 180}, {300, 360}, 55, 0},
    {"safeguarding-concern", {40, 300}, {0, 0}, 8, 1},
    {"arrangement", {20, 90}, {0, 0}, 40, 1},
    {"equipment-request", {15, 90}, {0, 0}, 45, 1},
    {"file", {3, 20}, {0, 0}, 45, 1},
    {"authority", {5, 20}, {0, 0}, 15, 1},
    {"hold", {60, 300}, {0, 0}, 2, 1},
    {"convictions", {5, 15}, {0, 0}, 4, 1},
    {"voluntary-item", {60, 300}, {0, 0}, 12, 1},
    {"optional-details", {5, 30}, {0, 0}, 15, 1},
};
constexpr Rhythm kOther = {"", {20, 120}, {0, 0}, 25, 1};
/// What is written nearly every day about the one with the long record: the first three that the service
/// keeps.
constexpr std::string_view kEveryDay[] = {"contact-note",       "medicine-given", "observation",
                                          "task-done",          "attendance",     "therapy-session",
                                          "brief-intervention", "health-check",   "conversation"};
constexpr std::array<int, 2> kDense[] = {{2, 3}, {4, 5}, {6, 7}};
/// What the first person of an organisation has for certain.
constexpr std::string_view kOfHero[] = {
    "communication-profile", "health-profile", "about-me",    "support-plan", "risk-assessment",
    "emergency-contact",     "medicine-given", "appointment", "hand-over",    "observation"};
/// Steps backwards or aside are not part of the ordinary way of a thing.
constexpr std::string_view kNotOrdinary[] = {
    "propose-refusal", "propose-fee", "ask-them", "take-back", "refuse", "cancel",  "miss",
    "withdraw",        "write-off",   "lapse",    "pause",     "end",    "replace", "handle"};

const Rhythm& rhythm_of(std::string_view kind) {
  const auto* found = std::ranges::find(kRhythms, kind, &Rhythm::kind);
  return found == std::end(kRhythms) ? kOther : *found;
}

template <class Bank>
bool in(const Bank& bank, std::string_view what) {
  return std::ranges::find(bank, what) != std::end(bank);
}

int place_of(const Kind& kind, std::string_view state) {
  for (std::size_t i = 0; i < kind.states.size(); ++i)
    if (kind.states[i].code == state) return static_cast<int>(i);
  return -1;
}

/// The next step on the ordinary way, or null.
const Move* next_move(const Kind& kind, std::string_view state) {
  for (const auto& m : kind.moves)
    if (std::ranges::find(m.from, state) != m.from.end() && place_of(kind, m.to) > place_of(kind, state) &&
        !in(kNotOrdinary, m.code))
      return &m;
  return nullptr;
}

bool moves_and_writes(const charter::Charter& c, const Member& m, KindIx kind, std::string_view move) {
  const auto& role = c.at(m.role);
  return std::ranges::find(role.moves, std::pair(kind, std::string(move))) != role.moves.end() &&
         std::ranges::find(role.writes, kind) != role.writes.end();
}

bool is_asked(const Kind& kind, const std::string& field) {
  return std::ranges::any_of(kind.moves,
                             [&](const Move& m) { return std::ranges::find(m.asks, field) != m.asks.end(); });
}

/// What the kind's steps ask is answered with them and not before.
void wait_for_steps(Scene& scene, const Kind& kind, CategorySet may, Planned& p) {
  for (const auto& f : kind.fields) {
    if (!kind.asked_at_a_step(f.code)) continue;
    if (const auto* x = p.values.if_contains(f.code)) {
      p.later[f.code] = *x;
      p.values.erase(f.code);
    } else if (auto made = any_answer(scene, f); made && may.has(f.category) && is_asked(kind, f.code)) {
      p.later[f.code] = std::move(*made);
    }
  }
}

}  // namespace

std::optional<std::size_t> Plot::author_for(const Stay& s, KindIx kind, PurposeSet consented) const {
  const auto fits = [&](std::size_t m) {
    return can_write(charter(), cast_.all[m].role, s.service, kind, consented);
  };
  if (charter().at(kind).code == "hand-over" && fits(s.supervisor)) return s.supervisor;
  if (fits(s.worker)) return s.worker;
  for (const auto m : s.others)
    if (fits(m)) return m;
  if (fits(s.supervisor)) return s.supervisor;
  for (std::size_t m = 0; m < cast_.all.size(); ++m)
    if (!cast_.all[m].posts[0].service && charter().at(cast_.all[m].role).reach >= charter::Reach::Service &&
        fits(m))
      return m;
  return std::nullopt;
}

std::optional<std::size_t> Plot::writer_of(const Stay& s, KindIx kind, PurposeSet& consented) const {
  if (auto by = author_for(s, kind, consented)) return by;
  for (std::size_t p = 0; p < charter().purposes.size(); ++p)
    if (charter().purposes[p].needs_consent()) consented.add(static_cast<PurposeIx>(p));
  return author_for(s, kind, consented);
}

bool Plot::write(std::size_t stay, KindIx kind_ix, Date day) {
  const auto& s = stays[stay];
  const auto& kind = charter().at(kind_ix);
  if (kind.engine || kind.service_only || !charter().kind_use(s.service, kind_ix) ||
      (kind.home_visit && !charter().at(s.service).home_based))
    return false;
  if (day <= s.decided || day >= s.ended) return false;
  if (kind.one_per_person && once_.count({s.who, kind_ix})) return false;
  PurposeSet consented;
  const auto author = writer_of(s, kind_ix, consented);
  if (!author) return false;
  if (kind.one_per_person) once_.insert({s.who, kind_ix});
  seen_kinds_.insert(kind_ix);
  const auto may = writable(charter(), cast_.all[*author].role, s.service, consented);
  for (std::size_t p = 0; p < charter().purposes.size(); ++p)
    if (consented.has(static_cast<PurposeIx>(p)) &&
        charter().at(s.service).purposes.has(static_cast<PurposeIx>(p)))
      consent_before(stay, static_cast<PurposeIx>(p), day, *author);

  const int minutes = day == today_ ? rng_.between(482, 500) : rng_.between(550, 1020);
  Scene scene{rng_,
              charter(),
              kind,
              charter().at(s.service),
              people[s.who],
              s.goals,
              s.theme,
              day,
              minutes,
              today_,
              turns_[{s.who, kind_ix}]++,
              s.hero,
              s.overdue && day < add_days(today_, -60),
              cast_.all[*author].id,
              recent_[s.who]};
  Planned p;
  p.stay = stay;
  p.author = *author;
  p.kind = kind_ix;
  p.day = day;
  p.values = filled_form(scene, may);
  wait_for_steps(scene, kind, may, p);
  if (kind.part == "daily" || kind.code == "medicine-given" || kind.code == "incident") p.source = "staff";
  if (kind.code == "contact-note" || kind.code == "feedback" || kind.code == "therapy-session")
    p.source = "person";
  if (kind.code == "inbound-information")
    for (const auto& [code, name] : charter::givers(charter()))
      if (p.source == "staff" || p.source == "person" || rng_.chance(30)) p.source = code;
  if (p.source == "person" && rng_.chance(6)) {
    p.source = people[s.who].carer_relation;
    p.source_name = people[s.who].carer_name;
  }
  entries.push_back(std::move(p));
  auto* planned = &entries.back();
  const bool with_file = std::ranges::any_of(
      kind.fields, [](const charter::Field& f) { return f.required && f.type == charter::FieldType::File; });
  const auto at = moment(day, minutes + 5);
  if (with_file)
    events.push_back({at, {}, [planned](Stage& stage) { return stage.write_file(*planned); }});
  else
    events.push_back(
        {at, [planned](Stage& stage, store::Txn& txn) { return stage.write(txn, *planned); }, {}});
  moves_of(*planned);
  return true;
}

std::optional<std::size_t> Plot::mover_for(const Planned& p, const Move& move) const {
  const auto& s = stays[p.stay];
  const auto fits = [&](std::size_t m) {
    return moves_and_writes(charter(), cast_.all[m], p.kind, move.code);
  };
  if (move.supervisor) {
    if (s.supervisor != p.author && fits(s.supervisor)) return s.supervisor;
    return std::nullopt;
  }
  if (fits(s.worker)) return s.worker;
  if (fits(p.author)) return p.author;
  if (fits(s.supervisor)) return s.supervisor;
  return std::nullopt;
}

void Plot::add_move(Planned& p, const Move& move, std::size_t mover, Date day) {
  const auto& kind = charter().at(p.kind);
  p.state = move.to;
  p.state_since = day;
  auto* planned = &p;
  const std::string reason = !move.needs_reason     ? ""
                             : move.code == "close" ? "Looked at together; nothing is left to do."
                                                    : "As agreed.";
  auto answers = only_asked(charter().at(stays[p.stay].service), kind.at_step(move), p.later,
                            CategorySet::of_bits(~0ull));
  for (auto& [field, answer] : answers) {  // it is done on the day of the step
    const auto type = kind.find_field(std::string_view(field))->type;
    if (type == charter::FieldType::Date) answer = iso_date(day);
    if (type == charter::FieldType::DateTime) answer = iso_minute({day, 8, 0});
  }
  alone(day, rng_.between(481, 539), [planned, mover, code = move.code, reason, answers](Stage& stage) {
    return stage.move(*planned, mover, code, reason, answers);
  });
}

void Plot::moves_of(Planned& p) {
  const auto& s = stays[p.stay];
  const auto& kind = charter().at(p.kind);
  if (kind.states.empty()) return;
  p.state = charter::first_state(kind, p.values);
  p.state_since = p.day;
  while (const auto* move = next_move(kind, p.state)) {
    const auto mover = mover_for(p, *move);
    if (move->second) return;  // it waits for somebody else, who has not looked yet
    if (!mover || (s.unsigned_plan && move->supervisor && p.day > add_days(today_, -25))) return;
    auto day = add_days(p.state_since, rng_.between(1, 5));
    for (const auto& d : kind.deadlines) {
      if (d.until_state != move->to) continue;
      if (d.from == "created" || d.from.starts_with("state:")) {
        day = add_days(p.state_since, rng_.between(1, std::max(1, d.span.count - 1)));
      } else {
        const auto* value = p.values.if_contains(d.from);
        if (!value) value = p.later.if_contains(d.from);
        if (!value || !value->is_string()) return;  // nothing was to come of it
        const auto text = value->get_string();
        const auto on = parse_iso_date(std::string_view(text.data(), std::min<std::size_t>(text.size(), 10)));
        day = std::max(on ? add_days(*on, rng_.between(0, 1)) : day, add_days(p.state_since, 1));
      }
    }
    day = workday(day);
    if (day >= s.ended || day > today_) return;
    if (rng_.chance(4) && !s.unsigned_plan) return;  // now and then something is forgotten
    // Where somebody else decides about the information, a request goes to them before it is answered.
    if (kind.records_request && charter().at(s.service).processor && move->code == "answer") {
      add_move(p, *kind.find_move("forward"), *mover, day);
      day = workday(add_days(day, 1));
      if (day >= s.ended || day > today_) return;
    }
    add_move(p, *move, *mover, day);
  }
}

void Plot::replaced_by(Planned& old, Date day) {
  const auto& kind = charter().at(old.kind);
  // The next one that is agreed takes its place by itself.
  if (std::ranges::any_of(kind.states, [](const charter::State& s) { return !s.supersedes.empty(); })) return;
  const auto* move = kind.find_move("replace");
  if (!move || std::ranges::find(move->from, old.state) == move->from.end() || old.state_since >= day) return;
  if (day >= stays[old.stay].ended || day > today_) return;
  if (const auto mover = mover_for(old, *move)) add_move(old, *move, *mover, day);
}

void Plot::history_of(std::size_t stay) {
  const auto& s = stays[stay];
  std::vector<std::string_view> dense;
  for (const auto kind : kEveryDay)
    if (const auto k = charter().find_kind(kind); s.long_record && k && charter().kind_use(s.service, *k))
      dense.push_back(kind);
  dense.resize(std::min(dense.size(), std::size(kDense)));
  for (const auto& use : charter().at(s.service).kinds) {
    const auto& kind = charter().at(use.kind);
    auto rhythm = rhythm_of(kind.code);
    const auto nth = std::ranges::find(dense, kind.code) - dense.begin();
    const bool every_day = nth < std::ssize(dense);
    if (every_day) rhythm = {kind.code, {1, 4}, kDense[nth], 100, 0};
    if (s.hero && in(kOfHero, kind.code)) rhythm.of_hundred = 100;
    if (!rng_.chance(rhythm.of_hundred)) continue;
    Planned* before = nullptr;
    auto day = add_days(s.decided, rng_.between(rhythm.first[0], rhythm.first[1]));
    for (int n = 0; rhythm.most == 0 || n < rhythm.most; ++n) {
      if (!every_day) day = workday(day);
      if (day > today_ || day >= s.ended) break;
      if (!write(stay, use.kind, day)) break;
      auto* now = &entries.back();
      if (before) replaced_by(*before, workday(add_days(day, 9)));
      before = now;
      if (rhythm.every[0] == 0) break;
      day = add_days(day, rng_.between(rhythm.every[0], rhythm.every[1]));
    }
  }
  if (!s.hero) return;
  for (const auto* code : {"contact-note", "hand-over"})  // something of today, and something to take over
    if (const auto k = charter().find_kind(code))
      write(stay, *k, code[0] == 'c' ? today_ : add_days(today_, -1));
}

void Plot::every_kind() {
  for (std::size_t k = 0; k < charter().kinds.size(); ++k) {
    const auto kind = static_cast<KindIx>(k);
    for (std::size_t i = 0; i < stays.size() && !seen_kinds_.count(kind); ++i) {
      if (stays[i].fate != Fate::Open || stays[i].hero) continue;
      const auto room = days_between(stays[i].decided, today_);
      if (room > 8) write(i, kind, workday(add_days(today_, -rng_.between(4, std::min(room - 2, 60)))));
    }
  }
}

}  // namespace candour::exchange::demo
