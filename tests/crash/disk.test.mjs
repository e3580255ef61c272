// A disk that is full under a running server: what was typed comes back, nothing is shown that the ledger cannot
// hold, and when there is room again the same server goes on. On a small file system of its own; that needs root.
import { after, before, test } from "node:test";
import { spawnSync } from "node:child_process";
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { Browser, filled, formTo } from "./browser.mjs";
import { Server, build, makeHome, root } from "./server.mjs";

const small = mkdtempSync(join(tmpdir(), "candour-small-disk-"));
const mounted = process.getuid() === 0 && spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "none", small]).status === 0;
const skip = mounted ? false : "no file system of its own could be mounted: this needs root and mount";
const filler = join(small, "filler");
let home, server, data;

/** Writes until there is no room for one byte more. */
function fill() {
  const file = openSync(filler, "w");
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
    const bytes = Buffer.alloc(size);
    try {
      for (;;) if (writeSync(file, bytes) < size) break;
    } catch (e) {
      assert.equal(e.code, "ENOSPC");
    }
  }
  closeSync(file);
}

before(async () => {
  if (!mounted) return;
  home = makeHome("ll");
  data = join(small, "data");
  mkdirSync(data);
  cpSync(join(home.data, "ll"), join(data, "ll"), { recursive: true });
  server = new Server(["--data", data, "--charters", home.charters, "--demo"]);
  await server.start();
});
after(async () => {
  await server?.kill();
  if (mounted) spawnSync("umount", [small]);
  rmSync(small, { recursive: true, force: true });
  home?.remove();
});

test("ALL-2, ALL-4: on a full disk nothing is shown and nothing typed is lost, and afterwards all works", { skip }, async () => {
  const me = new Browser();
  me.goTo(server.port);
  const account = home.signIns.find((s) => s.username === "worker1");
  assert.equal((await me.post("/ll/sign-in", [["username", account.username], ["password", account.password]])).status, 303);
  const person = (await me.get("/ll/people")).text.match(/\/ll\/people\/[0-9a-z]{26}/)[0];
  const shown = await me.get(person);
  assert.equal(shown.status, 200);
  const name = shown.text.match(/<h1[^>]*>\s*([^<]+)</)?.[1].trim() ?? shown.text.match(/<title>([^<–]+)/)[1].trim();
  const path = `${person}/write/contact-note`;
  const words = "Typed on the day when the disk was full.";
  const form = filled(formTo((await me.get(path)).text, path), { method: "phone", "what-happened": words });

  fill();
  const kept = await me.post(path, form);
  assert.equal(kept.status, 503);
  assert.match(kept.text, /The disk is full, so nothing was saved\./);
  assert.match(kept.text, /Ask whoever looks after the server to make room/);
  assert.ok(kept.text.includes(words), "the words come back");
  const again = formTo(kept.text, path);
  assert.ok(again, "with a form to send them again");
  assert.deepEqual(new Map(again), new Map(form), "which holds all that was typed");

  const look = await me.get(person);
  assert.equal(look.status, 503, "a look that cannot be written down is not allowed");
  assert.match(look.text, /The disk is full/);
  assert.ok(!look.text.includes(name), "and shows nobody");
  assert.equal((await me.post(`${person}/draft/contact-note`, form)).status, 503, "a draft that is not saved is not called saved");

  rmSync(filler);
  const now = await me.post(path, again);
  assert.equal(now.status, 303, now.text.slice(0, 2000));
  const id = now.location.match(/#e-([0-9a-z]{26})$/)[1];
  assert.ok((await me.get(`${person}/entries/${id}`)).text.includes(words));
  assert.equal((await me.post(path, again)).location, now.location, "sent twice, kept once");
  me.close();
  await server.stop();
  for (const args of [["ledger", "verify", "--data", data], ["vault", "check", "--data", data, "--charters", home.charters]]) {
    const done = spawnSync(join(build, "candour"), args, { cwd: root, encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
  }
});
