// The primary is killed under load and its synchronous standby takes over: no acknowledged write is lost, and people
// go on working when the servers have found the new primary by themselves.
import { test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { havePostgres, startPostgres } from "../postgres.mjs";
import { Fleet } from "./fleet.mjs";
import { startStandby } from "./standby.mjs";

test("the standby takes over from a primary that was killed: nothing acknowledged is lost", { skip: !havePostgres && "PostgreSQL is not installed" }, async () => {
  const primary = await startPostgres({ durable: true });
  const standby = await startStandby(primary);
  let now = primary;
  // As docs/operating/postgresql.md says: both hosts in one address, whichever can be written to.
  const both = (url) => url.replace(`127.0.0.1:${primary.port}`, `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`) + "?target_session_attrs=read-write";
  const fleet = new Fleet({
    urls: { records: both(primary.recordsUrl), keys: both(primary.keysUrl) },
    sql: (text) => now.sql(text, { database: "records" }),
    seed: 11, servers: 2,
  });
  try {
    await fleet.begin();
    fleet.work();
    await sleep(4000);
    await primary.kill();
    const cut = Date.now();
    await sleep(500);
    standby.promote();
    now = standby;
    const before = fleet.model.written;
    while (fleet.model.written < before + 5) {
      assert.ok(Date.now() - cut < 60_000, "nobody could write for a minute");
      await sleep(100);
    }
    const again = Date.now() - cut;
    await sleep(4000);
    await fleet.rest();
    const wrong = await fleet.wrong();
    const m = fleet.model;
    console.log(`written again ${again} ms after the kill; ${m.written} writes and ${m.views.shown} views acknowledged, ${wrong.length} wrong`);
    assert.deepEqual(wrong, []);
    assert.ok(before > 5, "there was load before the kill");
    fleet.verify();
  } finally {
    await fleet.end();
    await standby.stop();
    await primary.stop();
  }
});
