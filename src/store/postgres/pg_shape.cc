#include "store/postgres/pg_shape.h"

#include <algorithm>
#include <string_view>

namespace candour::store {
namespace {

// # is the number of the schema. Types, collations and classes of operators stand as numbers, which are the
// same for every schema of a database, and cannot be imitated by something of the same name.
constexpr std::string_view kShape = R"(
WITH r AS (SELECT c.* FROM pg_class c WHERE c.relnamespace = #),
     s AS (SELECT quote_ident(nspname) || '.' AS before FROM pg_namespace WHERE oid = #)
SELECT line FROM (
  SELECT 'table ' || relname || ' ' || relkind::text || ' ' || relrowsecurity::text || ' ' ||
         relforcerowsecurity::text || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END AS line
    FROM r WHERE relkind <> 'i'
  UNION ALL
  SELECT 'column ' || relname || '.' || attname || ' ' ||
         (row_number() OVER (PARTITION BY attrelid ORDER BY attnum))::text || ' ' || atttypid::int8::text ||
         ' ' || atttypmod::text || ' ' || attcollation::int8::text || ' ' || attnotnull::text || ' ' ||
         attidentity::text || attgenerated::text || coalesce(' ' || pg_get_expr(adbin, adrelid), '')
    FROM r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped AND relkind <> 'i'
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  UNION ALL
  SELECT 'index ' || replace(replace(pg_get_indexdef(indexrelid), s.before, ''), 'pg_temp.', '') || ' ' || indisvalid::text || ' ' ||
         indisready::text || ' ' || indclass::text || ' ' || indcollation::text
    FROM s, r JOIN pg_index ON indexrelid = r.oid
  UNION ALL
  SELECT 'constraint ' || relname || ' ' || conname || ' ' || convalidated::text || ' ' ||
         condeferrable::text || ' ' ||
         replace(replace(pg_get_constraintdef(n.oid), s.before, ''), 'pg_temp.', '')
    FROM s, r JOIN pg_constraint n ON conrelid = r.oid
  UNION ALL
  SELECT 'policy ' || relname || ' ' || polname || ' ' || polcmd::text || ' ' || polpermissive::text || ' ' ||
         polroles::text || ' ' || coalesce(pg_get_expr(polqual, polrelid), '') || ' ' ||
         coalesce(pg_get_expr(polwithcheck, polrelid), '')
    FROM r JOIN pg_policy ON polrelid = r.oid
  UNION ALL
  SELECT 'trigger ' || relname || ' ' || tgname FROM r JOIN pg_trigger ON tgrelid = r.oid AND NOT tgisinternal
  UNION ALL
  SELECT 'rule ' || relname || ' ' || rulename FROM r JOIN pg_rewrite ON ev_class = r.oid
  UNION ALL
  SELECT 'heir ' || relname FROM r JOIN pg_inherits ON inhparent = r.oid OR inhrelid = r.oid
  UNION ALL
  SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = #
  UNION ALL
  SELECT 'operator ' || oprname FROM pg_operator WHERE oprnamespace = #
  UNION ALL
  SELECT 'collation ' || collname FROM pg_collation WHERE collnamespace = #
  UNION ALL
  SELECT 'type ' || typname FROM pg_type WHERE typnamespace = # AND typtype <> 'c' AND typcategory <> 'A'
) AS lines ORDER BY line COLLATE "C")";

// Which version of which row of the catalogue: any change of a definition writes one anew.
constexpr std::string_view kStamp = R"(
SELECT coalesce(sum(hashint8extended(x, 7)), 0)::text || ' ' || count(*)::text FROM (
  SELECT c.oid::int8 << 32 | c.xmin::text::int8 AS x FROM pg_class c WHERE c.relnamespace = #
  UNION ALL SELECT a.attrelid::int8 << 32 | a.xmin::text::int8
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = # AND a.attnum > 0
  UNION ALL SELECT i.indexrelid::int8 << 32 | i.xmin::text::int8
    FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace = #
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8 FROM pg_trigger t
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8 FROM pg_policy t
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8 FROM pg_attrdef t
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8
    FROM pg_class c JOIN pg_rewrite t ON t.ev_class = c.oid WHERE c.relnamespace = #
  UNION ALL SELECT t.inhrelid::int8 << 32 | t.xmin::text::int8 FROM pg_inherits t
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8 FROM pg_proc t WHERE t.pronamespace = #
  UNION ALL SELECT t.oid::int8 << 32 | t.xmin::text::int8 FROM pg_operator t WHERE t.oprnamespace = #
) AS all_of_it)";

constexpr std::string_view kOurs = "current_schema()::regnamespace::oid", kPassing = "pg_my_temp_schema()";

std::string in_schema(std::string_view sql, std::string_view schema) {
  std::string out;
  for (const char c : sql) c == '#' ? out += schema : out += c;
  return out;
}

Result<std::string> lines_of(PgConnection& c, std::string_view sql, std::string_view schema) {
  std::string all;
  CHECK_OK(c.each(
      in_schema(sql, schema), {}, [&](const Row& r) { return all += r.str(0) + "\n", true; }, false));
  return all;
}

}  // namespace

Result<std::string> shape_of(PgConnection& c) {
  return lines_of(c, kShape, kOurs);
}

Result<std::string> shape_stamp(PgConnection& c) {
  return lines_of(c, kStamp, kOurs);
}

Result<std::string> shape_made_by(PgConnection& c, const std::string& steps) {
  auto made = c.script("BEGIN; SET LOCAL search_path = pg_temp;" + steps);
  auto shape = made ? lines_of(c, kShape, kPassing) : tl::unexpected<Error>(made.error());
  if (!c.lost()) (void)c.script("ROLLBACK");
  if (!made)
    shape.error().words.text =
        "It could not be told whether the tables of the database are as Candour made them. To mend: let "
        "Candour's role make temporary tables (GRANT TEMPORARY ON DATABASE … TO …).";
  return shape;
}

tl::unexpected<Error> other_shape(const std::string& meant, const std::string& there) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(meant, there).in1 - meant.begin());
  const auto line = [at](const std::string& all) {
    const auto begin = at == 0 ? 0 : all.rfind('\n', std::min(at, all.size()) - 1) + 1;
    return begin < all.size() ? all.substr(begin, all.find('\n', begin) - begin) : "nothing";
  };
  return fail(
      Code::Corrupt,
      "Somebody has changed the tables of the database outside Candour, so nothing is saved or shown. Ask "
      "whoever looks after the server to look who can write to it, and to put the database back from a "
      "backup; or, when a newer Candour has just brought it up to date, to start the newer one here too.",
      "the tables in PostgreSQL are not those of the migrations: \"" + line(there) + "\" stands for \"" +
          line(meant) + "\"");
}

}  // namespace candour::store
