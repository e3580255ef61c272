// The built program as an operator meets it: what it prints, where, and with which exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/data_for_tests.h"
#include "ledger/ledger.h"
#include "store/accounted.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
namespace fs = std::filesystem;

struct Ran {
  int code = -1;
  std::string out, err;
};

std::string slurp(const fs::path& p) {
  std::ifstream in(p, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("candour-cli-test-" + std::to_string(::getpid()));
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }
  Ran run(const std::string& words) {
    const auto out = dir_ / "out", err = dir_ / "err";
    const int rc = std::system(
        (std::string(CANDOUR_PROGRAM) + " " + words + " > '" + out.string() + "' 2> '" + err.string() + "'")
            .c_str());
    return {WEXITSTATUS(rc), slurp(out), slurp(err)};
  }
  fs::path dir_;
};

TEST_F(Cli, MakesACharterOfAnInventedNoticeByAnswersThatWereTyped) {
  const auto to = dir_ / "hh.yaml", answers = dir_ / "answers.yaml";
  const auto words = "charter new --notice tests/notices/harbour.txt --answers '" + answers.string() +
                     "' --out '" + to.string() + "'";
  const auto r = run(words + " < tests/notices/harbour.typed");
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_THAT(r.out, HasSubstr("2.1  About everybody"));
  EXPECT_EQ(run("charter check '" + to.string() + "'").code, 0);
  const auto notice = run("charter notice --format text '" + to.string() + "'").out;
  EXPECT_THAT(notice, HasSubstr("7 years"));
  EXPECT_THAT(notice, Not(HasSubstr("Article 9(2)(h)"))) << "its notice does not say so";
  // Everything is answered: the same command asks for more rows alone, and makes the same.
  const auto before = slurp(to);
  EXPECT_EQ(run(words + " < /dev/null").code, 0);
  EXPECT_EQ(slurp(to), before);
}

TEST_F(Cli, KeepsWhatWasAnsweredWhenTheTerminalEndsAndShowsAPartAgain) {
  const auto to = dir_ / "hh.yaml", answers = dir_ / "answers.yaml", typed = dir_ / "typed";
  std::ofstream(typed) << "? 6\nHarbour House\n1\n\nhh\n-\nHelps.\n1\n9\n-\n"
                       << "y\nthe Quayside group\n1\n\n\n\n"  // of what few notices say
                       << "1\n-\n";
  const auto r = run("charter new --notice tests/notices/harbour.txt --answers '" + answers.string() +
                     "' --out '" + to.string() + "' < '" + typed.string() + "'");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("seven years after our support ends"));
  EXPECT_THAT(r.out, HasSubstr("'9' is none of the choices."));
  EXPECT_THAT(r.out, HasSubstr("Not answered yet: Whom to ask,"));
  EXPECT_THAT(slurp(answers), HasSubstr("name: {is: \"Harbour House\", part: \"1\"}"));
  EXPECT_THAT(slurp(answers), HasSubstr("part-of: {is: \"the Quayside group\", part: \"1\"}"));
  EXPECT_FALSE(fs::exists(to));
}

TEST_F(Cli, MakesACharterOfANoticeLikeTheFiveAndPrintsEachAnswerUnderItsPart) {
  const auto to = dir_ / "hw.yaml", answers = dir_ / "answers.yaml";
  fs::copy_file("tests/notices/harbour-whole.yaml", answers);
  const auto r = run("charter new --notice tests/notices/harbour-whole.txt --answers '" + answers.string() +
                     "' --out '" + to.string() + "' < /dev/null");
  ASSERT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_EQ(run("charter check '" + to.string() + "'").code, 0);
  const auto notice = run("charter notice --format text '" + to.string() + "'").out;
  const auto at = [&](std::string_view words) { return notice.find(words); };
  EXPECT_LT(at("10.1 Our page"), at("Our page keeps no cookies."));
  EXPECT_LT(at("Our page keeps no cookies."), at("10.2 Abroad"));
  for (const char* said : {"Never in: Bathrooms", "Exampleton Council", "Your last support provider",
                           "See your record", "Photographs", "10.2 Abroad"})
    EXPECT_THAT(notice, HasSubstr(said));
  EXPECT_THAT(notice, Not(HasSubstr("HARB01"))) << "its notice does not say so";
}

