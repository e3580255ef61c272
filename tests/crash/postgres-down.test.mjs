// PostgreSQL goes away under a running server: clear words, nothing typed is lost, nobody is shown, and when it is
// back the same server goes on, without a half transaction.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Browser, filled, formTo } from "./browser.mjs";
import { engines } from "./engines.mjs";
import { Server } from "./server.mjs";
import { havePostgres } from "../postgres.mjs";

const skip = havePostgres ? false : "PostgreSQL 15 is not installed: script/install test";
let home, server, person;
const me = new Browser();

before(async () => {
  if (skip) return;
  home = await engines.postgres("ll");
  server = new Server([...home.serverArgs(), "--demo"]);
  await server.start();
  me.goTo(server.port);
  const account = home.signIns.find((s) => s.username === "worker1");
  assert.equal((await me.post("/ll/sign-in", [["username", account.username], ["password", account.password]])).status, 303);
  person = (await me.get("/ll/people")).text.match(/\/ll\/people\/[0-9a-z]{26}/)[0];
});
after(async () => {
  me.close();
  await server?.kill();
  await home?.remove();
});

async function noteForm(words) {
  const path = `${person}/write/contact-note`;
  return { path, form: filled(formTo((await me.get(path)).text, path), { method: "phone", "what-happened": words }) };
}

test("ALL-2, ALL-4: while the database is away nothing is shown and nothing typed is lost", { skip, timeout: 300_000 }, async () => {
  const shown = await me.get(person);
  assert.equal(shown.status, 200);
  const name = shown.text.match(/<title>([^<–]+)/)[1].trim();
  const words = "Typed while the database was away.";
  const { path, form } = await noteForm(words);

  await home.killDatabase();
  const kept = await me.post(path, form);
  assert.equal(kept.status, 503);
  assert.match(kept.text, /The database (cannot be reached|went away)/);
  assert.match(kept.text, /Try again in a moment/);
  assert.ok(kept.text.includes(words), "the words come back");
  const again = formTo(kept.text, path);
  assert.deepEqual(new Map(again), new Map(form));
  const look = await me.get(person);
  assert.equal(look.status, 503);
  assert.ok(!look.text.includes(name), "a page was shown that no ledger holds");

  await home.startDatabase();
  const now = await me.post(path, again);
  assert.equal(now.status, 303, now.text.slice(0, 500));
  assert.equal((await me.post(path, again)).location, now.location, "sent twice, kept once");
  const id = now.location.match(/#e-([0-9a-z]{26})$/)[1];
  assert.ok((await me.get(`${person}/entries/${id}`)).text.includes(words));
  assert.deepEqual(home.check([]).torn, []);
});

test("ALL-2: sessions of the database are ended again and again under load, and every note is there once", { skip, timeout: 600_000 }, async () => {
  const first = home.check([]);
  // How long a note takes here undisturbed: sessions that always end sooner than that would let nothing through at all.
  const from = Date.now();
  const { path: there, form: filledIn } = await noteForm("Note before");
  assert.equal((await me.post(there, filledIn)).status, 303);
  const needed = Math.max(40, Date.now() - from);
  let ended = 0;
  const end = () => ended += Number(home.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'candour'"));
  let going = true;
  const ending = (async () => {
    while (going) {
      end();
      await new Promise((r) => setTimeout(r, needed * (0.3 + 1.7 * Math.random())));
    }
  })();
  let kept = 1, refused = 0;
  try {
    for (let n = 0; n < 40; ++n) {
      let answer = await me.get(`${person}/write/contact-note`);
      for (let tries = 0; answer.status === 503 && tries < 60; ++tries) answer = await me.get(`${person}/write/contact-note`);
      assert.equal(answer.status, 200, "a page does not come, however often it is asked for");
      const path = `${person}/write/contact-note`;
      const form = filled(formTo(answer.text, path), { method: "phone", "what-happened": `Note ${n}` });
      for (let tries = 0; ; ++tries) {
        const a = await me.post(path, form);
        if (a.status === 303) break;
        refused += 1;
        assert.equal(a.status, 503, a.text.slice(0, 500));
        const said = a.text.match(/<main[^]*<\/main>/)[0].replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
        assert.match(said, /The database .*(again in a moment|before you try again)/);
        assert.ok(said.includes(`Note ${n}`), "the words come back");
        assert.ok(tries < 60, "a note is not kept, however often it is sent");
      }
      kept += 1;
    }
  } finally {
    going = false;
    await ending;
  }
  const now = home.check([]);
  assert.deepEqual([now.torn, now.unverifiable], [[], []]);
  assert.equal(now.counted.entry - first.counted.entry, kept);
  assert.ok(ended > 10, `only ${ended} sessions were ended`);
  console.log(`${ended} sessions ended, ${kept} notes, ${refused} answers of "not now"`);
});
