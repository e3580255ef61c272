// How somebody and their stories go in a running demo whose date is moved on by years, and where what went is
// looked for: in every file, in what the server wrote and in what it still remembers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Browser, filled, formTo } from "../crash/browser.mjs";
import { Server } from "../crash/server.mjs";

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";
const idOf = (hex) => {
  let n = BigInt(`0x${hex}`), s = "";
  for (let i = 0; i < 26; ++i, n >>= 5n) s = crockford[Number(n & 31n)] + s;
  return s;
};

export function* filesIn(folder) {
  for (const f of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (f.isFile()) yield join(f.parentPath ?? f.path, f.name);
}
/** In which of the pieces of bytes each needle stands. */
export function found(needles, pieces) {
  const out = [];
  for (const [where, bytes] of pieces)
    for (const [what, needle] of needles) if (bytes.includes(needle)) out.push(`${what} in ${where}`);
  return out;
}
/** What the process may read and write, as far as it can be read. */
function* memoryOf(pid) {
  const fd = spawnSync("python3", ["-c", `import sys
out = sys.stdout.buffer
with open(f"/proc/{sys.argv[1]}/maps") as maps, open(f"/proc/{sys.argv[1]}/mem", "rb", 0) as mem:
    for line in maps:
        where, rights = line.split()[:2]
        if not rights.startswith("rw"): continue
        a, b = (int(x, 16) for x in where.split("-"))
        try:
            mem.seek(a); out.write(mem.read(b - a))
        except (OSError, ValueError): pass`, String(pid)], { maxBuffer: 2 ** 31 });
  assert.equal(fd.status, 0, String(fd.stderr));
  yield ["the memory of the server", fd.stdout];
}

export async function until(what, ask, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(300)) {
    const answer = await ask();
    if (answer) return answer;
  }
  assert.fail(`never came: ${what}`);
}

/**
 * The date moves on by years in `place`, stories go by themselves, and two agree that somebody and whoever else's time
 * is over goes; nothing of that has begun yet when this returns.
 *   home                  the folder, as makeHome() gives it
 *   where()               what "candour serve" is told besides the charters
 *   rows(which, sql)      of "records" or "keys", bytes as hex; bytes(hex) is how SQL writes them
 *   files()               all files that records, keys and the server's own lie in
 *   remembersWrapped      the server may have wrapped keys in memory that it gave back, until its next start
 *   atFirst(), storiesGone(), allGone()   what a test does then; the last once the server has ended
 * Gives who goes and which stories went, what was held of them, and how to start a server again and sign in.
 */
