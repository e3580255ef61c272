// The page docs/reference/performance.md: the table, the machine that it was measured on, the day and the
// command. It says nothing of whose machine it is. One thread.
#pragma once

#include "bench/bench.h"

namespace candour::bench {

/// "2 cores of …, 24 GiB, Linux 6.1 …, SQLite 3.40.1, g++ 12.2.0; load 0.4 when it began"
std::string machine(const Setting& setting, double load_at_start);
/// Load of the last minute.
double load_now();
/// Errors: throws when the file cannot be written. `finished`: all parts have run.
void write_report(const Setting& setting, const Figures& figures, const std::string& machine, bool finished);

}  // namespace candour::bench
