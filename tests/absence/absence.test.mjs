// What was destroyed is nowhere: not in the files of records and keys, nor in what lies beside them, nor in what the
// server wrote or still remembers. The demo's date is moved on by years, the server asks whether that is right, stories
// go by themselves, and somebody whose time is over goes after two have agreed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { makeHome } from "../crash/server.mjs";
import { destroyIn, filesIn } from "./going.mjs";

/** Rows of a database that nobody writes to now, bytes as hex. */
function rows(file, sql) {
  const asked = `import sqlite3, json, sys
c = sqlite3.connect(sys.argv[1])
print(json.dumps([[v.hex() if isinstance(v, bytes) else v for v in r] for r in c.execute(sys.argv[2])]))`;
  const done = spawnSync("python3", ["-c", asked, file, sql], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}


test("ALL-3: nothing of what was destroyed is left, and a clock that jumped destroys nothing", async (t) => {
  const home = makeHome("ll");
  await destroyIn({
    home,
    where: () => ["--data", home.data],
    rows: (which, sql) => rows(join(home.data, `ll/${which}.db`), sql),
    bytes: (hex) => `x'${hex}'`,
    files: () => filesIn(home.folder),
  }, t);
});
