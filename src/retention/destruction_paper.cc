// The certificate of a destruction, as a page and as paper, and its entry of the ledger as a file.
#include <cstdlib>
#include <map>
#include <sstream>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/category_list.h"
#include "gate/seals.h"
#include "gate/service_subject.h"
#include "ledger/proved_entry.h"
#include "paper/charter_words.h"
#include "retention/destructions.h"
#include "vault/encode.h"

namespace candour::retention {

/// What was kept of it for its certificate; empty, but for when it was proposed, in one of before that was.
struct Destructions::OnPaper {
  UnixMs proposed;
  ServiceIx service{};
  std::string proposed_roles, approved_roles, charter, holds, absent;
  Bytes digest;
  std::optional<std::int64_t> seq;
};

namespace {

std::string role_names(const charter::Charter& c, std::string_view codes) {
  std::vector<std::string> names;
  std::istringstream in{std::string(codes)};
  for (std::string code; in >> code;) {
    const auto role = c.find_role(code);
    names.push_back(role ? c.at(*role).name : code);
  }
  return names.empty() ? "not kept" : paper::and_list(names);
}

/// Of "whole:3 part:1 …", by its name; 0 where there is none.
std::int64_t number_of(const std::string& text, std::string_view name) {
  const auto at = text.find(std::string(name) + ":");
  return at == text.npos ? 0 : std::atoll(text.c_str() + at + name.size() + 1);
}

/// In pieces, so that it can be read out and compared, and breaks at the end of a line.
std::string in_pieces(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 8) out += (i == 0 ? "" : " ") + std::string(hex.substr(i, 8));
  return out;
}

struct Gone {
  std::map<std::string, std::int64_t> by_rule;
  CategorySet in_part;
  MatterCounts by_entries;  // of those who have another service
};

std::string what_went(const charter::Charter& c, const Destructions::State& s, const Gone& gone) {
  std::string out;
  if (s.gone > 0) out = "Whole records: everything that was held";
  if (!gone.in_part.empty())
    out += std::string(out.empty() ? "" : ". ") +
           "Of those that went in part: " + paper::category_names(c, gone.in_part);
  if (!gone.by_entries.empty())
    out += std::string(out.empty() ? "" : ". ") +
           "Of people who have another service, what was of this one alone: " +
           matters_words(c, gone.by_entries);
  const auto matters = matters_words(c, s.matters);
  if (!s.matters.empty())
    out += std::string(out.empty() ? "" : ". ") + "About the service itself: " + matters;
  return out.empty() ? "Nothing" : out;
}

std::string holds_words(const std::string& holds) {
  if (holds.empty()) return "not kept";
  std::istringstream in(holds);
  std::int64_t all = 0, single = 0;
  in >> all >> single;
  return counted_words(all, "hold", "holds") + " on everybody here and " +
         counted_words(single, "hold", "holds") +
         " on single people stood when it was done. Each record was held against all of them, and against "
         "requests that were not answered, when the list was made and once more right before it was destroyed";
}

std::string absent_words(const std::string& absent) {
  if (absent.empty()) return "not kept";
  return "Rows in " + with_commas(number_of(absent, "tables")) + " tables for " +
         counted_words(number_of(absent, "whole"), "person", "people") +
         ", every key of theirs in the key store, the keys of what went of " +
         counted_words(number_of(absent, "part"), "other", "others") + ", and " +
         counted_words(number_of(absent, "entries"), "entry", "entries") +
         " that went by themselves: looked for after it was done, and none was found";
}

paper::Table rules_table(const charter::Charter& c, const Gone& gone) {
  paper::Table rules;
  rules.caption = "By which periods of the notice";
  rules.columns = {"Period", "Part of the notice", "In the charter", "People"};
  for (const auto& r : c.retention)
    if (const auto found = gone.by_rule.find(r.code); found != gone.by_rule.end())
      rules.rows.push_back({paper::period_words(r, false), r.clause.empty() ? "not named" : r.clause,
                            "retention/" + r.code, with_commas(found->second)});
  return rules;
}

void add_proof(paper::Document& d, const ledger::ProvedEntry& p, const ledger::Head& head) {
  d.heading(2, "On the ledger");
  d.blocks.push_back(
      paper::KeyFacts{{{"Entry", with_commas(p.seq)},
                       {"Its fingerprint", vault::to_base64(ledger::leaf_hash(as_bytes(p.data)))},
                       {"Checkpoint of", counted_words(head.size, "entry", "entries")},
                       {"Fingerprint of all of them", vault::to_base64(head.root)},
                       {"Signed with", p.key}}});
  if (!p.proof.empty()) {
    paper::Table path;
    path.caption = "From the entry to the checkpoint";
    path.columns = {"Step", "Joined with"};
    path.widths = {1, 6};
    for (std::size_t i = 0; i < p.proof.size(); ++i)
      path.rows.push_back({std::to_string(i + 1), vault::to_base64(p.proof[i])});
    d.blocks.push_back(std::move(path));
  }
  d.paragraph(
      "The file with the proof has the entry and the signed checkpoint as well: “candour ledger check-proof” says, "
      "without the database, whether it holds (RFC 6962).");
}

void add_how(paper::Document& d) {
  d.heading(2, "How");
  d.paragraph(
      "The keys under which it was sealed were destroyed first, and with them every copy of it, in backups of "
      "the records too. Then the rows of whoever went whole were deleted, and it was counted that none was left; what went in part opens no more, and its rows go with the rest. The list of what "
      "was destroyed, which is kept apart, has a line for each: put beside an older backup, it keeps what "
      "went from coming back. This paper names nobody of whom something was held.");
}

}  // namespace

