// The same on PostgreSQL: what was destroyed stands neither in the tables' files nor in the write-ahead log, once the
// key database was cleaned as docs/operating/keys.md says. And it does not come back: backups from before are put into
// two new databases, and without the newest list of what was destroyed not even that.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { havePostgres, startPostgres } from "../postgres.mjs";
import { build, makeHome, root } from "../crash/server.mjs";
import { destroyIn, filesIn } from "./going.mjs";

function candour(...words) {
  const done = spawnSync(join(build, "candour"), words, { cwd: root, encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
function works(...words) {
  const done = candour(...words);
  assert.equal(done.code, 0, done.out + done.err);
  return done.out;
}

test("ALL-3: what was destroyed on PostgreSQL is gone and stays gone when an older backup comes back", { skip: !havePostgres }, async (t) => {
  // A log file that is no longer needed is removed, not used again with what stands in it.
  const pg = await startPostgres({ settings: { wal_recycle: "off", max_connections: 100 } });
  t.after(() => pg.stop());
  const home = makeHome("ll");
  const at = (name) => join(home.folder, name);
  works("backup", "key", "new", "--public", at("closes"), "--secret", at("opens"));
  const backUp = (from, to) => {
    works("backup", ...from, "--org", "ll", "--to", at(to), "--for", at("closes"));
    return readdirSync(at(`${to}/records`))[0];
  };
  const rootKey = at("root.key");
  copyFileSync(join(home.data, "ll/root.key"), rootKey);
  const restore = (database, backup, name, ...more) => candour("restore", "--data", at("scratch"), "--org", "ll",
    "--database", database.records, "--key-database", database.keys, "--from", at(`${backup}/records/${name}`),
    "--keys", at(`${backup}/keys/${name}`), "--secret", at("opens"), "--root-key", rootKey, ...more);

  // The demo's files move into PostgreSQL.
  let urls = { records: pg.recordsUrl, keys: pg.keysUrl };
  const other = (url, name) => url.replace(/\/[a-z]+$/, `/${name}`);
  const second = { records: other(urls.records, "records_2"), keys: other(urls.keys, "keys_2") };
  const moved = restore(urls, "moved", backUp(["--data", home.data], "moved"), "--nothing-forgotten");
  assert.equal(moved.code, 0, moved.out + moved.err);
  rmSync(join(home.data, "ll"), { recursive: true });
  rmSync(at("moved"), { recursive: true });
  const where = () => ["--data", home.data, "--root-key", rootKey, "--database", urls.records, "--key-database", urls.keys];
  const databases = { records: "records", keys: "keys" };
  const rows = (which, sql) => {
    const text = pg.sql(sql, { database: databases[which] });
    return text === "" ? [] : text.split("\n").map((line) => line.split("|").map((v) =>
      v.startsWith("\\x") ? v.slice(2) : /^[0-9]+$/.test(v) ? Number(v) : v));
  };
  const list = join(home.data, "ll/forgotten.list");
  let before;
  const went = await destroyIn({
    home, where, rows,
    bytes: (hex) => `'\\x${hex}'::bytea`,
    files: function* () {
      yield* filesIn(home.folder);
      yield* filesIn(join(pg.folder, "data"));
    },
    atFirst: () => { before = backUp(where(), "before"); },
    remembersWrapped: true,
    storiesGone: () => copyFileSync(list, at("stale.list")),
    allGone: () => {
      for (const table of ["person_key", "wrapping_key", "org_key"]) pg.rewrite(table, "keys");
      pg.sql("SELECT pg_switch_wal()");
      pg.sql("CHECKPOINT");
    },
  }, t);

  // Back from before anything went: a person, parts of people, and single things that somebody gave by choice.
  for (const name of ["records_2", "keys_2"]) pg.sql(`CREATE DATABASE ${name} OWNER candour`);
  const things = new Set(went.stories);
  const kinds = went.gone.map((k) => k.split(" ")).map(([who, slot]) => things.has(slot) ? "thing" : who === went.hex ? "person" : "part");
  assert.deepEqual([...new Set(kinds)].sort(), ["part", "person", "thing"]);
  const without = restore(second, "before", before);
  assert.equal(without.code, 1);
  assert.match(without.err, /give the newest list of what was destroyed with --forgotten FILE/);
  const taken = restore(urls, "before", before, "--forgotten", list);
  assert.match(taken.err, /holds something of 'll' already, and nothing is written over/);
  const back = restore(second, "before", before, "--forgotten", list);
  assert.equal(back.code, 0, back.out + back.err);
  assert.match(back.out, /the ledger holds/);
  assert.match(back.out, /the vault is whole/);
  databases.records = "records_2";
  databases.keys = "keys_2";
  const opens = new Set(rows("keys", "SELECT person, slot, generation FROM person_key WHERE wrapped IS NOT NULL").map((r) => r.join(" ")));
  assert.ok(opens.size > 0);
  assert.deepEqual(went.gone.filter((k) => opens.has(k)), [], "a key that was destroyed is back");

  // A server on them removes the rows too, before its first page; nothing else is missing.
  const first = urls;
  urls = second;
  await went.begin("2034-06-12");
  const lead = await went.as("dp-lead");
  assert.notEqual((await lead.get(`/ll/people/${went.person}`)).status, 200);
  assert.equal(rows("records", `SELECT count(*) FROM person WHERE id = '\\x${went.hex}'`)[0][0], 0);
  assert.equal(rows("records", `SELECT count(*) FROM segment WHERE person = '\\x${went.hex}'`)[0][0], 0);
  assert.ok(rows("records", "SELECT count(*) FROM person")[0][0] > 10);
  await went.end();

  // What the keys remember is younger than that list.
  for (const name of ["records_2", "keys_2"]) {
    pg.sql(`DROP DATABASE ${name} WITH (FORCE)`);
    pg.sql(`CREATE DATABASE ${name} OWNER candour`);
  }
  urls = first;
  const after = backUp(where(), "after");
  const stale = restore(second, "after", after, "--forgotten", at("stale.list"));
  assert.equal(stale.code, 1);
  assert.match(stale.err, /It is missing or old/);
  assert.equal(pg.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'person_key'", { database: "keys_2" }), "1");
  assert.equal(rows("keys", "SELECT count(*) FROM person_key")[0][0], 0, "nothing was put there");
});
