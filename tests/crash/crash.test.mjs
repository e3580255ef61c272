// A short run of the crash harness, and the proof that it would notice: what was acknowledged and is taken away
// behind its back must be found.
import { test } from "node:test";
import assert from "node:assert/strict";
import { crash } from "./crash.mjs";

const quiet = { say: () => {} };

test("ALL-2, ALL-4: ten kills under load lose nothing", { timeout: 300_000 }, async (t) => {
  const run = await crash({ kills: 10, say: (l) => t.diagnostic(l) });
  assert.deepEqual([...run.lost, ...run.torn, ...run.unverifiable], []);
  assert.match(run.result(), /^1\d kills: 0 lost, 0 torn, 0 unverifiable$/);
  assert.ok(run.model.entries.size > 10, `only ${run.model.entries.size} entries were acknowledged: that is no load`);
  assert.ok(run.model.views.shown > 50, `only ${run.model.views.shown} views were acknowledged`);
});

// What is damaged, how, and where it must be found.
const newest = (run) => [...run.model.entries.values()].at(-1).id;
const damages = [
  ["a part of an acknowledged note", (run) => run.engine.spoil("segment", newest(run)), "torn", /without its segment/],
  ["the newest version of a note", (run) => run.engine.spoil("version", newest(run)), "torn", /newest version|do not follow/],
  ["a whole note", (run) => run.engine.spoil("entry", newest(run)), "lost", /does not read as written/],
  ["a draft", (run) => run.engine.spoil("draft", [...run.model.drafts.keys()][0]), "lost", /draft .* does not read as saved/],
  ["a line of the ledger", (run) => run.engine.spoil("ledger", String(run.first.size + 5)), "unverifiable", /ledger/],
];

for (const [what, damage, where, words] of damages)
  test(`the harness finds that ${what} is gone`, { timeout: 120_000 }, async () => {
    const run = await crash({ ...quiet, kills: 2, seed: 7, spoil: damage,
      enough: (r) => r.model.entries.size > 3 && r.model.drafts.size > 1 });
    assert.ok(!run.whole, "nothing was found");
    assert.match(run[where].join("\n"), words);
    assert.doesNotMatch(run.result(), / 0 lost, 0 torn, 0 unverifiable/);
  });
