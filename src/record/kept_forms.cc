// Sealed under a key of the form's own: a JSON object {"staff", "form", "path", "answers": [[name, value] …],
// "files": [{"field", "name", "type", "pieces"} …]}; each piece of a file by itself.
#include "record/kept_forms.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/limits.h"

namespace candour::record {
namespace {

namespace json = boost::json;

constexpr std::string_view kUse = "kept-form";
constexpr std::int64_t kHour = 60 * 60 * 1000;
constexpr int kMostEach = 20;  // forms of one member of staff
constexpr std::size_t kPiece =
    256 * limits::kKiB;  // written one by one, so that nobody waits for a long write

/// Each piece is sealed for its place: one that was moved opens for nobody.
std::string use_of(std::size_t place) {
  return "kept-form-piece-" + std::to_string(place);
}

std::size_t pieces_of(const KeptFile& f) {
  return (f.bytes.size() + kPiece - 1) / kPiece;
}

json::value described(StaffId staff, KeptFormId id, const KeptForm& form) {
  json::array answers, files;
  for (const auto& [name, value] : form.answers) answers.push_back(json::array{name, value});
  for (const auto& f : form.files)
    files.push_back({{"field", f.field}, {"name", f.name}, {"type", f.type}, {"pieces", pieces_of(f)}});
  return {{"staff", staff.text()},
          {"form", id.text()},
          {"path", form.path},
          {"answers", std::move(answers)},
          {"files", std::move(files)}};
}

tl::unexpected<Error> unreadable(std::string detail) {
  return fail(Code::Corrupt, "The form that was kept cannot be read any more.", std::move(detail));
}

}  // namespace

Status KeptForms::destroy(const std::vector<KeptFormId>& ids) {
  if (ids.empty()) return {};
  std::vector<vault::KeyName> keys;
  for (const auto& id : ids) keys.push_back(vault::key_of_thing(id.raw));
  CHECK_OK(vault_.destroy_many(keys));
  return db_.write([&](store::Txn& txn) -> Status {
    for (const auto& id : ids) {
      CHECK_OK(txn.run("DELETE FROM kept_form_piece WHERE org=$1 AND form=$2", {db_.org(), id}));
      CHECK_OK(txn.run("DELETE FROM kept_form WHERE org=$1 AND id=$2", {db_.org(), id}));
    }
    return {};
  });
}

Status KeptForms::make_room(StaffId staff) {
  std::vector<KeptFormId> old;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT id FROM kept_form WHERE org=$1 AND staff=$2 ORDER BY ends DESC, id DESC",
                  {db_.org(), staff}, [&, n = 0](const store::Row& r) mutable {
                    if (++n >= kMostEach) old.push_back(r.id<KeptFormId>(0));
                    return true;
                  });
  }));
  return destroy(old);
}

Result<KeptFormId> KeptForms::keep(StaffId staff, const KeptForm& form, int hours) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : form.answers) bytes += name.size() + value.size();
  for (const auto& f : form.files) bytes += f.bytes.size();
  if (bytes > limits::kUploadBodyBytes) return fail(Code::TooMuch, "This form is too large to be kept.");
  CHECK_OK(make_room(staff));
  const auto now = clock_.now();
  const auto id = KeptFormId::make(now.ms);
  std::size_t place = 0;
  for (const auto& f : form.files)
    for (std::size_t at = 0; at < f.bytes.size(); at += kPiece, ++place) {
      const auto piece = ByteView(f.bytes).subspan(at, std::min(kPiece, f.bytes.size() - at));
      CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
        TRY(const auto sealed, vault_.seal_thing(txn, id.raw, use_of(place), piece));
        CHECK_OK(txn.run("INSERT INTO kept_form_piece (org, form, place, sealed) VALUES ($1, $2, $3, $4)",
                         {db_.org(), id, static_cast<std::int64_t>(place), sealed}));
        return {};
      }));
    }
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto sealed,
        vault_.seal_thing(txn, id.raw, kUse, as_bytes(json::serialize(described(staff, id, form)))));
    CHECK_OK(txn.run("INSERT INTO kept_form (org, id, staff, ends, sealed) VALUES ($1, $2, $3, $4, $5)",
                     {db_.org(), id, staff, now.ms + hours * kHour, sealed}));
    return {};
  }));
  return id;
}

