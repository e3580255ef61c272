// Who was told of the version in force, and what a version changed, for the pages that show either.
#pragma once

#include "web/pages/charter/frame.h"

namespace candour::web {

/// What a version changed of the one before it. Errors: Conflict where that can no longer be read.
Result<html::Html> version_changes(const Site& site, const people::VersionInForce& before,
                                   const charter::Charter& now);
void add_told_pages(PageTable& t);

}  // namespace candour::web
