// The operations of the four roles, drawn by chance (always the same), and the oracle: it does each of them
// on records in memory, in the simplest way there is, and writes down what the answer must be.
#include <algorithm>
#include <cmath>
#include <map>

#include "bench/gdpr.h"
#include "exchange/demo/random.h"

namespace candour::bench::gdpr {
namespace {

using exchange::demo::Random;

constexpr int kDays = 730;
constexpr double kZipf = 0.99;  // YCSB's

/// Numbers below n, few of them often; which those are is mixed, as YCSB does.
class Zipf {
 public:
  Zipf(int n, std::uint64_t seed) : chance_(seed) {
    double sum = 0;
    for (int i = 0; i < n; ++i) below_.push_back(sum += 1 / std::pow(i + 1, kZipf));
    for (int i = 0; i < n; ++i) which_.push_back(i);
    for (int i = n; i > 1; --i) std::swap(which_[at(i - 1)], which_[at(chance_.between(0, i - 1))]);
  }
  int next() {
    const double u = static_cast<double>(chance_.next() >> 11) * 0x1p-53 * below_.back();
    const auto place = std::lower_bound(below_.begin(), below_.end(), u) - below_.begin();
    return which_[std::min(static_cast<std::size_t>(place), which_.size() - 1)];
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  Random chance_;
  std::vector<double> below_;
  std::vector<int> which_;
};

std::string words(Random& chance) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz      ";
  std::string text;
  for (int i = 0; i < 100; ++i) text += kLetters[static_cast<std::size_t>(chance.between(0, 31))];
  // No space at either end or twice: what people type is tidied before it is kept.
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == ' ' && (i == 0 || i == 99 || text[i - 1] == ' ')) text[i] = 'e';
  return text;
}

class Oracle {
 public:
  explicit Oracle(std::vector<Record> records) : all_(std::move(records)) {}

  std::vector<Record>& all() { return all_; }

  std::string run(const Op& op) {
    switch (op.what) {
      case Do::Create: {
        Record r{op.user, op.purpose, op.recipient, op.day, objection_of(op.user), false, op.data, true};
        all_.push_back(r);
        return noted(op, "made");
      }
      case Do::DeleteByPurpose:
        return gone(first(kAtOnce, [&](const Record& r) { return r.purpose == op.purpose; }));
      case Do::DeleteByExpiry: {
        auto keys = which([&](const Record& r) { return r.day < op.day; });
        std::stable_sort(keys.begin(), keys.end(), [&](int a, int b) { return of(a).day < of(b).day; });
        if (keys.size() > kAtOnce) keys.resize(kAtOnce);
        return gone(keys);
      }
      case Do::DeleteByUser:
        return noted(op, gone(which([&](const Record& r) { return r.user == op.user; })));
      case Do::ShareByPurpose:
        for (auto& r : all_)
          if (r.purpose == op.purpose) r.recipient = op.to;
        return "changed";
      case Do::ShareByRecipient:
        for (auto& r : all_)
          if (r.recipient == op.recipient) r.recipient = op.to;
        return "changed";
      case Do::ObjectByUser:
        objections_[op.user] = op.to;
        for (auto& r : all_)
          if (r.user == op.user) r.objection = op.to;
        return noted(op, "changed");
      case Do::ReadData:
        return of(op.key).there ? noted(op, data_line(op.key, of(op.key).data)) : "none";
      case Do::ReadMetadata: {
        std::string text;
        for (const int k : which([&](const Record& r) { return r.user == op.user; }))
          text += metadata_line(k, of(k));
        return noted(op, text);
      }
      case Do::UpdateData:
        if (!of(op.key).there) return "none";
        of(op.key).data = op.data;
        return noted(op, "changed");
      case Do::ChangePurpose:
        if (!of(op.key).there) return "none";
        of(op.key).purpose = op.to;
        return noted(op, "changed");
      case Do::DeleteRecord:
        if (!of(op.key).there) return "none";
        return noted(op, gone({op.key}));
      case Do::ReadByPurpose:
        return data(first(kPage, [&](const Record& r) { return r.purpose == op.purpose; }));
      case Do::ReadByObjection:
        return data(first(kPage, [&](const Record& r) { return r.objection == op.purpose; }));
      case Do::ReadByDecision:
        return data(first(kPage, [](const Record& r) { return r.automated; }));
      case Do::ReadLog: {
        // The look at the log is its own newest line.
        noted(op, "");
        std::string text;
        const auto& lines = log_[op.user];
        for (std::size_t i = lines.size(); i > 0 && lines.size() - i < kPage; --i) text += lines[i - 1];
        return text;
      }
      case Do::IsDeleted:
        return noted(op, of(op.key).there ? "there" : "gone");
    }
    return {};
  }

 private:
  Record& of(int key) { return all_[static_cast<std::size_t>(key)]; }
  int objection_of(int user) {
    const auto it = objections_.find(user);
    if (it != objections_.end()) return it->second;
    for (const auto& r : all_)
      if (r.user == user) return r.objection;
    return kNone;
  }
  template <class Is>
  std::vector<int> which(Is&& is) {
    return first(static_cast<int>(all_.size()), is);
  }
  template <class Is>
  std::vector<int> first(int most, Is&& is) {
    std::vector<int> keys;
    for (std::size_t k = 0; k < all_.size() && keys.size() < static_cast<std::size_t>(most); ++k)
      if (all_[k].there && is(all_[k])) keys.push_back(static_cast<int>(k));
    return keys;
  }
  std::string gone(const std::vector<int>& keys) {
    for (const int k : keys) of(k).there = false;
    return "gone " + std::to_string(keys.size());
  }
  std::string data(const std::vector<int>& keys) {
    std::string text;
    for (const int k : keys) text += data_line(k, of(k).data);
    return text;
  }
  std::string noted(const Op& op, std::string answer) {
    log_[op.user].push_back(log_line(op));
    return answer;
  }

