// What people do to a copy: deciding about each piece, ending the review, agreeing, handing it over.
#include <algorithm>

#include "base/text.h"
#include "charter/requests.h"
#include "people/values_in.h"
#include "rights/cutting.h"
#include "rights/pack_parts.h"

namespace candour::rights {

namespace {

tl::unexpected<Error> conflict(std::string words) {
  return fail(Code::Conflict, std::move(words));
}

PackStep next(const Pack& pack, std::string_view what) {
  PackStep s;
  s.n = pack.steps.back().n + 1;
  s.what = what;
  return s;
}

/// "third-party=2 serious-harm=1".
std::string reasons_of(const std::vector<Cut>& cuts) {
  std::map<std::string, int> each;
  for (const auto& c : cuts)
    if (c.how != How::Given) ++each[c.reason];
  std::string out;
  for (const auto& [code, n] : each) out += (out.empty() ? "" : " ") + code + "=" + std::to_string(n);
  return out;
}

/// The same copy as it stands now; others may have decided about pieces of it since.
Result<Pack> under_review(const Packs& packs, const Pass& pass, const Pack& pack) {
  TRY(auto now, packs.of(pass, pack.person, pack.request));
  if (!now || now->id != pack.id || now->state != PackState::Review)
    return conflict("The review of this copy has ended, or it was gathered anew. Look at it again.");
  return std::move(*now);
}

constexpr std::string_view kHanded = "#handed";

}  // namespace

Status Packs::decide(const gate::Actor& actor, const Pack& pack, int place, std::int64_t based_on,
                     const std::vector<Cut>& cuts) {
  TRY(const auto pass, pass_to_copy(actor, pack.person, pack.request));
  TRY(const auto now, under_review(*this, pass, pack));
  TRY(const auto there, item(pass, now, place));
  if (there.line.by_notice)
    return conflict("The notice says that this is in no copy: it is left out whatever anybody decides.");
  if (there.line.decided != based_on)
    return conflict("Somebody decided about this meanwhile. Look at it again.");
  if (!there.held_back.empty())
    return not_allowed("Something of this is not for you to see, so you cannot decide about it.", "");
  CHECK_OK(check_cuts(there, cuts, r_.clock.now()));
  for (const auto& p : there.passages)
    if (std::ranges::count(cuts, p.field, &Cut::field) != 1)
      return invalid("how-" + p.field, "Decide whether it is given");
  auto step = next(now, "decided");
  step.place = place;
  step.left_out = leaving_out(cuts);
  step.note = reasons_of(cuts);
  CategorySet touched;
  for (const auto& c : cuts)
    if (c.how != How::Given) touched.add(c.category);
  return r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(seal_cuts(txn, r_.vault, pass, now, step.n, cuts));
    return add_step(txn, pass, now, step, ledger::Act::Change, touched);
  });
}

Status Packs::give(const gate::Actor& actor, const Pack& pack, const std::vector<int>& places) {
  if (places.empty() || std::ssize(places) > kReadAtOnce)
    return conflict("None of them is given: look at the others one by one.");
  TRY(const auto pass, pass_to_copy(actor, pack.person, pack.request));
  TRY(const auto now, under_review(*this, pass, pack));
  TRY(auto wanted, lines(pass, now, Which::ToLookAt, places.front() - 1, kReadAtOnce));
  std::erase_if(wanted, [&](const ItemLine& l) { return std::ranges::count(places, l.place) == 0; });
  if (wanted.size() != places.size())
    return conflict("Somebody decided about one of them meanwhile. Read them again.");
  std::vector<Item> given;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(given, open(db, pass, now, std::move(wanted)));
    return {};
  }));
  for (const auto& i : given)
    if (!i.held_back.empty())
      return not_allowed("Something of piece " + std::to_string(i.line.place) +
                             " is not for you to see, so you cannot decide about it.",
                         "");
  return r_.db.write([&](store::Txn& txn) -> Status {
    auto step = next(now, "decided");
    for (const auto& i : given) {
      std::vector<Cut> cuts;
      for (const auto& p : i.passages) cuts.push_back({p.field, p.category, How::Given, {}, {}, {}, {}, {}});
      step.place = i.line.place;
      CHECK_OK(seal_cuts(txn, r_.vault, pass, now, step.n, cuts));
      CHECK_OK(add_step(txn, pass, now, step, ledger::Act::Change, {}));
      ++step.n;
    }
    return {};
  });
}

Status Packs::simple_step(const gate::Actor& actor, const Pack& pack, PackState in, std::string_view what) {
  TRY(const auto pass, to_change(actor, pack, in));
  return r_.db.write([&](store::Txn& txn) -> Status {
    auto step = next(pack, what);
    step.left_out = pack.left_out;
    return add_step(txn, pass, pack, step, ledger::Act::Change, {});
  });
}

Status Packs::finish_review(const gate::Actor& actor, const Pack& pack) {
  TRY(const auto pass, to_change(actor, pack, PackState::Review));
  if (!pack.missing.empty())
    return conflict(
        "Not all of it is there, since whoever gathered it may not open all of it. Ask for access to the whole record, "
        "or let somebody gather it who has it.");
  TRY(const auto left, lines(pass, pack, Which::ToLookAt, 0, 1));
  if (!left.empty())
    return conflict("There are suggestions that nobody has decided about yet: number " +
                    std::to_string(left.front().place) + " is the first.");
  return simple_step(actor, pack, PackState::Review, "reviewed");
}

