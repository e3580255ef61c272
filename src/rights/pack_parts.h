// For pack*.cc alone: how the copy stands in rows and segments, what it is gathered from, and how it is
// printed.
#pragma once

#include <map>
#include <memory>

#include "rights/pack.h"

namespace candour::rights {

/// Versions of segments from here on are those of decisions: theirs plus the number of the step.
inline constexpr std::uint32_t kDecisions = 1'000'000;

struct Packs::Whole {
  std::vector<Item> items;
  std::string name, handed;
  std::map<int, std::string> enclosed_as;  // by place: names of files
};

/// Words that belong to the person alone, and names of others: what suggestions are made of.
struct Known {
  std::string own;                  // folded text of the details
  std::vector<std::string> others;  // folded names
};
Result<Known> known_of(const PackRooms& r, const Pass& pass, PersonId person);
std::vector<Suggestion> suggest(const charter::Charter& c, const Item& item, const Known& known);

Status seal_passages(store::Txn& txn, vault::Vault& vault, const Pass& pass, const Pack& pack, int place,
                     const std::vector<Passage>& passages);
Status seal_cuts(store::Txn& txn, vault::Vault& vault, const Pass& pass, const Pack& pack, std::int64_t step,
                 const std::vector<Cut>& cuts);

/// Answers of a kind as passages, each under its own category; `before` goes before their fields and labels.
void add_values(const charter::Charter& c, const charter::Kind& kind, const charter::Values& values,
                std::string_view before, std::string_view label, std::vector<Passage>& out);
/// Ids of staff in a text become names, and those of others that they are others'.
std::string with_names(std::string_view text, const people::Directory& staff);

/// Gathers one part after the other; a cursor says how far.
struct Gathered {
  std::vector<Item> items;
  std::string next;  // the cursor; "" at the end
};
Result<Gathered> gather(const PackRooms& r, const gate::Actor& actor, const Pass& pass, const Pack& pack,
                        std::string_view cursor);
/// What the tables say besides entries, a piece for each table.
Result<std::vector<Item>> noted_rows(const PackRooms& r, const Pass& pass, const people::Directory& staff);

/// Where what stands in the open is sealed in the copy: who they are, or whatever the pass sees.
CategoryIx plain_category(const charter::Charter& c, const Pass& pass);

/// Every table with a person in it: where the copy has it, or why not.
struct Source {
  std::string_view table, section, why_not;
};
std::span<const Source> all_sources();

/// `regulator`: to whom somebody may complain, as it stands in a sentence.
paper::Document pack_document(const charter::Charter& c, const Packs::Whole& whole,
                              const std::string& regulator, UnixMs now);
/// One piece as both JSON papers say it: where it comes from, when it was, the file that is enclosed, and
/// what of it is told.
boost::json::object piece_json(const Packs::Whole& whole, const ItemLine& line, boost::json::array passages);
std::string pack_json(const charter::Charter& c, const Packs::Whole& whole, UnixMs now);
/// Under which name an enclosed file stands: its number and plain letters of its own name, and nothing else.
std::string enclosed_name(int place, std::string_view name);

}  // namespace candour::rights
