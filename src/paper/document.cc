#include "paper/document.h"

#include <cctype>

namespace candour::paper {

bool Text::empty() const {
  for (const Run& r : runs)
    if (!r.text.empty()) return false;
  return true;
}

std::string Text::plain() const {
  std::string s;
  for (const Run& r : runs) s += r.text;
  return s;
}

void Document::heading(int level, std::string text, std::string anchor) {
  if (anchor.empty() && level == 2) anchor = anchor_of(text);
  blocks.push_back(Heading{level, std::move(text), std::move(anchor)});
}

void Document::words(std::string_view text) {
  std::string para;
  List list;
  auto end_para = [&] {
    if (!para.empty()) blocks.push_back(Paragraph{Text(std::move(para)), false});
    para.clear();
  };
  auto end_list = [&] {
    if (!list.items.empty()) blocks.push_back(std::move(list));
    list = {};
  };
  while (!text.empty()) {
    const auto nl = text.find('\n');
    std::string_view line = text.substr(0, nl);
    text = nl == std::string_view::npos ? std::string_view{} : text.substr(nl + 1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.starts_with("- ")) {
      end_para();
      list.items.emplace_back(line.substr(2));
    } else if (line.empty()) {
      end_para();
      end_list();
    } else {
      end_list();
      if (!para.empty()) para += ' ';
      para += line;
    }
  }
  end_para();
  end_list();
}

std::string anchor_of(std::string_view text) {
  std::string s;
  for (char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      s += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!s.empty() && s.back() != '-')
      s += '-';
  }
  while (!s.empty() && s.back() == '-') s.pop_back();
  return s;
}

}  // namespace candour::paper
