// Which tables a copy is made of, and those whose rows it prints as they are.
#include <algorithm>
#include <array>

#include "base/calendar_words.h"
#include "charter/consent_terms.h"
#include "gate/tasks.h"
#include "rights/pack_parts.h"

namespace candour::rights {

namespace {

/// Columns with how each is said: d a moment, y a day, s a colleague, c a code as the charter names it.
struct Printed {
  std::string_view table, column, title, columns;
};
constexpr Printed kPrinted[] = {
    {"consent_flag", "person", "What you said yes to",
     "c:purpose d:given_at=from d:withdrawn_at=until d:until=lapses"},
    {"objection_flag", "person", "What you objected to", "c:purpose d:made_at=from d:withdrawn_at=until"},
    {"shared_with", "person", "What was told to others", "c:recipient k:categories"},
    {"mailing_to", "person", "What was sent to you with others", "c:purpose c:way d:at"},
    {"letter_mail", "person", "Letters by mail", "d:raised=asked for d:sent s:staff=by"},
    {"mailing_use", "person", "Stories and pictures of yours in what went to many",
     "d:added=put in d:ended=until s:added_by=by"},
    {"pickup", "person", "What was put ready for somebody to collect",
     "d:made_at=from d:ends=until d:collected i:openings=times s:made_by=by"},
    {"transfer_person", "person", "What went with a service to another provider",
     "c:outcome i:entries i:files d:told=on"},
    {"own_door", "person", "Doors of your own", "d:made=from d:opened=used d:shut s:made_by=by"},
    {"own_session", "person", "Visits by a door of your own", "d:started=from d:ended=until"},
    {"alert", "person", "What was passed on at once", "c:kind c:code d:raised s:raised_by=by"},
    {"task", "about_person", "What waits for somebody", "c:kind d:created=since d:done s:staff=for"},
    {"due", "person", "What is due", "c:kind c:deadline y:on_day=on"},
    {"diary", "person", "What stands in diaries", "c:kind d:starts=from d:ends=until s:staff=with"},
    {"hold_flag", "person", "Nothing is deleted while", "d:since d:released"},
    {"misfiled", "person", "What did not belong in your record",
     "c:kind c:why c:state d:asked s:asked_by=by"},
    {"reasoned_access", "person", "Who asked to see your record with a reason",
     "c:reason s:staff=by d:started=from d:ends=until d:reviewed"},
    {"joined_record", "person", "Two records that were joined", "d:at s:by"},
    {"let_go", "person", "What you took back", "d:since"},
    {"import_row", "person", "Rows of a list in which you came", "i:line c:outcome"},
};

constexpr Source kSources[] = {
    {"due", "noted", ""},
    {"diary", "noted", ""},
    {"draft", "draft", ""},
    {"shared_with", "noted", ""},
    {"disputed", "entries", ""},
    {"mailing_to", "noted", ""},
    {"letter_mail", "noted", ""},
    {"mailing_use", "noted", ""},
    {"pickup", "noted", ""},
    {"transfer_person", "noted", ""},
    {"own_door", "noted", ""},
    {"own_session", "noted", ""},
    {"misfiled", "noted", ""},
    {"let_go", "noted", ""},
    {"hold_flag", "noted", ""},
    {"journey_step", "journey", ""},
    {"allocation", "journey", ""},
    {"enrolment", "journey", ""},
    {"referral", "journey", ""},
    {"consent_flag", "noted", ""},
    {"objection_flag", "noted", ""},
    {"reasoned_access", "noted", ""},
    {"relationship", "circle", ""},
    {"task", "noted", ""},
    {"alert", "noted", ""},
    {"file", "file", ""},
    {"entry", "entries", ""},
    {"person_version", "details", ""},
    {"joined_record", "noted", ""},
    {"import_row", "noted", ""},
    {"person", "details", ""},
    {"entry_version", "entries", ""},
    {"ledger_about", "looked", ""},
    {"segment", "", "sealed words of what stands in the other tables"},
    {"person_token", "", "numbers that only this system can make, of names that are in the details"},
    {"name_to_look_for", "", "numbers that only this system can make, of names that are in the circle"},
    {"home_visit", "",
     "when a colleague went in and out, for the safety of the colleague: the visit is an entry"},
    {"agreement_flag", "", "terms between organisations, about nobody"},
    {"alert_mail", "", "that colleagues were told by mail of what was passed on; it says nothing of whom"},
    {"file_chunk", "", "the sealed pieces of the files"},
    {"access_pack_step", "", "how this copy came about: it is on the request"},
    {"access_pack_item", "", "this copy itself"},
    {"destruction_line", "", "an id on a list of what was destroyed, and nothing of the record"},
    {"gone_person", "", "an id that stays once everything else was destroyed"},
};

std::string code_words(const charter::Charter& c, std::string_view code) {
  if (const auto p = c.find_purpose(code)) return c.at(*p).name;
  if (const auto k = c.find_kind(code)) return c.at(*k).name;
  if (const auto r = c.find_reason(code)) return c.at(*r).name;
  if (const auto* body = charter::body_name(c, code)) return *body;
  for (const auto& k : c.kinds)
    if (const auto* d = k.find_deadline(code)) return d->name;
  return std::string(code);
}

std::string codes_words(const charter::Charter& c, std::string_view codes) {
  std::string out;
  while (!codes.empty()) {
    const auto gap = std::min(codes.find(' '), codes.size());
    const auto category = c.find_category(codes.substr(0, gap));
    out += (out.empty() ? "" : ", ") + (category ? c.at(*category).name : std::string(codes.substr(0, gap)));
    codes.remove_prefix(std::min(gap + 1, codes.size()));
  }
  return out;
}

struct Column {
  char how = 'c';
  std::string name, said;
};
std::vector<Column> read_columns(std::string_view text) {
  std::vector<Column> out;
  while (!text.empty()) {
    // A name that is said otherwise may have blanks; the next column begins with a letter and a colon.
    std::size_t end = 2;
    while (end < text.size() && !(text[end] == ' ' && end + 2 < text.size() && text[end + 2] == ':')) ++end;
    const auto one = text.substr(2, end - 2);
    const auto sign = std::min(one.find('='), one.size());
    out.push_back({text[0], std::string(one.substr(0, sign)),
                   std::string(sign < one.size() ? one.substr(sign + 1) : one)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string cell(const charter::Charter& c, const people::Directory& staff, const store::Row& r, int i,
                 const Column& column) {
  if (r.null(i)) return {};
  if (column.how == 'd') return column.said + " " + date_time_words(UnixMs{r.i64(i)});
  if (column.how == 'y') return column.said + " " + date_words(day_of(r.i64(i)));
  if (column.how == 'i') return column.said + " " + std::to_string(r.i64(i));
  if (column.how == 'k') return codes_words(c, r.text(i));
  if (column.how == 'c') return code_words(c, r.text(i));
  const auto name = staff.name(r.id<StaffId>(i));
  return name.empty() ? "" : column.said + " " + name;
}

}  // namespace

std::span<const Source> all_sources() {
  return kSources;
}

CategoryIx plain_category(const charter::Charter& c, const Pass& pass) {
  if (const auto found = c.find_category("identity"); found && pass.may_see().has(*found)) return *found;
  auto any = charter::words_category(c);
  pass.may_see().each([&](CategoryIx x) { any = x; });
  return any;
}

Result<std::vector<Item>> noted_rows(const PackRooms& r, const Pass& pass, const people::Directory& staff) {
  const auto& c = r.gate.charter();
  const auto category = plain_category(c, pass);
  std::vector<Item> out;
  CHECK_OK(r.db.read([&](store::Session& db) -> Status {
    for (const auto& p : kPrinted) {
      const auto columns = read_columns(p.columns);
      std::string sql, lines;
      for (const auto& column : columns) sql += (sql.empty() ? "SELECT " : ", ") + column.name;
      for (const auto& record : pass.records_of(pass.person()))
        CHECK_OK(db.each(
            sql + " FROM " + std::string(p.table) + " WHERE org=$1 AND " + std::string(p.column) + "=$2" +
                // In whose record somebody is said to have caused harm, neither is told (Article 15(4)).
                (p.table == "task" ? " AND kind<>'" + std::string(gate::kConflict) + "'" : ""),
            {r.db.org(), record}, [&](const store::Row& row) {
              std::string line;
              for (std::size_t i = 0; i < columns.size(); ++i)
                if (auto words = cell(c, staff, row, static_cast<int>(i), columns[i]); !words.empty())
                  line += (line.empty() ? "" : ", ") + words;
              lines += line + "\n";
              return true;
            }));
      if (lines.empty()) continue;
      Item item;
      item.line.source = "noted";
      item.line.kind = p.table;
      item.passages.push_back({"rows", category, std::string(p.title), std::move(lines)});
      out.push_back(std::move(item));
    }
    return {};
  }));
  return out;
}

void add_values(const charter::Charter& c, const charter::Kind& kind, const charter::Values& values,
                std::string_view before, std::string_view label, std::vector<Passage>& out) {
  const auto parts = charter::part_by_category(kind, values);
  for (const auto& f : kind.fields)
    for (const auto& [category, part] : parts) {
      const auto* value = part.if_contains(f.code);
      if (!value) continue;
      auto text = charter::show(f, *value);
      if (text.empty()) continue;
      out.push_back({std::string(before) + f.code + (category == f.category ? "" : "@" + c.at(category).code),
                     category, std::string(label) + f.label, std::move(text),
                     boost::json::serialize(*value)});
    }
}

std::string with_names(std::string_view text, const people::Directory& staff) {
  constexpr std::size_t kId = 26;
  const auto is_letter = [](char ch) { return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z'); };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end == at) {
      out += text[at++];
      continue;
    }
    const auto word = text.substr(at, end - at);
    at = end;
    const auto id = word.size() == kId ? StaffId::parse(word) : std::nullopt;
    const auto name = id ? staff.name(*id) : std::string();
    out += !id ? std::string(word) : name.empty() ? "(another record)" : name;
  }
  return out;
}

}  // namespace candour::rights
