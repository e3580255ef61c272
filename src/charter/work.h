// Whose work something is that falls due: which roles may do what ends it. Read from the steps and from who
// writes a kind, so that no charter says it twice. Any thread.
#pragma once

#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

/// Whether a deadline is met once the entry stands there: at the state that it waits for, or beyond it in the
/// order in which the kind lists them. Sent back to before it, it is due again.
bool meets(const Kind& kind, const Deadline& deadline, std::string_view state);

/// Whether it is a day that somebody chose for looking at something about the person again (a plan, a risk),
/// which there is no need for while nobody supports them. What is owed, arranged or to be answered is none.
bool is_review(const Kind& kind, const Deadline& deadline);

struct Doers {
  RoleSet plain;  // may take a step that ends it; or write the kind, where a new date ends it
  RoleSet above;  // may take such a step, but not of what they wrote themselves
  RoleSet all() const { return plain | above; }
};
Doers doers_of(const Charter& c, const Kind& kind, const Deadline& deadline);
/// Of these whoever does it sees something: what the kind holds; of a question whether details are right, how
/// to reach the person.
CategorySet about_what(const Charter& c, const Kind& kind, const Deadline& deadline);
/// Roles with a step that is not for the writer: who reviews entries of the kind.
RoleSet reviewers_of(const Charter& c, const Kind& kind);

/// Whether the role works with people: one by one, or writing what happens from day to day. Only such a one
/// is allocated to somebody.
bool supports_people(const Charter& c, const Role& role);

}  // namespace candour::charter
