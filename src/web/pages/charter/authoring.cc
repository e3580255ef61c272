// A charter made in a page: the notice's own text on one side, the questions on the other, section by
// section; then what the check says of it, and the file.
#include <algorithm>

#include "base/text.h"
#include "charter/authored.h"
#include "paper/notice.h"
#include "people/charter_answers.h"
#include "web/frame/numbers.h"
#include "web/pages/charter/frame.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using charter::Answer;
using charter::AnswerRow;
using charter::AnswerType;
using charter::Authored;
using charter::Question;
using charter::Section;
using html::h;
using html::Html;
using http::Request;
using http::Response;
using people::KeptAnswers;

namespace {

constexpr std::size_t kMostRadios = 6;
constexpr std::string_view kTab = "/new";

std::optional<std::size_t> row_in(const http::Fields& fields) {
  return number_in<std::size_t>(fields.get("row"));
}
/// Of which state of the answers a form was made.
UnixMs seen_in(const Request& r) {
  return {number_in<std::int64_t>(r.form.get("seen")).value_or(0)};
}

std::string new_url(const Visit& v, std::string_view more = {}) {
  return v.url("/charter/new" + std::string(more));
}

/// Text as paragraphs: its own line breaks are those of the file that it came from.
Html flowing(std::string_view text) {
  Html out;
  std::string paragraph;
  const auto close = [&] {
    if (!paragraph.empty()) out += html::paragraph(paragraph);
    paragraph.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find('\n', i), text.size());
    const auto line = text.substr(i, end - i);
    if (trim(line).empty())
      close();
    else
      paragraph += (paragraph.empty() ? "" : " ") + std::string(line);
    i = end + 1;
  }
  close();
  return out;
}

/// The notice, each part under its number, to read beside the questions.
Html notice_aside(const KeptAnswers& kept) {
  const std::string_view text = kept.notice;
  const auto parts = charter::parts_of(text);
  Html out = html::frag(html::heading(2, "Your notice", "s"),
                        flowing(text.substr(0, parts.empty() ? text.size() : parts.front().begin)));
  for (const auto& p : parts) {
    const auto words = text.substr(p.begin, p.end - p.begin);
    out += html::frag(html::heading(3, p.number + "  " + p.title, "s"),
                      flowing(words.substr(std::min(words.find('\n'), words.size()))));
  }
  return h("section", {{"class", "own-notice"}, {"aria-label", "Your notice"}, {"tabindex", 0}}, out);
}

Html beside(const KeptAnswers& kept, const Html& main) {
  return h("div", {{"class", "beside"}}, h("div", {{"class", "beside__main"}}, main), notice_aside(kept));
}

Html notice_form(const SentForm& form, const KeptAnswers& kept) {
  return form.form(html::frag(
      form.textarea({.name = "notice",
                     .label = "Your notice as it stands today",
                     .value = kept.notice,
                     .hint =
                         "Its text, with the headings on lines of their own. It stands beside the questions; "
                         "numbered headings become the parts of the charter.",
                     .rows = 14}),
      form.version("seen", kept.changed.ms), html::button({"Begin with this"})));
}

std::string state_of(const Section& s, const Authored& a) {
  const auto n = a.of(s.code).size();
  if (n == 0) return s.optional ? "Only where your notice says so" : "Not answered";
  return s.many ? std::to_string(n) + (n == 1 ? " answer" : " answers") : "Answered";
}

Html sections_table(const Visit& v, const Authored& a) {
  std::vector<std::vector<Html>> rows;
  for (const auto& s : charter::sections())
    rows.push_back({html::link(new_url(v, "/" + std::string(s.code)), s.title), html::text(state_of(s, a))});
  return html::table({.caption = "Questions", .columns = {{"About"}, {"So far"}}, .rows = std::move(rows)});
}

Result<Response> begin_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto found, v.org->charter_answers->of(v.actor));
  auto f = charter_frame(site, r, "A charter from a notice", kTab);
  const auto kept = found.value_or(KeptAnswers{});
  const SentForm notice(v, new_url(v));
  if (!found) {
    f.narrow = true;
    f.main = html::frag(
        html::paragraph(
            "For an organisation that has a notice and no charter yet, or wants to begin again. You "
            "answer short lists of questions with your notice beside them, and say with each answer which part "
            "says so. You pass over the lists of which your notice says nothing. What it does not say is taken "
            "as usual, and is listed to be confirmed."),
        notice_form(notice, kept));
    return site.page(std::move(f));
  }
  const SentForm away(v, new_url(v, "/discard"));
  f.main = beside(
      kept,
      html::frag(sections_table(v, kept.answers), html::button_link(new_url(v, "/made"), "See the charter"),
                 html::details("Another text of the notice", notice_form(notice, kept), notice.came_back()),
                 html::details("Throw these answers away",
                               away.form(html::frag(
                                   away.checkbox("sure", "yes", "Throw away the notice and every answer"),
                                   html::button({.words = "Throw them away", .look = html::Look::Danger}))),
                               away.came_back())));
  return site.page(std::move(f));
}