TEST_F(Cli, ConfirmsWorkingValuesAndLeavesTheRest) {
  const auto r = run("charter confirm charters/im.yaml organisation/says --by dp-lead --on 2026-12-01");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("organisation/says: confirmed by dp-lead on 2026-12-01"));
  EXPECT_THAT(r.out, HasSubstr("organisation/hosting: working"));
  EXPECT_THAT(run("charter confirm charters/im.yaml organisation/says --by nobody").err,
              HasSubstr("there is no role 'nobody'"));
  EXPECT_THAT(run("charter confirm charters/im.yaml organisation/says --by worker").err,
              HasSubstr("the role 'worker' does not answer for the notice"));
  EXPECT_THAT(run("charter confirm charters/im.yaml texts/records --by dp-lead").err,
              HasSubstr("has a ground already"));
}

TEST_F(Cli, ChecksTheFiveChartersWithOneLineEach) {
  const auto r = run(
      "charter check charters/im.yaml charters/ig.yaml charters/ll.yaml charters/ps.yaml charters/lw.yaml");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("charters/ll.yaml: good. Leading Lives"));
  EXPECT_EQ(std::count(r.out.begin(), r.out.end(), '\n'), 5);
  for (const char* word : {"purposes", "service", "kinds", "roles", "recipients", "retention rule"})
    EXPECT_THAT(r.out, HasSubstr(word));
}

TEST_F(Cli, RefusesABrokenCharterByFileLineAndColumn) {
  const auto bad = dir_ / "bad.yaml";
  std::string text = slurp("charters/lw.yaml");
  const auto at = text.find("\nversion:");
  ASSERT_NE(at, std::string::npos);
  text.insert(at + 1, "nonsense: yes\n");
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at) + 1, '\n') + 1;
  std::ofstream(bad) << text;
  const auto r = run("charter check '" + bad.string() + "'");
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(r.out, "");
  EXPECT_THAT(r.err, HasSubstr(bad.string() + ":" + std::to_string(line) + ":"));
  EXPECT_THAT(r.err, HasSubstr("nonsense"));
  const auto notice = run("charter notice '" + bad.string() + "'");
  EXPECT_EQ(notice.code, 1);
  EXPECT_EQ(notice.out, "");
}

TEST_F(Cli, PrintsEveryFormToAFile) {
  for (const auto& [words, start] : std::vector<std::pair<std::string, std::string>>{
           {"notice --format html", "<!DOCTYPE html>"},
           {"notice --format pdf", "%PDF-1.7"},
           {"easy-read", "<!DOCTYPE html>"},
           {"ropa --format csv", "\xEF\xBB\xBFWe act as,"},
           {"ropa --format html", "<!DOCTYPE html>"},
           {"matrix", "Who may see what"},
           {"matrix --format csv", "\xEF\xBB\xBFInformation,"}}) {
    const auto file = dir_ / "printed";
    const auto r = run("charter " + words + " charters/lw.yaml -o '" + file.string() + "'");
    EXPECT_EQ(r.code, 0) << words << r.err;
    EXPECT_EQ(r.out, "") << words;
    EXPECT_TRUE(slurp(file).starts_with(start)) << words << slurp(file).substr(0, 60);
    EXPECT_FALSE(fs::exists(file.string() + ".part"));
    fs::remove(file);
  }
}

TEST_F(Cli, SaysWhyAFileCannotBeWritten) {
  const auto r = run("charter notice charters/lw.yaml -o '" + (dir_ / "no" / "folder").string() + "'");
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("To mend:"));
}

TEST_F(Cli, ExplainsAndNamesTheCodesItKnows) {
  const auto yes = run("charter explain charters/lw.yaml --role worker --category health");
  EXPECT_EQ(yes.code, 0) << yes.err;
  EXPECT_THAT(yes.out, HasSubstr("Yes"));
  const auto who = run("charter explain charters/lw.yaml --role nobody --category health");
  EXPECT_EQ(who.code, 2);
  EXPECT_THAT(who.err, HasSubstr("supervisor"));
  EXPECT_THAT(run("charter explain charters/im.yaml --recipient gp --category marketing").out,
              HasSubstr("No. "));
  EXPECT_THAT(run("charter explain charters/ll.yaml --category care").out, HasSubstr("6 years"));
  EXPECT_THAT(run("charter explain charters/ll.yaml --right access --on 2026-11-27").out,
              HasSubstr("27 December 2026"));
  EXPECT_THAT(run("charter explain charters/ps.yaml --birthday 14").out, HasSubstr("for themselves"));
  EXPECT_EQ(run("charter explain charters/ll.yaml --right acess").code, 2);
  const auto nothing = run("charter explain charters/ll.yaml");
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("name --category"));
}

