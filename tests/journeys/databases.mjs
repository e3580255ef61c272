// The demo's records and keys in PostgreSQL, for journeys on that engine: filled once into two databases that
// each journey gets copies of. The cluster is the one whose address stands in the file CANDOUR_TEST_POSTGRES.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

export function createPostgres(build) {
  const file = process.env.CANDOUR_TEST_POSTGRES;
  assert.ok(file, "CANDOUR_TEST_POSTGRES names no file with the address of a PostgreSQL");
  const address = readFileSync(file, "utf8").trim();
  const urlOf = (database) => address.replace("/records?", `/${database}?`);
  const sql = (text) => {
    const done = spawnSync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", text], { encoding: "utf8" });
    assert.equal(done.status, 0, `psql: ${done.stderr ?? done.error}`);
  };
  // PostgreSQL's own vacuum may be in it just then; its process is nobody's to end, and leaves soon.
  const drop = (name, tries = 40) => {
    for (; tries > 1; --tries) {
      try {
        return sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      } catch {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
      }
    }
    sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  const envOf = (records, keys) => ({ CANDOUR_DATABASE: urlOf(records), CANDOUR_KEY_DATABASE: urlOf(keys) });
  const templates = { records: "demo_records", keys: "demo_keys", data: join(build, "demo-data-postgres") };
  const copyDatabases = () => {
    const tag = randomBytes(6).toString("hex");
    const mine = [`records_${tag}`, `keys_${tag}`];
    sql(`CREATE DATABASE ${mine[0]} TEMPLATE ${templates.records}`);
    sql(`CREATE DATABASE ${mine[1]} TEMPLATE ${templates.keys}`);
    return { env: envOf(...mine), drop: () => mine.forEach((name) => drop(name)) };
  };
  return { sql, envOf, templates, copyDatabases };
}
