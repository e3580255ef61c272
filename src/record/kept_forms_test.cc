#include "record/kept_forms.h"

#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class KeptFormsTest : public Scene {
 protected:
  KeptForms forms{*w.db, *w.vault, w.clock};
  static KeptForm typed(std::size_t bytes = 0) {
    KeptForm f;
    f.path = "/ll/people/new";
    f.answers = {{"family-name", "Zqtypedqz"}, {"tick", "one"}, {"tick", "two"}};
    if (bytes) f.files.push_back({"scan", "letter.pdf", "application/pdf", Bytes(bytes, 'a')});
    return f;
  }
  void later(int hours) { w.clock.set({w.clock.now().ms + std::int64_t{hours} * 60 * 60 * 1000}); }
};

TEST_F(KeptFormsTest, everything_comes_back_to_its_writer_and_to_nobody_else) {
  const auto id = must(forms.keep(worker.id, typed(700'000)));
  const auto back = must(forms.find(worker.id, id));
  EXPECT_EQ(back.answers, typed().answers);
  ASSERT_EQ(back.files.size(), 1u);
  EXPECT_EQ(back.files[0].bytes, Bytes(700'000, 'a'));
  EXPECT_EQ(back.files[0].name, "letter.pdf");
  EXPECT_EQ(forms.find(manager.id, id).error().code, Code::NotFound);
  EXPECT_EQ(store::rows_that_hold(*w.db, "kept_form", "sealed", "Zqtypedqz"), 0);
}

TEST_F(KeptFormsTest, a_row_given_to_somebody_else_or_pieces_put_in_another_order_open_for_nobody) {
  const auto id = must(forms.keep(worker.id, typed(700'000)));
  must(w.db->write([&](store::Txn& txn) {
    return txn.run("UPDATE kept_form SET staff=$2 WHERE org=$1", {w.db->org(), manager.id}).map([](auto) {});
  }));
  EXPECT_EQ(forms.find(manager.id, id).error().code, Code::NotFound);
  must(w.db->write([&](store::Txn& txn) {
    return txn.run("UPDATE kept_form_piece SET place = 10 - place WHERE org=$1", {w.db->org()}).map([](auto) {
    });
  }));
  EXPECT_EQ(forms.find(worker.id, id).error().code, Code::Corrupt);
}

TEST_F(KeptFormsTest, it_waits_a_day_and_with_a_draft_four_weeks_and_nothing_is_left) {
  const auto day = must(forms.keep(worker.id, typed(10)));
  const auto weeks = must(forms.keep(worker.id, typed(10), KeptForms::kWithADraft));
  later(25);
  EXPECT_EQ(forms.find(worker.id, day).error().code, Code::NotFound);
  must(forms.sweep());
  EXPECT_EQ(must(forms.find(worker.id, weeks)).files.size(), 1u);
  EXPECT_EQ(count("SELECT count(*) FROM kept_form"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM kept_form_piece"), 1);
  must(forms.discard(manager.id, weeks));
  EXPECT_EQ(count("SELECT count(*) FROM kept_form"), 1) << "not theirs to throw away";
  must(forms.discard(worker.id, weeks));
  EXPECT_EQ(count("SELECT count(*) FROM kept_form_piece"), 0);
}

TEST_F(KeptFormsTest, the_oldest_make_room) {
  const auto first = must(forms.keep(worker.id, typed()));
  for (int i = 0; i < 20; ++i) {
    later(0);
    w.clock.set({w.clock.now().ms + 1});
    must(forms.keep(worker.id, typed()));
  }
  EXPECT_EQ(forms.find(worker.id, first).error().code, Code::NotFound);
  EXPECT_EQ(count("SELECT count(*) FROM kept_form"), 20);
}

}  // namespace
}  // namespace candour::record
