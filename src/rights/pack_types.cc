#include "rights/pack_types.h"

#include <algorithm>

namespace candour::rights {

std::span<const Reason> reasons() {
  static constexpr Reason kReasons[] = {
      {"third-party", "It is about somebody else, who has not agreed to it",
       "Data Protection Act 2018, Schedule 2, paragraph 16"},
      {"not-theirs", "It is not about you", "UK GDPR, Article 15(1)"},
      {"serious-harm", "A health professional found that it would be likely to cause serious harm",
       "Data Protection Act 2018, Schedule 3, paragraphs 5 and 6", true},
      {"legal", "It is confidential between us and a lawyer",
       "Data Protection Act 2018, Schedule 2, paragraph 19"},
      {"crime", "It would get in the way of preventing or finding out a crime",
       "Data Protection Act 2018, Schedule 2, paragraph 2"},
      {"reference", "It is a confidential reference", "Data Protection Act 2018, Schedule 2, paragraph 24"},
      {kByNotice, "Our notice says that what stands about them is in no copy", "UK GDPR, Article 15(4)"},
  };
  return kReasons;
}

const Reason* find_reason(std::string_view code) {
  const auto found = std::ranges::find(reasons(), code, &Reason::code);
  return found == reasons().end() ? nullptr : &*found;
}

const Cut* Item::cut_of(std::string_view field) const {
  const auto found = std::ranges::find(cuts, field, &Cut::field);
  return found == cuts.end() ? nullptr : &*found;
}

const PackStep* Pack::newest(std::string_view what) const {
  const PackStep* found = nullptr;
  for (const auto& s : steps)
    if (s.what == what) found = &s;
  return found;
}

std::int64_t Pack::version() const {
  std::int64_t n = 0;
  for (const auto& s : steps)
    if (s.what != "taken") n = s.n;
  return n;
}

std::span<const Section> sections() {
  static constexpr Section kSections[] = {
      {"details", "Your details",
       "Who you are and how we reach you, as it stands now and as it stood before."},
      {"circle", "People around you", "Your circle of support."},
      {"journey", "Your way through our services", "Referrals, services and who worked with you."},
      {"entries", "What was written about you", "Every entry, the newest first, with what it said before."},
      {"file", "Files", "Each is enclosed under the number that stands here."},
      {"draft", "Not finished yet", "What somebody has begun to write and not kept yet."},
      {"noted", "What the system notes", "Consents, what was told to whom, what was sent, what waits."},
      {"looked", "Who looked at your record", "Every look, change and disclosure, the newest first."},
  };
  return kSections;
}

}  // namespace candour::rights
