// Several Candour servers on one PostgreSQL, with people at work on all of them: whoever loses their server goes on
// at another one with the same session, and looks there what became of what had no answer. At the end everything
// that was acknowledged must be there, and on the ledger, exactly once.
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { Actor } from "../crash/actor.mjs";
import { Unanswered } from "../crash/browser.mjs";
import { Model, dice as diceOf } from "../crash/model.mjs";
import { Server, build, root } from "../crash/server.mjs";

const run = promisify(execFile);
const org = "ll";
const staff = ["worker1", "worker3", "worker4", "worker5", "worker6", "worker7"];

export class Fleet {
  outage = true;  // a server may go away at any moment: then an act has no answer
  round = 0;
  #going = false;
  #loops = [];

  /**
   * `urls`: { records, keys } as libpq takes them; `sql`: asks the records database as its superuser. `ownFiles`: each
   * server has its charters on a disk of its own, as on machines of their own.
   */
  constructor({ urls, sql, seed = 1, servers = 3, ownFiles = false }) {
    Object.assign(this, { urls, sql, count: servers, ownFiles, mark: `f${seed}` });
    this.dice = diceOf(seed);
    this.model = new Model();
    this.folder = mkdtempSync(join(tmpdir(), "candour-fleet-"));
    this.data = join(this.folder, "data");
    this.charters = this.#chartersIn("charters");
  }
  #chartersIn(name) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    cpSync(join(root, "charters", `${org}.yaml`), join(folder, `${org}.yaml`));
    symlinkSync(join(root, "charters/catalogue"), join(folder, "catalogue"));
    return folder;
  }
  candour(...args) {
    const done = spawnSync(join(build, "candour"), args, {
      cwd: root, encoding: "utf8", env: { ...process.env, CANDOUR_DATABASE: this.urls.records, CANDOUR_KEY_DATABASE: this.urls.keys },
    });
    assert.equal(done.status, 0, `candour ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  }

  async begin() {
    this.candour("demo", "--data", this.data, "--charters", this.charters);
    this.before = Number(this.sql(`SELECT count(*) FROM ledger_entry`));
    this.servers = Array.from({ length: this.count }, (_, i) => new Server(["--data", this.data,
      "--charters", this.ownFiles ? this.#chartersIn(`charters-${i}`) : this.charters, "--database", this.urls.records, "--key-database", this.urls.keys, "--quiet"]));
    await Promise.all(this.servers.map((s) => s.start()));
    this.live = new Set(this.servers);
    this.actors = staff.map((name) => new Actor(this.account(name), this.model, this.dice, this));
    for (const [i, a] of this.actors.entries()) {
      this.send(a, this.servers[i % this.count]);
      await a.signIn();
    }
    const signedIn = this.lines().filter((l) => l.act === "sign-in");
    assert.equal(signedIn.length, staff.length);
    this.nameOf = new Map(signedIn.map((l, i) => [l.actor, this.actors[i].name]));
    this.before = Number(this.sql(`SELECT count(*) FROM ledger_entry`));  // signing in looks at people too
  }
  /** Who signs in by that name: { org, username, password, role }. */
  account(name) {
    const all = JSON.parse(readFileSync(join(this.data, "demo-sign-ins.json"), "utf8"));
    return all.find((a) => a.org === org && a.username === name);
  }
  /** What stands on the ledger since the beginning of the work, in order. */
  lines() {
    return JSON.parse(this.sql(
      `SELECT coalesce(json_agg(convert_from(data, 'UTF8')::json ORDER BY seq), '[]') FROM ledger_entry WHERE seq >= ${this.before}`));
  }
  send(actor, server) {
    actor.server = server;
    actor.goTo(server.port);
  }

  work() {
    this.#going = true;
    this.#loops = this.actors.map((a) => this.#keepWorking(a));
  }
  async rest() {
    this.#going = false;
    await Promise.all(this.#loops);
  }
  async #keepWorking(actor) {
    while (this.#going) {
      try {
        await actor.work();
      } catch (e) {
        if (!(e instanceof Unanswered)) throw e;
        await this.#settle(actor);
      }
    }
  }
  /** At another server, as soon as one answers. */
  async #settle(actor) {
    const until = Date.now() + 60_000;
    for (;;) {
      const others = [...this.live].filter((s) => s !== actor.server);
      this.send(actor, this.dice.of(others.length ? others : [...this.live]));
      try {
        return await actor.settle();
      } catch (e) {
        if (!(e instanceof Unanswered) || Date.now() > until) throw e;
        await sleep(100);
      }
    }
  }

  /** The server that holds the writer's lock at this moment, by its process. Asked while the others go on. */
  async leader({ folder, port }) {
    const held = `SELECT l.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'candour %' AND a.datname = 'records'`;
    for (const until = Date.now() + 20_000; Date.now() < until; ) {
      const { stdout } = await run("psql", ["-X", "-A", "-t", "-h", folder, "-p", String(port), "-U", "postgres", "-d", "records", "-c", held]);
      const pid = Number(stdout.match(/candour (\d+)/)?.[1]);
      const server = [...this.live].find((s) => s.pid === pid);
      if (server) return server;
    }
    throw new Error("nobody held the writer's lock for 20 seconds");
  }
  async kill(server) {
    this.live.delete(server);
    await server.kill();
  }
  async startAgain(server) {
    await server.start();
    this.live.add(server);
  }

  /** Everything acknowledged is there exactly once, and reads as written; what is wrong, in words. */
  async wrong() {
    const wrong = [];
    for (const a of this.actors) await this.#settle(a);
    const lines = this.lines();
    const seen = new Map(), made = new Map(), changed = new Map();
    const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    for (const l of lines) {
      if (l.act === "view" && (l.thing || l.what === "timeline") && this.nameOf.has(l.actor)) add(seen, `${this.nameOf.get(l.actor)} ${l.thing || `timeline ${l.people[0]}`}`);
      if (l.act === "create" && l.thing) add(made, l.thing);
      if (["change", "correct", "move"].includes(l.act) && l.thing) add(changed, l.thing);
    }
    const { missing, repeated } = this.model.views.differences(seen);
    wrong.push(...missing, ...repeated);
    for (const e of this.model.entries.values()) {
      if (made.get(e.id) !== 1) wrong.push(`entry ${e.id} was made ${made.get(e.id) ?? 0} times on the ledger`);
      const times = changed.get(e.id) ?? 0;
      if (times !== e.tokens.length - 1) wrong.push(`entry ${e.id} was changed ${e.tokens.length - 1} times, on the ledger ${times} times`);
      wrong.push(...(await e.actor.missing(e)));
    }
    for (const d of this.model.drafts.values()) wrong.push(...(await d.actor.missingDraft(d)));
    // Nothing was written that nobody asked for.
    const rows = Number(this.sql(`SELECT count(*) FROM entry WHERE written >= (SELECT min(started) FROM staff_session)`));
    if (rows !== this.model.entries.size) wrong.push(`${rows} entries for ${this.model.entries.size} that were acknowledged`);
    const gaps = this.sql(`SELECT count(*) || ' ' || max(seq) || ' ' || (SELECT size FROM ledger_head) FROM ledger_entry`);
    const [n, last, size] = gaps.split(" ").map(Number);
    if (n !== last + 1 || size !== n) wrong.push(`the ledger has ${n} lines, the last is ${last}, its head says ${size}`);
    return wrong;
  }
  verify() {
    assert.match(this.candour("ledger", "verify", "--org", org, "--data", this.data), /the ledger holds/);
    assert.match(this.candour("vault", "check", "--org", org, "--data", this.data, "--charters", this.charters), /the vault is whole/);
  }

  async end() {
    this.#going = false;
    await Promise.allSettled(this.#loops);
    for (const a of this.actors ?? []) a.close();
    await Promise.all((this.servers ?? []).map((s) => s.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
