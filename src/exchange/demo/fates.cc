// Who comes, to which service, when, and how it ends.
#include <algorithm>
#include <chrono>

#include "exchange/demo/names.h"
#include "exchange/demo/plot.h"

namespace candour::exchange::demo {

using charter::Charter;

namespace {

bool keeps(const Charter& c, ServiceIx s, std::string_view kind) {
  const auto k = c.find_kind(kind);
  return k && c.kind_use(s, *k);
}

bool is_short(Theme t) {
  return t == Theme::Therapy || t == Theme::Lifestyle;
}

struct Ages {
  int least, most;
};

Ages ages_of(const charter::Service& service, Theme theme, bool old) {
  if (service.for_children) return {std::max(8, service.min_age), 16};
  Ages a{18, 75};
  if (theme == Theme::Advice) a = {55, 90};
  if (theme == Theme::Therapy || theme == Theme::Lifestyle) a = {19, 68};
  if (theme == Theme::Work) a = {18, 58};
  if (theme == Theme::Carer) a = {service.min_age == 0 ? 13 : 18, 78};
  if (old) a = {78, 92};
  a.least = std::max(a.least, service.min_age);
  return a;
}

}  // namespace

Theme theme_of(const Charter& c, ServiceIx s) {
  if (c.at(s).for_children) return Theme::Child;
  if (keeps(c, s, "therapy-session") || keeps(c, s, "workshop-record")) return Theme::Therapy;
  if (keeps(c, s, "brief-intervention") || keeps(c, s, "voucher")) return Theme::Lifestyle;
  if (keeps(c, s, "carer-assessment")) return Theme::Carer;
  if (keeps(c, s, "employment-history")) return Theme::Work;
  if (keeps(c, s, "observation") || keeps(c, s, "medicine-given")) return Theme::Support;
  return Theme::Advice;
}

UnixMs moment(Date day, int minutes) {
  const LocalMinute at{day, minutes / 60, minutes % 60};
  return to_unix(at).value_or(UnixMs{start_of_day(day).ms + std::int64_t{minutes} * 60'000});
}

Date Plot::workday(Date d) const {
  const auto weekday = std::chrono::weekday(std::chrono::sys_days(d)).iso_encoding();
  return weekday <= 5 ? d : add_days(d, 8 - static_cast<int>(weekday));
}

void Plot::alone(Date day, int minutes, std::function<Status(Stage&)> what) {
  events.push_back({moment(day, minutes), {}, std::move(what)});
}

std::optional<std::pair<ServiceIx, ServiceIx>> Plot::two_services() const {
  const auto& all = charter().services;
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b)
      if (all[a].for_children == all[b].for_children)
        return std::pair{static_cast<ServiceIx>(a), static_cast<ServiceIx>(b)};
  return std::nullopt;
}

ServiceIx Plot::quietest(std::string_view kind) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < open_in_.size(); ++i) {
    if (!kind.empty() && !keeps(charter(), static_cast<ServiceIx>(i), kind)) continue;
    if (!best || open_in_[i] < open_in_[*best]) best = i;
  }
  return best ? static_cast<ServiceIx>(*best) : kind.empty() ? ServiceIx{} : quietest("");
}

ServiceIx Plot::service_for(std::size_t n, Fate fate) const {
  const auto& all = charter().services;
  switch (n) {
    case 0:
      return ServiceIx{};
    case 1:
      for (std::size_t i = 0; i < all.size(); ++i)
        if (keeps(charter(), static_cast<ServiceIx>(i), "medicine-given")) return static_cast<ServiceIx>(i);
      return quietest("");
    case 2:
      for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].for_children) return static_cast<ServiceIx>(i);
      return ServiceIx{};
    case 5:
      if (const auto two = two_services()) return two->first;
      return quietest("");
    case 7:
    case 8:
      return quietest("support-plan");
    default:
      return fate == Fate::Open ? quietest("") : static_cast<ServiceIx>(n % all.size());
  }
}

Stay Plot::stay_for(std::size_t n) {
  Stay s;
  s.who = n;
  s.hero = n == 0;
  s.long_record = n == 1;
  s.unsigned_plan = n == 7;
  s.overdue = n == 8;
  switch (n) {
    case 2:
      s.fate = Fate::Died;
      break;
    case 3:
    case 4:
      s.fate = Fate::Closed;
      break;
    case 9:
      s.fate = Fate::Waiting;
      break;
    case 10:
      s.fate = Fate::Declined;
      break;
    case 11:
      s.fate = Fate::New;
      break;
    default:
      break;
  }
  if (n >= 12) {
    const auto in_ten = n % 10;
    if (in_ten == 6 || in_ten == 7) s.fate = Fate::Closed;
    if (in_ten == 8) s.fate = n % 20 == 8 ? Fate::Declined : Fate::Waiting;
    if (in_ten == 9) s.fate = n % 20 == 9 ? Fate::Waiting : Fate::New;
    s.waits = rng_.chance(20);
  }
  const auto& above = charter().at(cast_.supervisor_role);
  if (s.fate == Fate::Died && !above.has(charter::Duty::MarkDeath)) s.fate = Fate::Closed;
  if (s.fate == Fate::Closed && !above.has(charter::Duty::Close)) s.fate = Fate::Open;
  s.service = service_for(n, s.fate);
  s.theme = theme_of(charter(), s.service);
  if (s.fate == Fate::Open) ++open_in_[static_cast<std::size_t>(s.service)];
  return s;
}

