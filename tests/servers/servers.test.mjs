// Three servers on one PostgreSQL: whichever writes is killed under load, again and again; the others take over.
import { test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { havePostgres, startPostgres } from "../postgres.mjs";
import { Fleet } from "./fleet.mjs";

test("three servers, and the one that writes is killed under load: everything acknowledged is there exactly once", { skip: !havePostgres && "PostgreSQL is not installed" }, async () => {
  const pg = await startPostgres();
  const fleet = new Fleet({
    urls: { records: pg.recordsUrl, keys: pg.keysUrl },
    sql: (text) => pg.sql(text, { database: "records" }),
    seed: 7,
  });
  try {
    await fleet.begin();
    fleet.work();
    for (let kills = 0; kills < 6; ++kills) {
      await sleep(1500);
      const leader = await fleet.leader(pg);
      await fleet.kill(leader);
      await sleep(400);
      await fleet.startAgain(leader);
    }
    await sleep(500);
    await fleet.rest();
    const wrong = await fleet.wrong();
    const m = fleet.model;
    console.log(`6 kills of the writing server, ${m.acts} acts, ${m.written} writes and ${m.views.shown} views acknowledged, ${wrong.length} wrong`);
    assert.deepEqual(wrong, []);
    assert.ok(m.written > 20 && m.views.shown > 20, "there was load");
    fleet.verify();
  } finally {
    await fleet.end();
    await pg.stop();
  }
});

test("what one server changes, the others know", { skip: !havePostgres && "PostgreSQL is not installed" }, async () => {
  const pg = await startPostgres();
  const fleet = new Fleet({ urls: { records: pg.recordsUrl, keys: pg.keysUrl }, sql: (text) => pg.sql(text, { database: "records" }), servers: 2 });
  try {
    await fleet.begin();
    const [one, two] = fleet.servers;
    const [worker] = fleet.actors;
    // A session of one server is a session of the other; a note written here is read there.
    fleet.send(worker, one);
    await worker.note();
    const [entry] = fleet.model.entries.values();
    fleet.send(worker, two);
    assert.deepEqual(await worker.missing(entry), []);
    // A changed name is found on the other server, which had read all names before.
    const person = worker.people[0];
    const search = async (words) => (await worker.page(`/ll/search?q=${encodeURIComponent(words)}`)).includes(person);
    assert.equal(await search("Quillfeatherstone"), false);
    fleet.send(worker, one);
    await worker.rename(person, "Quillfeatherstone");
    assert.equal(await search("Quillfeatherstone"), true);
    fleet.send(worker, two);
    const until = Date.now() + 5000;
    let found = false;
    while (!found && Date.now() < until) found = await search("Quillfeatherstone");
    assert.ok(found, "the other server does not find the new name");
  } finally {
    await fleet.end();
    await pg.stop();
  }
});
