#include <gtest/gtest.h>

#include "record/files.h"

namespace candour::record {
namespace {

using std::string_literals::operator""s;

std::string type(std::string_view name, const std::string& bytes) {
  return allowed_type(name, as_bytes(bytes));
}

TEST(FileType, is_told_by_the_first_bytes) {
  EXPECT_EQ(type("a", "%PDF-1.7\n"), "application/pdf");
  EXPECT_EQ(type("a", "\xFF\xD8\xFF\xE0"s), "image/jpeg");
  EXPECT_EQ(type("a", "\x89PNG\r\n\x1A\n"s), "image/png");
  EXPECT_EQ(type("a", "GIF89a"), "image/gif");
  EXPECT_EQ(type("a", "RIFF\0\0\0\0WEBP"s), "image/webp");
  EXPECT_EQ(type("a", "RIFF\0\0\0\0WAVE"s), "audio/wav");
  EXPECT_EQ(type("a.heic",
                 "\0\0\0\x18"
                 "ftypheic"s),
            "image/heic");
  EXPECT_EQ(type("a.m4a",
                 "\0\0\0\x18"
                 "ftypM4A "s),
            "audio/mp4");
  EXPECT_EQ(type("a.mp4",
                 "\0\0\0\x18"
                 "ftypisom"s),
            "video/mp4");
  EXPECT_EQ(type("a.mp3", "ID3\x03"s), "audio/mpeg");
  EXPECT_EQ(type("a.mp3", "\xFF\xFB\x90\x44"s), "audio/mpeg");
}

TEST(FileType, a_name_cannot_make_a_program_a_picture) {
  EXPECT_EQ(type("photo.jpg", "MZ\x90\0\x03"s), "");
  EXPECT_EQ(type("photo.pdf", "<!DOCTYPE html><script>"), "");
  EXPECT_EQ(type("letter.docx", "MZ\x90\0"s), "");
  EXPECT_EQ(type("run.sh", "#!/bin/sh\n"), "");
  EXPECT_EQ(type("run.txt", "#!/bin/sh\n"), "");
  EXPECT_EQ(type("x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">"), "");
}

TEST(FileType, a_zip_is_kept_only_as_a_document) {
  const auto zip = [](std::string_view first) {
    return "PK\x03\x04"s + std::string(26, '\0') + std::string(first);
  };
  EXPECT_NE(type("plan.docx", zip("[Content_Types].xml")), "");
  EXPECT_NE(type("sheet.XLSX", zip("[Content_Types].xml")), "");
  EXPECT_NE(type("plan.odt", zip("mimetypeapplication/vnd.oasis.opendocument.text")), "");
  EXPECT_EQ(type("all.zip", zip("[Content_Types].xml")), "");
  EXPECT_EQ(type("all.docx", zip("virus.exe")), "");
  EXPECT_EQ(type("plan.docm", zip("[Content_Types].xml")), "");
}

TEST(FileType, what_older_offices_write_is_kept_under_its_own_name) {
  const auto old = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"s;
  EXPECT_EQ(type("letter.doc", old), "application/msword");
  EXPECT_EQ(type("list.XLS", old), "application/vnd.ms-excel");
  EXPECT_EQ(type("setup.msi", old), "");
  EXPECT_EQ(type("letter.rtf", "{\\rtf1\\ansi hello}"), "application/rtf");
}

TEST(FileType, text_must_be_text) {
  EXPECT_EQ(type("notes.txt", "Caf\xC3\xA9\r\n"), "text/plain");
  EXPECT_EQ(type("list.csv", "a,b\n1,2\n"), "text/csv");
  EXPECT_EQ(type("notes.txt", "Caf\xE9 au lait\n"), "text/plain") << "in the letters of Windows";
  EXPECT_EQ(type("notes.txt", "a\0b"s), "");
  EXPECT_EQ(type("notes.txt", "hello <script>alert(1)</script>"), "");
  EXPECT_EQ(type("notes.txt", "ends in the middle of \xC3"), "text/plain")
      << "only the first bytes may be given";
  EXPECT_EQ(type("notes", "hello"), "");
}

}  // namespace
}  // namespace candour::record
