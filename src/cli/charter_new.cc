// `candour charter new`: the questions of a charter one after the other, beside the organisation's own
// notice.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/text.h"
#include "charter/authored.h"
#include "charter/read.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace candour::cli {

using namespace charter;

namespace {

struct NewGiven {
  std::string catalogue = "charters/catalogue", notice, answers, out;
};

/// The terminal ended, or somebody pressed Ctrl-D: what was answered is kept already.
struct Ended {};

class Conversation {
 public:
  Conversation(const NewGiven& g, const CatalogueFiles& files, std::string notice, Authored a)
      : g_(g), files_(files), notice_(std::move(notice)), found_(parts_of(notice_)), a_(std::move(a)) {
    if (a_.parts.empty()) a_.parts = found_;
  }

  void ask_all() {
    std::cout << "Enter: not answered. ? 3.1: read a part of your notice again. Ctrl-D: stop here and go on "
                 "another day.\n";
    std::cout << (a_.parts.empty() ? "No headings were found in the notice.\n"
                                   : "The parts of your notice:\n");
    for (const auto& p : a_.parts) std::cout << "  " << p.number << "  " << p.title << '\n';
    int n = 0;
    for (const auto& s : sections()) {
      std::cout << '\n' << ++n << " of " << sections().size() << ". " << s.title << ". " << s.says << '\n';
      if (s.many)
        ask_many(s);
      else if (a_.of(s.code).empty())
        ask_single(s);
      else
        std::cout << "  Answered.\n";
    }
  }
  const Authored& answers() const { return a_; }

 private:
  std::string line() {
    std::cout << "  > " << std::flush;
    std::string typed;
    for (;;) {
      if (!std::getline(std::cin, typed)) throw Ended();
      typed = std::string(trim(typed));
      if (!typed.starts_with("? ")) return typed;
      read_again(std::string(trim(std::string_view(typed).substr(2))));
      std::cout << "  > " << std::flush;
    }
  }
  void read_again(const std::string& number) const {
    const auto at = std::ranges::find(found_, number, &NoticePart::number);
    if (at == found_.end())
      std::cout << "There is no part " << number << " in the text of the notice.\n";
    else
      std::cout << notice_.substr(at->begin, at->end - at->begin) << '\n';
  }

  void ask_single(const Section& s) {
    if (s.optional) std::cout << "  Enter at the next question: your notice does not say so.\n";
    ask_row(s);
  }
  void ask_many(const Section& s) {
    for (;;) {
      const auto& so_far = a_.of(s.code);
      if (!so_far.empty()) {
        std::cout << "  So far:";
        for (const auto& row : so_far)
          std::cout << ' ' << row.find(s.called)->second.value << (&row == &so_far.back() ? "" : ",");
        std::cout << ".\n";
      }
      std::cout << "  Enter at the next question: no more of them.\n";
      if (!ask_row(s)) return;
    }
  }
  /// False: the first question was not answered, so there is none.
  bool ask_row(const Section& s) {
    AnswerRow row;
    std::optional<bool> rare;  // whether those are asked too
    for (;;) {
      for (const auto& q : s.questions) {
        if (row.contains(q.code)) continue;
        if (q.rare && !rare) rare = wants_rare(s);
        if (q.rare && !*rare) continue;
        auto answer = ask(q);
        if ((s.many || s.optional) && answer.value.empty() && &q == s.questions.data()) return false;
        row[std::string(q.code)] = std::move(answer);
      }
      const auto wrong = wrong_with(s, row, a_, files_);
      if (wrong.empty()) break;
      for (const auto& w : wrong) {
        std::cout << "  " << w.message << '\n';
        const auto question = w.field.ends_with("-part") ? w.field.substr(0, w.field.size() - 5) : w.field;
        row.erase(question);
        if (const auto* q = s.find(question); q && q->rare) rare = true;
      }
    }
    a_.keep(s, std::move(row), std::nullopt);
    if (!deliver(write_answers(a_), g_.answers)) throw Ended();
    return true;
  }
  bool wants_rare(const Section& s) {
    const auto n = std::ranges::count_if(s.questions, &Question::rare);
    std::cout << "\n  " << n << (n == 1 ? " more question" : " more questions")
              << ", for what few notices say. y: ask. Enter: go on.\n";
    const auto typed = line();
    return typed == "y" || typed == "yes";
  }
  Answer ask(const Question& q) {
    std::cout << "\n  " << q.ask << (q.needed ? " (needed)" : "") << '\n';
    if (!q.hint.empty()) std::cout << "  " << q.hint << '\n';
    const auto choices = choices_for(q, a_, files_);
    for (std::size_t i = 0; i < choices.size(); ++i)
      std::cout << "    " << i + 1 << "  " << choices[i].words << '\n';
    if (q.type == AnswerType::Several) std::cout << "  Several: with commas between them.\n";
    if (has_lines(q)) std::cout << "  Several lines: \\n between them.\n";
    Answer out{meant(q, choices, line()), ""};
    if (out.value.empty() || a_.parts.empty()) return out;
    std::cout << "  Which part of the notice says so? [" << (last_.empty() ? "none" : last_)
              << "], or - for none\n";
    const auto part = line();
    out.part = part.empty() ? last_ : part == "-" ? std::string() : part;
    if (a_.has_part(out.part)) last_ = out.part;
    return out;
  }
  static bool has_lines(const Question& q) {
    return q.type == AnswerType::Words || q.type == AnswerType::Pairs;
  }
  /// Numbers of choices as their codes, "y" as yes, and "\n" as the end of a line.
  static std::string meant(const Question& q, const std::vector<AnswerChoice>& choices, std::string typed) {
    if (q.type == AnswerType::YesNo) return typed == "y" ? "yes" : typed == "n" ? "no" : typed;
    if (has_lines(q))
      for (auto at = typed.find("\\n"); at != typed.npos; at = typed.find("\\n", at))
        typed.replace(at, 2, "\n");
    if (choices.empty()) return typed;
    std::string out;
    for (const auto& one : codes_in(typed)) {
      const bool number =
          std::ranges::all_of(one, [](char c) { return c >= '0' && c <= '9'; }) && one.size() < 4;
      const auto n = number ? std::stoul(one) : 0;
      out += (out.empty() ? "" : ", ") + (n > 0 && n <= choices.size() ? choices[n - 1].code : one);
    }
    return out;
  }

