#include "rights/handover.h"

#include <algorithm>
#include <set>

#include "charter/erasure.h"
#include "rights/portable.h"

namespace candour::rights {

namespace {

struct Line {
  Stays why;
  std::string_view code, words;
};
constexpr std::array<Line, kStays> kLines{{
    {Stays::OtherService, "other-service", "Belongs to another service of ours"},
    {Stays::Ours, "ours", "Shows what we did with information: consents, sharings, requests and the like"},
    {Stays::OtherKinds, "other-kinds", "Is of kinds of information that do not go"},
    {Stays::ByNotice, "notice", "Is about somebody whom the notice withholds"},
}};

bool is_words_of_candour(const Passage& p) {
  return p.field.starts_with('#');
}

class Handing {
 public:
  Handing(const PackRooms& r, const Pass& pass, ServiceIx service, CategorySet what)
      : r_(r), c_(r.gate.charter()), pass_(pass), service_(c_.at(service).code), what_(what) {}

  void take(std::vector<Item> items) {
    for (auto& i : items) piece(std::move(i));
  }
  /// Files come with the entry to which they belong; in one of another service nothing is looked at.
  void piece(Item item) {
    auto& l = item.line;
    if (l.by_notice) return stays(Stays::ByNotice);
    if (!l.service.empty() && l.service != service_) return stays(Stays::OtherService);
    const auto kind = c_.find_kind(l.kind);
    const bool wrote = l.source == "entries" || l.source == "file";
    if (wrote && kind && charter::shows_what_was_done(c_.at(*kind))) return stays(Stays::Ours);
    std::erase_if(item.passages, [&](const Passage& p) { return !what_.has(p.category); });
    if (std::ranges::all_of(item.passages, is_words_of_candour)) return stays(Stays::OtherKinds);
    l.place = static_cast<int>(whole.items.size()) + 1;
    if (l.source == "entries") ++out.entries, ++out.kinds[l.kind];
    whole.items.push_back(std::move(item));
  }
  Status enclose() {
    for (const auto& i : whole.items) {
      if (i.line.source != "file") continue;
      auto content = r_.files.get(pass_, pass_.person(), FileId{i.line.thing});
      if (!content && content.error().code == Code::NotFound) continue;
      if (!content) return tl::unexpected<Error>(content.error());
      const auto name = enclosed_name(i.line.place, i.passages.front().text);
      whole.enclosed_as[i.line.place] = name;
      out.files.push_back({name, content->info.type, std::string(as_text(content->bytes))});
      ++out.enclosed;
    }
    return {};
  }

  HandedOver out;
  Packs::Whole whole;

 private:
  void stays(Stays why) { ++out.stays[static_cast<std::size_t>(why)]; }

  const PackRooms& r_;
  const charter::Charter& c_;
  const Pass& pass_;
  const std::string service_;
  const CategorySet what_;
};

}  // namespace

std::string_view stays_code(Stays why) {
  return kLines[static_cast<std::size_t>(why)].code;
}

std::string_view stays_words(Stays why) {
  return kLines[static_cast<std::size_t>(why)].words;
}

Result<HandedOver> hand_over(const PackRooms& r, const gate::Actor& actor, const Pass& pass,
                             ServiceIx service, CategorySet what) {
  const auto& c = r.gate.charter();
  const auto now = r.clock.now();
  Pack pack;
  pack.id = PackId::make(now.ms);
  pack.person = pass.person();
  pack.portable = kAllHeld;
  Handing all(r, pass, service, what);
  for (const std::string_view part : {"details", "circle", "journey", "entries"}) {
    auto cursor = std::string(part);
    while (cursor.starts_with(part)) {
      TRY(auto got, gather(r, actor, pass, pack, cursor));
      all.take(std::move(got.items));
      cursor = std::move(got.next);
    }
  }
  all.out.nothing = all.whole.items.empty();
  if (all.out.nothing) return std::move(all.out);
  TRY(const auto profile, r.people.profile(pass, pack.person));
  all.whole.name = what.has(plain_category(c, pass)) ? profile.name() : std::string();
  CHECK_OK(all.enclose());
  const Portable from{c, all.whole, pack, now, r.staff.directory()};
  TRY(auto bundle, bundle_file(from, r.catalogue_dir, all.out.files));
  all.out.files.push_back(std::move(bundle));
  all.out.files.push_back({"portable.json", "application/json", portable_json(from)});
  for (auto& file : portable_csv(from)) all.out.files.push_back(std::move(file));
  return std::move(all.out);
}

}  // namespace candour::rights
