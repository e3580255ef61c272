// Times as a calendar reads them (iCalendar, RFC 5545), made by libical. Pure; any thread. Promises: moments
// are written in UTC, so that no change of the clocks moves them; nothing stands in it but what is handed in.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"

namespace candour::exchange {

struct CalendarEvent {
  std::string id;       // the same for the same event, whenever it is read
  std::string summary;  // "Appointment"
  std::string link;     // or ""
  UnixMs starts, ends;
};
/// `made`: when all of this was read.
std::string icalendar(std::string_view name, const std::vector<CalendarEvent>& events, UnixMs made);

}  // namespace candour::exchange
