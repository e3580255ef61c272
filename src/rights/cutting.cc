#include "rights/cutting.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"

namespace candour::rights {
namespace {

constexpr std::string_view kOpen = "[[", kClose = "]]", kLeftOut = "[left out]";

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out;
  for (auto at = text.find(what); at != text.npos; at = text.find(what)) {
    out += text.substr(0, at);
    out += with;
    text.remove_prefix(at + what.size());
  }
  return out + std::string(text);
}

/// A form gives line ends as CR LF, and blanks at the end go.
std::string as_sent(std::string_view text) {
  auto out = replaced(text, "\r\n", "\n");
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ' || out.back() == '\t')) out.pop_back();
  const auto first = out.find_first_not_of(" \n\t");
  return first == out.npos ? std::string() : out.substr(first);
}

}  // namespace

std::string for_marking(std::string_view text) {
  auto out = std::string(text);
  // "[[[" holds the pair twice.
  for (const auto pair : {kOpen, kClose})
    while (out.find(pair) != out.npos) out = replaced(out, pair, std::string(1, pair[0]) + " " + pair[1]);
  return out;
}

Status check_marked(std::string_view text, std::string_view marked, const std::string& at) {
  bool open = false, any = false;
  for (auto rest = marked; !rest.empty();) {
    const auto next = rest.find(open ? kClose : kOpen);
    const auto wrong = rest.find(open ? kOpen : kClose);
    if (wrong < next) return invalid(at, "Put [[ before what is left out and ]] behind it, each time both");
    if (next == rest.npos) break;
    any = any || !open;
    open = !open;
    rest.remove_prefix(next + 2);
  }
  if (open) return invalid(at, "Put ]] behind what is left out");
  if (!any)
    return invalid(at,
                   "Put what is left out in [[double brackets]], or choose to leave all of it out or none");
  if (as_sent(replaced(replaced(marked, kOpen, ""), kClose, "")) != as_sent(for_marking(text)))
    return invalid(at, "Only add brackets: the words themselves stay as they were written");
  return {};
}

std::string without_marked(std::string_view marked) {
  std::string out;
  for (auto at = marked.find(kOpen); at != marked.npos; at = marked.find(kOpen)) {
    out += marked.substr(0, at);
    out += kLeftOut;
    const auto end = marked.find(kClose, at);
    marked.remove_prefix(end == marked.npos ? marked.size() : end + kClose.size());
  }
  return out + std::string(marked);
}

std::string given(const Passage& p, const Cut* cut) {
  if (!cut || cut->how == How::Given) return p.text;
  return cut->how == How::Words ? without_marked(cut->marked) : std::string();
}

std::int64_t leaving_out(const std::vector<Cut>& cuts) {
  return std::ranges::count_if(cuts, [](const Cut& c) { return c.how != How::Given; });
}

Status check_cuts(const Item& item, const std::vector<Cut>& cuts, UnixMs now) {
  std::vector<FieldProblem> wrong;
  for (const auto& cut : cuts) {
    const auto passage = std::ranges::find(item.passages, cut.field, &Passage::field);
    if (passage == item.passages.end() || passage->category != cut.category) return not_found();
    if (cut.how == How::Given) continue;
    if (cut.how == How::Words)
      if (auto marked = check_marked(passage->text, cut.marked, "marked-" + cut.field); !marked)
        wrong.push_back(marked.error().fields.front());
    const auto* reason = find_reason(cut.reason);
    if (!reason || cut.reason == kByNotice)
      wrong.push_back({"reason-" + cut.field, "Choose the reason of the law"});
    if (trim(cut.why).size() < 10)
      wrong.push_back(
          {"why-" + cut.field, "Say in a sentence why it counts here: it is kept, and not given"});
    if (auto long_words = too_long(cut.why, 2000, "this"); !long_words.empty())
      wrong.push_back({"why-" + cut.field, long_words});
    if (!reason || !reason->needs_opinion) continue;
    if (trim(cut.opinion_of).empty())
      wrong.push_back({"opinion-of-" + cut.field, "Write whose opinion it is, and their profession"});
    const auto on = parse_iso_date(cut.opinion_on);
    if (!on || *on > today(now) || add_months(*on, kOpinionMonths) < today(now))
      wrong.push_back({"opinion-on-" + cut.field,
                       "Write the day of the opinion: the law wants one of the last six months"});
  }
  if (!wrong.empty()) return invalid(std::move(wrong));
  return {};
}

}  // namespace candour::rights
