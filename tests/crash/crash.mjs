// Kills the server at random moments under load and looks, after each kill, whether everything that it had
// acknowledged is there.  script/crash [--kills 200] [--engine sqlite|postgres|both] [--seed N]
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import assert from "node:assert/strict";
import { Actor } from "./actor.mjs";
import { Unanswered } from "./browser.mjs";
import { engines } from "./engines.mjs";
import { Model, dice as diceOf } from "./model.mjs";
import { Server, build, root } from "./server.mjs";

const org = "ll";
const staff = ["worker1", "worker2", "worker3", "worker4", "worker5", "worker6", "worker7"];
const checkEvery = 10;  // rounds

class Run {
  round = 0;
  kills = { server: 0, starting: 0, database: 0 };
  lost = [];
  torn = [];
  unverifiable = [];
  outage = false;
  lines = new Map();  // "actor thing" -> views on the ledger
  seen = 0;           // how much of the ledger has been read
  checks = 0;
  actors = [];
  importer = null;
  imported = new Set();  // whose job was seen to end
  fault = null;

  constructor(engine, { seed, say }) {
    Object.assign(this, { engine, say, seed, mark: `t${seed}` });
    this.dice = diceOf(seed);
    this.model = new Model();
    this.server = new Server([...engine.serverArgs(), "--demo"]);
  }

  async begin() {
    this.first = this.look();
    assert.ok(this.first.whole, `the demo's data is not whole: ${this.first.torn.concat(this.first.unverifiable).slice(0, 5).join("; ")}`);
    this.seen = this.first.size;
    await this.server.start();
    const account = (name) => this.engine.signIns.find((s) => s.username === name);
    this.actors = staff.map((name) => new Actor(account(name), this.model, this.dice, this));
    this.importer = new Actor(account("supervisor1"), this.model, this.dice, this);
    // One after another: so the ledger says which id is whose.
    for (const a of this.everybody()) {
      a.goTo(this.server.port);
      await a.signIn();
    }
    const begun = this.look();
    this.seen = begun.size;
    const signedIn = begun.lines.filter(([, act]) => act === "sign-in").sort((a, b) => a[0] - b[0]);
    assert.equal(signedIn.length, staff.length + 1);
    this.nameOf = new Map(signedIn.map(([, , id], i) => [id, this.everybody()[i].name]));
  }
  everybody() {
    return this.importer ? [...this.actors, this.importer] : this.actors;
  }

  // One round: load, a kill in the middle of it, a restart, and looking.

  async kill() {
    this.round += 1;
    let going = true;
    const loops = this.actors.map((a) => this.keepWorking(a, () => going));
    if (this.dice.upTo(6) === 0) loops.push(this.keepWorking(this.importer, () => going, () => this.importSome()));
    await sleep(250 + this.dice.upTo(1100));
    this.outage = true;
    if (this.engine.killDatabase && this.dice.upTo(4) === 0) {
      this.kills.database += 1;
      await this.engine.killDatabase();
      await sleep(this.dice.upTo(200));
      going = false;
      await this.engine.startDatabase();
      await Promise.all(loops);
    } else {
      this.kills.server += 1;
      await this.server.kill();
      going = false;
      await Promise.all(loops);
      await this.startAgain();
    }
    if (this.fault) throw this.fault;
    this.outage = false;
    for (const a of this.everybody()) a.goTo(this.server.port);
  }
  /** Until the kill; what goes wrong before it is a fault of the server or of this harness, and ends the run. */
  async keepWorking(actor, going, act = () => actor.work()) {
    try {
      while (going()) await act();
    } catch (e) {
      if (!(e instanceof Unanswered) || !this.outage) this.fault ??= e;
    }
  }
  /** Now and then it is killed again while it starts. */
  async startAgain() {
    while (this.dice.upTo(8) === 0) {
      this.server.begin();
      await sleep(this.dice.upTo(220));
      await this.server.kill();
      this.kills.starting += 1;
    }
    await this.server.start();
  }
  async importSome() {
    const n = 2 + this.dice.upTo(4);
    const name = () => {
      let s = "";
      for (let i = 0; i < 4; ++i) s += this.dice.of([..."bdfgklmnprstvz"]) + this.dice.of([..."aeiou"]);
      return s[0].toUpperCase() + s.slice(1);
    };
    const two = (n) => String(n).padStart(2, "0");
    const born = () => `${two(1 + this.dice.upTo(27))}/${two(1 + this.dice.upTo(12))}/${1940 + this.dice.upTo(60)}`;
    const rows = Array.from({ length: n }, () => `${name()},${name()},${born()}`);
    await this.importer.importList("First name,Last name,Date of birth\n" + rows.join("\n") + "\n", n);
    await sleep(50);
  }

  async verify({ all = false } = {}) {
    for (const a of this.everybody()) await this.orLost(() => a.settle());
    const recent = (x) => all || x.touched === this.round;
    await Promise.all(this.actors.map(async (a) => {
      for (const e of [...this.model.entries.values()].filter((e) => e.actor === a && recent(e))) this.lost.push(...(await a.missing(e)));
      for (const d of [...this.model.drafts.values()].filter((d) => d.actor === a && recent(d))) this.lost.push(...(await a.missingDraft(d)));
    }));
    for (const [job, n] of this.model.imports) {
      if (!all && this.imported.has(job)) continue;
      // A job whose server was killed is taken up when its lease has run out.
      let added = await this.importer.added(job);
      for (const until = Date.now() + 90_000; added !== n && Date.now() < until; added = await this.importer.added(job)) await sleep(200);
      if (added === n) this.imported.add(job);
      else this.lost.push(`import ${job} added ${added} people of ${n}`);
    }
  }
  async orLost(f) {
    try {
      await f();
    } catch (e) {
      if (e.code !== "ERR_ASSERTION") throw e;
      this.torn.push(e.message);
    }
  }

