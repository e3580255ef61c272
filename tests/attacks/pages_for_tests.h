// Asking the house for pages as somebody of a role, and reading what they say. One thread. Failures throw.
#pragma once

#include <algorithm>

#include "house_for_tests.h"

namespace candour::attacks {

class Pages : public AttackedHouse {
 protected:
  const Caller& of(std::string_view role) {
    const auto code = charter().find_role(role).value();
    return *std::find_if(callers.begin(), callers.end(), [&](const Caller& c) { return c.role == code; });
  }
  static http::Request request(const std::string& path) {
    http::Request r;
    const auto end = path.find('?');
    r.path = path.substr(0, end);
    for (std::size_t i = 1; i < r.path.size();) {
      const auto next = std::min(r.path.find('/', i), r.path.size());
      r.segments.push_back(r.path.substr(i, next - i));
      i = next + 1;
    }
    return r;
  }
  http::Response get(const std::string& path, const Caller& by, http::Fields query = {}) {
    auto r = request(path);
    r.query = std::move(query);
    return send(std::move(r), by, path);
  }
  http::Response post(const std::string& path, const Caller& by, http::Fields form) {
    auto r = request(path);
    r.method = http::Method::Post;
    if (!by.csrf.empty()) form.add("csrf", by.csrf);
    r.form = std::move(form);
    return send(std::move(r), by, path);
  }
  std::string at(const std::string& rest = "") { return "/ll/people/" + person.text() + rest; }
  EntryId home_visit_of(StaffId who) {
    const auto kind = charter().find_kind("appointment").value();
    const auto pass = must(ll->gate->write_about(must(ll->gate->actor(who)), person, kind, std::nullopt));
    record::NewEntry e;
    e.person = person;
    e.service = pass.service();
    e.kind = kind;
    e.values["when"] = iso_date(today(clock.now())) + "T23:00";
    e.values["what"] = "See how it goes";
    e.values["visit"] = "alone";
    e.values["staff"] = who.text();
    return must(ll->entries->write(pass, e));
  }
  /// Written by somebody of this role, about the person of the house.
  EntryId written_by(const Caller& who, std::string_view kind, std::string_view json) {
    const auto ix = charter().find_kind(kind).value();
    const auto pass = must(ll->gate->write_about(must(ll->gate->actor(who.id)), person, ix, std::nullopt));
    record::NewEntry e;
    e.person = person;
    e.service = pass.service();
    e.kind = ix;
    e.values = boost::json::parse(json).as_object();
    return must(ll->entries->write(pass, e));
  }
  void has_died(charter::Date on) {
    const auto by = must(ll->gate->actor(of("supervisor").id));
    const auto service = charter().find_service("community-support").value();
    must(ll->people->record_death(must(ll->gate->act(by, person, service, charter::Duty::MarkDeath)), person,
                                  on, false));
  }
  EntryId entry_of(std::string_view kind) {
    for (const auto& text : ids["entry"]) {
      const auto id = EntryId::parse(text).value();
      if (charter().at(must(ll->entries->place(person, id)).kind).code == kind) return id;
    }
    throw std::runtime_error("no such entry");
  }
  static ::testing::AssertionResult says(const http::Response& r, std::string_view words) {
    if (r.status < 400 && r.body.find(words) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "status " << r.status << ", and the page does not say: " << words;
  }
};

}  // namespace candour::attacks
