// A database that counts what is said to it, so that a test can say that nothing asks once a row. For tests
// only; one thread.
#pragma once

#include <functional>

#include "store/db.h"

namespace candour::people {

/// Counts statements on their way to a real database.
class CountingDb final : public store::Db {
 public:
  explicit CountingDb(store::Db& real) : real_(real) {}
  int statements = 0;
  const OrgCode& org() const override { return real_.org(); }
  Status read(const std::function<Status(store::Session&)>& body) override {
    return real_.read([&](store::Session& s) {
      Counting counting(s, statements);
      return body(counting);
    });
  }
  Status write(const std::function<Status(store::Txn&)>& body) override {
    ++statements;
    return real_.write(body);
  }
  bool writing_here() const override { return real_.writing_here(); }
  bool reading_here() const override { return real_.reading_here(); }
  Status scrub() override { return real_.scrub(); }
  Result<std::int64_t> bytes_on_disk() override { return real_.bytes_on_disk(); }
  int listen(store::OnAnnounced on) override { return real_.listen(std::move(on)); }
  void unlisten(int which) override { real_.unlisten(which); }

 private:
  class Counting final : public store::Session {
   public:
    Counting(store::Session& s, int& n) : s_(s), n_(n) {}
    Status each(std::string_view sql, store::Params params, const store::OnRow& on_row) override {
      ++n_;
      return s_.each(sql, params, on_row);
    }
    Result<std::int64_t> run(std::string_view sql, store::Params params) override {
      return s_.run(sql, params);
    }

   private:
    store::Session& s_;
    int& n_;
  };
  store::Db& real_;
};

}  // namespace candour::people