  // What the checker says

  look() {
    return this.engine.check(["--since", String(this.seen)]);
  }
  check() {
    this.checks += 1;
    const found = this.look();
    for (const [, act, actor, what, thing, people] of found.lines) {
      const name = this.nameOf.get(actor);
      if (act !== "view" || !name) continue;
      const key = `${name} ${thing || `${what} ${people[0]}`}`;
      this.lines.set(key, (this.lines.get(key) ?? 0) + 1);
    }
    this.seen = found.size;
    this.torn.push(...found.torn);
    this.unverifiable.push(...found.unverifiable);
    const { missing, repeated } = this.model.views.differences(this.lines);
    this.lost.push(...missing);
    this.torn.push(...repeated);
    this.compareCounts(found.counted);
    this.counted = found.counted;
    return found;
  }
  /** Nothing is there that nobody wrote, and nothing twice. */
  compareCounts(now) {
    const grown = (table) => now[table] - this.first.counted[table];
    const people = [...this.model.imports.values()].reduce((a, b) => a + b, 0);
    const files = [...this.model.entries.values()].filter((e) => e.file).length;
    const versions = [...this.model.entries.values()].reduce((n, e) => n + e.tokens.length, 0);
    const expect = (table, from, to = from) => {
      const n = grown(table);
      if (n < from) this.lost.push(`${from - n} rows of ${table} are missing`);
      if (n > to) this.torn.push(`${n - to} rows of ${table} more than were written`);
    };
    expect("entry", this.model.entries.size);
    expect("entry_version", versions);
    expect("file", files);
    expect("person", people);
    expect("referral", people);
    expect("draft", this.model.drafts.size, this.model.drafts.size + this.model.doubtful.drafts);
  }

  get whole() {
    return !this.lost.length && !this.torn.length && !this.unverifiable.length;
  }
  get killed() {
    return this.kills.server + this.kills.starting + this.kills.database;
  }
  result() {
    return `${this.killed} kills: ${this.lost.length} lost, ${this.torn.length} torn, ${this.unverifiable.length} unverifiable`;
  }
}

const help = (what) => spawnSync(join(build, "candour"), [...what.split(" "), "--help"], { cwd: root, encoding: "utf8" }).stdout;

/** The two commands that an operator has, on the data at rest. */
function commands(run) {
  for (const [what, args] of Object.entries(run.engine.commands())) {
    if (args.includes("--database") && !help(what).includes("--database")) {
      run.say(`candour ${what} does not take --database: only the checker has looked`);
      continue;
    }
    const done = spawnSync(join(build, "candour"), args, { cwd: root, encoding: "utf8" });
    if (done.status !== 0) run.unverifiable.push(`candour ${what}: ${done.stderr.trim()}`);
    else run.say(`candour ${what}: ${done.stdout.trim().split("\n")[0]}`);
  }
}

/**
 * Kills until `kills` are reached and `enough` says so. `spoil`: what to damage before the last look, for the test
 * of the test; it is called with the run while the server is down.
 */
export async function crash({ kills = 200, engine = "sqlite", seed = Date.now() % 1e6, say = console.log, spoil, enough = () => true } = {}) {
  const home = await engines[engine](org);
  const run = new Run(home, { seed, say });
  const began = Date.now();
  try {
    await run.begin();
    while ((run.killed < kills || !enough(run)) && run.whole) {
      await run.kill();
      await run.verify();
      if (run.round % checkEvery === 0) {
        run.check();
        say(`${Math.round((Date.now() - began) / 1000)} s: ${run.result()}; ${run.model.written} writes, ${run.model.views.shown} views acknowledged`);
      }
    }
    if (spoil) {
      await run.server.stop();
      spoil(run);
      await run.server.start();
      for (const a of run.everybody()) a.goTo(run.server.port);
    }
    await run.verify({ all: true });
    run.check();
    await run.server.stop();
    commands(run);
    const m = run.model;
    say(`engine ${engine}, seed ${seed}, ${Math.round((Date.now() - began) / 1000)} s: ${run.kills.server} kills of the server under load, ` +
      `${run.kills.starting} while it started, ${run.kills.database} of the database. ${m.acts} acts, ${m.entries.size} entries, ` +
      `${m.drafts.size + m.gone.size} drafts, ${m.imports.size} imports, ${m.views.shown} views acknowledged; ${run.checks} whole checks of ` +
      `${run.counted.ledger_entry} ledger lines and ${run.counted.segment} segments.`);
  } catch (e) {
    say(run.server.log.slice(-20).join("\n"));
    throw e;
  } finally {
    for (const a of run.everybody()) a.close();
    await run.server.kill();
    await home.remove();
  }
  for (const what of ["lost", "torn", "unverifiable"]) for (const words of run[what].slice(0, 20)) say(`${what}: ${words}`);
  say(run.result());
  return run;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { values } = parseArgs({ options: { kills: { type: "string", default: "200" }, engine: { type: "string", default: "sqlite" }, seed: { type: "string" } } });
  let whole = true;
  for (const engine of values.engine === "both" ? Object.keys(engines) : [values.engine]) {
    assert.ok(engines[engine], `no engine ${engine}: sqlite, postgres or both`);
    const run = await crash({ kills: Number(values.kills), engine, ...(values.seed ? { seed: Number(values.seed) } : {}) });
    whole &&= run.whole;
  }
  process.exitCode = whole ? 0 : 1;
}
