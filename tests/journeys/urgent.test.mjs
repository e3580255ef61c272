// In danger, something is told at once and looked at afterwards: by Living Well's notice with a ground that says so. It
// needs its detail, it is work of the reviewer with its hours, and one whose hours passed is shown as late, never hidden.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, root, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";

let server, later, browser, charters;
before(async () => {
  charters = mkdtempSync(join(tmpdir(), "candour-charters-"));
  cpSync(join(root, "charters"), charters, { recursive: true });
  const file = join(charters, "lw.yaml");
  const was = readFileSync(file, "utf8");
  const text = was
    .replace('number: "1.0"', 'number: "1.1"')
    .replace(/(  - code: threat-to-you\n(?:    .*\n)*?    inform: where-possible\n)/, "$1    approval: after\n    review-within-hours: 48\n")
    .replace(/(  - code: threat-to-you\n(?:    .*\n)*?    grounds: \{basis: working)/, "$1, approval: working, review-within-hours: working");
  assert.notEqual(text, was);
  writeFileSync(file, text);
  server = await startServer({ args: ["--charters", charters] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await later?.stop();
  if (charters) rmSync(charters, { recursive: true, force: true });
});

async function someone(role, on = server, options = {}) {
  const page = await visitor(browser, on, options);
  await signIn(page, on.who("lw", role));
  return page;
}

async function choose(page, name, label) {
  const field = page.locator(`main [name="${name}"]`);
  if ((await field.first().evaluate((e) => e.tagName)) === "SELECT") await field.selectOption({ label });
  else await page.getByLabel(label, { exact: true }).check();
}

/** Told at once; its page. */
async function tell(page, toWhom) {
  await page.goto("/lw/people");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/disclosure`);
  await choose(page, "recipient", "Police");
  await choose(page, "rests-on", "A threat to your own safety");
  await page.locator('main [name="what"][value="contact"]').check();
  const words = {
    "to-whom": toWhom,
    "who-asks": "We ring of our own accord",
    words: "Where she was to be this evening",
    weighed: "One address, nothing about health",
    arrangements: "By telephone, to the number of the station",
  };
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  await page.locator('main [name="how"][value="phone"]').check();
  await page.locator('main [name="already"][value="yes"]').check();
  await page.locator('main [name="beyond-care"][value="no"]').check();
  await page.getByLabel("They are not told").check();
  await page.locator('main [name="why-not-told"]').fill("She could not be reached");
  await fillDate(page, "on");
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(page), /what the law demands|risk is/, "the detail is needed");
  await page.locator('main [name="detail"]').fill("She wrote that she will not be here tomorrow");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.goto(`${person}?part=circle`);
  await page.getByRole("link", { name: toWhom }).first().click();
  assert.match(await main(page), /State\s+Told/);
  assert.equal(await page.getByRole("button", { name: "Looked at afterwards" }).or(page.getByRole("link", { name: "Looked at afterwards" })).count(), 0, "not by whoever told it");
  return new URL(page.url()).pathname;
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`what was urgent is told at once and looked at within its 48 hours, on ${how}`, async () => {
    const worker = await someone("worker", server, { javascript, width });
    const at = await tell(worker, `Control room ${width}`);
    await checkPage(worker, "an urgent sharing");
    const boss = await someone("supervisor", server, { javascript, width });
    await boss.goto("/lw/work");
    const work = await main(boss);
    assert.match(work, /Sharing to be looked at: A threat to your own safety/);
    await shot(boss, `urgent-work-${width}`);
    await boss.goto(at);
    assert.match(await main(boss), /Sharing to be looked at/);
    await shot(boss, `urgent-${width}`);
    await boss.getByRole("link", { name: "Looked at afterwards" }).click();
    await boss.locator('main [name="looked-at"]').fill("Right, and no more than was needed");
    await boss.locator("main").getByRole("button", { name: "Looked at afterwards" }).click();
    assert.match(await main(boss), /Told and looked at/);
    await checkPage(boss, "an urgent sharing that was looked at");
    for (const page of [worker, boss]) await page.context().close();
  });
}

test("one that nobody looked at in its 48 hours is shown as late, with its date, and can still be looked at",
  { skip: process.env.CANDOUR_TEST_ENGINE === "postgres" && "it goes on with a folder" }, async () => {
    const worker = await someone("worker");
    const at = await tell(worker, "Control room, missed");
    await worker.context().close();
    const day = new Date(Date.now() + 4 * 24 * 3600_000).toISOString().slice(0, 10);
    later = await startServer({ data: server.data, args: ["--charters", charters, "--date", day] });
    for (const [javascript, width] of [[true, 1280], [false, 375]]) {
      const boss = await someone("supervisor", later, { javascript, width });
      await boss.goto("/lw/work");
      const row = boss.locator("main li, main tr", { hasText: "Sharing to be looked at: A threat to your own safety" }).first();
      assert.match(await row.innerText(), /late since/);
      await checkPage(boss, "work that is late");
      await shot(boss, `urgent-late-${width}`);
      await boss.goto(at);
      assert.match(await main(boss), /late since/);
      await shot(boss, `urgent-late-entry-${width}`);
      await boss.context().close();
    }
  });
