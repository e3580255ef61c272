// candour staff: the first account of an organisation, so that somebody can sign in and add the others; a
// code for a second person outside; and a way in again for somebody, when nobody inside can ask for it.
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
  std::string charters = "charters", org, role, name, username, email;
};

void print_code(const charter::Charter& c, const std::string& code) {
  std::cout
      << "Code for a second person: " << code
      << "\nPrint it and give it to somebody outside who answers for the organisation, such as the chair. With\n"
         "it they confirm one thing that needs two people, on the page /"
      << c.organisation.code << "/second-person, without an account.\nIt is not shown again.\n";
}

Result<std::unique_ptr<web::House>> open_one(const FirstOptions& o, const Clock& clock) {
  TRY(auto where, house_options(o.where));
  where.charter_files = {o.charters + "/" + o.org + ".yaml"};
  where.catalogue_dir = o.charters + "/catalogue";
  return web::open_house(where, clock);
}

/// The first account must be able to add the others: of the roles that can, the one that was asked for, or
/// the only one.
Result<RoleIx> first_role(const charter::Charter& c, const std::string& asked) {
  std::vector<RoleIx> can;
  std::string names;
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    if (!c.roles[i].has(charter::Duty::ManageStaff)) continue;
    can.push_back(static_cast<RoleIx>(i));
    if (c.roles[i].code == asked) return can.back();
    names += "\n  --role " + c.roles[i].code + "  (" + c.roles[i].name + ")";
  }
  if (asked.empty() && can.size() == 1) return can.front();
  const std::string what = asked.empty()        ? "Say in which role."
                           : c.find_role(asked) ? "The role \"" + asked +
                                                      "\" cannot manage staff, so nobody could "
                                                      "add the others."
                                                : "The charter has no role \"" + asked + "\".";
  if (can.empty())
    return fail(Code::Invalid,
                what + " To mend: give a role of the charter the duty manage-staff; none has it.");
  return fail(Code::Invalid, what + " To mend: choose one that can manage staff:" + names);
}

Status add_first(const FirstOptions& o) {
  const SystemClock clock;
  TRY(auto house, open_one(o, clock));
  auto& org = *house->all().front();
  TRY(const auto role, first_role(*org.charter, o.role));
  people::NewStaff s;
  s.name = o.name;
  s.username = o.username;
  s.email = o.email;
  s.posts = {{role, {}, {}}};
  s.password = vault::random_token(12);
  s.once = true;
  CHECK_OK(org.staff->seed(s, false));
  TRY(const auto code, org.staff->second().make_code());
  std::cout << "User name: " << s.username << "\nRole: " << org.charter->at(role).name
            << "\nFirst password: " << s.password
            << "\nSign in, choose a password of your own, sign the agreement, and add the others.\n\n";
  print_code(*org.charter, code);
  return {};
}

Status new_code(const FirstOptions& o) {
  const SystemClock clock;
  TRY(auto house, open_one(o, clock));
  auto& org = *house->all().front();
  TRY(const auto code, org.staff->second().make_code());
  print_code(*org.charter, code);
  return {};
}

Status recover(const FirstOptions& o) {
  const SystemClock clock;
  TRY(auto house, open_one(o, clock));
  TRY(const auto password, house->all().front()->staff->recover_from_console(o.username));
  std::cout
      << "One-time password: " << password
      << "\nIt works once, within 24 hours; two-step sign-in is off, and their sessions are ended. The ledger says so.\n";
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
  c->add_option("--role", o->role,
                "A role that can manage staff; may be left out when the charter has one only");
  add_where_options(*c, o->where);
  c->add_option("--charters", o->charters, "Folder with one charter a file")->capture_default_str();
  const auto runs = [&exit_code](CLI::App& command, std::shared_ptr<FirstOptions> options,
                                 Status (*what)(const FirstOptions&)) {
    command.callback([options, what, &exit_code] {
      if (auto s = what(*options); !s) {
        std::cerr << "candour: " << error_words(s.error()) << '\n';
        exit_code.value = ExitCode::kFindings;
      }
    });
  };
  runs(*c, o, add_first);
  const auto another = [&](const char* name, const char* says, Status (*what)(const FirstOptions&)) {
    auto options = std::make_shared<FirstOptions>();
    auto* command = staff->add_subcommand(name, says);
    command->add_option("--org", options->org, "Code of the organisation")->required();
    add_where_options(*command, options->where);
    command->add_option("--charters", options->charters, "Folder with one charter a file")
        ->capture_default_str();
    runs(*command, options, what);
    return std::pair(command, options);
  };
  another("code", "Makes a new code for a second person outside; the one before it ends", new_code);
  const auto [reset, options] =
      another("reset", "A new one-time password for somebody; two-step sign-in off, sessions ended", recover);
  reset->add_option("--username", options->username, "What they sign in with")->required();
}

}  // namespace candour::cli
