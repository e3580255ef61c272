// A PostgreSQL of its own for a test: a cluster in a temporary folder, on a free port of this machine and on a
// socket in that folder, with the ordinary role and the two databases that Candour is given in earnest. It can be
// killed and started again. Everything goes when stop() is called, or when the program ends.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";

export const bin = process.env.CANDOUR_POSTGRES_BIN ?? "/usr/lib/postgresql/15/bin";
const isRoot = process.getuid() === 0;

/** False where Debian's PostgreSQL is not installed; say so and skip. */
export const havePostgres = existsSync(join(bin, "postgres")) && existsSync(join(bin, "initdb"));

/** PostgreSQL does not run as root: then it runs as the user that its package made. */
export function owner() {
  if (!isRoot) return null;
  const found = spawnSync("id", ["-u", "postgres"], { encoding: "utf8" });
  assert.equal(found.status, 0, "there is no user postgres to run the database as");
  const group = spawnSync("id", ["-g", "postgres"], { encoding: "utf8" });
  return { uid: Number(found.stdout), gid: Number(group.stdout) };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const s = createServer();
    s.once("error", reject);
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

function run(who, program, args) {
  const done = spawnSync(join(bin, program), args, { encoding: "utf8", uid: who?.uid, gid: who?.gid, cwd: "/" });
  assert.equal(done.status, 0, `${program} failed: ${done.stderr}${done.error ?? ""}`);
  return done.stdout;
}

const running = new Set();
process.on("exit", () => {
  for (const pg of running) pg.endNow();
});
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) process.once(signal, () => process.exit(code));

/**
 * Starts a cluster. `durable`: commits wait for the disk, as in earnest; without it a test is faster, and a killed
 * process still loses nothing. `settings`: more of postgresql.conf. Gives
 *   recordsUrl, keysUrl   as libpq takes them, for a role that row-level security binds
 *   adminUrl              the superuser, by the socket
 *   folder, port, pid()
 *   sql(text, {database}) runs as the superuser; the rows as text, fields parted by "|"
 *   rewrite(table, database)  VACUUM FULL until no row is kept that was deleted: while an older transaction runs in
 *                         that database (PostgreSQL's own ANALYZE is one), it keeps them
 *   kill()                SIGKILL to the postmaster; every session dies with it
 *   start()               starts it again and waits until it answers
 *   stop()                ends it and removes the folder
 */
export async function startPostgres({ durable = false, settings = {} } = {}) {
  const who = owner();
  const folder = mkdtempSync(join(tmpdir(), "candour-pg-"));
  chmodSync(folder, 0o700);
  if (who) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  run(who, "initdb", ["-D", data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256",
    "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const all = {
    port, listen_addresses: "127.0.0.1", unix_socket_directories: folder, max_connections: 60,
    shared_buffers: "32MB", logging_collector: "off",
    // After a kill every file is synced before recovery begins: by one call, not by a thousand.
    recovery_init_sync_method: "syncfs",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off" }),
    ...settings,
  };
  const args = ["-D", data, ...Object.entries(all).flatMap(([k, v]) => ["-c", `${k}=${v}`])];
  const adminUrl = `postgresql://postgres@/postgres?host=${encodeURIComponent(folder)}&port=${port}`;
  let child = null, ended = null;
  const log = [];

  const psql = (text, database) => spawnSync(join(bin, "psql"),
    ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", String(port), "-U", "postgres", "-d", database, "-c", text],
    { encoding: "utf8", cwd: "/", maxBuffer: 1 << 28 });

  const pg = {
    folder, port, adminUrl, log,
    recordsUrl: `postgresql://candour:${password}@127.0.0.1:${port}/records`,
    keysUrl: `postgresql://candour:${password}@127.0.0.1:${port}/keys`,
    pid: () => child?.pid,
    sql(text, { database = "postgres" } = {}) {
      const done = psql(text, database);
      assert.equal(done.status, 0, `psql: ${done.stderr}${done.error ?? ""}`);
      return done.stdout.trim();
    },
    rewrite(table, database) {
      for (let tries = 0; ; ++tries) {
        const done = psql(`VACUUM (FULL, VERBOSE) ${table}`, database);
        assert.equal(done.status, 0, `psql: ${done.stderr}${done.error ?? ""}`);
        if (/\b0 dead row versions cannot be removed yet/.test(done.stderr)) return;
        assert.ok(tries < 60, `somebody still reads what was deleted from ${table}: ${done.stderr}`);
        spawnSync("sleep", ["1"]);
      }
    },
    async start() {
      assert.equal(child, null, "it is running already");
      const until = Date.now() + 60_000;
      while (Date.now() < until) {
        if (!child) {
          const mine = spawn(join(bin, "postgres"), args, { stdio: ["ignore", "ignore", "pipe"], cwd: "/", uid: who?.uid, gid: who?.gid });
          mine.stderr.on("data", (d) => { log.push(String(d)); if (log.length > 400) log.shift(); });
          child = mine;
          // The sessions of one that was killed may still hold its memory: then this ends, and is tried again.
          ended = new Promise((r) => mine.once("exit", () => { if (child === mine) child = null; r(); }));
        }
        if (psql("SELECT 1", "postgres").status === 0) return;
        await sleep(50);
      }
      throw new Error("PostgreSQL did not start in 60 s\n" + log.join(""));
    },
    async kill() {
      assert.ok(child, "it is not running");
      child.kill("SIGKILL");
      await ended;
    },
    endNow() {
      child?.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    async stop() {
      running.delete(pg);
      if (child) {
        child.kill("SIGQUIT");  // at once: nothing of it is needed any more
        await ended;
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  running.add(pg);
  await pg.start();
  pg.sql(`CREATE ROLE candour LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '${password}'`);
  for (const name of ["records", "keys"]) pg.sql(`CREATE DATABASE ${name} OWNER candour`);
  return pg;
}
