// The pieces that pages are made of, beside form fields (fields.h) and the pieces about a person (panels.h),
// which this header brings along. Promises: markup of govuk-frontend 6 and the moj design system, reachable
// by keyboard and screen reader, that needs no JavaScript; never a meaning by colour alone. Pure; any
// thread. Text given as std::string is escaped; only Html is taken as it is.
//
//   table({.caption = "Waiting", .columns = {{"Name"}, {"Since"}}, .rows = {{{text(n), text(since)}}}})
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/html/fields.h"
#include "web/html/html.h"
#include "web/html/panels.h"

namespace candour::html {

/// h1 to h6 in the scale of the page: xl, l, m, s.
Html heading(int level, std::string_view words, std::string_view size = {}, std::string_view id = {});
Html paragraph(std::string_view words);
Html paragraph(const Html& piece);
Html hint_line(std::string_view words);
Html bullets(const std::vector<Html>& items);
Html numbered(const std::vector<Html>& items);

enum class Look { Main, Second, Danger, Quiet };
/// A button of a form. `name`/`value` tell several buttons apart.
struct Button {
  std::string words;
  Look look = Look::Main;
  std::string name = {}, value = {};
  std::string about = {};  // for screen readers: "Remove <about>"
  bool once = true;        // a second click within a second does nothing (needs the script)
  bool skip_validation = false;
};
Html button(const Button&);
Html button_link(std::string_view href, std::string_view words, Look look = Look::Main);
Html button_row(const std::vector<Html>& buttons);
/// A form with one button: an act that needs no answers. Always POST with the token.
Html act(std::string_view action, std::string_view csrf, const Button&,
         const std::vector<std::pair<std::string, std::string>>& hidden = {});

/// Opens on demand, without a script.
Html details(std::string_view summary, const Html& inside, bool open = false);
Html inset(const Html& inside);
Html warning(std::string_view words);
/// A box that speaks first: title ("Done", "Important") and words.
Html notification(std::string_view title, const Html& inside, bool success = false);

struct SummaryRow {
  std::string key;
  Html value;
  std::vector<std::pair<std::string, std::string>> actions = {};  // href, words; the key is read out after
};
struct SummaryList {
  std::vector<SummaryRow> rows;
  std::string title = {};  // makes it a card
  std::vector<std::pair<std::string, std::string>> title_actions = {};
};
Html summary_list(const SummaryList&);

struct Column {
  std::string words;
  bool number = false;         // to the right, digits of one width
  bool row_header = false;     // its cells name the row
  bool hidden = false;         // the heading is for screen readers only (a column of links)
  std::string sort_href = {};  // makes the heading a link
  std::string sorted = {};     // "ascending" | "descending"
};
struct Table {
  std::string caption;
  bool caption_hidden = false;
  std::vector<Column> columns;
  std::vector<std::vector<Html>> rows;  // each as long as columns, else std::logic_error
  std::string when_empty = "Nothing here yet.";
};
/// A table that becomes a card per row on a phone (each cell carries its heading).
Html table(const Table&);

Html card(std::string_view title, const Html& inside, int heading_level = 2);
/// One with nothing in it but what can be done here: on paper it is left out.
Html acts_card(std::string_view title, const Html& inside);
/// Nothing here yet: why, and what to do next.
Html empty_state(std::string_view title, std::string_view words, const Html& next = {});

struct Tab {
  std::string words;
  std::string href = {};
  bool current = false;
  int count = 0;
};
/// Links that look like tabs (moj sub-navigation). `label` names them for screen readers.
Html tabs(std::string_view label, const std::vector<Tab>&);

/// Pages by key: empty href leaves the link out.
Html pagination(std::string_view newer_href, std::string_view older_href, std::string_view newer = "Newer",
                std::string_view older = "Older");

/// "3 of 5 steps done", with a bar beside the words.
struct Progress {
  std::string label;
  int done = 0;
  int of = 1;
  std::string left = {};   // words under the bar, at the left: default "3 of 5 done"
  std::string right = {};  // and at the right: "review 9 Dec"
};
Html progress(const Progress&);

/// Where one is in a task of several pages: "Step 2 of 4: Choose columns".
Html steps(const std::vector<std::string>& names, int current_from_1);

struct Stat {
  std::string number;
  std::string words;
  std::string href = {};
};
Html stat_tiles(const std::vector<Stat>&);

struct Bar {
  std::string label;
  double value = 0;
  std::string words = {};  // shown at the end of the bar; default: the number
  std::string href = {};
};
/// Bars with a table-like text alternative; no script, no colour needed to read it.
Html bar_chart(std::string_view title, const std::vector<Bar>&, std::string_view unit = {});

/// What was and what is: words taken out are struck (<del>), words put in are marked (<ins>), each also said.
Html inline_diff(std::string_view before, std::string_view after);
/// Two values side by side for the conflict page, with the words that differ marked.
struct Conflict {
  std::string field;
  std::string theirs, mine;
  std::string theirs_by = {};  // "Saved by the team lead at 14:20"
};
Html conflict(const Conflict&);
/// The heading "What differs", and those whose two sides do.
Html conflicts(const std::vector<Conflict>&);

}  // namespace candour::html