TEST_F(Cli, ComparesTwoCharters) {
  const auto newer = dir_ / "newer.yaml";
  std::string text = slurp("charters/lw.yaml");
  const auto keep = text.find("keep: 3 years");
  ASSERT_NE(keep, std::string::npos);
  text.replace(keep, 13, "keep: 2 years");
  std::ofstream(newer) << text;
  const auto compare = "charter diff charters/lw.yaml '" + newer.string() + "'";
  EXPECT_THAT(run(compare).err, HasSubstr("the words claim 'everything is kept 3 years'"));
  text.replace(text.find("kept 3 years"), 12, "kept 2 years");
  std::ofstream(newer) << text;
  const auto r = run(compare);
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("they must be told"));
  EXPECT_THAT(r.out, HasSubstr("and is now “2"));
  EXPECT_THAT(run("charter diff charters/lw.yaml charters/lw.yaml").out,
              HasSubstr("The two charters say the same"));
}

TEST_F(Cli, AnswersUsageWithTwo) {
  EXPECT_EQ(run("").code, 2);
  EXPECT_EQ(run("no-such-command").code, 2);
  EXPECT_EQ(run("charter notice --format docx charters/lw.yaml").code, 2);
  EXPECT_EQ(run("charter check no-such-file.yaml").code, 2);
  const auto version = run("--version");
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, MatchesRegex("candour [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(run("--help").code, 0);
}

TEST_F(Cli, NeverMakesAMissingDatabase) {
  for (const char* command : {"ledger verify", "vault check"}) {
    const auto r = run(std::string(command) + " --data '" + (dir_ / "none").string() + "'");
    EXPECT_EQ(r.code, 1) << command;
    EXPECT_THAT(r.err, HasSubstr("To mend:"));
    EXPECT_FALSE(fs::exists(dir_ / "none"));
  }
  fs::create_directories(dir_ / "data" / "lw");
  std::ofstream(dir_ / "data" / "lw" / "records.db") << "";
  const auto r = run("ledger verify --data '" + (dir_ / "data").string() + "' --org lw");
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("is missing"));
  EXPECT_FALSE(fs::exists(dir_ / "data" / "lw" / "root.key"));
}

/// Changes one byte of one entry, as somebody with the database's file could.
void alter(const fs::path& dir, const OrgCode& org, int seq) {
  auto db = store::open_sqlite(org, (dir / org.text / "records.db").string(), store::record_migrations());
  ASSERT_TRUE(db);
  const auto done = (*db)->write([&](store::Txn& t) -> Status {
    Bytes data;
    CHECK_OK(
        t.each("SELECT data FROM ledger_entry WHERE org=$1 AND seq=$2", {org, seq}, [&](const store::Row& r) {
          data.assign(r.blob(0).begin(), r.blob(0).end());
          return true;
        }));
    if (data.empty()) return fail(Code::NotFound, "no such entry");
    data[data.size() / 2] ^= 1;
    TRY(const auto rows, t.run("UPDATE ledger_entry SET data=$3 WHERE org=$1 AND seq=$2", {org, seq, data}));
    return rows == 1 ? Status{} : fail(Code::NotFound, "nothing changed");
  });
  ASSERT_TRUE(done) << done.error().words.text;
}

TEST_F(Cli, VerifiesALedgerAndNamesTheEntryThatWasAltered) {
  const OrgCode org{"lw"};
  make_data(dir_ / "data", org, 600);
  const auto good = run("ledger verify --data '" + (dir_ / "data").string() + "'");
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("600 entries checked"));
  EXPECT_THAT(good.out, HasSubstr("candour/lw+"));
  alter(dir_ / "data", org, 321);
  const auto bad = run("ledger verify --data '" + (dir_ / "data").string() + "' --org lw");
  EXPECT_EQ(bad.code, 1) << bad.out;
  EXPECT_THAT(bad.err, HasSubstr("entry 321"));
}

