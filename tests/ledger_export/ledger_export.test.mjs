// An exported ledger is checked by a program that shares nothing with Candour: Go's reader of signed notes and
// of transparency logs, from Debian. It finds the demo's ledgers good, and any changed byte.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, startServer } from "../journeys/harness.mjs";

const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const org = "ll";
const dir = mkdtempSync(join(tmpdir(), "candour-ledger-export-"));
const at = (name) => join(dir, name);
let server;

function run(program, args, env = {}) {
  const r = spawnSync(program, args, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } });
  assert.ifError(r.error);
  return r;
}
const candour = (...args) => run(join(build, "candour"), args);
const independent = (...args) => run(at("check"), args);

/** All files below a folder. */
const filesIn = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });

/** A worker who opens the list of her people again and again: a line each time. */
async function makeEntries(count) {
  const worker = server.who(org, "worker");
  const signedIn = await fetch(`${server.url}/${org}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: server.url },
    body: new URLSearchParams({ username: worker.username, password: worker.password }),
  });
  assert.equal(signedIn.status, 303);
  const cookie = signedIn.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  for (let i = 0; i < count; i++) {
    const r = await fetch(`${server.url}/${org}/people`, { headers: { cookie } });
    assert.equal(r.status, 200);
    await r.text();
  }
}
/** Asks again when the connection had been idle for too long and was closed. */
const get = (url) => fetch(url).catch(() => fetch(url));
const sizeOf = (checkpoint) => Number(checkpoint.split("\n")[1]);

before(async () => {
  // Without modules: Debian's packages lie in a GOPATH.
  const go = run("go", ["build", "-o", at("check"), join(root, "tests/ledger_export/go/check.go")], {
    GO111MODULE: "off",
    GOFLAGS: "",
    GOPATH: "/usr/share/gocode",
    GOCACHE: at("go-cache"),
  });
  assert.equal(go.status, 0, go.stderr);
  server = await startServer({ args: ["--witness", at("witness")] });
});
after(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test("ALL-2: the demo's ledgers are found good by a program that is not ours", () => {
  for (const code of ["im", "ig", "ll", "ps", "lw"]) {
    if (!existsSync(join(server.data, code, "records.db"))) continue;
    const out = candour("ledger", "export", "--data", server.data, "--org", code, at(code));
    assert.equal(out.status, 0, out.stderr);
    const checked = independent(at(code));
    assert.equal(checked.status, 0, checked.stderr);
    const size = sizeOf(readFileSync(join(at(code), "checkpoint"), "utf8"));
    assert.ok(size > 0);
    assert.equal(checked.stdout, `candour/${code}: ${size} entries, each proved to be in the tree that was signed\n`);
    const ours = candour("ledger", "verify", at(code));
    assert.equal(ours.status, 0, ours.stderr);
    assert.match(ours.stdout, new RegExp(`the ledger holds. ${size} entries checked`));
  }
});

test("ALL-2: an export that grew is consistent with the checkpoint of before, and a witness has it too", async () => {
  cpSync(join(at(org), "checkpoint"), at("older"));
  const before = readFileSync(at("older"), "utf8");
  await makeEntries(300);
  const out = candour("ledger", "export", "--data", server.data, "--org", org, at(org));
  assert.equal(out.status, 0, out.stderr);
  assert.match(out.stdout, new RegExp(`of which ${sizeOf(before)} were there and are proved to be the same`));
  const now = readFileSync(join(at(org), "checkpoint"), "utf8");
  assert.ok(sizeOf(now) >= sizeOf(before) + 300);
  const checked = independent(at(org), at("older"), join(at(org), "verifier.key"));
  assert.equal(checked.status, 0, checked.stderr);
  assert.match(checked.stdout, new RegExp(`the first ${sizeOf(before)} are those of the older checkpoint`));
  // The witness's file has the checkpoints of all organisations, one after the other.
  assert.ok(readFileSync(at("witness"), "utf8").includes(`candour/${org}\n`));
  const ours = candour("ledger", "verify", at(org), "--older", at("witness"), "--key", join(at(org), "verifier.key"));
  assert.equal(ours.status, 0, ours.stderr);
  assert.match(ours.stdout, /1 older checkpoint is of a beginning of it/);
  // Another log's checkpoint is not taken for this one's.
  const other = ["im", "ig", "ps", "lw"].find((c) => existsSync(at(c)));
  assert.equal(independent(at(org), join(at(other), "checkpoint")).status, 1);
  assert.equal(independent(at(org), at("older"), join(at(other), "verifier.key")).status, 1);
});

test("ALL-2: one flipped byte in any sort of file is found, by them and by us", () => {
  const all = filesIn(at(org)).map((f) => f.slice(at(org).length + 1));
  const one = (pattern) => all.filter((f) => pattern.test(f)).at(-1);
  const wanted = [/^checkpoint$/, /^verifier.key$/, /^tile\/0\/\d{3}$/, /^tile\/0\/.*\.p\//, /^tile\/1\//,
                  /^tile\/entries\/\d{3}$/, /^tile\/entries\/.*\.p\//];
  for (const pattern of wanted) {
    const file = one(pattern);
    assert.ok(file, `the export has no ${pattern}`);
    const good = readFileSync(join(at(org), file));
    for (const place of [0, Math.floor(good.length / 2), good.length - 2]) {
      const bad = Buffer.from(good);
      bad[place] ^= 1;
      writeFileSync(join(at(org), file), bad);
      assert.equal(independent(at(org)).status, 1, `${file}, byte ${place}: not found by the other program`);
      assert.equal(candour("ledger", "verify", at(org)).status, 1, `${file}, byte ${place}: not found by ours`);
    }
    writeFileSync(join(at(org), file), good);
  }
  assert.equal(independent(at(org)).status, 0);
});

test("ALL-2: what a witness fetches over HTTP is what was exported, and holds no entry", async () => {
  const log = `${server.url}/${org}/ledger/log`;
  candour("ledger", "export", "--data", server.data, "--org", org, at(org));
  const note = await get(`${log}/checkpoint`);
  assert.equal(note.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(await note.text(), readFileSync(join(at(org), "checkpoint"), "utf8"));
  for (const file of filesIn(join(at(org), "tile")).map((f) => f.slice(at(org).length + 1))) {
    const got = await get(`${log}/${file}`);
    if (file.startsWith("tile/entries/")) {
      assert.equal(got.status, 404, file);
      continue;
    }
    assert.equal(got.status, 200, file);
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), readFileSync(join(at(org), file)), file);
    assert.equal(got.headers.get("cache-control"), file.includes(".p/") ? "no-store" : "public, max-age=31536000, immutable");
  }
});

test("a folder with something else in it stays as it is", () => {
  cpSync(join(at(org), "checkpoint"), join(at("go-cache"), "checkpoint"));
  const out = candour("ledger", "export", "--data", server.data, "--org", org, at("go-cache"));
  assert.equal(out.status, 1);
  assert.match(out.stderr, /To mend: give an empty folder/);
});

test("an entry is printed with its proof", () => {
  const out = candour("ledger", "proof", "--data", server.data, "--org", org, "0");
  assert.equal(out.status, 0, out.stderr);
  assert.match(out.stdout, /^entry 0\n\{.*\}\nproof\n([A-Za-z0-9+/=]{44}\n)+checkpoint\ncandour\/ll\n\d+\n/);
  assert.equal(candour("ledger", "proof", "--data", server.data, "--org", org, "99999999").status, 1);
  writeFileSync(at("proof.txt"), out.stdout);
  const held = candour("ledger", "check-proof", at("proof.txt"));
  assert.equal(held.status, 0, held.stderr);
  assert.match(held.stdout, /^Entry 0 stands in the ledger of candour\/ll, by its checkpoint of \d+ entries\./);
  writeFileSync(at("changed.txt"), out.stdout.replace("entry 0", "entry 1"));
  const changed = candour("ledger", "check-proof", at("changed.txt"));
  assert.equal(changed.status, 1);
  assert.match(changed.stderr, /does not lead from the entry to the checkpoint/);
});
