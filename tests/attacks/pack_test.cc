// A kind of entries that is new, and a question that is new, are in the copy for whoever asks to see what is
// held without anybody's doing: of every kind of every charter, each answer is looked for.
#include <algorithm>

#include "house_for_tests.h"
#include "rights/pack_parts.h"

namespace candour::attacks {
namespace {

TEST(Promise, LL_5_4_and_IM_13_1_and_IG_12_1_and_PS_7_and_LW_6_2_every_answer_of_every_kind_is_gathered) {
  for (const auto* code : {"ll", "im", "ig", "ps", "lw"}) {
    const std::string base = std::string(CANDOUR_SOURCE_DIR) + "/charters/";
    const auto loaded = charter::load(base + code + ".yaml", base + "catalogue");
    ASSERT_TRUE(loaded.charter) << code;
    const auto& c = *loaded.charter;
    int asked = 0;
    for (const auto& kind : c.kinds) {
      charter::Kind all = kind;  // the questions of its steps too
      all.moves.clear();
      const auto values = filled(c, all, nullptr, CategorySet::of_bits(~0ull));
      std::vector<rights::Passage> passages;
      rights::add_values(c, kind, values, "", "", passages);
      for (const auto& f : kind.fields) {
        const auto* value = values.if_contains(f.code);
        if (!value) continue;
        ++asked;
        EXPECT_TRUE(std::ranges::any_of(passages,
                                        [&](const auto& p) {
                                          return p.field.starts_with(f.code) && p.label == f.label &&
                                                 !p.text.empty();
                                        }))
            << code << " " << kind.code << " " << f.code;
      }
    }
    EXPECT_GT(asked, 200) << code;
  }
}

class CopyOfAll : public AttackedHouse {};

TEST_F(CopyOfAll, Promise_LL_5_4_of_every_kind_that_somebody_wrote_each_answer_is_in_the_copy) {
  const auto by = [&](std::string_view role) {
    for (const auto& c : callers)
      if (charter().at(c.role).code == role) return must(ll->gate->actor(c.id));
    throw std::runtime_error("nobody");
  };
  const auto lead = by("dp-lead"), boss = by("supervisor");
  const auto kind = charter().find_kind("information-request").value();
  const auto service = charter().find_service("community-support").value();
  record::NewEntry e;
  e.person = person;
  e.service = service;
  e.kind = kind;
  e.values = {{"right", "access"}, {"received-on", "2026-11-20"}, {"from", "Herself"}, {"what", "All of it"}};
  const auto request = must(ll->entries->write(must(ll->gate->write(boss, person, service, kind)), e));
  must(ll->entries->move(boss, must(ll->gate->step(boss, person, service, kind)), person, request, 1, "know",
                         "", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  must(ll->gate->ask(lead, person, *charter().find_reason("rights-request"),
                     "She asked to see what we hold of her", *ll->vault));
  const auto id = must(ll->packs->begin(lead, person, request));
  std::optional<jobs::Job> job;
  must(ll->db->read([&](store::Session& db) -> Status {
    TRY(job, ll->jobs->about(db, id.raw));
    return {};
  }));
  must(ll->jobs->finish(job->id));
  const auto pass =
      must(ll->gate->see(lead, person, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)}));
  const auto pack = *must(ll->packs->of(pass, person, request));
  EXPECT_EQ(pack.missing, "");
  std::vector<rights::Item> items;
  for (const auto& l : must(ll->packs->lines(pass, pack, rights::Packs::Which::All, 0, 10'000)))
    items.push_back(must(ll->packs->item(pass, pack, l.place)));
  const auto staff = ll->staff->directory();
  int answers = 0;
  for (const auto& text : ids["entry"]) {
    const auto entry = must(ll->entries->entry(pass, person, EntryId::parse(text).value()));
    const auto item =
        std::ranges::find_if(items, [&](const auto& i) { return i.line.thing == entry.id.raw; });
    ASSERT_NE(item, items.end()) << charter().at(entry.kind).code;
    std::vector<rights::Passage> wanted;
    rights::add_values(charter(), charter().at(entry.kind), entry.values, "", "", wanted);
    for (const auto& p : wanted) {
      ++answers;
      EXPECT_TRUE(std::ranges::any_of(item->passages,
                                      [&](const auto& q) {
                                        return q.field == p.field && q.category == p.category &&
                                               q.text == rights::with_names(p.text, *staff);
                                      }))
          << charter().at(entry.kind).code << " " << p.field;
    }
  }
  EXPECT_GT(answers, 200);
  for (const auto& i : items) {
    if (i.line.flags == 0) continue;
    std::vector<rights::Cut> cuts;
    for (const auto& p : i.passages)
      cuts.push_back({p.field, p.category, rights::How::Given, {}, {}, {}, {}, {}});
    must(ll->packs->decide(lead, *must(ll->packs->of(pass, person, request)), i.line.place, 0, cuts));
  }
  must(ll->packs->finish_review(lead, *must(ll->packs->of(pass, person, request))));
  const auto json = must(ll->packs->file_of(pass, *must(ll->packs->of(pass, person, request)), "json")).bytes;
  for (const auto& category : charter().categories)
    for (const auto& i : items)
      for (const auto& p : i.passages)
        if (p.text.find(marker(category)) != p.text.npos) {
          EXPECT_NE(json.find(marker(category)), json.npos) << category.code;
        }
  EXPECT_NE(json.find(kDraftWords), json.npos) << "what somebody has begun to write";
}

}  // namespace
}  // namespace candour::attacks
