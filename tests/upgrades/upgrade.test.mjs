// A database that 0.1 wrote, under today's program: people sign in and work, the ledger goes on from where it
// ended, what an earlier export proves is still proved, and everything opens.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "../../..");
const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const dir = mkdtempSync(join(tmpdir(), "candour-upgrade-"));
const at = (name) => join(dir, name);
const org = "lw";
const kBefore = 1174; // entries on the ledger of 0.1

const candour = (...args) => {
  const r = spawnSync(join(build, "candour"), args, { cwd: root, encoding: "utf8" });
  assert.ifError(r.error);
  return r;
};

async function start() {
  const args = ["serve", "--data", at("data"), "--charters", at("charters"), "--catalogue", "charters/catalogue"];
  const child = spawn(join(build, "candour"), [...args, "--date", "2026-11-21", "--demo", "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  createInterface({ input: child.stderr }).on("line", (l) => log.push(l));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("not ready in 120 s\n" + log.join("\n"))), 120_000);
    createInterface({ input: child.stdout }).on("line", (l) => {
      const m = l.match(/http:\/\/localhost:\d+/);
      if (m) {
        clearTimeout(timer);
        resolve(m[0]);
      }
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}\n` + log.join("\n"))));
  });
  const stop = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((r) => child.once("exit", r));
    child.kill("SIGTERM");
    await ended;
  };
  return { url, log, stop };
}

/** A browser as small as can be: keeps its cookies. */
class Visitor {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }
  async ask(path, form) {
    const r = await fetch(this.url + path, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { origin: this.url, cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ") },
      body: form && new URLSearchParams(form),
    });
    for (const c of r.headers.getSetCookie()) {
      const [name, value] = c.split(";")[0].split("=");
      this.cookies.set(name, value);
    }
    return { status: r.status, to: r.headers.get("location"), text: await r.text() };
  }
}
async function signedIn(url, user) {
  const signIns = JSON.parse(readFileSync(at("data/demo-sign-ins.json"), "utf8"));
  const password = signIns[0].password;
  const v = new Visitor(url);
  const r = await v.ask(`/${org}/sign-in`, { username: user, password });
  assert.equal(r.status, 303, r.text.slice(0, 500));
  return v;
}
const sizeOf = (text) => Number(text.match(/(\d+) entries checked/)?.[1]);

/** What a database says to a question, a line for each row. */
function rows(sql) {
  const r = spawnSync("sqlite3", [at("data/lw/records.db"), sql], { encoding: "utf8" });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim().split("\n").filter(Boolean);
}
const kOpen = {
  referrals: "SELECT hex(id), service, state, hex(taken_by), hex(person) FROM referral ORDER BY id",
  tasks: "SELECT hex(id), hex(staff), kind, hex(about_person), about_thing, done IS NULL FROM task ORDER BY id",
  deadlines: "SELECT hex(entry), deadline, hex(person), service, kind, on_day, done FROM due ORDER BY entry, deadline",
};
/** An id as addresses have it: 26 digits of Crockford's base 32. */
function inAddress(hex) {
  let n = BigInt(`0x${hex}`);
  let out = "";
  for (let i = 0; i < 26; i++, n >>= 5n) out = "0123456789abcdefghjkmnpqrstvwxyz"[Number(n & 31n)] + out;
  return out;
}
const before01 = {};
/** Somebody whom 0.1 let leave with people still allocated to them, who have nobody else. */
let left;

let server;
before(async () => {
  const r = spawnSync("tar", ["-xJf", join(root, "tests/upgrades/lw-0.1.tar.xz"), "-C", dir], { encoding: "utf8" });
  assert.equal(r.status, 0, r.stderr);
  mkdirSync(at("charters"));
  copyFileSync(join(root, "charters/lw.yaml"), at("charters/lw.yaml"));
  cpSync(at("export"), at("export-of-0.1"), { recursive: true });
  for (const [what, sql] of Object.entries(kOpen)) before01[what] = rows(sql);
  [left] = rows(
    `SELECT hex(a.staff) || ' ' || hex(a.person) FROM allocation a JOIN due d ON d.person=a.person AND d.done=0
     WHERE a.ended IS NULL AND a.staff<>(SELECT id FROM staff ORDER BY id LIMIT 1)
       AND (SELECT count(*) FROM allocation b WHERE b.person=a.person AND b.ended IS NULL)=1
     GROUP BY a.staff ORDER BY count(*) LIMIT 1`,
  ).map((row) => ({ staff: row.split(" ")[0], person: row.split(" ")[1] }));
  rows(`UPDATE staff SET left_at=1763600000000 WHERE id=x'${left.staff}'`);
  server = await start();
});
after(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test("ALL-2: those of 0.1 sign in, find their people, open a record and see who looked", async () => {
  const v = await signedIn(server.url, "worker1");
  const people = await v.ask(`/${org}/people`);
  assert.equal(people.status, 200);
  const person = people.text.match(/\/lw\/people\/([0-9a-z]{26})/)?.[1];
  assert.ok(person, "worker1 has people of her own");
  const record = await v.ask(`/${org}/people/${person}`);
  assert.equal(record.status, 200, record.text.slice(0, 500));
  assert.doesNotMatch(record.text, /does not hold|Something is wrong with what is stored/);
  const who = await v.ask(`/${org}/people/${person}/who-looked`);
  assert.equal(who.status, 200);
  assert.match(who.text, /Precious Yardleigh/);
});

test("ALL-2: the same referrals, tasks and deadlines, in the database and on the pages", async () => {
  for (const [what, sql] of Object.entries(kOpen)) {
    assert.ok(before01[what].length > 0, what);
    const now = new Set(rows(sql));
    assert.deepEqual(before01[what].filter((row) => !now.has(row)), [], `${what} of 0.1 that are not as they were`);
  }
  const open = before01.referrals.filter((r) => /\|(new|waiting)\|/.test(r)).length;
  const boss = await signedIn(server.url, "supervisor1");
  const referrals = await boss.ask(`/${org}/referrals`);
  const waiting = await boss.ask(`/${org}/referrals/waiting`);
  const shown = new Set([...`${referrals.text}${waiting.text}`.matchAll(/\/referrals\/([0-9a-z]{26})/g)].map((m) => m[1]));
  assert.equal(shown.size, open);
  // What is due of the people whom worker1 supports is her work: each entry that 0.1 had a date for.
  const worker = await signedIn(server.url, "worker1");
  const work = await worker.ask(`/${org}/work`);
  assert.equal(work.status, 200);
  const entries = new Set([...work.text.matchAll(/\/entries\/([0-9a-z]{26})/g)].map((m) => m[1]));
  assert.ok(entries.size > 0, "nothing of hers is due");
});

test("ALL-2: who left in 0.1 supports nobody, and their people's work reaches who allocates", async () => {
  assert.deepEqual(rows(`SELECT 1 FROM allocation WHERE staff=x'${left.staff}' AND ended IS NULL`), []);
  const boss = await signedIn(server.url, "supervisor1");
  const work = await boss.ask(`/${org}/work?show=all`);
  const due = rows(`SELECT lower(hex(entry)) FROM due WHERE person=x'${left.person}' AND done=0`);
  assert.ok(due.length > 0);
  const shown = [...work.text.matchAll(/\/people\/([0-9a-z]{26})\/entries/g)].map((m) => m[1]);
  assert.ok(shown.includes(inAddress(left.person)), "what is due of theirs is not on the manager's list");
});

test("ALL-2: the ledger of 0.1 goes on, and what was exported then is still proved", async () => {
  await server.stop();
  const now = candour("ledger", "verify", "--data", at("data"), "--org", org);
  assert.equal(now.status, 0, now.stdout + now.stderr);
  assert.ok(sizeOf(now.stdout) > kBefore, now.stdout);
  const old = candour("ledger", "verify", at("export-of-0.1"));
  assert.equal(old.status, 0, old.stdout + old.stderr);
  assert.equal(sizeOf(old.stdout), kBefore);
  const grown = candour("ledger", "export", "--data", at("data"), "--org", org, at("export"));
  assert.equal(grown.status, 0, grown.stderr);
  const both = candour("ledger", "verify", at("export"), "--older", at("export-of-0.1/checkpoint"));
  assert.equal(both.status, 0, both.stdout + both.stderr);
});

test("ALL-2: what 0.1 left open is sealed", () => {
  const open = spawnSync("sqlite3", [at("data/lw/records.db"), "SELECT count(*) FROM person WHERE reference LIKE '%-%'"], {
    encoding: "utf8",
  });
  assert.equal(open.stdout.trim(), "0", open.stderr);
});

test("ALL-2: everything that 0.1 wrote opens, and holds", () => {
  const check = candour("vault", "check", "--data", at("data"), "--org", org);
  assert.equal(check.status, 0, check.stdout + check.stderr);
});
