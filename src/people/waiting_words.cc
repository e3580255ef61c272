#include "people/waiting_words.h"

#include <boost/json.hpp>

#include "base/calendar_words.h"

namespace candour::people {
namespace {

namespace json = boost::json;

std::string post_line(const charter::Charter& c, const Directory& staff, const json::array& post) {
  const auto text = [&](std::size_t i) { return std::string_view(post.at(i).as_string()); };
  const auto role = c.find_role(text(0));
  std::string line = role ? c.at(*role).name : "a role that the charter has no longer";
  const auto service = c.find_service(text(1));
  line += service ? ", " + c.at(*service).name : ", all services";
  if (const auto team = TeamId::parse(text(2))) line += ", " + staff.team(*team);
  return line;
}

void posts(const charter::Charter& c, const Directory& staff, const json::object& what, WaitingWords& out) {
  if (const auto* list = what.if_contains("posts"); list && list->is_array())
    for (const auto& p : list->get_array()) out.lines.push_back(post_line(c, staff, p.as_array()));
  const auto* all = what.if_contains("all");
  if (all && all->is_bool() && all->get_bool()) out.lines.push_back("in place of all that they hold now");
  if (const auto* over = what.if_contains("supervisor"); over && over->is_string()) {
    const auto id = StaffId::parse(std::string_view(over->get_string()));
    out.lines.push_back("Supervisor: " + (id ? staff.name(*id) : std::string("nobody")));
  }
}

void recovery(const json::object& what, WaitingWords& out) {
  const auto* half = what.if_contains("half");
  if (half && half->is_string() && !half->get_string().empty())
    out.lines.push_back("a new password, good for 24 hours and to be changed at once");
  const auto* two_step = what.if_contains("two-step");
  if (two_step && two_step->is_bool() && two_step->get_bool())
    out.lines.push_back("two-step sign-in is turned off");
}

}  // namespace

WaitingWords waiting_words(const charter::Charter& c, const Directory& staff, const Waiting& w) {
  WaitingWords out;
  const auto name = staff.name(w.about);
  if (w.kind == kWaitsTraining) {
    out.title = "Data-protection training: " + name;
    out.lines.push_back("done " + date_time_words({std::strtoll(w.what.c_str(), nullptr, 10)}));
    out.opens = "Confirm it when you know that they did the training. Without it records stay shut.";
    return out;
  }
  if (w.kind == kWaitsCode) {
    out.title = "A new code for a second person outside";
    out.opens =
        "You are shown the code once. Print it and give it to somebody outside who answers for the "
        "organisation, such as the chair; not to whoever asked.";
    return out;
  }
  boost::system::error_code ec;
  const auto v = json::parse(w.what, ec);
  const auto* what = ec ? nullptr : v.if_object();
  if (w.kind == kWaitsPosts) {
    out.title = "Posts: " + name;
    if (what) posts(c, staff, *what, out);
    out.opens =
        "Confirm it when you know this colleague and that the work needs it: these posts open records or give "
        "power over accounts.";
  } else {
    out.title = "Letting in again: " + name;
    if (what) recovery(*what, out);
    out.opens = "Confirm it when you have spoken with them yourself, and not only with whoever asked.";
  }
  return out;
}

}  // namespace candour::people