Result<Response> begin(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto found, v.org->charter_answers->of(v.actor));
  auto answers = found ? found->answers : Authored{};
  const auto notice = r.form.get("notice");
  if (trim(notice).empty()) return invalid("notice", "Put the text of your notice in.");
  answers.parts = charter::parts_of(notice);
  CHECK_OK(v.org->charter_answers->keep(v.actor, notice, answers, seen_in(r)));
  const auto n = answers.parts.size();
  return site.done(r, "/charter/new",
                   n == 0 ? "Kept. No headings were found in it: give each a line of its own."
                          : "Kept, with " + std::to_string(n) + (n == 1 ? " part." : " parts."));
}

/// Which part says so, below an answer.
Html part_select(const SentForm& form, const Question& q, const Answer& a, const Authored& all) {
  std::vector<html::Choice> parts{{"", "It does not say so"}};
  for (const auto& p : all.parts) parts.push_back({p.number, p.number + "  " + p.title});
  return form.select({.name = std::string(q.code) + "-part",
                      .label = "Which part of the notice says so?",
                      .choices = std::move(parts),
                      .value = a.part,
                      .blank_first = false});
}

Html question_field(const SentForm& form, const Question& q, const Answer& a,
                    const std::vector<charter::AnswerChoice>& from) {
  const std::string name(q.code), label = std::string(q.ask) + (q.needed ? " (needed)" : ""), hint(q.hint);
  std::vector<html::Choice> choices;
  for (const auto& c : from) choices.push_back({c.code, c.words});
  switch (q.type) {
    case AnswerType::Words:
    case AnswerType::Pairs:
      return form.textarea({.name = name, .label = label, .value = a.value, .hint = hint, .rows = 3});
    case AnswerType::YesNo:
      return form.radios({.name = name,
                          .legend = label,
                          .choices = {{"yes", "Yes"}, {"no", "No"}, {"", "Not answered"}},
                          .value = a.value,
                          .hint = hint,
                          .in_line = true});
    case AnswerType::One:
      if (choices.size() <= kMostRadios && q.needed)
        return form.radios(
            {.name = name, .legend = label, .choices = std::move(choices), .value = a.value, .hint = hint});
      return form.select(
          {.name = name, .label = label, .choices = std::move(choices), .value = a.value, .hint = hint});
    case AnswerType::Several:
      return form.checkboxes({.name = name,
                              .legend = label,
                              .choices = std::move(choices),
                              .values = charter::codes_in(a.value),
                              .hint = hint,
                              .small = true});
    case AnswerType::Number:
      return form.text_input(
          {.name = name, .label = label, .value = a.value, .hint = hint, .width = 3, .inputmode = "numeric"});
    case AnswerType::Line:
    case AnswerType::Period:
    case AnswerType::Months:
    case AnswerType::Years:
    case AnswerType::Day:
    case AnswerType::List:
      break;
  }
  return form.text_input(
      {.name = name, .label = label, .value = a.value, .hint = hint, .autocomplete = "off"});
}

Html section_form(const Visit& v, const Section& s, const KeptAnswers& kept, std::optional<std::size_t> at) {
  const SentForm form(v, new_url(v, "/" + std::string(s.code)));
  const auto& rows = kept.answers.of(s.code);
  static const AnswerRow kNone;
  const auto& row = at && *at < rows.size() ? rows[*at] : kNone;
  const auto& before = !at && !rows.empty() ? rows.back() : kNone;  // often from the same parts
  Html fields = html::frag(html::hidden("row", form.value("row", at ? std::to_string(*at) : "")),
                           form.version("seen", kept.changed.ms));
  Html rare;
  bool open = form.came_back();  // what is wrong may stand among them
  for (const auto& q : s.questions) {
    const auto given = row.find(q.code);
    const auto last = before.find(q.code);
    const Answer answer = given != row.end()     ? given->second
                          : last != before.end() ? Answer{"", last->second.part}
                                                 : Answer{};
    open = open || (q.rare && !answer.value.empty());
    (q.rare ? rare : fields) +=
        h("div", {{"class", "own-notice__question"}},
          question_field(form, q, answer,
                         charter::choices_for(q, kept.answers, v.org->charter_answers->catalogue())),
          part_select(form, q, answer, kept.answers));
  }
  if (std::ranges::any_of(s.questions, &Question::rare))
    fields += html::details("More questions, for what few notices say", rare, open);
  return form.form(html::frag(fields, html::button({at || !s.many ? "Keep this" : "Add this"})));
}