export async function agreeIn(place, t) {
  const { home, rows, bytes } = place;
  // Nobody is trained in data protection for so many years ahead: a version of the charter that does not ask for it.
  const charter = join(home.charters, "ll.yaml"), today = new Date().toISOString().slice(0, 10);
  const text = readFileSync(charter, "utf8").replace(/^version: \{number: "1.0", from: [0-9-]+/m, `version: {number: "1.1", from: ${today}`);
  writeFileSync(charter, `${text}\naccess: {training-months: 0}\n`);
  const records = "records", keys = "keys";
  const account = (name) => home.signIns.find((s) => s.username === name) ?? home.signIns.find((s) => s.role === name);
  let server;
  t.after(async () => {
    await server?.kill();
    await home.remove();
  });
  const open = [];
  const begin = async (date) => {
    server = new Server([...place.where(), "--charters", home.charters, "--demo", "--date", date]);
    await server.start();
  };
  const end = async () => {
    for (const b of open.splice(0)) b.close();
    await server.stop();
  };
  const as = async (name) => {
    const b = new Browser();
    open.push(b);
    b.goTo(server.port);
    const a = await b.post("/ll/sign-in", [["username", account(name).username], ["password", account(name).password]]);
    assert.equal(a.status, 303, a.text);
    return b;
  };
  const believe = async (lead) => {
    const page = (await lead.get("/ll/date")).text;
    assert.equal((await lead.post("/ll/date", formTo(page, "/ll/date"))).status, 303);
  };
  const day = (b, name, date) => Object.fromEntries(["year", "month", "day"].map((part, i) => [`${name}-${part}`, date.split("-")[i]]));

  // Who goes: somebody whose support ended, and every story. What stood of them, as bytes.
  const [[hex, service]] = rows(records, `SELECT e.person, e.service FROM enrolment e WHERE e.person NOT IN (SELECT person FROM enrolment WHERE ended IS NULL)
    AND e.person NOT IN (SELECT person FROM hold_flag WHERE released IS NULL) ORDER BY e.ended LIMIT 1`);
  const person = idOf(hex);
  const sealed = rows(records, "SELECT sealed FROM segment WHERE person = " + bytes(hex)).map(([s]) => s);
  const stories = rows(records, "SELECT id FROM entry WHERE kind = 'voluntary-item'").map(([id]) => id);
  assert.ok(sealed.length > 3 && stories.length > 0);
  const wrapped = new Map(rows(keys, "SELECT person, slot, generation, wrapped FROM person_key WHERE wrapped IS NOT NULL").map(([p, slot, g, w]) => [`${p} ${slot} ${g}`, w]));
  const piece = (hexed) => Buffer.from(hexed, "hex").subarray(0, 24);
  const [[aKey, itsBytes]] = wrapped;
  assert.notDeepEqual(found([[aKey, piece(itsBytes)]], [...place.files()].map((f) => [f, readFileSync(f)])), [], "looking finds what is there");

  place.atFirst?.();
  // A clock that went on by years destroys nothing before somebody has said that it is right.
  await begin("2034-06-01");
  const lead = await as("dp-lead");
  await until("the question about the date", async () => (await lead.get("/ll/day")).text.includes("The date of this server went from"));
  const stateOf = () => rows(records, `SELECT count(*) FROM let_go`)[0][0];
  const standing = rows(records, "SELECT state FROM entry WHERE kind = 'voluntary-item'").map(([s]) => s);
  await sleep(2000);
  assert.deepEqual(rows(records, "SELECT state FROM entry WHERE kind = 'voluntary-item'").map(([s]) => s), standing, "a story went by a clock that nobody looked at");
  let seen = await lead.get(`/ll/people/${person}`);
  for (const role of ["supervisor", "worker"]) if (seen.status !== 200) seen = await (await as(role)).get(`/ll/people/${person}`);
  await believe(lead);
  await until("the stories' end", () => rows(records, "SELECT state FROM entry WHERE kind = 'voluntary-item'").every(([s], i) => s !== standing[i]) && stateOf() === 0);

  place.storiesGone?.();
  // Two agree that whose time is over goes.
  const supervisor = await as("supervisor");
  const list = (await supervisor.get("/ll/charter/told")).text;
  const of = [...new Set([...list.matchAll(/\/ll\/people\/([0-9a-hjkmnp-tv-z]{26})/g)].map((m) => m[1]))];
  let at, path;
  for (const subject of of) {
    path = `/ll/people/${subject}/write/destruction`;
    const page = await supervisor.get(path);
    if (page.status !== 200) continue;
    const sent = await supervisor.post(path, filled(formTo(page.text, path), { ...day(0, "up-to", "2034-05-31"), "looked-at": "Two of them: nobody comes back" }));
    assert.equal(sent.status, 303, sent.text);
    const entry = sent.location.match(/#e-([0-9a-hjkmnp-tv-z]{26})$/)[1];
    const lines = await until("the list", () => {
      const [[state]] = rows(records, `SELECT state FROM job WHERE kind LIKE '%destr%' ORDER BY started DESC LIMIT 1`);
      // What stands about a service itself goes entry by entry, and its key stays.
      return state !== "waiting" && rows(records, `SELECT person FROM destruction_line WHERE entry = ${bytes(hexOf(entry))}`).filter(([p]) => !p.startsWith("000000000000"));
    });
    if (!lines.some(([p]) => p === hex)) continue;
    at = `/ll/people/${subject}/entries/${entry}`;
    break;
  }
  assert.ok(at, `nobody could propose that ${service} lets ${person} go`);
  const looks = await lead.post(at + "/sample", formTo((await lead.get(at)).text, at + "/sample"));
  assert.equal(looks.status, 303, looks.text);
  const page = (await lead.get(at)).text;
  const approve = [...page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>[^]*?<\/form>/g)].map((m) => m[1]).find((a) => a.includes("/move"));
  assert.ok(approve, page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").slice(0, 2000));
  const agreed = await lead.post(approve, formTo(page, approve.split("?")[0]));
  assert.equal(agreed.status, 303, agreed.text);
  await end();
  const running = () => server;
  return { begin, end, as, believe, account, person, hex, service, stories, wrapped, piece, seen, at, running };
}

/** Then it is done; what went is looked for everywhere. What `place` is: agreeIn(). */
export async function destroyIn(place, t) {
  const { home, rows, bytes } = place;
  const records = "records", keys = "keys";
  const agreed = await agreeIn(place, t);
  const { begin, end, as, believe, person, hex, stories, wrapped, piece, seen, at, running } = agreed;
  await begin("2034-06-10");
  await until("the question about the date", async () => (await (await as("dp-lead")).get("/ll/day")).text.includes("The date of this server went from"));
  const again = await as("dp-lead");
  await believe(again);
  await until("the end of the record", () => rows(records, `SELECT count(*) FROM person WHERE id = ${bytes(hex)}`)[0][0] === 0, 90);
  await until("the certificate", async () => /Certificate|destroyed/i.test((await again.get(at)).text));
  assert.notEqual((await again.get(`/ll/people/${person}`)).status, 200);

  const name = /<h1[^>]*>([^<]{5,60})</.exec(seen.text)?.[1].trim();
  // What was sealed may lie on as bytes that nothing opens; what opened it, and what it said, is nowhere.
  const needles = [];
  assert.equal(rows(records, `SELECT count(*) FROM segment WHERE person = ${bytes(hex)}`)[0][0], 0);
  const left = new Set(rows(keys, "SELECT person, slot, generation FROM person_key WHERE wrapped IS NOT NULL").map((r) => r.join(" ")));
  const gone = [...wrapped].filter(([k]) => !left.has(k));
  assert.ok(gone.some(([k]) => k.startsWith(hex)) && gone.length > 1, "keys were destroyed");
  for (const [k, w] of gone) needles.push([`the key ${k}`, piece(w)]);
  const keysLeft = found(needles, memoryOf(running().pid));
  assert.ok(seen.status === 200 && name, "nobody read who they are before, so nothing can be looked for");
  needles.push(["the name", Buffer.from(name)]);
  const log = running().log.join("\n");
  await end();
  place.allGone?.();
  assert.deepEqual(found(needles, [...place.files()].map((f) => [f, readFileSync(f)])), []);
  assert.deepEqual(found(needles, [["the log", Buffer.from(log)]]), []);
  // What libpq gave back of a server of PostgreSQL may lie in memory until the next start.
  if (!place.remembersWrapped) assert.deepEqual(keysLeft, []);
  // What was shown before may lie in memory that was given back, until the next start.
  await begin("2034-06-11");
  await as("dp-lead");
  assert.deepEqual(found(needles, memoryOf(running().pid)), []);
  await end();
  return { person, hex, stories, gone: gone.map(([k]) => k), begin, end, as };
}

function hexOf(id) {
  let n = 0n;
  for (const c of id) n = (n << 5n) | BigInt(crockford.indexOf(c));
  return n.toString(16).padStart(32, "0");
}
