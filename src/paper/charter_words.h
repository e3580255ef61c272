// The words in which a charter is printed: a period, a rule of telling, a list of categories, as people say
// it. Pure; any thread. English only. It decides nothing: the same charter object decides elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::paper {

/// "a, b and c"; "" for none.
std::string and_list(const std::vector<std::string>&);
/// "A, b, c": only the first begins with a capital, unless a word is an abbreviation or a name of its own.
std::string soft_list(const std::vector<std::string>&);
std::string upper_first(std::string);
/// Leaves "NHS number" and "Care Quality Commission" alone.
std::string lower_first(std::string);

std::string category_names(const charter::Charter&, CategorySet);
/// The same for people to read: "Everything that we hold, except: convictions" when that is shorter.
std::string category_summary(const charter::Charter&, CategorySet);
std::vector<std::string> category_name_list(const charter::Charter&, CategorySet);
/// The same of what is printed of a rule: "…, and other things" where the rule has more than anybody has
/// confirmed, so that nobody takes the list for the whole. `said` is of the charter to print, `rule` of the
/// full.
std::string printed_summary(const charter::Charter& full, CategorySet said, CategorySet rule);
std::string service_names(const charter::Charter&, ServiceSet);  // "All services" when it is all or none
/// "Notice, part 2.3", or "" where the charter gives no part.
std::string part_words(std::string_view clause);

/// "6 years after your support ends", "Until your 25th birthday".
/// What is agreed to in writing: a recipient, a form or a use, by its name.
std::string what_is_agreed(const charter::Charter&, std::string_view code);
/// "Up to 6 years after the service to you ends"; to staff in their words.
std::string period_words(const charter::RetentionRule&, bool to_person = true);
/// One period of its own; "" where none is said.
std::string period_words(const charter::Keep&, bool to_person = true);
/// "Care, health: Incidents", "Everything": what a rule is about.
std::string subject_words(const charter::Charter&, const charter::RetentionRule&);
/// True when the law asks for longer than the notice promises and the rule destroys.
bool collides(const charter::RetentionRule&);
/// Both periods and what people settled; "" where they do not collide.
std::string collision_words(const charter::RetentionRule&);

std::string inform_words(std::string_view inform);    // "We tell you before we share it"
std::string country_words(std::string_view code);     // "GB" -> "the United Kingdom"; the code when unknown
std::string area_words(std::string_view area);        // "EEA" -> "the European Economic Area"
std::string transfer_words(const charter::Charter&);  // where information may go, of all countries and areas
std::string limit_words(const charter::Right&);       // "30 days or one month, whichever ends first"
std::string fee_words(std::string_view fee);
/// "We must do it by law (UK GDPR Article 6(1)(c)): when …"
std::string basis_line(const charter::PurposeBasis&);
std::string basis_line(charter::Basis);
std::string condition_line(const charter::Condition&);
/// Who answers, and what takes both whom a right names; "" where it names nobody. As record/requests.h has
/// it.
std::string decision_words(const charter::Charter&, const charter::Right&);
/// One ground of a use, with when and for what it is relied on, each with what it stands on.
std::string basis_said(const charter::Charter& full, const charter::Purpose&, const charter::PurposeBasis&);
/// The paths of all that a period says.
std::vector<std::string> period_paths(const charter::RetentionRule&);
/// What the charter says of decisions by computer; "" where it is silent.
std::string automated_words(const charter::Charter&);
/// "manager", or the name of the role when `code` is one.
std::string role_words(const charter::Charter&, std::string_view code);
/// "With a reason (a complaint), for at most 72 hours: … The supervisor is told."
/// "Another service manager is told"; nothing where nobody is.
std::string told_words(const charter::Charter&, const charter::Role& asks, const charter::ReasonedAccess&);
std::string reasoned_words(const charter::Charter&, const charter::Role& asks,
                           const charter::ReasonedAccess&);
std::string months_words(int months);  // "12 months", "one month"
std::string years_words(int years);    // "6 years", "one year"

/// Services (by number) that pursue a purpose.
ServiceSet services_of(const charter::Charter&, PurposeIx);
/// What a role may see by right: what it lists and one of its purposes covers.
/// After a list of which the rule has more than the notice names.
inline constexpr std::string_view kMoreUnlisted = "and more: ask us what";
/// In what is printed for the organisation itself, after a value of which the notice says nothing.
inline constexpr std::string_view kToConfirm = "[to be confirmed: not in the notice]";
/// The same where the notice says the thing, and not that it serves this use, or is kept for this long.
inline constexpr std::string_view kForThisUse = "[for this use: to be confirmed]";
inline constexpr std::string_view kForThisPeriod = "[for this period: to be confirmed]";
/// " [to be confirmed …]" unless the notice says something at the path or below it; `full`: the charter that
/// runs.
std::string to_confirm(const charter::Charter& full, const std::string& path);
/// What stands after words that rest on these values: the parts of the notice that say them, " (Notice, part
/// 4.2)"; the mark above where nobody has answered for one of them; nothing where a law or a confirmation
/// does. Of a list, or a choice of periods, each value counts.
std::string stands_on(const charter::Charter& full, const std::vector<std::string>& paths);
/// The part of the notice on which the value at this path of the charter to print stands; "" without one.
std::string part_at(const charter::Charter& printed, const std::string& path);
/// The same where it is another than `row`, the part that is printed for the whole row: otherwise "".
std::string part_beside(const charter::Charter& printed, const std::string& path, std::string_view row);
/// Of all that stands below a path, each part other than `row`, once.
std::vector<std::string> parts_below(const charter::Charter& printed, const std::string& path,
                                     std::string_view row);
/// How this system keeps the notice: number and day are its own record, and nothing that the organisation
/// says.
std::string kept_as(const charter::Charter&);
/// Whether the notice names this one of a list, or the list as a whole.
bool stands_in_notice(const charter::Charter& full, const std::string& list, std::string_view code);
/// Categories of such a list: those that the notice names there first, then those that it names elsewhere,
/// and those that it does not know, each with its mark. No list: only whether the notice knows them.
std::string told_apart(const charter::Charter& full, const std::string& list, CategorySet all);
/// A service, marked where the notice does not name it, or does not say that it serves this use; and several.
std::string service_told(const charter::Charter& full, ServiceIx, std::string_view use = {});
std::string services_told(const charter::Charter& full, ServiceSet, std::string_view use = {});
CategorySet seen_by(const charter::Charter&, const charter::Role&);

}  // namespace candour::paper
