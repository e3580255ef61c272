#include "people/versions.h"

#include <algorithm>
#include <charconv>

#include "gate/words.h"

namespace candour::people {
namespace {

namespace json = boost::json;

bool is_mark(std::string_view key) {
  return !key.empty() && key[0] == '#';
}

charter::Values without_marks(const charter::Values& part) {
  charter::Values plain;
  for (const auto& [key, value] : part)
    if (!is_mark(key)) plain.emplace(key, value);
  return plain;
}

tl::unexpected<Error> may_not_write(const charter::Charter& charter, const Pass& pass, CategoryIx c) {
  return not_allowed("Your role may not write down \"" + charter.at(c).name + "\" here.",
                     charter.clause_text(pass.ground(c).clause));
}

Status put(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter, const Pass& pass,
           const Place& place, std::uint32_t version, CategoryIx c, const charter::Values& part) {
  const vault::SegmentName name{place.person, place.entry, version, c,
                                slot_for(charter, *place.kind, place.entry, c)};
  return vault.put(txn, pass, name, as_bytes(json::serialize(part)));
}

/// The parts of the values, refused where the pass may not write; `kept` are the old parts, which may be
/// given back unchanged by somebody who may only read them.
Result<std::map<CategoryIx, charter::Values>> writable_parts(
    const charter::Charter& charter, const Pass& pass, const Place& place, const charter::Values& values,
    const std::map<CategoryIx, charter::Values>& kept) {
  auto parts = charter::part_by_category(*place.kind, values);
  for (auto it = parts.begin(); it != parts.end();) {
    if (it->second.empty()) {
      it = parts.erase(it);
      continue;
    }
    if (!pass.writes(place.person, it->first)) {
      const auto old = kept.find(it->first);
      if (old == kept.end() || without_marks(old->second) != it->second)
        return may_not_write(charter, pass, it->first);
    }
    ++it;
  }
  return parts;
}

/// Entries of one organisation ask for the same few versions: segments of one entry are fetched per version.
std::vector<vault::Vault::EntryRef> refs_for(const std::vector<Stored>& asked, const Pass& pass,
                                             std::vector<std::size_t>& owner) {
  std::vector<vault::Vault::EntryRef> refs;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::vector<std::uint32_t> versions;
    for (const auto& [c, v] : asked[i].parts.all())
      if (pass.sees(asked[i].person, c)) versions.push_back(v);
    std::sort(versions.begin(), versions.end());
    versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
    for (const auto v : versions) {
      refs.push_back({asked[i].person, asked[i].entry, v});
      owner.push_back(i);
    }
  }
  return refs;
}

Result<charter::Values> read_part(ByteView plain) {
  boost::system::error_code bad;
  auto value = json::parse(as_text(plain), bad);
  if (bad || !value.is_object())
    return fail(Code::Corrupt, "A part of this record cannot be read.", "a segment is not a JSON object");
  return std::move(value.as_object());
}

}  // namespace

Result<Parts> Parts::parse(const charter::Charter& charter, std::string_view text) {
  Parts parts;
  while (!text.empty()) {
    const auto end = text.find(' ');
    const auto one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto equals = one.find('=');
    std::uint32_t version = 0;
    if (equals != std::string_view::npos)
      std::from_chars(one.data() + equals + 1, one.data() + one.size(), version);
    if (version == 0)
      return fail(Code::Corrupt, "A part of this record cannot be read.", "parts of a version are malformed");
    if (const auto c = charter.find_category(one.substr(0, equals)))
      parts.at_[*c] = version;
    else
      parts.unknown_.append(" ").append(one);
  }
  return parts;
}

std::string Parts::text(const charter::Charter& charter) const {
  std::string text;
  for (const auto& [c, version] : at_)
    text += (text.empty() ? "" : " ") + charter.at(c).code + "=" + std::to_string(version);
  return text.empty() && !unknown_.empty() ? unknown_.substr(1) : text + unknown_;
}

std::optional<std::uint32_t> Parts::at(CategoryIx c) const {
  const auto it = at_.find(c);
  return it == at_.end() ? std::nullopt : std::optional(it->second);
}

CategorySet Parts::categories() const {
  CategorySet set;
  for (const auto& [c, version] : at_) set.add(c);
  return set;
}

charter::Values Contents::values() const {
  charter::Values all;
  for (const auto& [c, part] : parts) charter::join(all, without_marks(part));
  return all;
}

std::string Contents::mark(std::string_view name) const {
  for (const auto& [c, part] : parts)
    if (const auto* value = part.if_contains(name); value && value->is_string())
      return std::string(value->get_string());
  return {};
}

namespace {

/// What the row names must be there, be held back or have been destroyed: a segment that was taken out of the
/// database is missed.
Status nothing_missing(const Stored& stored, const vault::Vault::EntryRef& ref,
                       const vault::Vault::EntrySegments& found, const Contents& contents) {
  for (const auto& [c, version] : stored.parts.all())
    if (version == ref.version && !contents.parts.contains(c) && !contents.held_back.has(c) &&
        !found.held_back.has(c) && !found.destroyed.has(c))
      return fail(
          Code::Corrupt,
          "A part of this record was taken out of the database outside Candour. Tell whoever looks after "
          "the server.",
          "a segment of " + ref.entry.text() + " version " + std::to_string(version) + " is missing");
  return {};
}

/// What the charter does not tell of is not there for whoever may not see it.
void keep_untold(const charter::Charter& charter, Contents& contents) {
  const auto told = contents.held_back - charter.untold;
  contents.untold = contents.parts.empty() && told.empty() && !contents.held_back.empty();
  contents.held_back = told;
}

}  // namespace

