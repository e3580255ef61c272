// What the pages about the charter have in common: the tabs above them, and the tables of its desk, where new
// versions are made, approved and looked up. Any thread.
#pragma once

#include "people/proposals.h"
#include "web/frame/page_table.h"

namespace candour::web {

html::PageFrame charter_frame(const Site& site, const http::Request& r, std::string title,
                              std::string_view tab);
/// Whether the reader may see what is proposed, and make a proposal: to offer it.
bool reads_proposals(const Visit& v);
bool makes_proposals(const Visit& v);

/// A text as it stands in a query.
std::string query_text(std::string_view s);

/// The role in which the reader answers for the notice: its code stands beside what they confirm.
std::string answering_role(const Visit& v);
/// "confirmed by dp-lead on 2026-11-21"
std::string confirmed_today(const Site& site, const Visit& v);

/// From which day a version holds; empty where the reader left it.
html::Html day_field(const SentForm& form, const Site& site);
Result<std::optional<Date>> sent_day(const http::Request& r);
/// What was proposed, to its page.
Result<http::Response> proposed(const Site& site, const http::Request& r, const std::string& text,
                                const std::string& base);

/// "Line 12: what is wrong. To mend: how."
html::Html finding_line(const charter::Finding& f);

/// What a version uses for something new, with what it answers; nothing where there is no such use. `people`:
/// how many there are in each service, by its code; null: not said.
html::Html new_uses_part(const charter::Charter& c, const std::vector<charter::NewUse>& all,
                         const std::map<std::string, std::int64_t>* people);
/// Of which new uses people must still be told, and the form by which somebody records that they were. It is
/// sent to the page of the proposal; `decision` begins with kTold.
inline constexpr std::string_view kTold = "told-";
html::Html uses_to_tell(const Site& site, const Visit& v, const people::Proposal& p,
                        const people::Assessed& a);
Result<http::Response> record_told(const Site& site, const http::Request& r, people::ProposalId id);

void add_charter_desk(PageTable& t);
void add_explain_page(PageTable& t);
void add_working_pages(PageTable& t);
void add_proposal_pages(PageTable& t);
void add_proposal_text_pages(PageTable& t);
void add_version_pages(PageTable& t);
void add_own_kind_pages(PageTable& t);
void add_authoring_pages(PageTable& t);

}  // namespace candour::web
