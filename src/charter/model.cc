#include "charter/model.h"

namespace candour::charter {

namespace {
struct BasisRow {
  std::string_view code, words, article;
};
constexpr BasisRow kBases[] = {
    {"none", "No lawful basis", ""},
    {"consent", "You have said yes", "6(1)(a)"},
    {"contract", "We need it for our agreement with you", "6(1)(b)"},
    {"legal-obligation", "We must do it by law", "6(1)(c)"},
    {"vital-interests", "It protects somebody's life", "6(1)(d)"},
    {"public-task", "It is a public task", "6(1)(e)"},
    {"recognised-legitimate-interest", "The law names it as a good reason, such as keeping people safe",
     "6(1)(ea)"},
    {"legitimate-interests", "We have a good reason (our legitimate interests)", "6(1)(f)"}};
}  // namespace

std::string_view basis_code(Basis b) {
  return kBases[static_cast<std::size_t>(b)].code;
}
Basis basis_of(std::string_view code) {
  for (std::size_t i = 0; i < std::size(kBases); ++i)
    if (kBases[i].code == code) return static_cast<Basis>(i);
  return Basis::None;
}
std::string_view basis_words(Basis b) {
  return kBases[static_cast<std::size_t>(b)].words;
}
std::string_view basis_article(Basis b) {
  return kBases[static_cast<std::size_t>(b)].article;
}

std::string_view reach_words(Reach r) {
  switch (r) {
    case Reach::None:
      return "nobody";
    case Reach::Caseload:
      return "people on their own caseload";
    case Reach::Line:
      return "people on the caseloads of those they supervise";
    case Reach::Team:
      return "people whom their team supports";
    case Reach::Service:
      return "people in their service";
    case Reach::Organisation:
      return "everybody whom the organisation supports";
  }
  return "nobody";
}

}  // namespace candour::charter
