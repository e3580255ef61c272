// A house with one person whom half of the staff may know and the other half may not, for the tests that
// attack every page: somebody signed in for every role of the charter, in the person's service and in another
// one, and a record in which every category carries a word of its own. One thread. Failures throw.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "people/world_for_tests.h"
#include "web/frame/page_table.h"
#include "web/house.h"
#include "web/http/server.h"

namespace candour::attacks {

using charter::Reach;
using people::must;

inline constexpr std::string_view kGiven = "Zebulonqx", kFamily = "Marrowfatqx";
inline constexpr std::string_view kPassword = "violet kettle harbour 42";
inline constexpr std::string_view kDraftWords = "zqhalfwrittenqz", kReasonWords = "zqreasonwordsqz",
                                  kImportedName = "Zqimportedqz";

/// The word that stands in every text of the category, and nowhere else.
std::string marker(const charter::Category& c);

/// Somebody who asks: signed in, or not at all (no token).
struct Caller {
  std::string name = {};  // "worker in team A"
  StaffId id = {};
  RoleIx role{};
  bool reaches = false;  // by the charter alone: role, service, team, caseload
  bool in_service = false;
  std::string token = {}, csrf = {};
  std::string own = {};  // inside a person's own door
};

/// What stands in the house, as texts for addresses. Several of a sort: each is walked.
using Ids = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Whether a parameter of an address is an id, and no code that everybody knows.
bool is_an_id(std::string_view name);

/// The strings that must not come back to a caller.
struct Secret {
  std::string words, why;
};

class AttackedHouse : public ::testing::Test {
 protected:
  AttackedHouse();
  ~AttackedHouse() override;

  /// The answer as a browser would get it, after the checks that hold for each: no 5xx, strict headers, safe
  /// cookies, nothing about anybody in the diary.
  http::Response ask(const http::Route& route, const http::Fields& params, const Caller& by,
                     http::Fields query = {}, http::Fields form = {}, http::Fields headers = {});
  http::Response send(http::Request r, const Caller& by, const std::string& what);
  std::string sign_in(Caller& c);  // a new session; the cookie
  /// Every way to fill the parameters of the route from the ids. A parameter that is not known fails the
  /// test.
  std::vector<http::Fields> fill(const http::Route& route, const Ids& ids) const;
  /// Ids like those of the house, of things that do not exist.
  Ids random_ids() const;
  /// Every parameter but the organisation holds the same text.
  Ids all_the_same(const std::string& text) const;
  std::vector<Secret> secrets_from(const Caller& by) const;
  /// Entries of the ledger since the last call, oldest first.
  std::vector<ledger::Entry> news();
  /// Every form field that some page knows, filled so that it would do something.
  http::Fields busy_form(const Caller& by) const;

  /// The page without what tells it from the same page asked for once more.
  static std::string without_page_tokens(const std::string& page);

  const charter::Charter& charter() const { return *ll->charter; }
  std::string cookie() const { return site->cookie_name(*ll); }

  SetClock clock;
  std::filesystem::path dir;
  std::string diary;
  log::Log log;
  std::unique_ptr<web::House> house;
  web::OrgHouse* ll = nullptr;
  std::unique_ptr<web::Site> site;
  http::Router router;
  http::ServerOptions options;
  PersonId person;
  Ids ids;
  std::vector<Caller> callers;
  Caller nobody{.name = "somebody signed out"};
  StaffId leaver, bystander;

 private:
  void hire_all();
  StaffId hire(const std::string& username, RoleIx role, std::optional<ServiceIx> in,
               std::optional<TeamId> team);
  void add_person();
  void add_double();
  void write_everything();
  void write_one(const charter::Kind& kind);
  void add_the_rest();
  void give_door();  // the person's own
  const Caller& caller(std::string_view role) const;
  gate::Actor actor(const Caller& c) const { return must(ll->gate->actor(c.id)); }
  Pass pass_to_write(const Caller& c, std::string_view kind) const;

  TeamId team_, other_team_, far_team_;
  ServiceIx near_{}, far_{};
  std::int64_t seen_ = -1;  // the newest entry of the ledger that news() gave
};

/// Values for all fields of the kind that may be written, with the markers in every text.
charter::Values filled(const charter::Charter& c, const charter::Kind& kind, const charter::KindUse* use,
                       CategorySet writable);

}  // namespace candour::attacks