Result<std::optional<Destructions::OnPaper>> Destructions::kept_of(store::Session& db, EntryId id) const {
  std::optional<OnPaper> out;
  if (auto* seals = gate_.seals()) {
    TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
    if (!whole)
      return fail(Code::Corrupt,
                  "What is known of destructions is not what Candour wrote, so there is no certificate. Tell "
                  "whoever looks after the server.");
  }
  CHECK_OK(db.each(
      "SELECT proposed, service, proposed_roles, approved_roles, charter, charter_digest, holds, absent, "
      "entry_seq FROM destruction WHERE org=$1 AND entry=$2 AND done IS NOT NULL",
      {db_.org(), id}, [&](const store::Row& r) {
        const auto text = [&](int at) { return r.null(at) ? std::string() : r.str(at); };
        const auto service = gate_.charter().find_service(r.text(1));
        if (!service) return false;
        out = OnPaper{UnixMs{r.i64(0)}, *service, text(2), text(3), text(4), text(6), text(7), {}, {}};
        if (!r.null(5)) {
          const auto bytes = r.blob(5);
          out->digest.assign(bytes.begin(), bytes.end());
        }
        if (!r.null(8)) out->seq = r.i64(8);
        return false;
      }));
  return out;
}

Result<paper::Document> Destructions::certificate(const Pass& pass, const record::Entry& e) const {
  TRY(const auto s, state(pass, e.id));
  if (!s || !s->done) return not_found();
  const auto& c = gate_.charter();
  Gone gone;
  std::optional<OnPaper> kept;
  std::optional<ledger::ProvedEntry> proved;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(kept, kept_of(db, e.id));
    if (!kept) return not_found();
    if (kept->seq) {
      TRY(proved, ledger::prove_entry(db, db_.org(), gate_.ledger(), *kept->seq));
    }
    return db.each(
        "SELECT rules, parts, outcome FROM destruction_line WHERE org=$1 AND entry=$2 AND outcome IN ('gone', "
        "'part-gone') AND person<>$3",
        {db_.org(), e.id, gate::subject_of(c, e.service)}, [&](const store::Row& r) {
          const std::string codes = " " + r.str(0) + " ";  // of somebody, for whom several may have counted
          for (const auto& rule : c.retention)
            if (codes.find(" " + rule.code + " ") != std::string::npos) ++gone.by_rule[rule.code];
          for (const auto& [kind, n] : entries_going(r.text(1))) gone.by_entries[kind] += n;
          if (r.text(2) == "part-gone" && !goes_by_entries(r.text(1)))
            gone.in_part = gone.in_part | charter::read_category_list(c, r.text(1));
          return true;
        });
  }));
  paper::Document d;
  d.title = "Certificate of destruction";
  d.subtitle = c.organisation.name + ", " + c.at(e.service).name;
  d.running_head = c.organisation.name;
  d.running_foot = e.id.text();
  d.printed_on = iso_date(today(*s->done));
  const auto digest = kept->digest.empty() ? "not kept" : in_pieces(vault::to_hex(kept->digest));
  d.blocks.push_back(paper::KeyFacts{
      {{"What went", what_went(c, *s, gone)},
       {"Destroyed on", long_date(today(*s->done))},
       {"What was over by", long_date(s->up_to)},
       {"Records destroyed whole", counted_words(s->gone, "person", "people")},
       {"Records destroyed in part", counted_words(s->part_gone, "person", "people")},
       {"Entries and files",
        counted_words(s->entries, "entry", "entries") + ", " + counted_words(s->files, "file", "files")},
       {"Kept back",
        counted_words(s->kept, "person", "people") +
            ": a hold, a request that is not answered, a paper file that is still there, or in use again. Each "
            "was asked once more before it was destroyed."},
       {"Holds", holds_words(kept->holds)},
       {"On paper",
        "No record went whole before each paper file that stood in it was confirmed as destroyed, with day, "
        "place and by whom, or as handed over."},
       {"Looked for, and gone", absent_words(kept->absent)},
       {"On the ledger", "A line for each person, by id alone, under the number " + e.id.text()},
       {"Proposed by", role_names(c, kept->proposed_roles) + ", " + long_date(today(kept->proposed))},
       {"Agreed to by",
        role_names(c, kept->approved_roles) + ", another person, " + long_date(today(*s->approved))},
       {"Charter", kept->charter.empty() ? "not kept" : "Version " + kept->charter},
       {"Fingerprint of the charter", digest}}});
  d.blocks.push_back(rules_table(c, gone));
  add_how(d);
  if (proved) {
    TRY(const auto checked, ledger::check_proved_entry(ledger::to_text(*proved)));
    add_proof(d, *proved, checked.head);
  }
  return d;
}

Result<std::string> Destructions::ledger_proof(const Pass& pass, EntryId id) const {
  if (pass.may_see().empty()) return not_found();
  std::string out;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(const auto kept, kept_of(db, id));
    if (!kept || !kept->seq || kept->service != pass.service()) return not_found();
    TRY(const auto proved, ledger::prove_entry(db, db_.org(), gate_.ledger(), *kept->seq));
    out = ledger::to_text(proved);
    return {};
  }));
  return out;
}

}  // namespace candour::retention
