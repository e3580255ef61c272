#include "exchange/icalendar.h"

#include <libical/ical.h>

#include <memory>

namespace candour::exchange {
namespace {

icaltimetype utc(UnixMs t) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(t.ms / 1000), 0, icaltimezone_get_utc_timezone());
}

struct FreeComponent {
  void operator()(icalcomponent* c) const { icalcomponent_free(c); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icalproperty* named(const char* name, const std::string& value) {
  auto* p = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(p, name);
  return p;
}

icalcomponent* event_of(const CalendarEvent& e, UnixMs made) {
  auto* event = icalcomponent_new_vevent();
  icalcomponent_add_property(event, icalproperty_new_uid(e.id.c_str()));
  icalcomponent_add_property(event, icalproperty_new_dtstamp(utc(made)));
  icalcomponent_add_property(event, icalproperty_new_dtstart(utc(e.starts)));
  icalcomponent_add_property(event, icalproperty_new_dtend(utc(e.ends)));
  icalcomponent_add_property(event, icalproperty_new_summary(e.summary.c_str()));
  icalcomponent_add_property(event, icalproperty_new_class(ICAL_CLASS_PRIVATE));
  if (!e.link.empty()) icalcomponent_add_property(event, icalproperty_new_url(e.link.c_str()));
  return event;
}

}  // namespace

std::string icalendar(std::string_view name, const std::vector<CalendarEvent>& events, UnixMs made) {
  const Component all(icalcomponent_new_vcalendar());
  icalcomponent_add_property(all.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(all.get(), icalproperty_new_prodid("-//Candour//Diary//EN"));
  icalcomponent_add_property(all.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  icalcomponent_add_property(all.get(), named("X-WR-CALNAME", std::string(name)));
  icalcomponent_add_property(all.get(), named("X-PUBLISHED-TTL", "PT1H"));
  for (const auto& e : events) icalcomponent_add_component(all.get(), event_of(e, made));
  char* text = icalcomponent_as_ical_string_r(all.get());
  std::string out = text ? text : "";
  icalmemory_free_buffer(text);
  return out;
}

}  // namespace candour::exchange
