// The slip that goes with a paper file to where it is destroyed, and comes back: which file, how, on which
// day, where and by whom, with a line to sign. Made from the entry as its reader sees it; one thread. It does
// not know whether the paper is really gone: whoever signs says so.
#pragma once

#include "gate/gate.h"
#include "paper/document.h"
#include "record/entry.h"

namespace candour::retention {

bool has_slip(std::string_view state);
/// `e`: of the kind paper-file, opened with that pass; `reference`: by which the person is known here. Before
/// it is destroyed there are lines to write on. Errors: NotFound when the pass is not for that person, or
/// nothing is destroyed in that state.
Result<paper::Document> paper_slip(const charter::Charter& charter, const Pass& pass, const record::Entry& e,
                                   std::string_view reference);

}  // namespace candour::retention
