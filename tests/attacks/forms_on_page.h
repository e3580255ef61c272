// The forms of a page as a browser has them: where each is sent, and what stands in every field. For the
// tests that fill and send every form of the product. It reads what html/ writes, and nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace candour::attacks {

struct FieldOnPage {
  std::string name, type, value;     // type: of an input; "textarea", "select"
  bool chosen = false;               // ticked, or (select) something chosen
  std::vector<std::string> options;  // of a select
  std::string error;                 // said at it
};

struct FormOnPage {
  std::string action;
  bool post = false, files = false;
  std::vector<FieldOnPage> fields;  // each radio and checkbox by itself
  bool has(std::string_view name) const;
};

std::vector<FormOnPage> forms_of(std::string_view page);
/// Addresses that the page links to, ours only ("/ll/…").
std::vector<std::string> links_of(std::string_view page);
/// "&amp;" and the like as text.
std::string unescaped(std::string_view html);

}  // namespace candour::attacks
