// Which charter is in force, when several servers serve one organisation: all of them must run the same
// notice. A server that is started with a newer one puts it in force, on the ledger; the others hear of it
// and show nothing more until they are started anew with it. Any thread. It compares what the files say, and
// does not judge whether a change was allowed: `candour charter check` does.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "store/db.h"

namespace candour::gate {

class Seals;

/// What a server was started with.
struct CharterVersion {
  std::string number;  // "2.1"
  Bytes digest;        // of the charter and the catalogue, 32 bytes
  std::string file;    // what the charter's file says
  /// What is said otherwise now than in the file of before, in sentences; empty when the two say the same.
  std::function<Result<std::vector<std::string>>(const std::string& before)> differences{};
  /// Whether it answers for what it newly does with information of before; the files of earlier versions,
  /// oldest first. Words on what is missing; "" where nothing is.
  std::function<std::string(const std::vector<std::string>& earlier)> uses_missing{};
  /// What the catalogue says of what the charter uses (charter/catalogue_facts.h); empty: it is not asked.
  std::string catalogue{};
  /// What it says otherwise now than in the facts of before, in sentences.
  std::function<std::vector<std::string>(const std::string& before)> catalogue_changes{};
};

/// Whether version "1.10" comes after "1.9": the numbers between the dots are compared.
bool later_version(std::string_view a, std::string_view b);

/// What the files of the versions before this number said, oldest first; "1" is no other number than "1.0".
Result<std::vector<std::string>> earlier_versions(store::Session& db, const OrgCode& org,
                                                  std::string_view number);

class InForce {
 public:
  /// Should the news be lost without a sign, the table is asked this often none the less.
  static constexpr std::chrono::seconds kLongest{10};

  /// `seals`: null in tests of this alone, where the table is believed as it stands.
  InForce(store::Db& db, ledger::Ledger& ledger, const Clock& clock, CharterVersion mine,
          Seals* seals = nullptr);
  ~InForce();
  InForce(const InForce&) = delete;
  InForce& operator=(const InForce&) = delete;

  /// Puts this server's charter in force unless it is so already. Errors: Conflict when a later version is,
  /// or when this one or its catalogue says something else under the same number, or it uses what was
  /// collected before for something new without an answer; the words say what.
  Status begin();
  /// Ok while this server's charter is the one in force. Errors: Unavailable, with words for the page.
  Status check();

 private:
  Result<CharterVersion> stored(store::Session& db);
  Result<std::string> proposed(store::Txn& txn);
  Status uses_answered(store::Session& db);
  Status says_the_same(store::Session& db, const CharterVersion& now);
  Status keep_catalogue(store::Txn& txn);
  Status append(store::Txn& txn, std::string note);
  void heard(std::string_view what);

  store::Db& db_;
  ledger::Ledger& ledger_;
  const Clock& clock_;
  const CharterVersion mine_;
  Seals* seals_;
  std::atomic<std::uint64_t> heard_{1};  // how often something was heard of
  // What the table said when that much had been heard, in one word so that no thread sees half of it:
  // heard_ * 2, + 1 when this server's charter was the one in force.
  std::atomic<std::uint64_t> found_{0};
  std::atomic<std::chrono::steady_clock::rep> look_again_{0};  // then the table is asked, whatever was heard
  int listening_ = 0;
};

}  // namespace candour::gate
