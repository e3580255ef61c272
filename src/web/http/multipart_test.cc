#include "web/http/multipart.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace candour::http {
namespace {

const std::string kForm =
    std::string(
        "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nl\xC3\xA9n\r\nb\r\n"
        "--B\r\ncontent-disposition: form-data; name=\"f\"; filename=\"C:\\dir\\a%22b.csv\"\r\n"
        "Content-Type: Text/CSV; charset=utf-8\r\n\r\n") +
    std::string("\0\xFF--B\r\n--", 8) + "\r\n--B--\r\n";

const std::string kFile = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n";
const std::string kField = "--B\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n";

/// Everything that a form holds, or its refusal, as one text.
std::string told(const Result<FormData>& d) {
  if (!d)
    return std::to_string(static_cast<int>(d.error().code)) + d.error().words.text + d.error().detail.text;
  std::string out;
  for (const auto& [name, value] : d->fields.items()) out += name + "=" + value + ";";
  for (const auto& f : d->files) {
    out += f.name + "/" + f.filename + "/" + f.content_type + "/" + std::string(as_text(f.bytes));
    out += "/" + std::to_string(f.too_large) + ";";
  }
  return out;
}

Result<FormData> in_pieces(std::string_view body, std::size_t size, const FormLimits& limit = {}) {
  MultipartReader reader("B", limit);
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) reader.put(body.substr(0, size));
  return reader.end();
}

TEST(Multipart, reads_fields_and_files) {
  std::string body = kForm;
  auto d = parse_multipart(body, "B");
  ASSERT_TRUE(d) << d.error().detail.text;
  EXPECT_EQ(d->fields.get("note"), "lén\nb");
  ASSERT_EQ(d->files.size(), 1u);
  EXPECT_EQ(d->files[0].name, "f");
  EXPECT_EQ(d->files[0].filename, "a\"b.csv");
  EXPECT_EQ(d->files[0].content_type, "text/csv");
  EXPECT_EQ(as_text(d->files[0].bytes), std::string_view("\0\xFF--B\r\n--", 8));
  EXPECT_EQ(d->files[0].too_large, 0u);
}

TEST(Multipart, a_file_field_left_empty_is_no_file) {
  auto d = parse_multipart(
      "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\n\r\n--B--\r\n",
      "B");
  ASSERT_TRUE(d);
  EXPECT_TRUE(d->files.empty());
}

TEST(Multipart, every_cut_of_a_good_body_is_refused_not_misread) {
  auto whole = kForm.size() - 2;  // the last line end may be missing
  for (std::size_t n = 0; n < whole; ++n) EXPECT_FALSE(parse_multipart(kForm.substr(0, n), "B")) << n;
  EXPECT_TRUE(parse_multipart(kForm.substr(0, whole), "B"));
}

TEST(Multipart, the_pieces_in_which_a_body_comes_change_nothing) {
  FormLimits few, short_heads, small;
  few.parts = 1;
  short_heads.part_header_bytes = 60;
  small.file_bytes = 6, small.text_bytes = 4;
  for (const auto& body : std::vector<std::string>{
           kForm, kFile + "\r\r\n\r\n-\r\n--\r\n--A\r\n--\r\n\r\n--B \t\r\n" + kForm.substr(5),
           kFile + "\r\n--B\r\n", kFile + "\r\n--B --", kFile + "\r\n--Bx", kFile + "\r\n--B-x", "--B--",
           "--B\r\r\n", "--A", std::string("\r\n") + kForm, kFile + std::string(7, '\r') + "\r\n--B--x",
           kField + "123\r\n" + kFile + "1234567\r\n" + kField + "4\r\n--B--", kField + "12345\r\n--B--",
           kFile + "1234567"})
    for (const auto& limit : {FormLimits{}, few, short_heads, small}) {
      const auto whole = told(in_pieces(body, body.size(), limit));
      for (std::size_t size = 1; size < body.size(); ++size)
        ASSERT_EQ(told(in_pieces(body, size, limit)), whole) << size << " of " << body;
      for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        MultipartReader reader("B", limit);
        reader.put(std::string_view(body).substr(0, cut));
        reader.put({});
        reader.put(std::string_view(body).substr(cut));
        ASSERT_EQ(told(reader.end()), whole) << cut << " of " << body;
      }
    }
}

TEST(Multipart, noise_never_breaks_it) {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string body = kForm;
    for (int k = 0; k < 3; ++k) body[random() % body.size()] = static_cast<char>(random());
    auto d = parse_multipart(body, "B");
    ASSERT_EQ(told(in_pieces(body, 1 + random() % 9)), told(d)) << body;
    if (!d) continue;
    for (const auto& [n, v] : d->fields.items()) ASSERT_TRUE(valid_utf8(n) && valid_utf8(v));
  }
}

