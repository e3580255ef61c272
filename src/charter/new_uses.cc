#include "charter/new_uses.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/decide.h"
#include "charter/read.h"

namespace candour::charter {

namespace {

constexpr std::size_t kUsesShown = 8;

/// An answer in one line: one that an earlier version gave is known by it.
std::string line_of(const Charter& c, const UseAnswer& a) {
  std::set<std::string> categories;
  a.categories.each([&](CategoryIx i) { categories.insert(c.at(i).code); });
  std::string s = c.at(a.purpose).code;
  for (const auto& code : categories) s += " " + code;
  for (const auto* words : {&a.fits, &a.tell, &a.law, &a.because}) s += "\n" + *words;
  return s;
}

std::vector<std::string> category_codes_in(const Charter& c, CategorySet set) {
  std::vector<std::string> codes;
  set.each([&](CategoryIx i) { codes.push_back(c.at(i).code); });
  return codes;
}

std::string in_quotation(const std::string& name) {
  return "“" + name + "”";
}

}  // namespace

void UsesSoFar::put(Place& place, const Charter& c, PurposeIx ix) const {
  const auto& p = c.at(ix);
  Use& use = place.uses[p.code];
  use.name = p.name;
  use.says = p.says;
  use.asked = p.needs_consent();
  for (auto& code : category_codes_in(c, p.categories)) {
    place.held.insert(code);  // nothing is collected that no purpose of the service covers
    use.categories.insert(std::move(code));
  }
}

void UsesSoFar::then(const Charter& c) {
  anywhere_.uses.clear();
  for (const auto& s : c.services) {
    auto& place = services_[s.code];
    place.uses.clear();
    s.purposes.each([&](PurposeIx p) {
      put(place, c, p);
      put(anywhere_, c, p);
    });
  }
  for (const auto& a : c.version.new_uses) answers_.insert(line_of(c, a));
}

std::vector<NewUse> UsesSoFar::new_in(const Charter& newer) const {
  std::vector<NewUse> all;
  std::size_t first = 0;  // of the purpose that is looked at
  const auto add = [&](NewUse one, ServiceIx s, CategorySet categories, const Place& place) {
    auto at = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
                           [&](const NewUse& u) { return u.answer == one.answer; });
    if (at == all.end()) at = all.insert(all.end(), std::move(one));
    at->reworded = at->reworded || one.reworded;
    at->where.emplace_back(s, categories);
    const auto codes = category_codes_in(newer, categories);
    for (const auto& [code, use] : place.uses)
      if (std::ranges::any_of(codes, [&](const auto& c) { return use.categories.contains(c); }))
        if (auto words = use.name + ": " + use.says; std::ranges::count(at->before, words) == 0)
          at->before.push_back(std::move(words));
  };
  for (std::size_t i = 0; i < newer.purposes.size(); ++i) {
    const auto ix = static_cast<PurposeIx>(i);
    const auto& p = newer.purposes[i];
    first = all.size();
    for (std::size_t k = 0; k < newer.services.size(); ++k) {
      const auto& s = newer.services[k];
      if (!s.purposes.has(ix)) continue;
      const auto known = services_.find(s.code);
      const Place& place = known == services_.end() ? anywhere_ : known->second;
      const auto was = place.uses.find(p.code);
      const bool there = was != place.uses.end();
      const bool reworded = there && (was->second.name != p.name || was->second.says != p.says ||
                                      (was->second.asked && !p.needs_consent()));
      CategorySet left;
      p.categories.each([&](CategoryIx c) {
        const auto& code = newer.at(c).code;
        if (place.held.contains(code) && (!there || reworded || !was->second.categories.contains(code)))
          left.add(c);
      });
      for (const auto& a : newer.version.new_uses) {
        if (a.purpose != ix || (a.categories & left).empty() || answers_.contains(line_of(newer, a)))
          continue;
        add({ix, {}, {}, reworded, &a}, static_cast<ServiceIx>(k), a.categories & left, place);
        left = left - a.categories;
      }
      if (!left.empty()) add({ix, {}, {}, reworded, nullptr}, static_cast<ServiceIx>(k), left, place);
    }
  }
  return all;
}

UsesSoFar uses_so_far(const std::vector<std::string>& texts, const std::string& catalogue_dir) {
  UsesSoFar so_far;
  for (const auto& text : texts)
    if (const auto c = load_text("an earlier version", text, catalogue_dir).charter) so_far.then(*c);
  return so_far;
}

std::string use_words(const Charter& c, const NewUse& u) {
  std::vector<std::string> places;
  for (const auto& [service, categories] : u.where) {
    std::vector<std::string> what;
    categories.each([&](CategoryIx i) { what.push_back(category_words(c, i)); });
    places.push_back(list_words(what) + " in " + c.at(service).name);
  }
  return in_quotation(c.at(u.purpose).name) + (u.reworded ? ", which says something else now," : "") +
         " would use " + list_words(places) + ".";
}

std::string uses_unanswered(const Charter& c, const std::vector<NewUse>& all) {
  std::string words, lines;
  std::size_t n = 0;
  for (const auto& u : all) {
    if (u.answer || ++n > kUsesShown) continue;
    words += " " + use_words(c, u);
    CategorySet categories;
    for (const auto& [service, set] : u.where) categories = categories | set;
    std::string codes;
    for (const auto& code : category_codes_in(c, categories)) codes += (codes.empty() ? "" : ", ") + code;
    lines += (lines.empty() ? "" : " ") + std::string("- {purpose: ") + c.at(u.purpose).code +
             ", categories: [" + codes + "], fits: \"…\"}";
  }
  if (n == 0) return {};
  if (n > kUsesShown) words += " And " + std::to_string(n - kUsesShown) + " more.";
  return "Information that was collected before would be used for something new, and nothing says whether that "
         "fits." +
         words + " To mend: under `version:` write `new-uses:` with a line for each: " + lines +
         ". Where it does not fit, write `tell: …` (what people are told) instead of `fits`; where the law allows "
         "it without their knowledge, `without-knowledge: LAW` and `because: …`. An answer of an earlier version "
         "does not count again.";
}

std::string use_not_told(const Charter& c, const NewUse& u, Date today) {
  if (!u.answer || u.answer->tell.empty()) return {};
  const auto of = in_quotation(c.at(u.purpose).name);
  if (!u.answer->told)
    return "People must be told of " + of +
           " before this version comes in, since it does not fit with what their information was collected for. "
           "Tell them, then record the day and how.";
  if (*u.answer->told > today)
    return "People are to be told of " + of + " on " + date_words(*u.answer->told) +
           ", which is still to come. Record the day once it is done.";
  if (*u.answer->told > c.version.from)
    return "People were told of " + of + " on " + date_words(*u.answer->told) +
           ", and this version holds from " + date_words(c.version.from) +
           ". Let it hold from the day on which they were told, or later.";
  return {};
}

std::string uses_missing(const Charter& c, const std::vector<NewUse>& all, Date today) {
  auto words = uses_unanswered(c, all);
  for (const auto& u : all)
    if (words.empty()) words = use_not_told(c, u, today);
  return words;
}

std::string use_codes(const Charter& c, const std::vector<NewUse>& all) {
  std::string s;
  for (const auto& u : all)
    if (u.answer)
      s += " new-use:" + c.at(u.purpose).code +
           (!u.answer->fits.empty()  ? " fits"
            : !u.answer->law.empty() ? " without-knowledge:" + u.answer->law
            : u.answer->told         ? " told:" + iso_date(*u.answer->told)
                                     : " to-tell");
  return s;
}

}  // namespace candour::charter
