// A standby of a PostgreSQL from tests/postgres.mjs: it follows by streaming, and every commit on the primary waits
// for it. It can take over.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { bin, freePort, owner } from "../postgres.mjs";

export async function startStandby(primary) {
  const who = owner();
  const folder = mkdtempSync(join(tmpdir(), "candour-standby-"));
  chmodSync(folder, 0o700);
  if (who) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const run = (program, ...args) => spawnSync(join(bin, program), args, { encoding: "utf8", cwd: "/", maxBuffer: 1 << 28, ...who });
  const copied = run("pg_basebackup", "-D", data, "-R", "-X", "stream", "-c", "fast", "-h", primary.folder, "-p", String(primary.port), "-U", "postgres");
  assert.equal(copied.status, 0, `pg_basebackup: ${copied.stderr}`);
  const child = spawn(join(bin, "postgres"), ["-D", data, "-c", `port=${port}`, "-c", "listen_addresses=127.0.0.1",
    "-c", `unix_socket_directories=${folder}`, "-c", "shared_buffers=32MB", "-c", "max_connections=60"],
    { stdio: "ignore", cwd: "/", ...who });
  const ended = new Promise((r) => child.once("exit", r));
  const psql = (text, database) => run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", String(port), "-U", "postgres", "-d", database, "-c", text);
  const standby = {
    port,
    sql(text, { database = "postgres" } = {}) {
      const done = psql(text, database);
      assert.equal(done.status, 0, `psql: ${done.stderr}`);
      return done.stdout.trim();
    },
    promote() {
      assert.equal(standby.sql("SELECT pg_promote()"), "t", "the standby did not take over");
    },
    async stop() {
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  for (let i = 0; psql("SELECT 1", "postgres").status !== 0; ++i) {
    assert.ok(i < 600, "the standby did not start");
    await sleep(100);
  }
  // From here on no commit is acknowledged that the standby does not have.
  primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
  primary.sql("ALTER SYSTEM SET synchronous_commit = 'on'");
  primary.sql("SELECT pg_reload_conf()");
  for (let i = 0; primary.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") !== "1"; ++i) {
    assert.ok(i < 100, "the standby does not follow");
    await sleep(100);
  }
  return standby;
}
