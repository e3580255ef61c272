// A copy of the tree in which things are taken out, with a build of its own. Nothing here writes outside it.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { places, root, switched } from "./rows.mjs";

const kKept = new Set(["build", "node_modules", "dist"]);
export const kTestSeconds = 300;

const running = new Set();
/** What was begun here ends with this process, whatever ends it. */
export function endAll() {
  for (const child of running)
    try { process.kill(-child.pid, "SIGKILL"); } catch { /* it ended by itself */ }
}

/** Runs a program, ends it when it takes too long; never throws. */
export function run(program, args, { cwd, env, seconds = 1800, input } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"], detached: true });
    running.add(child);
    let out = "";
    let late = false;
    const keep = (b) => { out = (out + b).slice(-40_000); };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    const end = setTimeout(() => {
      late = true;
      try { process.kill(-child.pid, "SIGKILL"); } catch { /* it ended by itself */ }
    }, seconds * 1000);
    child.on("error", (e) => { clearTimeout(end); done({ code: 127, out: String(e), late }); });
    child.on("close", (code, signal) => { clearTimeout(end); running.delete(child); done({ code, signal, out, late }); });
  });
}

export class Lane {
  constructor(name, preset, jobs) {
    this.tree = join(root, "build/mutate", name);
    this.build = join(this.tree, "build", preset);
    this.preset = preset;
    this.jobs = jobs;
    // So that a compiler cache serves every copy: paths count from the copy, not from the root.
    this.env = { CCACHE_BASEDIR: this.tree, CCACHE_NOHASHDIR: "1" };
  }

  /** Makes the copy like the working tree; what is the same already keeps its time, so little is rebuilt. */
  sync() {
    mkdirSync(this.tree, { recursive: true });
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
    const wanted = new Set(listed.split("\0").filter((f) => f && existsSync(join(root, f)) && !lstatSync(join(root, f)).isSymbolicLink()));
    for (const f of wanted) {
      const from = join(root, f);
      const to = join(this.tree, f);
      if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    }
    const walk = (folder) => {
      for (const f of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, f.name);
        const name = relative(this.tree, path);
        if (kKept.has(name)) continue;
        if (f.isDirectory()) walk(path);
        else if (!wanted.has(name)) rmSync(path);
      }
    };
    walk(this.tree);
    for (const f of ["node_modules", "dist"])
      if (existsSync(join(root, f)) && !existsSync(join(this.tree, f))) symlinkSync(join(root, f), join(this.tree, f));
  }

  async configure() {
    const made = await run("cmake", ["--preset", this.preset], { cwd: this.tree, env: this.env });
    if (made.code !== 0) throw new Error(`cmake --preset ${this.preset} failed:\n${made.out}`);
  }

  /** null, or what the compiler said. */
  async make(targets) {
    const made = await run("nice", ["ninja", "--quiet", "-C", this.build, `-j${this.jobs}`, ...targets], { cwd: this.tree, env: this.env });
    return made.code === 0 ? null : made.out;
  }

  /** How the named tests end: { tests: Map(name -> "passed"|"failed"|"skipped"), crashed: words or null }. */
  async test(program, filter, env, seconds = kTestSeconds) {
    const report = join(this.build, `mutate-${program}.json`);
    rmSync(report, { force: true });
    const ended = await run(join(this.build, program), [`--gtest_filter=${filter}`, `--gtest_output=json:${report}`, "--gtest_brief=1"],
      { cwd: this.tree, env: { ...this.env, ...env }, seconds });
    const tests = new Map();
    if (!existsSync(report)) {
      const why = ended.late ? `did not end in ${seconds} s` : `ended without a report (${ended.signal ?? `exit code ${ended.code}`})`;
      return { tests, crashed: `${why}: ${ended.out.trim().split("\n").slice(-2).join(" ")}` };
    }
    for (const s of JSON.parse(readFileSync(report, "utf8")).testsuites ?? [])
      for (const t of s.testsuite ?? [])
        tests.set(`${s.name}.${t.name}`, t.failures?.length ? "failed" : t.result === "SKIPPED" || t.status === "NOTRUN" ? "skipped" : "passed");
    const told = [...tests.values()].includes("failed");
    return { tests, crashed: ended.code > 1 || ended.signal || (ended.code === 1) !== told ? `exit code ${ended.code ?? ended.signal}` : null };
  }

  /** One row: taken out, built, tried, put back. { state, by } */
  async row(row, postgres) {
    const path = join(this.tree, row.file);
    if (!existsSync(path)) return { state: "error", by: "no such file" };
    const before = readFileSync(path, "utf8");
    const stands = places(before, row.find);
    if (stands.length !== 1) return { state: "error", by: `the text stands ${stands.length} times in the file` };
    const [from, to] = stands[0];
    writeFileSync(path, `${before.slice(0, from)}${row.replace}${before.slice(to)}`);
    try {
      if (row.file.endsWith(".yaml")) {
        const said = await this.refusedByCheck(row.file);
        if (said) return { state: "killed", by: `refused by check: ${said}` };
      } else {
        const said = await this.make([row.program]);
        if (said) return { state: "error", by: `does not build: ${said.match(/error: .*/)?.[0] ?? said.trim().split("\n").pop()}` };
      }
      return await this.judge(row, row.allows.includes("postgres") ? { CANDOUR_TEST_POSTGRES: postgres } : {});
    } finally {
      writeFileSync(path, before);
    }
  }

  /** Whether the named tests notice what is built now. */
  async judge(row, env) {
    const ended = await this.test(row.program, row.filter, env);
    const dead = [...ended.tests].filter(([, s]) => s === "failed").map(([n]) => n);
    if (ended.crashed && !dead.length)
      return row.allows.includes("crash") ? { state: "killed", by: `crash allowed: ${ended.crashed}` } : { state: "unknown", by: ended.crashed };
    if (dead.length) return { state: "killed", by: dead.length > 1 ? `${dead[0]} and ${dead.length - 1} more` : dead[0] };
    return { state: "SURVIVED", by: `${ended.tests.size} tests passed` };
  }

  /** Rows that were made from sources, all of one program: built in together, then woken one by one. */
  async together(rows, done) {
    const before = new Map();
    for (const r of rows) before.set(r.file, before.get(r.file) ?? readFileSync(join(this.tree, r.file), "utf8"));
    rows.forEach((r, i) => { r.number = i + 1; });
    try {
      for (const [file, text] of before) writeFileSync(join(this.tree, file), switched(text, rows.filter((r) => r.file === file)));
      if (!(await this.make([rows[0].program]))) {
        for (const r of rows) done(r, await this.judge(r, { CANDOUR_MUTANT: String(r.number) }));
        return;
      }
    } finally {
      for (const [file, text] of before) writeFileSync(join(this.tree, file), text);
    }
    // Some place does not take a switch: file by file, and in the end one by one.
    if (before.size > 1) for (const file of before.keys()) await this.together(rows.filter((r) => r.file === file), done);
    else for (const r of rows) done(r, await this.row(r));
  }

  /** A charter that the check refuses never runs; a kind of the catalogue counts when some charter is refused. */
  async refusedByCheck(file) {
    if (!file.startsWith("charters/")) return null;
    const files = /^charters\/[^/]+\.yaml$/.test(file) ? [file]
      : readdirSync(join(this.tree, "charters")).filter((f) => f.endsWith(".yaml")).map((f) => `charters/${f}`);
    const ended = await run(join(this.build, "candour"), ["charter", "check", ...files], { cwd: this.tree, seconds: 60 });
    return ended.code === 0 ? null : ended.out.trim().split("\n")[0];
  }
}
