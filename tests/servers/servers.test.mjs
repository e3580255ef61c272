// Three servers on one PostgreSQL: whichever writes is killed under load, again and again; the others take over.
import { test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { havePostgres, startPostgres } from "../postgres.mjs";
import { Browser, filled, formTo } from "../crash/browser.mjs";
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

/** A proposal approved on one server is in force on the other, whose file it writes too. */
async function followsProposal(fleet) {
  const [one, two] = fleet.servers;
  const name = "Leading Lives of the North", day = new Date(), people = [];
  try {
    const at = async (server, username) => {
      const b = new Browser(), { password } = fleet.account(username);
      people.push(b);
      b.goTo(server.port);
      assert.equal((await b.post("/ll/sign-in", [["username", username], ["password", password]])).status, 303);
      return b;
    };
    const lead = await at(one, "dp-lead"), other = await at(one, "admin");
    const path = "/ll/charter/value?at=organisation/name";
    const form = formTo((await lead.get(path)).text, "/ll/charter/value");
    const box = form.find(([, value]) => value === "Leading Lives")[0];
    const proposed = await lead.post(path, filled(form, { [box]: name, "from-day": String(day.getUTCDate()),
      "from-month": String(day.getUTCMonth() + 1), "from-year": String(day.getUTCFullYear()) }));
    assert.equal(proposed.status, 303, proposed.text);
    const proposal = proposed.location.split("?")[0];
    const approve = formTo((await other.get(proposal)).text, proposal);
    assert.deepEqual(approve.find(([field]) => field === "decision"), ["decision", "approve"]);
    assert.equal((await other.post(proposal, approve)).status, 303);
    const visitor = new Browser();
    people.push(visitor);
    const says = async (server) => {
      visitor.goTo(server.port);
      return visitor.get("/ll/notice").then((a) => a.text.includes(name), () => false);  // it is starting anew
    };
    for (const server of [one, two]) {
      const until = Date.now() + 30_000;
      let said = false;
      while (!said && Date.now() < until) said = (await says(server)) || (await sleep(200), false);
      assert.ok(said, `the notice of server ${server === one ? 1 : 2} is the old one`);
    }
  } finally {
    for (const b of people) b.close();
  }
}

test("what one server changes, the others know", { skip: !havePostgres && "PostgreSQL is not installed" }, async () => {
  const pg = await startPostgres();
  const fleet = new Fleet({ urls: { records: pg.recordsUrl, keys: pg.keysUrl }, sql: (text) => pg.sql(text, { database: "records" }),
    servers: 2, ownFiles: true });
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
    await followsProposal(fleet);
  } finally {
    await fleet.end();
    await pg.stop();
  }
});

test("a yes that was taken back counts at the next decision of all three servers", { skip: !havePostgres && "PostgreSQL is not installed" }, async () => {
  const pg = await startPostgres();
  const fleet = new Fleet({ urls: { records: pg.recordsUrl, keys: pg.keysUrl }, sql: (text) => pg.sql(text, { database: "records" }) });
  const b = new Browser();
  try {
    await fleet.begin();
    const [one] = fleet.servers;
    const [worker] = fleet.actors;
    const person = worker.path(worker.people[0]);
    b.goTo(one.port);
    const { password } = fleet.account(worker.name);
    assert.equal((await b.post("/ll/sign-in", [["username", worker.name], ["password", password]])).status, 303);
    const may = async (server) => {
      b.goTo(server.port);
      // What they give by choice is asked only while they say yes.
      return (await b.get(`${person}/write/voluntary-item`)).text.includes('name="sort"');
    };
    for (let round = 0; round < 3; ++round) {
      b.goTo(one.port);
      const page = (await b.get(`${person}/write/consent-form?purpose=share-your-story`)).text;
      const path = `${person}/write/consent-form`;
      const said = await b.post(path, filled(formTo(page, path), { answer: "agreed", "decided-by": "self", how: "written", "paper-at": "Locked cabinet" }));
      assert.equal(said.status, 303, said.text);
      for (const server of fleet.servers) assert.equal(await may(server), true, "with a yes it may be written");
      b.goTo(one.port);
      const back = `${person}/consents/withdraw`;
      const details = (await b.get(`${person}/profile`)).text;
      const forms = [...details.matchAll(/<form[^>]*>[^]*?<\/form>/g)].map(([f]) => f).filter((f) => f.includes("share-your-story"));
      const taken = await b.post(back, formTo(forms.join(""), back));
      assert.equal(taken.status, 303, taken.text);
      // No wait: whoever asks next, wherever, is refused.
      for (const server of [...fleet.servers].reverse()) assert.equal(await may(server), false, "without one it may not, at once");
    }
  } finally {
    b.close();
    await fleet.end();
    await pg.stop();
  }
});
