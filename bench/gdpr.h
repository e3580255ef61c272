// GDPRbench (Shastri, Banakar, Wasserman, Kumar, Chidambaram, VLDB 2020) as a driver of ours: what those do
// who meet personal data as controller, customer, processor and regulator, against Candour and against
// PostgreSQL, with every answer compared to one that was worked out in memory beforehand. How its records and
// operations map to Candour's stands in docs/reference/gdprbench.md. One thread, save where it says
// otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"

namespace candour::bench::gdpr {

inline constexpr int kPurposes = 25, kRecipients = 10, kPage = 20, kAtOnce = 10;
inline constexpr int kNone = -1;

struct Record {
  int user = 0, purpose = 0, recipient = 0;
  int day = 0;  // what it is about happened on this day of the last two years; older than a day: expired
  int objection = kNone;  // the purpose that its user objects to; the same in all records of a user
  bool automated = false;
  std::string data;  // 100 bytes
  bool there = true;
  bool operator==(const Record&) const = default;
};

enum class Do : std::uint8_t {
  Create,
  DeleteByPurpose,   // the oldest kAtOnce of the purpose
  DeleteByExpiry,    // the first kAtOnce that are older than the day
  DeleteByUser,      // all of the user
  ShareByPurpose,    // everything of the purpose has the recipient `to` from now on
  ObjectByUser,      // the user objects to `to` (kNone: no longer)
  ShareByRecipient,  // everything with the recipient has `to` instead
  ReadData,          // the data of one record
  ReadMetadata,      // the metadata of all records of a user
  UpdateData,
  DeleteRecord,
  ChangePurpose,  // one record is kept for the purpose `to` from now on
  ReadByPurpose,  // the first kPage
  ReadByObjection,
  ReadByDecision,
  ReadLog,   // the newest kPage operations about a user
  IsDeleted  // is this record gone, and nothing left of it?
};

/// One operation and what it must answer.
struct Op {
  Do what{};
  int key = 0, user = 0, purpose = 0, recipient = 0, day = 0, to = 0;
  std::string data, expected;
};

struct Role {
  std::string name;
  std::vector<Op> ops;
  std::vector<Record> after;  // by key: how all records stand when the role has done its work
  bool reads_only = false;
};

struct Plan {
  int users = 0;
  std::vector<Record> records;  // by key
  std::vector<Role> roles;      // each starts where the one before it ended
};
Plan make_plan(int records, int users, int operations);

/// Answers are written alike by the oracle and by every engine.
std::string data_line(int key, const std::string& data);
std::string metadata_line(int key, const Record& r);
/// Of an operation about one user, as the log names it.
std::string log_line(const Op& op);

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  virtual void fill(const Plan& plan) = 0;
  /// The log is asked for what happened from here on.
  virtual void begin_role() = 0;
  virtual std::string run(const Op& op) = 0;
  /// All records as they stand, by key: for the check at the end.
  virtual std::vector<Record> all(std::size_t records) = 0;
  /// A second one on the same data, for another thread that only reads.
  virtual std::unique_ptr<Engine> another() = 0;
  virtual double bytes_on_disk() = 0;
  /// The part of it that is there before any record: people's own profiles.
  virtual double bytes_before() const = 0;
};
std::unique_ptr<Engine> open_candour(const Setting& s, const std::string& folder);
std::unique_ptr<Engine> open_postgres(const std::string& url);

}  // namespace candour::bench::gdpr