TEST_F(Cli, Attack_A1_older_records_put_back_are_named_by_every_command_until_the_loss_is_said_twice) {
  const OrgCode org{"ll"};
  const auto folder = dir_ / "data", home = folder / "ll";
  const auto data = "--data '" + folder.string() + "' --org ll";
  make_data(folder, org, 100);
  std::ofstream(dir_ / "kept") << run("ledger verify " + data).out;
  fs::copy(home / "records.db", dir_ / "older.db");
  make_data(folder, org, 20);
  EXPECT_EQ(run("ledger export " + data + " '" + (dir_ / "export").string() + "'").code, 0);
  std::ofstream(dir_ / "newer") << run("ledger verify " + data).out;
  const auto with = [&](const char* file) { return " --checkpoint '" + (dir_ / file).string() + "'"; };
  const auto exported = " --export '" + (dir_ / "export").string() + "'";
  const auto all = run("ledger verify " + data + with("kept") + with("newer") + exported);
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_THAT(all.out, HasSubstr("3 checkpoints are of a beginning of it"));

  fs::copy(dir_ / "older.db", home / "records.db", fs::copy_options::overwrite_existing);
  const auto found = run("ledger verify " + data);
  EXPECT_EQ(found.code, 1) << found.out;
  EXPECT_THAT(found.err, HasSubstr("it has 100 entries, 120 were known"));
  EXPECT_EQ(run("ledger export " + data + " '" + (dir_ / "fresh").string() + "'").code, 1);
  EXPECT_EQ(run("ledger proof " + data + " 5").code, 1);
  fs::create_directories(dir_ / "charters");
  fs::copy("charters/ll.yaml", dir_ / "charters" / "ll.yaml");
  const auto served = run("serve --port 0 --charters '" + (dir_ / "charters").string() +
                          "' --catalogue charters/catalogue --data '" + folder.string() + "'");
  EXPECT_EQ(served.code, 1);
  EXPECT_THAT(served.err, HasSubstr("hold 100 entries of the ledger, but its key store remembers 120"));
  EXPECT_THAT(served.err, HasSubstr("event=ledger-head"));
  EXPECT_THAT(served.err, HasSubstr("accept-loss --org ll --size 100"));

  const auto asked = run("ledger accept-loss " + data + " --size 100");
  EXPECT_EQ(asked.code, 1) << "nothing was accepted yet";
  const auto at = asked.out.find("--confirm ");
  ASSERT_NE(at, std::string::npos) << asked.out << asked.err;
  EXPECT_EQ(run("ledger accept-loss " + data + " --size 100 --confirm 0123456789").code, 1);
  EXPECT_EQ(run("ledger verify " + data).code, 1);
  const auto said =
      run("ledger accept-loss " + data + " --size 100 --confirm " + asked.out.substr(at + 10, 10));
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("entry 100 of the ledger says"));
  EXPECT_EQ(run("ledger verify " + data + with("kept")).code, 0);
  const auto witness = run("ledger verify " + data + with("newer"));
  EXPECT_EQ(witness.code, 1) << "what a witness holds is not talked away";
  EXPECT_EQ(run("ledger verify " + data + exported).code, 1);
}

TEST_F(Cli, ChecksAVaultThatIsWhole) {
  make_data(dir_ / "data", OrgCode{"lw"}, 1);
  const auto r = run("vault check --data '" + (dir_ / "data").string() + "' --org lw");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("the vault is whole"));
}

