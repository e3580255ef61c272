// Where the data lies that is looked after: with SQLite, in a copy of the demo's folder.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import assert from "node:assert/strict";
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

export const engines = { sqlite };
