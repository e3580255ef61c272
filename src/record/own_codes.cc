// Sealed in own_code: the row's id, the code and the address, a line each; use "own-code".
#include "record/own_codes.h"

#include "base/text.h"
#include "gate/things.h"
#include "people/guesses.h"
#include "people/limits.h"
#include "people/networks.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::record {
namespace {

constexpr std::string_view kUse = "own-code";
constexpr int kAsksPerAddress = 5, kWrongCodes = 5;
constexpr std::size_t kLongestMail = 254;

std::int64_t code_token(vault::Vault& vault, MailId id, const people::KnownBy& by, std::string_view code) {
  return vault.blind_token("own-code", id.text() + " " + std::to_string(by.mail) + " " +
                                           std::to_string(by.born) + " " + std::string(code));
}

}  // namespace

Result<std::string> OwnCodes::ask(std::string_view mail, charter::Date born, std::string_view address) {
  const auto to = clean_line(mail);
  if (to.size() < 3 || to.size() > kLongestMail || to.find('@') == to.npos)
    return invalid("mail", "Enter an email address, such as name@example.org");
  const auto now = clock_.now();
  const auto by = people::known_by(vault_, to, born);
  auto at = people::guessed_from(vault_, "own-ask", address);
  at.push_back({"own-ask", by.mail, kAsksPerAddress});
  TRY([[maybe_unused]] const auto guess, people::count_guess(db_, db_.org(), now, at));
  const auto id = MailId::make(now.ms);
  const auto code = vault::random_digits(6);
  auto browser = vault::random_token();
  const auto sealed = vault_.seal_org(kUse, as_bytes(id.text() + "\n" + code + "\n" + to));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("DELETE FROM own_code WHERE org=$1 AND raised<$2",
                     {db_.org(), now.ms - 4 * people::limits::kOwnCodeMs}));
    return txn
        .run(
            "INSERT INTO own_code (org, id, browser, code, sealed, mail, born, raised, tries, next) VALUES "
            "($1, $2, $3, $4, $5, $6, $7, $8, 0, $8)",
            {db_.org(), id, ByteView(vault::token_hash(browser)), code_token(vault_, id, by, code),
             ByteView(sealed), by.mail, by.born, now.ms})
        .map([](auto) {});
  }));
  return browser;
}

Result<people::CameIn> OwnCodes::enter(std::string_view browser, std::string_view code,
                                       std::string_view address) {
  const auto now = clock_.now();
  const auto hash = vault::token_hash(browser);
  auto at = people::guessed_from(vault_, "own-door", address);
  at.push_back({"own-code", vault_.blind_token("own-code-browser", browser), kWrongCodes});
  TRY([[maybe_unused]] const auto guess, people::count_guess(db_, db_.org(), now, at));
  const auto digits = digits_in(code);
  bool right = false;
  people::KnownBy by;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    MailId id;
    CHECK_OK(txn.each(
        "SELECT id, mail, born, code FROM own_code WHERE org=$1 AND browser=$2 AND used IS NULL AND "
        "raised>$3",
        {db_.org(), ByteView(hash), now.ms - people::limits::kOwnCodeMs}, [&](const store::Row& row) {
          id = row.id<MailId>(0);
          by = {row.i64(1), row.i64(2)};
          right = row.i64(3) == code_token(vault_, id, by, digits);
          return false;
        }));
    if (!right) return {};
    return txn.run("UPDATE own_code SET used=$3 WHERE org=$1 AND id=$2", {db_.org(), id, now.ms})
        .map([](auto) {});
  }));
  if (!right) return invalid("code", std::string(people::kNoSuchDoor));
  return doors_.enter(by);
}

Result<std::vector<OwnCodeMail>> OwnCodes::take(int most) {
  struct Item : QueuedMail {
    people::KnownBy by;
    Bytes sealed;
  };
  TRY(auto rows, queue_.take<Item>(
                     most, "mail, born, sealed",
                     [](const store::Row& row, Item& item) {
                       item.by = {row.i64(0), row.i64(1)};
                       item.sealed = Bytes(row.blob(2).begin(), row.blob(2).end());
                     },
                     [&](store::Txn& txn, const Item& item) -> Result<bool> {
                       if (clock_.now().ms - item.raised.ms > people::limits::kOwnCodeMs) return true;
                       TRY(const auto at, doors_.known(txn, item.by));
                       return !at.has_value();
                     }));
  std::vector<OwnCodeMail> out;
  for (auto& row : rows) {
    if (row.over) continue;
    std::optional<gate::AtDoor> door;
    CHECK_OK(db_.read([&](store::Session& db) -> Status {
      TRY(door, doors_.known(db, row.by));
      return {};
    }));
    if (!door) continue;
    const auto plain = vault_.open_org(kUse, row.sealed);
    if (!plain) continue;  // damaged: it holds up no other
    const std::string text(as_text(*plain));
    const auto first = text.find('\n'), second = text.find('\n', first + 1);
    if (second == text.npos || text.substr(0, first) != row.id.text()) continue;
    out.push_back(
        {row.id, row.tries, *door, text.substr(second + 1), text.substr(first + 1, second - first - 1)});
  }
  return out;
}

Status OwnCodes::sent(const OwnCodeMail& item) {
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(queue_.sent(txn, item.id));
    CHECK_OK(txn.run("UPDATE own_code SET sealed=$3 WHERE org=$1 AND id=$2",
                     {db_.org(), item.id, ByteView(Bytes{})}));
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Job;
    e.people = {item.at.person};
    e.what = gate::thing_code(gate::Thing::OwnDoor);
    e.thing = item.at.door.text();
    e.outcome = "sent";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

}  // namespace candour::record