Result<KeptForm> KeptForms::find(StaffId staff, KeptFormId id) {
  Bytes sealed;
  std::vector<Bytes> pieces;
  const auto now = clock_.now().ms;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each("SELECT sealed, ends FROM kept_form WHERE org=$1 AND id=$2", {db_.org(), id},
                    [&](const store::Row& r) {
                      if (r.i64(1) > now) sealed.assign(r.blob(0).begin(), r.blob(0).end());
                      return false;
                    }));
    if (sealed.empty()) return not_found();
    return s.each("SELECT sealed FROM kept_form_piece WHERE org=$1 AND form=$2 ORDER BY place",
                  {db_.org(), id}, [&](const store::Row& r) {
                    pieces.emplace_back(r.blob(0).begin(), r.blob(0).end());
                    return true;
                  });
  }));
  TRY(const auto plain, vault_.open_thing(id.raw, kUse, sealed));
  boost::system::error_code bad;
  const auto all = json::parse(as_text(plain), bad);
  if (bad || !all.is_object()) return unreadable("a kept form is no JSON object");
  // Whose it is stands sealed too: a row that was given to somebody else in the database opens for nobody.
  if (all.at("staff").as_string() != staff.text() || all.at("form").as_string() != id.text())
    return not_found();
  KeptForm k;
  k.id = id;
  k.path = json::value_to<std::string>(all.at("path"));
  for (const auto& a : all.at("answers").as_array())
    k.answers.emplace_back(json::value_to<std::string>(a.at(0)), json::value_to<std::string>(a.at(1)));
  std::size_t place = 0;
  for (const auto& f : all.at("files").as_array()) {
    KeptFile file{json::value_to<std::string>(f.at("field")),
                  json::value_to<std::string>(f.at("name")),
                  json::value_to<std::string>(f.at("type")),
                  {}};
    for (auto n = f.at("pieces").to_number<std::size_t>(); n > 0; --n, ++place) {
      if (place >= pieces.size()) return unreadable("a piece of a kept form is missing");
      TRY(const auto piece, vault_.open_thing(id.raw, use_of(place), pieces[place]));
      file.bytes.insert(file.bytes.end(), piece.begin(), piece.end());
    }
    k.files.push_back(std::move(file));
  }
  return k;
}

Status KeptForms::discard(StaffId staff, KeptFormId id) {
  bool theirs = false;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT 1 FROM kept_form WHERE org=$1 AND id=$2 AND staff=$3", {db_.org(), id, staff},
                  [&](const store::Row&) { return theirs = true, false; });
  }));
  return theirs ? destroy({id}) : Status{};
}

Status KeptForms::sweep() {
  const auto now = clock_.now().ms;
  // Also pieces of a day ago whose form was never finished: an id begins with the time at which it was made.
  KeptFormId first;
  for (int i = 0; i < 6; ++i)
    first.raw.bytes[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>((now - kADay * kHour) >> (8 * (5 - i)));
  std::vector<KeptFormId> over;
  const auto add = [&](const store::Row& r) { return over.push_back(r.id<KeptFormId>(0)), true; };
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each("SELECT id FROM kept_form WHERE org=$1 AND ends < $2", {db_.org(), now}, add));
    return s.each(
        "SELECT DISTINCT form FROM kept_form_piece WHERE org=$1 AND form < $2 AND form NOT IN"
        " (SELECT id FROM kept_form WHERE org=$1)",
        {db_.org(), first}, add);
  }));
  return destroy(over);
}

}  // namespace candour::record