  std::vector<Record> all_;
  std::map<int, int> objections_;
  std::map<int, std::vector<std::string>> log_;
};

/// Draws operations and lets the oracle do them.
class Writer {
 public:
  Writer(const Plan& plan, std::uint64_t seed)
      : chance_(seed),
        keys_(static_cast<int>(plan.records.size()), seed + 1),
        users_(plan.users, seed + 2),
        plan_(plan),
        oracle_(plan.roles.empty() ? plan.records : plan.roles.back().after) {}

  Role write(const std::string& name, int operations, const std::vector<std::pair<int, Do>>& parts,
             bool zipf) {
    Role role;
    role.name = name;
    for (int i = 0; i < operations; ++i) {
      int left = chance_.between(1, 100);
      auto part = parts.begin();
      while (left > part->first) left -= (part++)->first;
      auto op = draw(part->second, zipf);
      op.expected = oracle_.run(op);
      role.ops.push_back(std::move(op));
    }
    role.after = oracle_.all();
    return role;
  }

 private:
  Op draw(Do what, bool zipf) {
    Op op;
    op.what = what;
    const int records = static_cast<int>(plan_.records.size());
    op.key = zipf ? keys_.next() : chance_.between(0, records - 1);
    op.user = zipf ? users_.next() : chance_.between(0, plan_.users - 1);
    op.purpose = chance_.between(0, kPurposes - 1);
    op.recipient = chance_.between(0, kRecipients - 1);
    op.day = chance_.between(0, kDays - 1);
    op.to = chance_.between(0, what == Do::ChangePurpose ? kPurposes - 1 : kRecipients - 1);
    if (what == Do::DeleteByExpiry) op.day = chance_.between(1, 30);
    if (what == Do::ObjectByUser) op.to = chance_.chance(50) ? chance_.between(0, kPurposes - 1) : kNone;
    if (what == Do::Create || what == Do::UpdateData) op.data = words(chance_);
    const bool of_key = what == Do::ReadData || what == Do::UpdateData || what == Do::DeleteRecord ||
                        what == Do::ChangePurpose || what == Do::IsDeleted;
    if (of_key) op.user = oracle_.all()[static_cast<std::size_t>(op.key)].user;
    if (what == Do::Create) op.key = static_cast<int>(oracle_.all().size());
    return op;
  }

  Random chance_;
  Zipf keys_, users_;
  const Plan& plan_;
  Oracle oracle_;
};

}  // namespace

std::string data_line(int key, const std::string& data) {
  return std::to_string(key) + ":" + data + "\n";
}

std::string metadata_line(int key, const Record& r) {
  std::string text = std::to_string(key);
  for (const int n : {r.purpose, r.recipient, r.day, r.objection, int{r.automated}})
    text += " " + std::to_string(n);
  return text + "\n";
}

std::string log_line(const Op& op) {
  switch (op.what) {
    case Do::ReadLog:
      return "looked at the log\n";
    case Do::ReadMetadata:
      return "looked at the metadata\n";
    case Do::IsDeleted:
      return "asked after " + std::to_string(op.key) + "\n";
    default:
      return "other\n";
  }
}

Plan make_plan(int records, int users, int operations) {
  Plan plan;
  plan.users = users;
  Random chance(2020);
  std::vector<int> objection(static_cast<std::size_t>(users), kNone);
  for (auto& o : objection)
    if (chance.chance(10)) o = chance.between(0, kPurposes - 1);
  for (int k = 0; k < records; ++k) {
    Record r;
    r.user = k % users;
    r.purpose = chance.between(0, kPurposes - 1);
    r.recipient = chance.between(0, kRecipients - 1);
    r.day = chance.between(0, kDays - 1);
    r.objection = objection[static_cast<std::size_t>(r.user)];
    r.automated = chance.chance(10);
    r.data = words(chance);
    plan.records.push_back(std::move(r));
  }
  // GDPRbench's shares; within a share the ways to select are drawn evenly.
  plan.roles.push_back(Writer(plan, 1).write(
      "processor", operations,
      {{80, Do::ReadData}, {7, Do::ReadByPurpose}, {7, Do::ReadByObjection}, {6, Do::ReadByDecision}}, true));
  plan.roles.back().reads_only = true;
  plan.roles.push_back(Writer(plan, 3).write("customer", operations,
                                             {{20, Do::ReadData},
                                              {20, Do::ReadMetadata},
                                              {20, Do::UpdateData},
                                              {20, Do::DeleteRecord},
                                              {20, Do::ChangePurpose}},
                                             true));
  // After the customers, so that something is gone.
  plan.roles.push_back(Writer(plan, 2).write(
      "regulator", operations, {{46, Do::ReadMetadata}, {31, Do::ReadLog}, {23, Do::IsDeleted}}, true));
  plan.roles.push_back(Writer(plan, 4).write("controller", operations,
                                             {{25, Do::Create},
                                              {8, Do::DeleteByPurpose},
                                              {8, Do::DeleteByExpiry},
                                              {9, Do::DeleteByUser},
                                              {17, Do::ShareByPurpose},
                                              {17, Do::ObjectByUser},
                                              {16, Do::ShareByRecipient}},
                                             false));
  return plan;
}

}  // namespace candour::bench::gdpr
