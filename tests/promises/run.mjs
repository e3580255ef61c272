// Runs the promise tests and prints every promise with its tests and how they ended. See script/promises.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idsOfGtest, idsOfTitle, register, root, testsInSources } from "./names.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((a) => a !== "--journeys");
if (unknown.length) {
  console.error(`promises: do not know "${unknown.join(" ")}". Usage: script/promises [--journeys]`);
  process.exit(2);
}
const withJourneys = wanted.includes("--journeys");
const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const kFilter = "--gtest_filter=Promise.*:*/Promise.*:*.Promise_*";
const results = []; // { where, name, ids, state: "kept" | "failing" | "not run" }
const troubles = [];

/** One test program: lists first, so that a test which brings the program down is failing and not absent. */
function runProgram(program, folder) {
  const path = join(build, program);
  const listed = new Map();
  let suite = "";
  for (const line of execFileSync(path, [kFilter, "--gtest_list_tests"], { encoding: "utf8", cwd: root }).split("\n")) {
    const m = line.match(/^(\s*)([^\s#]+)/);
    if (!m || line.startsWith("Running main")) continue;
    if (!m[1]) suite = m[2].replace(/\.$/, "");
    else listed.set(`${suite}.${m[2]}`, { where: program, name: `${suite}.${m[2]}`, ids: idsOfGtest(suite, m[2]) ?? [], state: "failing" });
  }
  if (!listed.size) return;
  const file = join(folder, `${program}.json`);
  const ran = spawnSync(path, [kFilter, `--gtest_output=json:${file}`], { encoding: "utf8", cwd: root, timeout: 600_000, maxBuffer: 1 << 28 });
  if (existsSync(file)) {
    for (const s of JSON.parse(readFileSync(file, "utf8")).testsuites ?? [])
      for (const t of s.testsuite ?? []) {
        const one = listed.get(`${s.name}.${t.name}`);
        if (!one) continue;
        if (t.result === "SKIPPED" || t.status === "NOTRUN") one.state = "not run";
        else one.state = t.failures?.length ? "failing" : "kept";
      }
  } else {
    troubles.push(`${program} ended without a report (${ran.error?.message ?? ran.signal ?? `exit code ${ran.status}`})`);
  }
  results.push(...listed.values());
}

/** The browser tests that name promises, through the test runner's TAP. */
function runJourneys(inSources) {
  const demo = process.env.CANDOUR_DEMO_DATA ?? join(build, "demo-data");
  if (!existsSync(demo)) execFileSync(join(build, "candour"), ["demo", "--data", demo], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  for (const file of [...new Set(inSources.filter((t) => t.journey).map((t) => t.file))]) {
    const ran = spawnSync(process.execPath, ["--test", "--test-reporter=tap", file], { encoding: "utf8", cwd: root, timeout: 1_800_000, maxBuffer: 1 << 28 });
    let seen = 0;
    for (const line of ran.stdout.split("\n")) {
      const m = line.match(/^\s*(not ok|ok) \d+ - (.*?)( # (?:SKIP|TODO).*)?$/);
      const title = m?.[2].replace(/\\([\\#])/g, "$1");
      const ids = title && idsOfTitle(title);
      if (!ids) continue;
      seen += 1;
      results.push({ where: file, name: title, ids, state: m[3] ? "not run" : m[1] === "ok" ? "kept" : "failing" });
    }
    if (!seen) troubles.push(`${file} reported none of its promise tests (${ran.error?.message ?? `exit code ${ran.status}`})`);
  }
}

const inSources = testsInSources();
const folder = mkdtempSync(join(tmpdir(), "candour-promises-"));
try {
  const programs = existsSync(build) ? readdirSync(build).filter((f) => f.endsWith("_tests")).sort() : [];
  if (!programs.length) {
    console.error(`promises: no test programs in ${build}. Run script/build first.`);
    process.exit(2);
  }
  for (const program of programs) runProgram(program, folder);
  if (withJourneys) runJourneys(inSources);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// What stands in the sources and was not met in a program: built before it was written, or left out.
const met = new Set(results.map((r) => r.name.replace(/^[^/.]*\/|\/\d+$/g, "")));
for (const t of inSources)
  if (!t.journey && !met.has(t.name)) results.push({ where: t.file, name: t.name, ids: t.ids, state: "not built" });
if (!withJourneys)
  for (const t of inSources.filter((t) => t.journey)) results.push({ where: t.file, name: t.name, ids: t.ids, state: "not run" });

const count = { kept: 0, failing: 0, "not run": 0, "not yet": 0 };
const owed = [];
for (const row of register()) {
  const tests = results.filter((r) => r.ids.includes(row.id));
  const states = new Set(tests.map((t) => t.state));
  let state = "not yet";
  if (states.has("failing")) state = "failing";
  else if (states.has("kept") && !states.has("not built")) state = "kept";
  else if (states.has("not built")) state = "failing";
  else if (tests.length) state = "not run";
  count[state] += 1;
  if (row.issue && (state === "failing" || state === "not yet")) owed.push(`${row.id} (${state})`);
  console.log(`${row.id.padEnd(9)} ${state.padEnd(8)} ${row.promise}${row.issue ? ` [issue ${row.issue}]` : ""}`);
  for (const t of tests) console.log(`${" ".repeat(10)}${t.state.padEnd(9)} ${t.where}: ${t.name}`);
}
for (const t of troubles) console.log(`\nTrouble: ${t}`);
if (owed.length) console.log(`\nOwed by an issue that is built: ${owed.join(", ")}`);
console.log(
  `\n${count.kept} kept, ${count.failing} failing, ${count["not yet"]} not yet` +
    (count["not run"] ? `, ${count["not run"]} only in the browser (script/promises --journeys)` : ""),
);
process.exit(owed.length || troubles.length || count.failing ? 1 : 0);
