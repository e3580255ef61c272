// Plays the attacks and prints their table. See script/attack.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Place, root } from "./place.mjs";
import { rows } from "./rows.mjs";

const args = process.argv.slice(2);
const quick = args.includes("--quick");
const given = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const engine = given("--engine") ?? "both";
const only = given("--only");
const known = new Set(["--quick", "--engine", "--only", "--no-programs", engine, only].filter(Boolean));
const strange = args.find((a) => !known.has(a));
if (strange || !["sqlite", "postgres", "both"].includes(engine)) {
  console.error(`attack: do not know "${strange ?? engine}". Usage: script/attack [--engine sqlite|postgres|both] [--quick] [--only NUMBER]`);
  process.exit(2);
}
const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const kRowMs = 120_000;
const results = [];

function tell(r) {
  results.push(r);
  console.log(`${r.state.padEnd(15)} A${String(r.n).padEnd(3)} ${r.on.padEnd(9)} ${r.as.padEnd(25)} ${r.what}\n${" ".repeat(20)}${r.said}`);
}

async function play(row, on, place) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("not over in two minutes")), kRowMs); });
  try {
    const done = await Promise.race([row.run(place), late]);
    tell({ ...row, on, state: done.skip ? "not applicable" : done.held ? "held" : "FELL", said: done.skip ?? done.said });
  } catch (e) {
    tell({ ...row, on, state: "error", said: String(e.message).split("\n")[0] });
  } finally {
    clearTimeout(timer);
  }
}

/** The attacks that are C++ tests: suite Attack, or names that begin with Attack_. */
function playPrograms(on) {
  const folder = mkdtempSync(join(tmpdir(), "candour-attack-"));
  const env = { ...process.env, CANDOUR_TEST_ENGINE: on };
  for (const program of readdirSync(build).filter((f) => f.endsWith("_tests")).sort()) {
    const filter = "--gtest_filter=Attack.*:*.Attack_*";
    const listed = spawnSync(join(build, program), [filter, "--gtest_list_tests"], { encoding: "utf8", cwd: root });
    if (!/^  \S/m.test(listed.stdout ?? "")) continue;
    const file = join(folder, `${program}.json`);
    const ran = spawnSync(join(build, program), [filter, `--gtest_output=json:${file}`], { encoding: "utf8", cwd: root, env, timeout: 600_000, maxBuffer: 1 << 28 });
    if (!existsSync(file)) {
      tell({ n: "", as: program, what: "its attacks", on, state: "error", said: `ended without a report (${ran.signal ?? ran.status})` });
      continue;
    }
    for (const s of JSON.parse(readFileSync(file, "utf8")).testsuites ?? [])
      for (const t of s.testsuite ?? []) {
        const name = t.name.replace(/^Attack_/, "");
        const state = t.failures?.length ? "FELL" : t.result === "SKIPPED" || t.status === "NOTRUN" ? "not applicable" : "held";
        tell({ n: name.match(/^A(\d+)/)?.[1] ?? "", as: program, what: name.replace(/^A\d+_/, "").replaceAll("_", " "), on, state, said: `${s.name}.${t.name}` });
      }
  }
  rmSync(folder, { recursive: true, force: true });
}

/** How long a signed-in page takes beside crowds: load.mjs measures, and its rows are told with the others. */
function playLoad(on) {
  const program = join(root, "tests/attacks/load.mjs");
  if (quick || on !== "sqlite" || !existsSync(program)) return;
  const ran = spawnSync(process.execPath, [program, "--json"], { encoding: "utf8", cwd: root, env: { ...process.env, CANDOUR_BUILD: build }, timeout: 300_000 });
  let told;
  try {
    told = JSON.parse(ran.stdout);
  } catch {
    return tell({ n: 8, as: "outsider", what: "crowds beside a signed-in page", on, state: "error", said: (ran.stderr || "no numbers").trim().split("\n").pop() });
  }
  for (const r of told.rows)
    tell({ n: 8, as: "outsider", what: `${told.crowd} of each beside a signed-in page: ${r.beside}`, on, state: r.bad || r.p99 > 50 ? "FELL" : "held",
      said: `${r.pages} pages, p50 ${r.p50.toFixed(1)} ms, p99 ${r.p99.toFixed(1)} ms, ${r.bad} not answered; load of the machine ${told.load[0].toFixed(1)}` });
}

const began = Date.now();
for (const on of engine === "both" ? ["sqlite", "postgres"] : [engine]) {
  if (!args.includes("--no-programs")) playPrograms(on);
  let shared = null;
  for (const row of rows) {
    if ((quick && !row.quick) || (only && String(row.n) !== only) || (row.only && row.only !== on)) continue;
    if (row.fresh || row.args) {
      const place = new Place(build, on);
      try {
        await place.start(row.args);
        await play(row, on, place);
      } catch (e) {
        tell({ ...row, on, state: "error", said: String(e.message).split("\n")[0] });
      } finally {
        await place.leave();
      }
      continue;
    }
    shared ??= await new Place(build, on).start();
    await play(row, on, shared);
  }
  await shared?.leave();
  if (!only || only === "8") playLoad(on);
}
const of = (state) => results.filter((r) => r.state === state).length;
console.log(`\n${results.length} attacks in ${Math.round((Date.now() - began) / 1000)} s: ${of("held")} held, ${of("FELL")} fell, ${of("not applicable")} not applicable, ${of("error")} errors`);
process.exit(of("FELL") || of("error") ? 1 : 0);
