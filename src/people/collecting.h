// What a service may write down: the kinds and fields that its charter lists and no others, even when the
// page was bypassed (IM-3.1, IM-3.2, PS-2). Pure but for the pass it is given; any thread.
// It checks shapes and permission, not truth.
#pragma once

#include "charter/values.h"
#include "gate/gate.h"

namespace candour::people {

/// Checks values for a kind in a service. Only the fields of `within` are judged for being required: what
/// a writer may not see cannot be asked of them. Gives the values back in canonical form.
/// Errors: NotAllowed with the clause for a kind or field that the service does not use; Invalid by field.
Result<charter::Values> may_collect(const charter::Charter& charter, ServiceIx service, KindIx kind,
                                    const charter::Values& values, CategorySet within, charter::Now now);

/// What the forms of a service never ask stays out of its checks, and then stays as it was: another service
/// may have asked for it, or an older charter.
void drop_unasked(const charter::Charter& charter, ServiceIx service, const charter::Kind& kind,
                  charter::Values& values);
void keep_unasked(const charter::Charter& charter, ServiceIx service, const charter::Kind& kind,
                  const charter::Values& before, charter::Values& next);

/// Nothing is done with somebody after their death: dates that the kind calls so are refused, unless they
/// stood there before. Errors: Invalid by field.
Status in_life(store::Session& s, const charter::Charter& charter, const charter::Kind& kind, PersonId person,
               const charter::Values& before, const charter::Values& after);

/// Where somebody would rather not say what the service must know, the writer's supervisor (or the writer)
/// gets a task to decide with the person whether it is possible without (IM-3.5). In the caller's
/// transaction.
Status ask_for_decision(store::Txn& txn, const Pass& pass, PersonId person, std::string_view thing,
                        const charter::Values& before, const charter::Values& after, UnixMs now);

}  // namespace candour::people
