#include "store/migrations.h"

namespace candour::store {
namespace {

constexpr Migration kSteps[] = {
    {80, "forms that wait",
     R"(
-- What was typed and chosen in a form that could not be kept yet, sealed (record/kept_forms.h).
CREATE TABLE kept_form (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, ends BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX kept_form_of ON kept_form (org, staff, ends);
CREATE TABLE kept_form_piece (
  org TEXT NOT NULL, form BLOB NOT NULL, place BIGINT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, form, place));
)"},
    {85, "lists of people",
     R"(
-- A list that somebody comes back to: its name, its filters and whose it is, sealed (record/saved_lists.h).
CREATE TABLE saved_list (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
CREATE INDEX saved_list_of ON saved_list (org, staff, id);
-- A list that was taken away as a file: by whom, when, how many people, and sealed, why (exchange/list_export.h).
CREATE TABLE list_export (
  org TEXT NOT NULL, id BLOB NOT NULL, staff BLOB NOT NULL, at BIGINT NOT NULL, people BIGINT NOT NULL,
  form TEXT NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (org, id));
)"},
};

}  // namespace

std::span<const Migration> web_migrations() {
  return kSteps;
}

}  // namespace candour::store
