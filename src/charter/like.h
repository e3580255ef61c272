// Lists that are the same as another: `kinds: like services/home/kinds`, or one entry of a list that brings
// in all of another's. Written out in the tree before anything is read, so that what changes in the one is
// told of the other too. Pure; any thread.
#pragma once

#include "charter/read_yaml.h"

namespace candour::charter {

/// Reports a list that is not there, that is no list, that leads back to itself, or that would grow beyond
/// what a charter can need.
void write_out_likes(Yaml& root, Findings& out);

}  // namespace candour::charter
