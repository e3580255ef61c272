// The pieces about a person: the banner that comes first, entries on the timeline, what is held back and how
// to ask, and the facts beside them. Promises: a category is always a word, not only a colour; something
// held back is always shown as such, with the clause; the name used comes before every other fact. Pure;
// any thread. It shows what it is given: the gate has decided before.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/html/html.h"

namespace candour::html {

/// How a category or state looks: teal, plum for Article 9, rose for Article 10 and for danger.
enum class Tint { Ordinary, Special, Criminal, Plain, Good, Bad };
Html tag(std::string_view words, Tint tint = Tint::Ordinary);

/// "How to talk with May: short sentences …"; "Allergy: penicillin, severe."
struct Strip {
  std::string label;
  std::string words;
};

/// How to reach somebody, or the number that others know them by: "Mobile", "020 …", and where it leads.
struct Reach {
  std::string label;
  std::string words;
  std::string href = {};  // of the words themselves (a number that dials)
  std::string map = {};   // of "Map" after them
};

struct PersonBanner {
  std::string name;                       // the name they use
  std::string href = {};                  // makes the name a link (on pages other than the person's own)
  bool is_heading = false;                // true on the person's own pages: the name is the h1
  std::string photo_url = {};             // else the initials in a disc
  std::string likes_name = {};            // "May": "likes May"
  std::string pronouns = {};              // "she/her"
  std::string age = {};                   // "27 years"
  std::string born = {};                  // "4 March 1999"
  std::string died = {};                  // "died 3 May 2026": said first and plainly
  std::string reference = {};             // "LL-7Q4K-9X2M"
  std::string worker = {};                // "you" or a name
  std::vector<Reach> reach = {};          // below the facts
  std::vector<Strip> communication = {};  // mist strip
  std::vector<Strip> alerts = {};         // rose strip
  std::optional<Html> notice = {};        // "You see this under reasoned access until 16:00"
  std::optional<Html> actions = {};
};
Html person_banner(const PersonBanner&);
/// "MO" of "Maya Okafor": first letters of the first and last word, UTF-8 aware; "?" of nothing.
std::string initials(std::string_view name);

struct TimelineItem {
  std::string title;
  std::string href = {};  // makes the title a link
  Html body = {};
  std::vector<std::pair<std::string, Tint>> tags = {};
  std::vector<std::string> meta = {};  // "Sam Adeyemi, 14:20", "Goal: travel alone"
  std::string why_href = {};           // "Why can I see this?"
  std::string why_words = "Why can I see this?";
  std::vector<std::pair<std::string, std::string>> links = {};  // href, words
  bool draft = false;                                           // says "Draft, only you see it"
  bool corrected = false;                                       // says "Corrected"
  std::string id = {};                                          // anchor
};
Html timeline_item(const TimelineItem&, int heading_level = 3);

/// An entry or field that this reader may not see.
struct HeldBack {
  std::string title;          // the kind: "Benefit letter"
  std::string words;          // "money matters are seen by finance and by May's manager."
  std::string category;       // "Financial"
  std::string clause;         // "Notice, part 3.1.1"; the page makes a link of it (part_links.h)
  std::string ask_href = {};  // "Ask for access"
  std::string ask_words = "Ask for access";
};
Html held_back(const HeldBack&, int heading_level = 3);
/// The same in one line, for a field within an entry.
Html held_back_line(const HeldBack&);

/// The entries of one day under its date.
Html timeline_day(std::string_view day, const std::vector<Html>& items, int heading_level = 2);

struct FactRow {
  std::string key;
  Html value;
  Tint tint = Tint::Plain;  // Good and Bad make the value bold in teal and rose
};
/// A card for the column at the right: "Due", "Kept until".
struct FactsCard {
  std::string title;
  std::vector<FactRow> rows = {};
  Html before = {};  // a progress bar
  Html after = {};   // a link
  std::string when_empty = {};
  bool sentences = false;  // the keys are sentences: they get the wider column
};
Html facts_card(const FactsCard&, int heading_level = 2);

/// A person in a list: name, birth date, reference, where; used by search, caseload and duplicates.
struct PersonLine {
  std::string name, href;
  std::string detail = {};  // "27 years, born 4 March 1999 · LL-7Q4K-9X2M"
  std::string where = {};   // "Ipswich community support"
  std::vector<std::pair<std::string, Tint>> tags = {};
  Html right = {};  // a button or date
};
Html person_lines(const std::vector<PersonLine>&);

/// "Why can I see this?": purpose, basis, clause in the words of the notice.
struct Why {
  bool may = true;
  std::string what;   // "Health"
  std::string words;  // the sentence of the decision
  std::string purpose = {}, basis = {}, clause = {};
};
Html why(const Why&);

}  // namespace candour::html
