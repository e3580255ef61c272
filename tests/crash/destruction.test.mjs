// Killed while it destroys, fifty times, at moments of chance: whoever's key is gone stands on the list of what was
// destroyed, whoever's rows are gone has no key, rows go all or none; and after the next start all of it is done, once,
// and the figures are those of a run that nobody killed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { agreeIn, filesIn } from "../absence/going.mjs";
import { dice as diceOf } from "./model.mjs";
import { Server, makeHome } from "./server.mjs";

const kills = 50, lanes = 2;

/** Rows of a database file, bytes as hex. */
function rows(file, sql) {
  const done = spawnSync("sqlite3", ["-readonly", "-cmd", ".timeout 5000", "-json", file, sql], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim() === "" ? [] : JSON.parse(done.stdout).map(Object.values);
}
const hexed = (sql) => sql.replace(/^SELECT (person|id|entry|sealed|e\.person)\b/, "SELECT lower(hex($1))")
  .replace("SELECT person, slot, generation, wrapped", "SELECT lower(hex(person)), lower(hex(slot)), generation, lower(hex(wrapped))");

/** What stands in a folder that no server works with, of those on the list of the destruction and of all keys. */
function standing(folder) {
  // In a copy, since reading would finish what the kill cut short.
  const copy = mkdtempSync(join(tmpdir(), "candour-look-"));
  try {
    for (const f of ["records.db", "records.db-wal", "keys.db", "keys.db-wal"])
      if (existsSync(join(folder, f))) cpSync(join(folder, f), join(copy, f));
    const records = join(copy, "records.db"), keys = join(copy, "keys.db");
    const ask = (file, sql) => {
      const done = spawnSync("sqlite3", ["-json", file, sql], { encoding: "utf8", maxBuffer: 1 << 28 });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout.trim() === "" ? [] : JSON.parse(done.stdout).map(Object.values);
    };
    const people = ask(records, `SELECT lower(hex(l.person)), l.outcome, l.parts = '*',
      (SELECT count(*) FROM person p WHERE p.org=l.org AND p.id=l.person) + (SELECT count(*) FROM entry e WHERE e.org=l.org AND e.person=l.person)
      + (SELECT count(*) FROM segment s WHERE s.org=l.org AND s.person=l.person) + (SELECT count(*) FROM enrolment n WHERE n.org=l.org AND n.person=l.person)
      FROM destruction_line l ORDER BY 1`)
      // What stands about a service itself goes entry by entry.
      .filter(([who]) => !who.startsWith("000000000000"))
      .map(([who, outcome, whole, rows]) => ({ who, outcome, whole: !!whole, rows }));
    const open = ask(keys, "SELECT lower(hex(person)), lower(hex(slot)), generation FROM person_key WHERE wrapped IS NOT NULL ORDER BY 1, 2, 3");
    const figures = {
      remains: ask(records, "SELECT service, year, length, outcome, people FROM remains ORDER BY 1, 2, 3, 4"),
      certificate: ask(records, "SELECT entries, files, done IS NOT NULL FROM destruction"),
      gone: ask(records, "SELECT lower(hex(person)) FROM gone_person ORDER BY 1"),
      lines: ask(records, `SELECT count(*) FROM ledger_entry WHERE CAST(data AS TEXT) LIKE '%"destroyed"%' AND CAST(data AS TEXT) LIKE '%"gone"%'`),
    };
    const seen = new Date(ask(records, "SELECT seen FROM server_date")[0][0]).toISOString().slice(0, 10);
    return { seen, people, open: open.map((k) => k.join(" ")), figures, list: readFileSync(join(folder, "forgotten.list"), "utf8").split("\n").length };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

test("ALL-3, ALL-4: fifty kills while it destroys leave nobody half", { timeout: 300_000 }, async (t) => {
  const home = makeHome("ll");
  const folder = join(home.data, "ll");
  const agreed = await agreeIn({
    home,
    where: () => ["--data", home.data],
    rows: (which, sql) => rows(join(folder, `${which}.db`), hexed(sql)),
    bytes: (hex) => `x'${hex}'`,
    files: () => filesIn(home.folder),
  }, t);
  // A day at a time, so that nobody need say that the date is right.
  for (const date of ["2034-06-02", "2034-06-03", "2034-06-04", "2034-06-05", "2034-06-06", "2034-06-07", "2034-06-08"]) {
    await agreed.begin(date);
    await agreed.end();
  }
  const before = standing(folder);
  assert.ok(before.people.every((p) => p.outcome === ""), "it began too early");

  const servers = new Set();
  t.after(() => Promise.all([...servers].map((s) => s.kill())));
  const serverOn = (data, date = "2034-06-09") => {
    const server = new Server(["--data", data, "--charters", home.charters, "--demo", "--date", date]);
    servers.add(server);
    return server;
  };
  const done = async (data) => {
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(40))
      if (rows(join(data, "ll/records.db"), "SELECT count(*) FROM destruction WHERE done IS NULL")[0][0] === 0) return;
    assert.fail("it never ended");
  };
  const copyOf = (name) => {
    const data = join(home.folder, name);
    rmSync(data, { recursive: true, force: true });
    cpSync(home.data, data, { recursive: true });
    return data;
  };
  const unkilled = copyOf("unkilled");
  const whole = serverOn(unkilled);
  const began = Date.now();
  await whole.start();
  await done(unkilled);
  const length = Date.now() - began;
  await whole.kill();
  const after = standing(join(unkilled, "ll"));
  assert.ok(after.people.some((p) => p.whole && p.outcome === "gone"));

  const seed = Number(process.env.CANDOUR_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`CANDOUR_SEED=${seed}, ${before.people.length} people`);
  const met = { untouched: 0, listed: 0, closed: 0, done: 0 };
  const dead = new Set(after.people.filter((p) => p.outcome === "gone").map((p) => p.who));
  const closes = new Set(before.open.filter((k) => !after.open.includes(k)));

  async function once(lane, dice) {
    const data = copyOf(`lane${lane}`), at = join(data, "ll"), list = join(at, "forgotten.list");
    const size = statSync(list).size;
    const server = serverOn(data);
    server.begin();
    if (dice.upTo(4) === 0) await sleep(dice.upTo(length));
    else {
      for (const end = Date.now() + 30_000; statSync(list).size === size && Date.now() < end;) await new Promise((r) => setImmediate(r));
      await sleep(dice.upTo(30));
    }
    await server.kill();

    const cold = standing(at);
    const open = new Set(cold.open);
    const lost = [...closes].filter((k) => !open.has(k));
    if (lost.length > 0) assert.ok(cold.list > before.list, "a key went before it stood on the list");
    for (const p of cold.people) {
      const was = before.people.find((b) => b.who === p.who);
      if (!dead.has(p.who)) continue;
      assert.ok(p.rows === was.rows || p.rows === 0, `${p.who} has ${p.rows} rows of ${was.rows}`);
      const keys = [...open].filter((k) => k.startsWith(p.who)).length, all = before.open.filter((k) => k.startsWith(p.who)).length;
      assert.ok(keys === all || keys === 0, `${p.who} has ${keys} keys of ${all}`);
      if (p.rows === 0) assert.equal(keys, 0, `the rows of ${p.who} went before the keys`);
      met[p.rows === 0 ? "done" : keys === 0 ? "closed" : cold.list > before.list ? "listed" : "untouched"] += 1;
    }
    // The next day: what the dead server took upon itself is free again. Two days on, the date would be asked about.
    const again = serverOn(data, cold.seen === "2034-06-09" ? "2034-06-10" : "2034-06-09");
    await again.start();
    await done(data);
    await again.kill();
    assert.deepEqual({ ...standing(at), seen: after.seen }, after);
  }
  let left = kills;
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
    const dice = diceOf(seed + lane);
    while (left-- > 0) await once(lane, dice);
  }));
  t.diagnostic(`found after the kills: ${JSON.stringify(met)}`);
});
