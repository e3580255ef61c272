// A server's charter in a folder of its own, with the people who propose and approve its next version. For
// tests only; one thread. Failures throw.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "charter/catalogue_read.h"
#include "charter/edit.h"
#include "gate/in_force.h"
#include "gate/making.h"
#include "gate/tasks.h"
#include "people/lines_for_tests.h"
#include "people/proposals.h"
#include "people/world_for_tests.h"
#include "vault/hash.h"

namespace candour::people {

namespace fs = std::filesystem;

/// A folder with the charter, as a server runs it.
class Proposing : public testing::Test {
 protected:
  Proposing() {
    fs::create_directories(dir);
    fs::copy_file(std::string(CANDOUR_SOURCE_DIR) + "/charters/im.yaml", file);
    text = must(charter::read_text_file(file));
    must(in_force(text, "1.0").begin());
    proposals = serve(text);
  }
  ~Proposing() override {
    std::error_code gone;
    fs::permissions(dir, fs::perms::owner_all, gone);
    fs::remove_all(dir, gone);
  }
  static Result<Bytes> digest(const std::string& t) {
    const auto hash = vault::sha256(as_bytes(t));
    return Bytes(hash.begin(), hash.end());
  }
  /// As a server is started with a text; `asked`: about what it newly does, as web/house.cc asks.
  gate::InForce in_force(const std::string& t, const std::string& number, bool asked = false) {
    gate::CharterVersion mine{number, *digest(t), t, {}, {}};
    if (asked)
      mine.uses_missing = [this, t](const std::vector<std::string>& earlier) {
        const auto c = charter::load_text(file, t, catalogue).charter;
        return charter::uses_missing(*c, charter::uses_so_far(earlier, catalogue).new_in(*c),
                                     today(w.clock.now()));
      };
    return {*w.db, *w.ledger, w.clock, std::move(mine), &w.seals};
  }
  std::unique_ptr<Proposals> serve(const std::string& t) {
    return std::make_unique<Proposals>(w.gate, *w.db, *w.vault, w.staff.second(), w.clock,
                                       CharterSource{file, t, catalogue, digest});
  }
  std::string changed(const std::string& name = "Imagine Independence now") const {
    return must(charter::with_value(text, "organisation/name", name));
  }
  static std::optional<charter::Date> on(unsigned day) { return make_date(2026, 11, day); }
  ProposalId propose(const gate::Actor& by, unsigned day = 21) {
    return must(proposals->propose(by, changed(), on(day), proposals->base()));
  }
  Proposal now(ProposalId id) { return must(proposals->find(lead(), id)).first; }
  gate::Actor lead() { return w.actor(lead_); }
  gate::Actor admin() { return w.actor(admin_); }
  /// What no room does; with the line that every change needs.
  void write(const std::function<Status(store::Txn&)>& what) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(what(txn));
      ledger::Entry e;
      e.at = w.clock.now();
      e.act = ledger::Act::StaffChange;
      e.what = "test";
      return w.ledger->append(txn, e).map([](auto) {});
    }));
  }
  void leave(StaffId who) {
    write([&](store::Txn& txn) -> Status {
      return txn
          .run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {w.db->org(), who, w.clock.now().ms})
          .map([](auto) {});
    });
  }
  static std::string said(const Error& e) {
    return e.fields.empty() ? e.words.text : e.fields[0].field + ": " + e.fields[0].message;
  }
  template <class T>
  static std::string refusal(const Result<T>& r) {
    return r ? std::string() : said(r.error());
  }
  int tasks(StaffId who) {
    int n = 0;
    for (const auto& t : must(gate::Tasks(w.gate, *w.db, w.clock).open(w.actor(who), 99)))
      n += t.kind == gate::kCharterProposal ? 1 : 0;
    return n;
  }

  const std::string catalogue = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";
  const fs::path dir = fs::temp_directory_path() / ("candour-proposals-" + vault::random_token(8));
  const std::string file = (dir / "im.yaml").string();
  World w{"im"};
  StaffId lead_ = w.hire("dp-lead"), admin_ = w.hire("admin"), worker_ = w.hire("worker");
  std::string text;
  std::unique_ptr<Proposals> proposals;
};

}  // namespace candour::people