/// What a row is called to whoever answers: the words of what was chosen, or what was typed.
std::string row_words(const Visit& v, const Section& s, const KeptAnswers& kept, const AnswerRow& row) {
  const auto* q = s.find(s.called);
  if (!q) return std::string(s.title);
  const auto said = row.find(q->code)->second.value;
  const auto choices = charter::choices_for(*q, kept.answers, v.org->charter_answers->catalogue());
  if (choices.empty()) return said;
  std::string words;
  for (const auto& code : charter::codes_in(said)) {
    const auto at = std::ranges::find(choices, code, &charter::AnswerChoice::code);
    words += (words.empty() ? "" : ", ") + (at == choices.end() ? code : at->words);
  }
  return words;
}

/// What was answered so far where there may be many or none, to change or take out.
Html rows_so_far(const Visit& v, const Section& s, const KeptAnswers& kept) {
  const auto& rows = kept.answers.of(s.code);
  if ((!s.many && !s.optional) || rows.empty()) return {};
  const auto base = new_url(v, "/" + std::string(s.code));
  html::SummaryList list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto words = row_words(v, s, kept, rows[i]);
    const auto n = std::to_string(i);
    list.rows.push_back(
        {.key = words,
         .value = html::act(base + "/remove", v.session.csrf,
                            {.words = "Take it out", .look = html::Look::Quiet, .about = words},
                            {{"row", n}, {"seen", std::to_string(kept.changed.ms)}}),
         .actions = {{base + "?row=" + n, "Change"}}});
  }
  return html::summary_list(list);
}

/// What was kept; nothing yet, where nothing was or it was thrown away in another window.
Result<KeptAnswers> begun(const Visit& v) {
  TRY(auto found, v.org->charter_answers->of(v.actor));
  return found ? std::move(*found) : KeptAnswers{};
}

Result<Response> section_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto kept, begun(v));
  const auto* s = charter::find_section(r.param("section"));
  if (!s) return not_found();
  auto f = charter_frame(site, r, std::string(s->title), kTab);
  std::optional<std::size_t> at;
  if (!s->many && !kept.answers.of(s->code).empty()) at = 0;
  if (const auto row = row_in(r.query); s->many && row && *row < kept.answers.of(s->code).size()) at = row;
  const auto all = charter::sections();
  const auto next = static_cast<std::size_t>(s - all.data()) + 1;
  f.main = beside(
      kept, html::frag(html::paragraph(html::link(new_url(v), "All questions")),
                       s->says.empty() ? Html() : html::paragraph(s->says), rows_so_far(v, *s, kept),
                       s->many ? html::heading(2, at ? "Change it" : "One more", "m") : Html(),
                       section_form(v, *s, kept, at),
                       next < all.size()
                           ? html::paragraph(html::link(new_url(v, "/" + std::string(all[next].code)),
                                                        "Next: " + std::string(all[next].title)))
                           : html::paragraph(html::link(new_url(v, "/made"), "Next: see the charter"))));
  return site.page(std::move(f));
}

AnswerRow sent_row(const Section& s, const http::Fields& form) {
  AnswerRow row;
  for (const auto& q : s.questions) {
    std::string value;
    if (q.type == AnswerType::Several)
      for (const auto& code : form.all(q.code)) value += (value.empty() ? "" : ", ") + code;
    else
      value = form.trimmed(q.code);
    std::erase(value, '\r');
    row[std::string(q.code)] = {value, value.empty() ? "" : form.get(std::string(q.code) + "-part")};
  }
  return row;
}

Result<Response> keep_section(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto kept, begun(v));
  const auto* s = charter::find_section(r.param("section"));
  if (!s) return not_found();
  auto row = sent_row(*s, r.form);
  if (auto wrong = charter::wrong_with(*s, row, kept.answers, v.org->charter_answers->catalogue());
      !wrong.empty())
    return invalid(std::move(wrong));
  kept.answers.keep(*s, std::move(row), row_in(r.form));
  CHECK_OK(v.org->charter_answers->keep(v.actor, kept.notice, kept.answers, seen_in(r)));
  return site.done(r, "/charter/new/" + std::string(s->code), "Kept.");
}