TEST(Multipart, limits_hold) {
  FormLimits limit;
  limit.files = 0;
  EXPECT_EQ(parse_multipart(kForm, "B", limit).error().code, Code::TooMuch);
  limit = {};
  limit.fields = 0;
  EXPECT_EQ(parse_multipart(kForm, "B", limit).error().code, Code::TooMuch);
  limit = {};
  limit.text_bytes = 5;
  EXPECT_EQ(parse_multipart(kForm, "B", limit).error().code, Code::TooMuch);
  limit.text_bytes = 7;
  EXPECT_TRUE(parse_multipart(kForm, "B", limit));
  EXPECT_EQ(parse_multipart(kField + "1234\r\n" + kForm, "B", limit).error().code, Code::TooMuch)
      << "all together";
  limit = {};
  limit.parts = 1;
  EXPECT_EQ(parse_multipart(kForm, "B", limit).error().code, Code::TooMuch);
  limit = {};
  limit.part_header_bytes = 20;
  EXPECT_FALSE(parse_multipart(kForm, "B", limit));
}

TEST(Multipart, a_file_over_the_limit_leaves_its_size_and_all_that_was_typed) {
  FormLimits limit;
  limit.file_bytes = 3;
  auto d = parse_multipart(kForm, "B", limit);
  ASSERT_TRUE(d);
  EXPECT_EQ(d->fields.get("note"), "lén\nb");
  ASSERT_EQ(d->files.size(), 1u);
  EXPECT_EQ(d->files[0].filename, "a\"b.csv");
  EXPECT_EQ(d->files[0].too_large, 8u);
  EXPECT_TRUE(d->files[0].bytes.empty());
  limit.file_bytes = 8;
  EXPECT_EQ(parse_multipart(kForm, "B", limit)->files[0].too_large, 0u) << "just so much fits";
  limit.file_bytes = 9;
  limit.files_bytes = 10;
  d = parse_multipart(kFile + "12345678\r\n" + kFile + "123\r\n" + kFile + "12\r\n" + kFile + "1\r\n--B--",
                      "B", limit);
  ASSERT_TRUE(d);
  ASSERT_EQ(d->files.size(), 4u);
  const auto sizes = [&](std::size_t i) {
    return std::pair<std::size_t, std::size_t>(d->files[i].bytes.size(), d->files[i].too_large);
  };
  EXPECT_EQ(sizes(0), std::pair(std::size_t{8}, std::size_t{0}));
  EXPECT_EQ(sizes(1), std::pair(std::size_t{0}, std::size_t{3}))
      << "the form's files together have a limit too";
  EXPECT_EQ(sizes(2), std::pair(std::size_t{2}, std::size_t{0})) << "there is room for a smaller one still";
  EXPECT_EQ(sizes(3), std::pair(std::size_t{0}, std::size_t{1}));
}

TEST(Multipart, Attack_A8_however_long_a_body_is_it_holds_no_more_than_the_limits) {
  FormLimits limit;
  limit.file_bytes = 50'000, limit.files_bytes = 60'000, limit.text_bytes = 5'000;
  const std::string noise(10'000, 'z');
  for (const std::string& begins :
       {kFile, kField, std::string("--B\r\nX: "), std::string("--B "), std::string("x")}) {
    MultipartReader reader("B", limit);
    std::size_t most = 0;
    const auto put = [&](std::string_view piece) {
      reader.put(piece);
      most = std::max(most, reader.holds());
    };
    put(begins);
    for (int i = 0; i < 1000; ++i)
      put(begins == "--B " ? std::string_view("          ") : std::string_view(noise));
    for (int i = 0; i < 3; ++i) {
      put("\r\n" + kFile);
      for (int k = 0; k < 5; ++k) put(noise);
    }
    put("\r\n--B--");
    EXPECT_LE(most, limit.files_bytes + limit.text_bytes + limit.part_header_bytes) << begins;
    EXPECT_EQ(reader.end().has_value(), begins == kFile) << begins;
    EXPECT_TRUE(begins == kFile || reader.holds() == 0) << "what cannot be read is not held: " << begins;
  }
}

TEST(Multipart, refuses_odd_boundaries_and_parts) {
  EXPECT_EQ(*boundary_of("multipart/form-data; boundary=\"a b\""), "a b");
  EXPECT_EQ(*boundary_of("multipart/form-data; charset=utf-8; boundary=x"), "x");
  EXPECT_FALSE(boundary_of("multipart/form-data"));
  EXPECT_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'a')));
  EXPECT_FALSE(boundary_of("multipart/form-data; boundary=\"a\r\nb\"")) << "the reader counts on it";
  EXPECT_FALSE(parse_multipart("--B\r\nX: y\r\n\r\nv\r\n--B--", "B"));
  EXPECT_FALSE(parse_multipart("--B\r\nContent-Disposition: form-data\r\n\r\nv\r\n--B--", "B"));
  EXPECT_FALSE(parse_multipart("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--B--", "B"));
  auto bad = parse_multipart("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xFF\r\n--B--", "B");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().words.text.find("UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace candour::http
