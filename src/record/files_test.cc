#include "record/files.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "record/scene_for_tests.h"
#include "record/with_files.h"

namespace candour::record {
namespace {

class FilesTest : public Scene {
 protected:
  EntryId of = note();
  Result<FileInfo> put(std::string_view name, ByteView bytes) {
    return files.put(to_write(worker, "contact-note"), person, of, w.category("care"), "attached", name,
                     bytes);
  }
};

std::string picture(std::size_t size) {
  std::string s = "\xFF\xD8\xFF\xE0";
  while (s.size() < size) s += static_cast<char>(s.size() * 7 % 251);
  return s;
}

TEST_F(FilesTest, a_picture_of_several_chunks_comes_back_byte_by_byte) {
  const auto bytes = picture(200'001);
  const auto info = must(put("C:\\Photos\\garden party.jpg", as_bytes(bytes)));
  EXPECT_EQ(info.name, "garden party.jpg");
  EXPECT_EQ(info.type, "image/jpeg");
  const auto got = must(files.get(see(worker), person, info.id));
  EXPECT_EQ(as_text(got.bytes), bytes);
  EXPECT_EQ(got.info.name, "garden party.jpg");
  const auto list = must(files.of(see(worker), person, of));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].name, "garden party.jpg");
  EXPECT_EQ(list[0].size, 200'001);
  EXPECT_EQ(store::rows_that_hold(*w.db, "file_chunk", "sealed", "garden"), 0);
  EXPECT_EQ(store::rows_that_hold(*w.db, "segment", "sealed", "garden"), 0);
}

TEST_F(FilesTest, too_large_empty_and_dangerous_files_are_refused_in_words) {
  const auto large = picture(limits::kUploadFileBytes + 1);
  EXPECT_EQ(put("a.jpg", as_bytes(large)).error().code, Code::Invalid);
  EXPECT_EQ(put("a.jpg", {}).error().code, Code::Invalid);
  EXPECT_EQ(put("a.jpg", as_bytes("MZ....")).error().code, Code::Invalid);
  EXPECT_EQ(count("SELECT count(*) FROM file"), 0);
}

TEST_F(FilesTest, a_name_is_kept_whole_with_its_ending_or_refused_in_words) {
  const auto bytes = picture(100);
  std::string of_251;
  for (int i = 0; i < 251; ++i) of_251 += "写";
  EXPECT_EQ(must(put("C:\\" + of_251 + ".jpg", as_bytes(bytes))).name, of_251 + ".jpg");
  const auto refused = put(of_251 + "写.jpg", as_bytes(bytes));
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fields.size(), 1u);
  EXPECT_EQ(refused.error().fields[0].field, "attached");
  EXPECT_NE(refused.error().fields[0].message.find("255 letters or fewer: it has 256, 1 too many"),
            std::string::npos);
}

TEST_F(FilesTest, who_may_not_see_the_category_learns_nothing_of_the_file) {
  const auto info = must(put("a.jpg", as_bytes(picture(100))));
  const auto finance = w.actor(w.hire("finance"));
  EXPECT_EQ(files.get(see(finance), person, info.id).error().code, Code::NotFound);
  EXPECT_TRUE(must(files.of(see(finance), person, of)).empty());
  const auto other = enrol();
  EXPECT_EQ(files.get(see(worker, other), other, info.id).error().code, Code::NotFound);
  EXPECT_EQ(files.get(see(worker, other), person, info.id).error().code, Code::NotFound);
}

TEST_F(FilesTest, a_form_with_a_file_that_is_sent_twice_is_kept_once_with_one_file) {
  auto letter = fresh("letter", R"({"sent-on":"2026-11-20","to":"The council","subject":"A ramp"})");
  letter.post_key = "the-same-form";
  const auto bytes = picture(70'000);
  const auto pass = to_write(worker, "letter");
  const auto send = [&] {
    return must(write_with_files(entries, files, pass, letter, {{"copy", "letter.jpg", as_bytes(bytes)}}));
  };
  const auto first = send();
  const auto ledger = w.all_kept().size();
  EXPECT_EQ(send(), first);
  EXPECT_EQ(count("SELECT count(*) FROM file"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM file_chunk"), 2);
  EXPECT_EQ(w.all_kept().size(), ledger) << "nothing happened";
  EXPECT_EQ(must(files.of(see(worker), person, first)).size(), 1u);
}

TEST_F(FilesTest, a_file_cannot_be_put_to_somebody_else_s_entry) {
  const auto mine = person;
  person = enrol();
  EXPECT_EQ(put("a.jpg", as_bytes(picture(100))).error().code, Code::NotFound);
  person = mine;
}

TEST_F(FilesTest, Promise_LL_2_1b_a_photo_has_a_place_in_the_record_and_its_keeping_is_on_the_ledger) {
  const auto pass = must(w.gate.write(worker, person, w.service(), w.kind("profile")));
  const auto info = must(files.put(pass, person, EntryId{person.raw}, w.category("media"), "photo",
                                   "maya.png", as_bytes("\x89PNG\r\n\x1A\n....")));
  EXPECT_EQ(newest().what, "file");
  EXPECT_EQ(newest().thing, info.id.text());
  EXPECT_EQ(must(files.get(see(worker), person, info.id)).info.field, "photo");
}

TEST_F(FilesTest, Promise_IG_4_2_a_signed_agreement_is_stored_as_a_document) {
  const auto info = must(put("agreement.pdf", as_bytes("%PDF-1.7 signed")));
  EXPECT_EQ(info.type, "application/pdf");
  EXPECT_EQ(as_text(must(files.get(see(worker), person, info.id)).bytes), "%PDF-1.7 signed");
}

}  // namespace
}  // namespace candour::record
