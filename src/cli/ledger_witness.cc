#include "cli/ledger_witness.h"

#include <algorithm>
#include <fstream>

#include "store/lease.h"

namespace candour::cli {

namespace {

outbox::Witnessed witnessed(web::OrgHouse& org, const Clock& clock, const std::string& server,
                            std::chrono::milliseconds length) {
  static constexpr std::string_view kJob = "witness";
  outbox::Witnessed w;
  w.org = org.charter->organisation.code;
  w.note = [&org]() -> Result<std::string> {
    ledger::Checkpoint newest;
    CHECK_OK(org.db->read([&](store::Session& s) -> Status {
      TRY(newest, org.ledger->checkpoint(s));
      return {};
    }));
    return std::move(newest.note);
  };
  w.mine = [&org, &clock, server, length] {
    return store::hold_lease(*org.db, kJob, server, clock.now(), length);
  };
  w.leave = [&org, server] { return store::let_lease_go(*org.db, kJob, server); };
  return w;
}

}  // namespace

Result<outbox::Mailer> read_mailer(const WitnessWords& words) {
  outbox::Mailer m{words.smtp, words.from, {}, {}, {}, words.authorities};
  for (const auto& text : words.locked) {
    TRY(auto way, outbox::read_locked_way(text));
    m.locked.push_back(std::move(way));
  }
  if (words.login.empty()) return m;
  std::ifstream in(words.login);
  if (!std::getline(in, m.user) || !std::getline(in, m.password) || m.user.empty())
    return fail(Code::Invalid, "--smtp-login " + words.login +
                                   " does not read. To mend: write the user's name on its first line and the "
                                   "password on its second.");
  return m;
}

void add_witness_options(CLI::App& serve, WitnessWords& w) {
  serve.add_option(
      "--witness", w.targets,
      "Whom to tell each ledger's newest checkpoint: a file, mailto:ADDRESS, or https://…; may be "
      "given several times");
  serve.add_option("--witness-minutes", w.minutes, "At most so often, and only after a change")
      ->capture_default_str()
      ->check(CLI::Range(1, 7 * 24 * 60));
  serve.add_option(
      "--smtp", w.smtp,
      "Mail server for witnesses by mail and for mail about alerts: smtp://HOST:PORT or smtps://HOST:PORT");
  serve.add_option("--smtp-from", w.from, "Address that such mail comes from");
  serve.add_option("--smtp-login", w.login,
                   "File with the mail server's user name and password, a line each");
  serve
      .add_option("--smtp-locked", w.locked,
                  "Mail server of a domain that the charter names, DOMAIN=smtp://HOST:PORT: what stands in "
                  "a record goes there alone, under TLS; may be given several times")
      ->allow_extra_args(false);
  serve.add_option("--smtp-authorities", w.authorities,
                   "File of certificates by which mail servers are known; default: the system's");
}

Result<std::unique_ptr<outbox::Witness>> start_witness(const WitnessWords& words, web::House& house,
                                                       const Clock& clock, const log::Log& log) {
  if (words.targets.empty()) return std::unique_ptr<outbox::Witness>();
  outbox::WitnessOptions options;
  for (const auto& text : words.targets) {
    TRY(auto target, outbox::read_target(text));
    if (target.kind == outbox::Target::Kind::Mail && (words.smtp.empty() || words.from.empty()))
      return fail(Code::Invalid, "--witness " + text +
                                     " needs a mail server. To mend: give --smtp smtp://HOST:PORT and "
                                     "--smtp-from ADDRESS.");
    options.targets.push_back(std::move(target));
  }
  TRY(options.mailer, read_mailer(words));
  options.every = std::chrono::minutes(words.minutes);
  // A name that no other server has, and a lease that outlasts the time between two tellings.
  const auto server = to_text(make_id128(clock.now().ms));
  const auto length = options.every + 2 * options.retry;
  std::vector<outbox::Witnessed> ledgers;
  for (const auto& org : house.all()) ledgers.push_back(witnessed(*org, clock, server, length));
  return std::make_unique<outbox::Witness>(std::move(ledgers), std::move(options), clock, log);
}

}  // namespace candour::cli
