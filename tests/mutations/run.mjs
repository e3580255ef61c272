// Runs the mutations. See script/mutate.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { endAll, Lane } from "./lane.mjs";
import { allLines, allTables, root } from "./rows.mjs";

const asked = { only: [], file: [], table: [], part: "all", preset: "dev", lanes: Math.min(2, cpus().length), list: false };
const args = process.argv.slice(2);
while (args.length) {
  const name = args.shift().replace(/^--/, "");
  if (name === "list") asked.list = true;
  else if (["only", "file", "table"].includes(name) && args.length) asked[name].push(args.shift());
  else if (name === "part" && ["quick", "tables", "lines", "all"].includes(args[0])) asked.part = args.shift();
  else if (["preset", "lanes"].includes(name) && args.length) asked[name] = args.shift();
  else {
    console.error(`mutate: do not know "${name}". script/mutate says in its first lines how it is asked.`);
    process.exit(2);
  }
}

const started = Date.now();
const { rows: written, wrong } = allTables();
for (const w of wrong) console.error(`mutate: ${w}`);
let rows = asked.part === "lines" ? [] : written;
if (asked.part === "quick") rows = rows.filter((r) => r.allows.includes("quick"));
if (asked.part === "lines" || asked.part === "all") rows = rows.concat(allLines());
const has = (list, text) => !list.length || list.some((w) => text.includes(w));
rows = rows.filter((r) => has(asked.only, r.id) && has(asked.file, r.file) && (!asked.table.length || asked.table.includes(r.table)));

const short = (s, n = 60) => (s.replace(/\s+/g, " ").length > n ? `${s.replace(/\s+/g, " ").slice(0, n - 1)}…` : s.replace(/\s+/g, " "));
const words = (r) => r.what ?? `“${short(r.find)}” ${r.replace ? `-> “${short(r.replace, 30)}”` : "taken out"}`;
if (asked.list) {
  for (const r of rows) console.log(`${r.at}\t${r.id}\t${r.file}\t${words(r)}\t${r.program} ${r.filter}`);
  process.exit(wrong.length ? 1 : 0);
}
if (!rows.length) {
  console.error("mutate: no row is asked for");
  process.exit(2);
}

// Charters need no rebuilding, so they go first; then one file after another, so that a file is made again once.
const groups = new Map();
for (const r of rows) {
  const key = r.edit ? `2 ${r.program}` : r.file.endsWith(".yaml") ? `0 ${r.program} ${r.file}` : `1 ${r.program} ${r.file}`;
  groups.set(key, [...(groups.get(key) ?? []), r]);
}
const queue = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, g]) => g);
const programs = [...new Set(rows.map((r) => r.program))].sort();
const targets = [...programs, ...(rows.some((r) => r.file.endsWith(".yaml")) ? ["candour"] : [])];
const count = Math.max(1, Math.min(Number(asked.lanes), queue.length));
const lanes = Array.from({ length: count }, (_, i) => new Lane(`lane${i + 1}`, asked.preset, Math.max(1, Math.floor(cpus().length / count))));

async function ready(lane) {
  lane.sync();
  await lane.configure();
  const said = await lane.make(targets);
  if (said) throw new Error(`what is taken out of nothing does not build:\n${said}`);
}

const kAllSeconds = 1800;  // for all tests of a program that any row names, beside other work

/** Every named test must pass with nothing taken out, or its death would prove nothing. */
async function sound(lane, postgres) {
  const bad = new Map();
  for (const program of programs) {
    const filters = [...new Set(rows.filter((r) => r.program === program).map((r) => r.filter))];
    const ended = await lane.test(program, filters.join(":"), postgres ? { CANDOUR_TEST_POSTGRES: postgres } : {}, kAllSeconds);
    if (ended.crashed && !ended.tests.size) throw new Error(`${program} with nothing taken out: ${ended.crashed}`);
    const matching = (filter) => {
      const parts = filter.split("-")[0].split(":").map((p) => new RegExp(`^${p.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")}$`));
      return [...ended.tests].filter(([n]) => parts.some((p) => p.test(n)));
    };
    for (const f of filters) {
      const met = matching(f);
      if (!met.some(([, s]) => s === "passed")) bad.set(`${program} ${f}`, met.length ? `${met[0][0]} ${met[0][1]} with nothing taken out` : "no test has this name");
      else if (met.some(([, s]) => s === "failed")) bad.set(`${program} ${f}`, `${met.find(([, s]) => s === "failed")[0]} fails with nothing taken out`);
    }
  }
  return bad;
}

// Two at once would write into the same copies.
const lock = join(root, "build/mutate/running");
mkdirSync(join(root, "build/mutate"), { recursive: true });
try {
  writeFileSync(lock, String(process.pid), { flag: "wx" });
} catch {
  const pid = Number(readFileSync(lock, "utf8"));
  let alive = true;
  try { process.kill(pid, 0); } catch { alive = false; }
  if (alive) {
    console.error(`mutate: process ${pid} is at it already. Wait for it, or remove ${lock}.`);
    process.exit(2);
  }
  writeFileSync(lock, String(process.pid));
}
process.on("exit", () => {
  endAll();
  rmSync(lock, { force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const results = [];
let postgres = null;
const cluster = join(root, "build/mutate/postgres");
try {
  if (rows.some((r) => r.allows.includes("postgres"))) {
    execFileSync("script/postgres", ["start", cluster, "--careless"], { cwd: root });
    postgres = join(cluster, "url");
  }
  await ready(lanes[0]);
  const bad = await sound(lanes[0], postgres);
  await Promise.all(lanes.map(async (lane, i) => {
    if (i > 0) await ready(lane);
    for (let group = queue.shift(); group; group = queue.shift()) {
      let began = Date.now();
      const done = (row, ended) => {
        results.push({ row, ...ended });
        console.log(`${ended.state.padEnd(8)} ${row.id.padEnd(9)} ${row.at.padEnd(34)} ${words(row)}\n${" ".repeat(9)}${short(ended.by, 160)} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
        began = Date.now();
      };
      const unsound = (row) => bad.get(`${row.program} ${row.filter}`);
      for (const row of group.filter(unsound)) done(row, { state: "error", by: unsound(row) });
      const good = group.filter((row) => !unsound(row));
      if (good[0]?.edit) await lane.together(good, done);
      else for (const row of good) done(row, await lane.row(row, postgres));
    }
  }));
} finally {
  if (postgres) execFileSync("script/postgres", ["stop", cluster], { cwd: root });
}

const of = (state) => results.filter((r) => r.state === state);
for (const state of ["SURVIVED", "error", "unknown"])
  for (const r of of(state)) console.log(`${state}: ${r.row.id} ${r.row.at} ${r.row.file}: ${words(r.row)}: ${short(r.by, 200)}`);
const refused = of("killed").filter((r) => r.by.startsWith("refused by check")).length;
console.log(
  `\n${results.length} rows in ${Math.round((Date.now() - started) / 1000)} s: ${of("killed").length} killed (${refused} refused by the check of charters), ` +
    `${of("SURVIVED").length} survived, ${of("error").length} errors, ${of("unknown").length} unknown`);
process.exit(wrong.length || of("SURVIVED").length || of("error").length || of("unknown").length ? 1 : 0);
