#include "people/charter_answers.h"

namespace candour::people {

Result<std::optional<KeptAnswers>> CharterAnswers::of(const gate::Actor& actor) const {
  CHECK_OK(proposals_.may_propose(actor));
  std::optional<KeptAnswers> out;
  std::string typed;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT changed, notice, answers FROM charter_answers WHERE org=$1 AND staff=$2",
                  {org_, actor.id}, [&](const store::Row& r) {
                    out.emplace();
                    out->changed = {r.i64(0)};
                    out->notice = r.str(1);
                    typed = r.str(2);
                    return false;
                  });
  }));
  if (out) {
    TRY(out->answers, charter::read_answers(typed));
  }
  return out;
}

Status CharterAnswers::keep(const gate::Actor& actor, const std::string& notice,
                            const charter::Authored& answers, UnixMs seen) {
  CHECK_OK(proposals_.may_propose(actor));
  return db_.write([&](store::Txn& txn) -> Status {
    std::int64_t now = 0;
    CHECK_OK(txn.each("SELECT changed FROM charter_answers WHERE org=$1 AND staff=$2", {org_, actor.id},
                      [&](const store::Row& r) {
                        now = r.i64(0);
                        return false;
                      }));
    if (now != seen.ms)
      return fail(Code::Conflict,
                  "These answers were changed in another window meanwhile. Look at them again.");
    return txn
        .run(
            "INSERT INTO charter_answers (org, staff, changed, notice, answers) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (org, staff) DO UPDATE SET changed=excluded.changed, notice=excluded.notice, "
            "answers=excluded.answers",
            {org_, actor.id, std::max(clock_.now().ms, now + 1), notice, charter::write_answers(answers)})
        .map([](auto) {});
  });
}

Status CharterAnswers::discard(const gate::Actor& actor) {
  CHECK_OK(proposals_.may_propose(actor));
  return db_.write([&](store::Txn& txn) -> Status {
    return txn.run("DELETE FROM charter_answers WHERE org=$1 AND staff=$2", {org_, actor.id}).map([](auto) {
    });
  });
}

const charter::CatalogueFiles& CharterAnswers::catalogue() const {
  const Hold held(lock_);
  if (!catalogue_) {
    std::vector<charter::Finding> none;  // a server does not start with a catalogue that has any
    catalogue_ = charter::read_catalogue(dir_, none);
  }
  return *catalogue_;  // it never changes again
}

}  // namespace candour::people