Result<std::vector<Contents>> open_contents(store::Session& db, vault::Vault& vault,
                                            const charter::Charter& charter, const Pass& pass,
                                            const std::vector<Stored>& asked) {
  std::vector<Contents> contents(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i)
    for (const auto& [c, version] : asked[i].parts.all())
      if (!pass.sees(asked[i].person, c)) contents[i].held_back.add(c);

  std::vector<std::size_t> owner;
  const auto refs = refs_for(asked, pass, owner);
  if (refs.empty()) {
    for (auto& c : contents) keep_untold(charter, c);
    return contents;
  }
  TRY(auto segments, vault.get_many(db, pass, refs));
  for (std::size_t r = 0; r < refs.size(); ++r) {
    const auto& stored = asked[owner[r]];
    for (const auto& opened : segments[r].opened) {
      if (stored.parts.at(opened.name.category) != refs[r].version) continue;
      TRY(auto part, read_part(opened.plain));
      contents[owner[r]].parts.emplace(opened.name.category, std::move(part));
    }
    if (asked.size() == 1) CHECK_OK(nothing_missing(stored, refs[r], segments[r], contents[owner[r]]));
  }
  for (auto& c : contents) keep_untold(charter, c);
  return contents;
}

Result<Contents> open_one(store::Session& db, vault::Vault& vault, const charter::Charter& charter,
                          const Pass& pass, const Stored& asked) {
  TRY(auto contents, open_contents(db, vault, charter, pass, {asked}));
  return std::move(contents.front());
}

vault::KeySlot slot_for(const charter::Charter& charter, const charter::Kind& kind, EntryId entry,
                        CategoryIx category) {
  if (kind.voluntary().has(category)) return vault::KeySlot::item(entry);
  return vault::KeySlot::group(charter.retention_group(category));
}

Result<Parts> seal_first(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                         const Pass& pass, const Place& place, const charter::Values& values,
                         const Marks& marks) {
  TRY(auto fresh, writable_parts(charter, pass, place, values, {}));
  if (fresh.empty()) return fail(Code::Invalid, "Nothing is filled in yet. Write something before you save.");
  for (const auto& [name, words] : marks)
    if (!words.empty()) fresh.begin()->second[name] = words;
  Parts parts;
  for (const auto& [c, part] : fresh) {
    CHECK_OK(put(txn, vault, charter, pass, place, 1, c, part));
    parts.set(c, 1);
  }
  return parts;
}

Result<Sealed> seal_change(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                           const Pass& pass, const Place& place, std::uint32_t version, const Parts& before,
                           const Contents& old, const charter::Values& values, const Marks& marks) {
  TRY(auto fresh, writable_parts(charter, pass, place, values, old.parts));
  Sealed sealed{before, {}};
  std::map<CategoryIx, charter::Values> changed;
  for (auto& [c, part] : fresh) {
    const auto was = old.parts.find(c);
    if (was == old.parts.end()) {
      // Somebody who may write but not read must not replace what they cannot see.
      if (before.at(c)) return may_not_write(charter, pass, c);
      changed[c] = std::move(part);
    } else if (without_marks(was->second) != part) {
      changed[c] = std::move(part);
      for (const auto& [key, value] : was->second)
        if (is_mark(key) && key != "#why") changed[c][key] = value;
    }
  }
  for (const auto& [c, part] : old.parts) {
    if (fresh.contains(c) || without_marks(part).empty() || !pass.writes(place.person, c)) continue;
    sealed.parts.remove(c);
    sealed.touched.add(c);
  }
  if (changed.empty()) return sealed;
  for (const auto& [name, words] : marks) changed.begin()->second[name] = words;
  for (const auto& [c, part] : changed) {
    CHECK_OK(put(txn, vault, charter, pass, place, version, c, part));
    sealed.parts.set(c, version);
    sealed.touched.add(c);
  }
  return sealed;
}

Result<Parts> seal_marks(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                         const Pass& pass, const Place& place, std::uint32_t version, const Parts& before,
                         const Contents& old, const Marks& marks) {
  auto parts = before;
  if (marks.empty()) return parts;
  auto c = gate::words_category(charter);
  charter::Values part;
  bool found = pass.writes(place.person, c) && !before.at(c);  // a part of its own
  for (const auto& [category, was] : old.parts)
    if (pass.writes(place.person, category)) {
      c = category;
      part = was;
      part.erase("#why");
      found = true;
      break;
    }
  if (!found) return may_not_write(charter, pass, c);
  for (const auto& [name, words] : marks) part[name] = words;
  CHECK_OK(put(txn, vault, charter, pass, place, version, c, part));
  parts.set(c, version);
  return parts;
}

}  // namespace candour::people