TEST_F(Cli, NamesAFileOfWhichNothingIsLeft) {
  const OrgCode org{"lw"};
  make_data(dir_ / "data", org, 1);
  const auto id = FileId::make(1'790'000'000'000);
  {
    auto db =
        store::open_sqlite(org, (dir_ / "data" / "lw" / "records.db").string(), store::record_migrations());
    ASSERT_TRUE(db);
    const auto done = (*db)->write([&](store::Txn& t) {
      store::no_entry_needed("a test tampers");
      return t
          .run(
              "INSERT INTO file (org, id, person, entry, field, category, type, size, added, by)"
              " VALUES ($1, $2, $2, $2, 'letter', 'identity', 'image/png', 9, 0, $2)",
              {org, id})
          .map([](auto) {});
    });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  const auto r = run("vault check --data '" + (dir_ / "data").string() + "'");
  EXPECT_EQ(r.code, 1) << r.out;
  EXPECT_THAT(r.err, HasSubstr(id.text() + ": nothing of its content is left"));
  EXPECT_THAT(r.err, HasSubstr("NOT whole"));
}

TEST_F(Cli, NamesASealedPartThatIsGone) {
  const OrgCode org{"lw"};
  make_data(dir_ / "data", org, 1);
  const auto id = PersonId::make(1'790'000'000'000);
  {
    auto db =
        store::open_sqlite(org, (dir_ / "data" / "lw" / "records.db").string(), store::record_migrations());
    ASSERT_TRUE(db);
    const auto done = (*db)->write([&](store::Txn& t) {
      store::no_entry_needed("a test tampers");
      return t
          .run(
              "INSERT INTO person_version (org, person, version, at, by, why, parts)"
              " VALUES ($1, $2, 3, 0, $2, '', 'contact=3')",
              {org, id})
          .map([](auto) {});
    });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  const auto r = run("vault check --data '" + (dir_ / "data").string() + "'");
  EXPECT_EQ(r.code, 1) << r.out;
  EXPECT_THAT(r.err, HasSubstr(id.text() + " version 3 category contact is gone"));
}

TEST_F(Cli, RenewsTheRootKeyWhereItStandsAndTheOldOneOpensNothing) {
  make_data(dir_ / "data", OrgCode{"lw"}, 3);
  const auto data = "--data '" + (dir_ / "data").string() + "'";
  const auto key = dir_ / "data" / "lw" / "root.key";
  const auto old = slurp(key);
  fs::copy(key, dir_ / "old.key");
  const auto renewed = run("vault rotate-root " + data);
  EXPECT_EQ(renewed.code, 0) << renewed.err;
  EXPECT_THAT(renewed.out, HasSubstr("the root key is new"));
  EXPECT_NE(slurp(key), old);
  EXPECT_EQ(fs::status(key).permissions(), fs::perms(0600));
  EXPECT_FALSE(fs::exists(key.string() + ".new"));
  EXPECT_EQ(run("vault check " + data).code, 0);
  EXPECT_EQ(run("ledger verify " + data).code, 0) << "the ledger's key hangs on none of it";
  const auto refused = run("vault check " + data + " --root-key '" + (dir_ / "old.key").string() + "'");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("does not belong to this key store"));
  // Cut short between the write and the new file's taking its place: the next run ends it.
  fs::rename(key, key.string() + ".new");
  fs::copy(dir_ / "old.key", key);
  EXPECT_EQ(run("vault check " + data).code, 1);
  EXPECT_EQ(run("vault rotate-root " + data).code, 0);
  EXPECT_EQ(run("vault check " + data).code, 0);
}

TEST_F(Cli, TakesAPassphraseFromAFileDescriptor) {
  make_data(dir_ / "data", OrgCode{"lw"}, 3);
  const auto data = "--data '" + (dir_ / "data").string() + "'";
  std::ofstream(dir_ / "words") << "five words that stay together\n";
  std::ofstream(dir_ / "others") << "five words that fall apart\n";
  const auto from = [&](const char* file, int fd) {
    return " " + std::to_string(fd) + "< '" + (dir_ / file).string() + "'";
  };
  const auto changed = run("vault rotate-root " + data + " --new-root-key passphrase:3" + from("words", 3));
  EXPECT_EQ(changed.code, 0) << changed.err;
  EXPECT_EQ(run("vault check " + data + " --root-key passphrase:4" + from("words", 4)).code, 0);
  const auto wrong = run("vault check " + data + " --root-key passphrase:4" + from("others", 4));
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("not the passphrase"));
  const auto file = run("vault check " + data);
  EXPECT_EQ(file.code, 1);
  EXPECT_THAT(file.err, HasSubstr("--root-key passphrase"));
  EXPECT_EQ(run("vault check " + data + " --root-key passphrase:x").code, 1);
}

TEST_F(Cli, FindsTheUsualCredentialByItself) {
  make_data(dir_ / "data", OrgCode{"lw"}, 1);
  const auto data = "--data '" + (dir_ / "data").string() + "'";
  fs::create_directories(dir_ / "given");
  fs::rename(dir_ / "data" / "lw" / "root.key", dir_ / "given" / "candour-root-key");
  EXPECT_EQ(run("vault check " + data).code, 1);
  ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", (dir_ / "given").c_str(), 1), 0);
  const auto found = run("vault check " + data);
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_EQ(run("vault rotate-root " + data).code, 1) << "a credential cannot be replaced from here";
  const auto missing = run("vault check " + data + " --root-key credential:another");
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("LoadCredentialEncrypted=another"));
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(Cli, RenewsTheKeyOfAnOrganisation) {
  make_data(dir_ / "data", OrgCode{"lw"}, 1);
  const auto data = "--data '" + (dir_ / "data").string() + "'";
  const auto r = run("vault rotate-org " + data + " --org lw");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(r.out, HasSubstr("number 2; the old one is destroyed"));
  EXPECT_EQ(run("vault check " + data).code, 0);
  EXPECT_EQ(run("vault rotate-org " + data + " --org none").code, 1);
}

TEST_F(Cli, TheFirstAccountIsOneThatCanAddTheOthers) {
  const auto data = (dir_ / "first").string();
  const std::string first =
      "staff first --org ll --data '" + data + "' --name Robin --username robin --email robin@example.org";
  for (const char* role : {"worker", "no-such-role"}) {
    const auto wrong = run(first + " --role " + role);
    EXPECT_EQ(wrong.code, 1);
    EXPECT_EQ(wrong.out, "");
    EXPECT_THAT(wrong.err, HasSubstr(role));
    EXPECT_THAT(wrong.err, HasSubstr("--role admin  (Service administrator)"));
  }
  const auto made = run(first);
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("Role: Service administrator"));
}

}  // namespace
}  // namespace candour::cli
