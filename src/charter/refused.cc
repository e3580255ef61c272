#include "charter/refused.h"

namespace candour::charter {

boost::json::object refusal() {
  return {{"refused", true}};
}

bool is_refusal(const boost::json::value& v) {
  const auto* o = v.if_object();
  const auto* x = o && o->size() == 1 ? o->if_contains("refused") : nullptr;
  return x && x->is_bool() && x->as_bool();
}

std::vector<std::string> newly_refused(const boost::json::object& before, const boost::json::object& after) {
  std::vector<std::string> codes;
  for (const auto& [code, value] : after) {
    const auto* old = before.if_contains(code);
    if (is_refusal(value) && !(old && is_refusal(*old))) codes.emplace_back(code);
  }
  return codes;
}

}  // namespace candour::charter
