// Fills the two databases that journeys on PostgreSQL copy.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";
import { createPostgres } from "./databases.mjs";

const build = process.env.CANDOUR_BUILD;
assert.ok(build, "CANDOUR_BUILD names no folder");
const { sql, envOf, templates } = createPostgres(build);
for (const name of [templates.records, templates.keys]) {
  sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  sql(`CREATE DATABASE ${name}`);
}
rmSync(templates.data, { recursive: true, force: true });
const done = spawnSync(join(build, "candour"), ["demo", "--data", templates.data], {
  env: { ...process.env, ...envOf(templates.records, templates.keys) },
  stdio: "inherit",
});
assert.equal(done.status, 0, "the demo's data could not be made in PostgreSQL");
