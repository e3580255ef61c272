// A server of one's own on 127.0.0.1 with a copy of the demo's data, and what an attacker has in hand: requests
// from any loopback address, SQL on the records beside the running server, and the commands.
import { spawn, spawnSync } from "node:child_process";
import { createPostgres } from "../journeys/databases.mjs";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = join(fileURLToPath(import.meta.url), "../../..");

export class Place {
  constructor(build, engine) {
    this.build = build;
    this.engine = engine;
    this.program = join(build, "candour");
    const pg = engine === "postgres" ? createPostgres(build) : null;
    const from = pg ? pg.templates.data : (process.env.CANDOUR_DEMO_DATA ?? join(build, "demo-data"));
    if (!existsSync(from)) throw new Error(`there is no demo data at ${from}: script/attack makes it`);
    this.data = mkdtempSync(join(tmpdir(), "candour-attack-"));
    cpSync(from, this.data, { recursive: true });
    this.databases = pg ? pg.copyDatabases() : null;
    this.env = { ...process.env, ...this.databases?.env };
    this.signIns = JSON.parse(readFileSync(join(this.data, "demo-sign-ins.json"), "utf8"));
    this.log = [];
  }

  async start(args = []) {
    const child = spawn(this.program, ["serve", "--data", this.data, "--demo", "--port", "0", ...args], { env: this.env, cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    createInterface({ input: child.stderr }).on("line", (l) => this.log.push(l));
    this.port = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => { child.kill("SIGKILL"); reject(new Error(`the server was not ready in 60 s\n${this.log.slice(-5).join("\n")}`)); }, 60_000);
      createInterface({ input: child.stdout }).on("line", (l) => {
        const m = l.match(/http:\/\/localhost:(\d+)/);
        if (m) { clearTimeout(timer); resolve(Number(m[1])); }
      });
      child.on("exit", (code) => { clearTimeout(timer); reject(new Error(`the server ended with ${code}: ${this.log.slice(-3).join(" ")}`)); });
    });
    this.child = child;
    return this;
  }

  async stop() {
    const child = this.child;
    this.child = null;
    if (!child) return;
    child.removeAllListeners("exit");
    const ended = new Promise((r) => child.once("exit", r));
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(hard);
  }

  async leave() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
    this.databases?.drop();
  }

  /** SQL as somebody who may edit the records and holds no key: rows as arrays of texts. Throws what the database says. */
  sql(text, org = "ll") {
    const done = this.engine === "postgres"
      ? spawnSync("psql", ["-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", this.databases.env.CANDOUR_DATABASE, "-f", "-"], { encoding: "utf8", input: `SET candour.org = '${org}';\n${this.rls()}${text};`, maxBuffer: 1 << 28 })
      : spawnSync("sqlite3", ["-batch", "-bail", "-separator", "\x1f", "-cmd", ".timeout 5000", join(this.data, org, "records.db")], { encoding: "utf8", input: `${text};`, maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error((done.stderr || String(done.error)).trim().split("\n").pop());
    return done.stdout.split("\n").filter((l) => l !== "").map((l) => l.split("\x1f"));
  }
  /** The one who edits has every right that the role of the server has: what binds a session they set themselves. */
  rls() { return "SET row_security = on;\n"; }
  /** Words before a statement after which "aside.x" is a place of the editor's own, beside the tables of Candour. */
  aside() {
    return this.engine === "postgres" ? "CREATE SCHEMA IF NOT EXISTS aside;" : `ATTACH '${join(this.data, "aside.db")}' AS aside;`;
  }
  hex(column) { return this.engine === "postgres" ? `upper(encode(${column}, 'hex'))` : `hex(${column})`; }
  blob(hex) { return this.engine === "postgres" ? `'\\x${hex}'::bytea` : `X'${hex}'`; }
  columns(table) {
    return this.engine === "postgres"
      ? this.sql(`SELECT column_name FROM information_schema.columns WHERE table_name='${table}' ORDER BY ordinal_position`).map((r) => r[0])
      : this.sql(`SELECT name FROM pragma_table_info('${table}')`).map((r) => r[0]);
  }
  /** A copy of a row, seals and all, with some columns changed: the best that an editor without a key can do. */
  copyRow(table, where, changed) {
    const all = this.columns(table);
    this.sql(`INSERT INTO ${table} (${all.join(", ")}) SELECT ${all.map((c) => changed[c] ?? c).join(", ")} FROM ${table} WHERE ${where} LIMIT 1`);
  }

  /** A command of Candour on this data: { code, out }. */
  candour(...args) {
    const done = spawnSync(this.program, args, { encoding: "utf8", env: this.env, cwd: root, timeout: 60_000 });
    return { code: done.status, out: `${done.stdout}${done.stderr}` };
  }

  request(method, path, { cookies = {}, form, body, headers = {}, from = "127.0.0.1", wait = 30_000 } = {}) {
    const sent = form ? new URLSearchParams(form).toString() : body;
    const cookie = Object.entries(cookies).map(([k, v]) => `${k}=${v}`).join("; ");
    return new Promise((resolve) => {
      const began = performance.now();
      const r = http.request({ host: "127.0.0.1", port: this.port, method, path, localAddress: from, agent: false, timeout: wait,
        headers: { host: `localhost:${this.port}`, ...(cookie ? { cookie } : {}), ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
                   ...(sent ? { "content-length": Buffer.byteLength(sent) } : {}), ...headers } }, (answer) => {
        const parts = [];
        answer.on("data", (p) => parts.push(p));
        answer.on("end", () => {
          const set = {};
          for (const c of answer.headers["set-cookie"] ?? []) {
            const [, name, value] = c.match(/^([^=]+)=([^;]*)/) ?? [];
            if (name) set[name] = value;
          }
          resolve({ status: answer.statusCode, headers: answer.headers, set, bytes: Buffer.concat(parts), text: Buffer.concat(parts).toString("utf8"), ms: performance.now() - began });
        });
      });
      r.on("timeout", () => r.destroy(new Error("no answer in time")));
      r.on("error", (e) => resolve({ status: 0, headers: {}, set: {}, bytes: Buffer.alloc(0), text: String(e.message), ms: performance.now() - began }));
      r.end(sent);
    });
  }

  /** Bytes as they are, for what no client would send; what came back within `wait` ms. */
  raw(text, wait = 3000) {
    return new Promise((resolve) => {
      const s = net.connect(this.port, "127.0.0.1", () => s.write(text));
      let got = "";
      const done = () => { s.destroy(); resolve(got); };
      const timer = setTimeout(done, wait);
      s.on("data", (b) => { got += b; });
      s.on("end", () => { clearTimeout(timer); done(); });
      s.on("error", () => { clearTimeout(timer); done(); });
    });
  }

  account(org, role, nth = 0) {
    const found = this.signIns.filter((s) => s.org === org && s.role === role)[nth];
    if (!found) throw new Error(`the demo has no ${role} number ${nth} in ${org}`);
    return found;
  }
  /** Signs in; null when it is refused. */
  async signIn({ org, username, password }, { from, cookies = {}, headers } = {}) {
    const answer = await this.request("POST", `/${org}/sign-in`, { form: { username, password }, from, cookies, headers });
    const name = `__Host-candour-${org}`;
    if (!answer.set[name]) return null;
    return new Visitor(this, org, { ...cookies, ...answer.set }, from);
  }
}

/** Somebody signed in: their cookies, and the token of their forms. */
export class Visitor {
  constructor(place, org, cookies, from) { Object.assign(this, { place, org, cookies, from }); }
  async get(path) {
    const answer = await this.place.request("GET", `/${this.org}${path}`, { cookies: this.cookies, from: this.from });
    Object.assign(this.cookies, answer.set);
    const token = answer.text.match(/name="csrf" value="([^"]*)"/);
    if (token) this.csrf = token[1];
    return answer;
  }
  async post(path, form) {
    if (!this.csrf) await this.get("/account");
    const answer = await this.place.request("POST", `/${this.org}${path}`, { cookies: this.cookies, from: this.from, form: { csrf: this.csrf ?? "", ...form } });
    Object.assign(this.cookies, answer.set);
    return answer;
  }
  /** One's own id, from the address of one's own record of staff or from the ledger: nothing secret. */
  async name() { return (await this.get("/account")).text.match(/<title>[^<]*/)?.[0] ?? ""; }
}