Result<Response> remove_row(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto kept, begun(v));
  const auto* s = charter::find_section(r.param("section"));
  const auto at = row_in(r.form);
  if (!s || !at) return not_found();
  if (*at >= kept.answers.of(s->code).size())
    return fail(Code::Conflict, "It was taken out in another window already.");
  auto& rows = kept.answers.rows[std::string(s->code)];
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(*at));
  CHECK_OK(v.org->charter_answers->keep(v.actor, kept.notice, kept.answers, seen_in(r)));
  return site.done(r, "/charter/new/" + std::string(s->code), "Taken out.");
}

Result<Response> discard(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  if (r.form.get("sure") != "yes") return invalid("sure", "Tick the box when you are sure.");
  CHECK_OK(v.org->charter_answers->discard(v.actor));
  return site.done(r, "/charter/new", "The answers are thrown away.");
}

std::string file_name(const Authored& a, std::string_view what) {
  const auto& rows = a.of("organisation");
  return (rows.empty() ? std::string("charter") : rows.front().find("code")->second.value) +
         std::string(what);
}

Html findings_list(const std::vector<charter::Finding>& findings, bool warnings) {
  std::vector<Html> out;
  for (const auto& f : findings)
    if (f.warning == warnings) out.push_back(finding_line(f));
  return html::bullets(out);
}

Result<Response> made_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto kept, begun(v));
  auto f = charter_frame(site, r, "The charter of these answers", kTab);
  if (const auto missing = charter::unanswered(kept.answers); !missing.empty()) {
    std::vector<Html> links;
    for (const auto* s : missing)
      links.push_back(html::link(new_url(v, "/" + std::string(s->code)), s->title));
    f.main = html::frag(html::paragraph("These must be answered before there is a charter:"),
                        html::bullets(links), html::paragraph(html::link(new_url(v), "All questions")));
    return site.page(std::move(f));
  }
  const auto& files = v.org->charter_answers->catalogue();
  const auto text = charter::compose(kept.answers, files, site.today());
  charter::Loaded loaded;
  charter::load_against(files, file_name(kept.answers, ".yaml"), text, site.today(), loaded);
  Html out = html::paragraph(html::link(new_url(v), "All questions"));
  if (loaded.charter)
    out += html::inset(html::paragraph(
        "It is good: a server can run it. What is below is worth mending, and does not stop it."));
  else
    out += html::frag(
        html::warning("A server does not start with it yet. Mend these in the answers, or in the file:"),
        findings_list(loaded.findings, false));
  out += html::paragraph(
      html::frag(html::link(new_url(v, "/files/charter"), "Download the charter"), html::text(" or "),
                 html::link(new_url(v, "/files/answers"), "the answers"), html::text(".")));
  out += html::details("What the check remarks", findings_list(loaded.findings, true));
  if (loaded.charter) {
    paper::Setting setting{.regulator = {}, .on = site.today(), .notice = {}, .details = {}};
    TRY(setting.regulator, charter::regulator_on(site.house().catalogue_dir(), setting.on));
    out += html::frag(html::heading(2, "The first page of its notice", "m"),
                      from_document(paper::notice(*loaded.charter, setting, paper::Layer::First)));
  }
  f.main = beside(kept, out);
  return site.page(std::move(f));
}

Result<Response> charter_file(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto kept, begun(v));
  if (!charter::unanswered(kept.answers).empty()) return not_found();
  return Response::download(
      file_name(kept.answers, ".yaml"), "application/yaml",
      charter::compose(kept.answers, v.org->charter_answers->catalogue(), site.today()));
}

Result<Response> answers_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto kept, begun(v));
  return Response::download(file_name(kept.answers, "-answers.yaml"), "application/yaml",
                            charter::write_answers(kept.answers));
}

}  // namespace

void add_authoring_pages(PageTable& t) {
  t.get("/charter/new", "charter.new", begin_page);
  t.post("/charter/new", "charter.new.post", {"charter.new"}, begin);
  t.post("/charter/new/discard", "charter.new.discard", {"charter.new"}, discard);
  t.get("/charter/new/made", "charter.new.made", made_page);
  t.get("/charter/new/files/charter", "charter.new.file", charter_file);
  t.get("/charter/new/files/answers", "charter.new.answers", answers_file);
  t.get("/charter/new/{section}", "charter.new.section", section_page);
  t.post("/charter/new/{section}", "charter.new.section.post", {"charter.new.section"}, keep_section);
  t.post("/charter/new/{section}/remove", "charter.new.section.remove", {"charter.new.section"}, remove_row);
}

}  // namespace candour::web
