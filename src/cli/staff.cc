// candour staff first: the first account of an organisation, so that somebody can sign in and add the others.
#include <iostream>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/where.h"
#include "vault/passwords.h"
#include "web/house.h"

namespace candour::cli {

namespace {

struct FirstOptions {
  Where where;
  std::string charters = "charters", org, role = "admin", name, username, email;
};

Status add_first(const FirstOptions& o) {
  const SystemClock clock;
  TRY(auto where, house_options(o.where));
  where.charter_files = {o.charters + "/" + o.org + ".yaml"};
  where.catalogue_dir = o.charters + "/catalogue";
  TRY(auto house, web::open_house(where, clock));
  auto& org = *house->all().front();
  const auto role = org.charter->find_role(o.role);
  if (!role)
    return fail(Code::Invalid, "The charter has no role \"" + o.role + "\". To mend: choose one of it.");
  people::NewStaff s;
  s.name = o.name;
  s.username = o.username;
  s.email = o.email;
  s.posts = {{*role, {}, {}}};
  s.password = vault::random_token(12);
  TRY(const auto id, org.staff->seed(s, false));
  (void)id;
  std::cout << "User name: " << s.username << "\nFirst password: " << s.password
            << "\nSign in, sign the agreement, set a password of your own, and add the others.\n";
  return {};
}

}  // namespace

void add_staff_command(CLI::App& app, ExitCode& exit_code) {
  auto* staff = app.add_subcommand("staff", "Accounts of staff");
  staff->require_subcommand(1);
  auto o = std::make_shared<FirstOptions>();
  auto* c =
      staff->add_subcommand("first", "Makes the first account of an organisation, with a random password");
  c->add_option("--org", o->org, "Code of the organisation: the name of its charter file")->required();
  c->add_option("--name", o->name, "Their name")->required();
  c->add_option("--username", o->username, "What they sign in with")->required();
  c->add_option("--email", o->email, "Their work email")->required();
  c->add_option("--role", o->role, "A role of the charter that manages staff")->capture_default_str();
  add_where_options(*c, o->where);
  c->add_option("--charters", o->charters, "Folder with one charter a file")->capture_default_str();
  c->callback([o, &exit_code] {
    if (auto s = add_first(*o); !s) {
      std::cerr << "candour: " << error_words(s.error()) << '\n';
      exit_code.value = ExitCode::kFindings;
    }
  });
}

}  // namespace candour::cli
