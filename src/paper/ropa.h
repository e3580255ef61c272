// The record of processing activities that the law asks an organisation to keep (UK GDPR Article 30), printed
// from its charter: one activity per purpose, as controller, and again for each controller on whose
// behalf the organisation works as processor.
// Promises: every purpose of every service is in a row; what a charter cannot know (contracts, impact
// assessments, breaches) says so and is never invented. Pure; any thread. It proves nothing about what is
// outside Candour.
#pragma once

#include <string>

#include "paper/notice.h"

namespace candour::paper {

/// All activities as one wide table, in the columns of Article 30(1) and (2) and of the regulator's template;
/// the first column says "Controller" or "Processor". For a spreadsheet: table_csv(ropa_table(...)).
Table ropa_table(const charter::Charter&, const Setting&);
/// The same to be read: who is responsible, then each activity as facts.
Document ropa(const charter::Charter&, const Setting&);

}  // namespace candour::paper