void Plot::dates_of(Stay& s) {
  const auto before = [&](int days) { return workday(add_days(today_, -days)); };
  const bool brief = is_short(s.theme);
  s.ended = add_days(today_, 1);
  switch (s.fate) {
    case Fate::Open:
      s.decided = before(brief ? rng_.between(16, 140) : rng_.between(40, 680));
      if (s.hero) s.decided = before(610);
      if (s.long_record) s.decided = before(692);
      if (s.unsigned_plan) s.decided = before(24);
      if (s.overdue) s.decided = before(150);
      break;
    case Fate::Closed:
    case Fate::Died: {
      const int length = brief ? rng_.between(70, 160) : rng_.between(120, 400);
      const int ago = rng_.between(20, s.fate == Fate::Died ? 120 : 260);
      s.ended = before(ago);
      s.decided = before(ago + length);
      break;
    }
    case Fate::Waiting:
      s.decided = before(rng_.between(15, 70));
      break;
    case Fate::Declined:
      s.decided = before(rng_.between(20, 600));
      break;
    case Fate::New:
      s.decided = add_days(today_, 1);
      break;
  }
  s.received = s.fate == Fate::New ? add_days(today_, -rng_.between(1, 4))
                                   : workday(add_days(s.decided, -rng_.between(4, 20) - (s.waits ? 45 : 0)));
  if (s.received >= s.decided && s.fate != Fate::New) s.received = add_days(s.decided, -3);
}

void Plot::people_of(Stay& s) {
  auto& count = taken_on_[static_cast<std::size_t>(s.service)];
  const auto& workers = cast_.workers[static_cast<std::size_t>(s.service)];
  s.worker = workers[(s.hero ? 0 : count) % workers.size()];
  ++count;
  s.supervisor = cast_.supervisor[static_cast<std::size_t>(s.service)];
  const auto& teams = cast_.teams[static_cast<std::size_t>(s.service)];
  for (std::size_t t = 0; t < teams.size(); ++t)
    if (cast_.all[s.worker].posts[0].team == teams[t].id) s.team = t;
  for (const auto role : specialists(charter(), cast_)) {
    if (!wants_specialist(charter(), cast_, role, s.service)) continue;
    std::vector<std::size_t> those;
    for (std::size_t i = 0; i < cast_.all.size(); ++i)
      if (cast_.all[i].role == role) those.push_back(i);
    if (!those.empty()) s.others.push_back(those[count % those.size()]);
  }
}

void Plot::goals_of_stay(Stay& s) {
  const auto bank = demo::goals_of(s.theme);
  const auto first = s.hero ? 0u : static_cast<unsigned>(rng_.next() % bank.size());
  auto day = add_days(s.decided, 12);
  for (unsigned i = 0; i < std::min<std::size_t>(is_short(s.theme) ? 1 : 2, bank.size()); ++i) {
    GoalTaken g;
    g.goal = &bank[(first + i) % bank.size()];
    for (int step = 0; step < 5; ++step) {
      day = add_days(day, is_short(s.theme) ? rng_.between(10, 22) : rng_.between(25, 70));
      if (s.hero && step == 3) day = add_days(today_, 20);  // three of five steps are done
      g.done.push_back(day);
    }
    s.goals.push_back(std::move(g));
    if (s.hero) break;
  }
}

void Plot::add_person(std::size_t n) {
  auto s = stay_for(n);
  dates_of(s);
  people_of(s);
  if (s.has_started()) goals_of_stay(s);
  const auto& region = region_of(charter().organisation.code);
  const auto ages = ages_of(charter().at(s.service), s.theme, s.fate == Fate::Died);
  Wish wish;
  wish.number = static_cast<int>(n) + 1;
  wish.least_age = ages.least;
  wish.most_age = ages.most;
  wish.day = s.fate == Fate::New ? s.received : s.decided;
  wish.theme = s.theme;
  wish.siobhan = n == 6;
  if (s.hero) {
    wish.hero = &heroes()[static_cast<std::size_t>(setting_.order) % heroes().size()];
    if (!charter().at(s.service).for_children)
      wish.least_age = wish.most_age = std::max(26, charter().at(s.service).min_age);
  }
  people.push_back(invent(rng_, wish, region, names_));
  stays.push_back(s);
  if (n != 5) return;
  if (const auto two = two_services()) {
    auto second = s;
    second.second = true;
    second.service = two->second;
    second.theme = theme_of(charter(), second.service);
    second.received = workday(add_days(s.decided, (days_between(s.decided, today_)) / 3));
    second.decided = workday(add_days(second.received, 6));
    second.others.clear();
    second.goals.clear();
    ++open_in_[static_cast<std::size_t>(second.service)];
    people_of(second);
    goals_of_stay(second);
    stays.push_back(std::move(second));
  }
}

void Plot::invent_people() {
  taken_on_.assign(charter().services.size(), 0);
  open_in_.assign(charter().services.size(), 0);
  for (std::size_t n = 0; n < static_cast<std::size_t>(setting_.people); ++n) add_person(n);
}

void Plot::make() {
  invent_people();
  for (std::size_t i = 0; i < stays.size(); ++i) {
    journey_of(i);
    if (!stays[i].has_started()) continue;
    history_of(i);
    if (!stays[i].second) circle_of(i);
  }
  every_kind();
  second_thoughts();
  agreements();
  mailings();
  training();
  looks();
  reasons();
  drafts();
  starters();
  std::ranges::stable_sort(events, {}, [](const Event& e) { return e.at.ms; });
  std::erase_if(events, [&](const Event& e) { return e.at > setting_.until; });
}

}  // namespace candour::exchange::demo