  const NewGiven& g_;
  const CatalogueFiles& files_;
  const std::string notice_;
  const std::vector<NoticePart> found_;
  Authored a_;
  std::string last_;  // the part of the last answer
};

/// The charter of these answers, checked. False: it has errors.
bool write_charter(const NewGiven& g, const Authored& a, const CatalogueFiles& files) {
  const auto text = compose(a, files, today_here());
  if (!deliver(text, g.out)) return false;
  const auto loaded = load_text(g.out, text, g.catalogue);
  int errors = 0;
  for (const auto& f : loaded.findings)
    if (!f.warning) {
      ++errors;
      complain(f.text());
    }
  std::cout << g.out
            << (errors ? ": written, and not good yet. Mend the answers, or the file.\n"
                       : ": good. See `candour charter working`, and `candour charter notice`.\n");
  return errors == 0;
}

int make_new(const NewGiven& g) {
  std::vector<Finding> found;
  const auto files = read_catalogue(g.catalogue, found);
  for (const auto& f : found)
    if (!f.warning) return complain(f.text()), ExitCode::kFindings;
  auto notice = g.notice.empty() ? Result<std::string>(std::string()) : read_text_file(g.notice);
  if (!notice) return complain(notice.error().words.text), ExitCode::kFindings;
  Authored before;
  if (std::filesystem::exists(g.answers)) {
    const auto read = read_text_file(g.answers).and_then(read_answers);
    if (!read) {
      complain(g.answers + ": " +
               (read.error().fields.empty() ? read.error().words.text : read.error().fields[0].message));
      return ExitCode::kFindings;
    }
    before = *read;
  }
  Conversation talk(g, files, std::move(*notice), std::move(before));
  bool to_the_end = true;
  try {
    talk.ask_all();
  } catch (const Ended&) {
    to_the_end = false;
  }
  const auto missing = unanswered(talk.answers());
  if (!missing.empty()) {
    std::cout << "\nWhat was answered is in " << g.answers
              << ". Go on with the same command. Not answered yet:";
    for (const auto* s : missing) std::cout << ' ' << s->title << (s == missing.back() ? ".\n" : ",");
    return to_the_end ? ExitCode::kFindings : ExitCode::kOk;
  }
  std::cout << '\n';
  return write_charter(g, talk.answers(), files) ? ExitCode::kOk : ExitCode::kFindings;
}

}  // namespace

void add_charter_new(CLI::App& charter, ExitCode& code) {
  auto g = std::make_shared<NewGiven>();
  auto* sub = charter.add_subcommand("new", "Write a charter by answering questions beside your own notice");
  sub->add_option("--catalogue", g->catalogue, "Folder of the catalogue")->capture_default_str();
  sub->add_option("--notice", g->notice, "Your notice as plain text")->check(CLI::ExistingFile);
  sub->add_option("--answers", g->answers, "Where the answers are kept; to go on with, if it is there")
      ->required();
  sub->add_option("-o,--out", g->out, "The charter that is written")->required();
  sub->callback([g, &code] { code.value = make_new(*g); });
}

}  // namespace candour::cli
