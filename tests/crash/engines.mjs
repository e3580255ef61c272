// Where the data lies that is looked after: with SQLite, in a copy of the demo's folder; with PostgreSQL, in a
// cluster of its own, filled with the same demo, of which the postmaster is killed too.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readFileSync, rmSync } from "node:fs";
import assert from "node:assert/strict";
import { startPostgres } from "../postgres.mjs";
import { build, makeHome, root } from "./server.mjs";

/** Runs the checker; its answer. */
function checker(args) {
  const done = spawnSync(join(build, "candour_crash_check"), args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `candour_crash_check: ${done.stderr}${done.error ?? ""}`);
  return done.stdout;
}

async function sqlite(org) {
  const home = makeHome(org);
  const where = ["--data", home.data, "--charters", home.charters];
  return {
    ...home,
    serverArgs: () => where,
    check: (more) => JSON.parse(checker([...where, "--org", org, ...more])),
    spoil: (what, id) => checker([...where, "--org", org, "--spoil", what, id]),
    commands: () => ({
      "ledger verify": ["ledger", "verify", "--data", home.data],
      "vault check": ["vault", "check", ...where],
    }),
  };
}

async function postgres(org) {
  const home = makeHome(org);
  // A killed process loses nothing that it gave to the system; synchronous commits, as in earnest, all the same.
  const pg = await startPostgres({ durable: true });
  rmSync(home.data, { recursive: true });
  const where = ["--data", home.data, "--database", pg.recordsUrl, "--key-database", pg.keysUrl];
  const made = spawnSync(join(build, "candour"), ["demo", ...where, "--charters", home.charters], { cwd: root, encoding: "utf8" });
  if (made.status !== 0) await pg.stop();  // or the test would wait for it for ever
  assert.equal(made.status, 0, `candour demo: ${made.stderr}`);
  const about = ["--data", home.data, "--charters", home.charters, "--database", pg.recordsUrl, "--key-database", pg.keysUrl, "--org", org];
  return {
    ...home,
    signIns: JSON.parse(readFileSync(join(home.data, "demo-sign-ins.json"), "utf8")),
    serverArgs: () => [...where, "--charters", home.charters],
    check: (more) => JSON.parse(checker([...about, ...more])),
    spoil: (what, id) => checker([...about, "--spoil", what, id]),
    commands: () => ({
      "ledger verify": ["ledger", "verify", ...where, "--org", org],
      "vault check": ["vault", "check", ...where, "--charters", home.charters, "--org", org],
    }),
    sql: (text) => pg.sql(text),
    killDatabase: () => pg.kill(),
    startDatabase: () => pg.start(),
    async remove() {
      home.remove();
      await pg.stop();
    },
  };
}

export const engines = { sqlite, postgres };