Status Packs::review_again(const gate::Actor& actor, const Pack& pack) {
  if (pack.state != PackState::Reviewed && pack.state != PackState::Agreed)
    return conflict("There is nothing to review again.");
  return simple_step(actor, pack, pack.state, "reopened");
}

bool Packs::needs_second(const Pack& pack) const {
  const auto* right = charter::find_right(r_.gate.charter(), pack.portable.empty() ? kAccess : kPortability);
  return pack.left_out > 0 && right && !right->seconds.empty();
}

/// Where somebody else decides about the information, they are asked first (notice of PSS, part 9).
Status Packs::may_leave(const Pass& pass, const Pack& pack) const {
  TRY(const auto request, r_.entries.entry(pass, pack.person, pack.request));
  if (r_.gate.charter().at(request.service).processor &&
      people::text_of(request.values, charter::request_field::kForwarded).empty())
    return conflict("It leaves once the request was passed on to whoever decides about the information.");
  const bool ready = pack.state == PackState::Released || pack.state == PackState::Agreed ||
                     (pack.state == PackState::Reviewed && !needs_second(pack));
  if (ready) return {};
  return conflict("It leaves as a file once the review is done, and agreed to where something is left out.");
}

Status Packs::agree(const gate::Actor& actor, const Pack& pack) {
  TRY(const auto pass, to_change(actor, pack, PackState::Reviewed));
  for (const auto& s : pack.steps)
    if (s.by == actor.id && (s.what == "reviewed" || s.what == "decided"))
      return not_allowed(
          "Somebody else agrees to what is left out, and not whoever decided about it: it is refused by two.",
          "");
  // Who agrees must be able to read what is left out.
  TRY(auto left, lines(pass, pack, Which::LeftOut, 0, 1'000'000));
  std::vector<Item> items;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(items, open(db, pass, pack, std::move(left)));
    return {};
  }));
  for (const auto& i : items)
    if (!i.held_back.empty())
      return not_allowed("Piece " + std::to_string(i.line.place) +
                             " is left out, and not for you to read: ask for access to the record first.",
                         "");
  return simple_step(actor, pack, PackState::Reviewed, "agreed");
}

Status Packs::release(const gate::Actor& actor, const Pack& pack, std::string_view way, std::string_view to) {
  std::vector<FieldProblem> wrong;
  if (std::ranges::find(ways(), way, &Way::code) == ways().end())
    wrong.push_back({"way", "Choose how it was handed over"});
  if (trim(to).empty()) wrong.push_back({"to", "Write to whom it was handed, and how you knew them"});
  if (auto words = too_long(to, 2000, "this"); !words.empty()) wrong.push_back({"to", words});
  if (!wrong.empty()) return invalid(std::move(wrong));
  const auto in = needs_second(pack) ? PackState::Agreed : PackState::Reviewed;
  if (pack.state != in)
    return conflict(pack.state == PackState::Reviewed
                        ? "Something is left out: a second person agrees to it before it is released."
                        : "It is released once somebody has ended the review.");
  TRY(const auto pass, to_change(actor, pack, in));
  CHECK_OK(may_leave(pass, pack));
  TRY(const auto all, whole(pass, pack));
  auto step = next(pack, "released");
  step.left_out = pack.left_out;
  step.note = std::string(way) + " pieces:" + std::to_string(pack.items) + " at:";
  bool first = true;
  for (const auto& i : all.items)
    if (i.line.left_out > 0 && step.note.size() < 300) {
      step.note += (first ? "" : ",") + std::to_string(i.line.place);
      first = false;
    }
  const auto& c = r_.gate.charter();
  const auto category = c.find_category("consent-record").value_or(charter::words_category(c));
  return r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        seal_cuts(txn, r_.vault, pass, pack, step.n,
                  {{std::string(kHanded), category, How::Given, std::string(trim(to)), {}, {}, {}, {}}}));
    return add_step(txn, pass, pack, step, ledger::Act::Disclose, pass.may_see());
  });
}

Result<std::string> Packs::handed_to(const Pass& pass, const Pack& pack) const {
  const auto* step = pack.newest("released");
  if (!step || pack.state == PackState::Gone) return std::string();
  ItemLine line;
  line.place = 0;
  line.decided = step->n;
  std::string out;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(const auto items, open(db, pass, pack, {line}));
    for (const auto& c : items.front().cuts)
      if (c.field == kHanded) out = c.marked;
    return {};
  }));
  return out;
}

Status Packs::taken(const Pass& pass, const Pack& pack, std::string_view form) {
  return r_.db.write([&](store::Txn& txn) -> Status {
    std::int64_t last = 0;
    CHECK_OK(txn.each("SELECT MAX(n) FROM access_pack_step WHERE org=$1 AND pack=$2", {r_.db.org(), pack.id},
                      [&](const store::Row& r) { return last = r.i64(0), false; }));
    PackStep step{last + 1, {}, {}, "taken", 0, 0, std::string(form)};
    return add_step(txn, pass, pack, step, ledger::Act::Export, pass.may_see());
  });
}

}  // namespace candour::rights
