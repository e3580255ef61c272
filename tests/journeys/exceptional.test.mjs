// The police ask: it waits for somebody above, who is not its writer, and is told only then. A photo is signed for,
// used, taken back and gone.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { beginJourney, browser, checkPage, checkWidth, fillDate, main, server, shot, signIn, signOnPaper, visitor } from "./harness.mjs";

beginJourney();

async function choose(page, name, label) {
  const field = page.locator(`main [name="${name}"]`);
  if ((await field.first().evaluate((e) => e.tagName)) === "SELECT") await field.selectOption({ label });
  else await page.getByLabel(label, { exact: true }).check();
}

async function someone(role, org, options) {
  const page = await visitor(browser, server, options);
  await signIn(page, server.who(org, role));
  return page;
}

test("LW-4.5: what the police ask for waits for somebody above, and is told after that", async () => {
  const page = await someone("worker", "lw", { javascript: false, width: 375 });
  await page.goto("/lw/people");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/disclosure`);
  await choose(page, "recipient", "Police");
  await choose(page, "rests-on", "Police and serious crime");
  await page.locator('main [name="what"][value="incident"]').check();
  const words = {
    "to-whom": "Sergeant Example, Rochdale",
    "who-asks": "They look for whoever broke the window, with a form that is signed",
    words: "That we were told of a broken window, and when",
    weighed: "Two sentences, nothing about health",
    arrangements: "Handed over at the station, against the form",
  };
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  await page.locator('main [name="how"][value="handed"]').check();
  await page.locator('main [name="already"][value="yes"]').check();
  await page.locator('main [name="beyond-care"][value="no"]').check();
  await page.getByLabel("They are not told").check();
  await page.locator('main [name="why-not-told"]').fill("It would warn whoever they look for");
  await fillDate(page, "on");
  await page.getByRole("button", { name: "Keep it" }).click();
  const refused = await main(page);
  assert.match(refused, /what the law demands|risk is/);
  assert.match(refused, /approves it first.*keep it as not told yet/);
  await page.locator('main [name="detail"]').fill("A crime report with a number, and the officer's signature");
  await page.locator('main [name="already"][value="no"]').check();
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.goto(`${person}?part=circle`);
  await page.getByRole("link", { name: /Sergeant Example/ }).first().click();
  const at = new URL(page.url()).pathname;
  assert.match(await main(page), /Waits for approval/);
  assert.equal(await page.getByRole("button", { name: "It was told" }).count(), 0, "not before somebody approved it");
  assert.equal(await page.getByRole("button", { name: "Approve it" }).count(), 0, "not by whoever wrote it");
  assert.equal((await page.goto(`${at}/send`)).status(), 409, "and nothing is put ready");
  await checkWidth(page, "a sharing that waits");

  let approved = false;
  for (const account of server.signIns.filter((s) => s.org === "lw" && s.role === "supervisor")) {
    const boss = await visitor(browser, server);
    await signIn(boss, account);
    await boss.goto("/lw/work");
    const listed = await boss.locator(`main a[href^="${at}"]`).count();
    await boss.goto(at);
    if (await boss.getByRole("button", { name: "Approve it" }).count()) {
      assert.ok(listed > 0, "whoever is to approve it finds it on the list of their work");
      await checkPage(boss, "a sharing to be approved");
      await boss.getByRole("button", { name: "Approve it" }).click();
      assert.match(await main(boss), /May be told/);
      approved = true;
    }
    await boss.context().close();
    if (approved) break;
  }
  assert.ok(approved, "somebody above may approve it");
  await page.goto(at);
  await page.getByRole("button", { name: "It was told" }).click();
  assert.match(await main(page), /State\s+Told/);
  await shot(page, "police-told-375");
  await page.context().close();
});

test("LL-2.5d: a photo that was signed for on a phone is used, taken back, and gone", async () => {
  const page = await someone("worker", "ll", { width: 375 });
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/consent-form?purpose=share-your-story`);
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("The person themselves").check();
  await signOnPaper(page);
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.goto(`${person}/write/voluntary-item`);
  await checkPage(page, "a photo that is given by choice");
  await page.locator('main [name="title"]').fill("Zqphotoqz at the fair");
  await page.locator('main [name="sort"][value="photo"]').check();
  await fillDate(page, "shared-on");
  await page.locator('main [name="used-for"][value="newsletter"]').check();
  const file = join(mkdtempSync(join(tmpdir(), "candour-photo-")), "fair.png");
  writeFileSync(file, Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
  await page.locator('main input[type="file"]').first().setInputFiles(file);
  const typed = page.locator('main [name="permission-typed"], main [name="permission"]').first();
  await typed.fill("Maya Example");
  await page.locator('main [name="given-by"]').fill("Maya Example");
  await page.locator('main [name="renew-contact"]').fill("By letter");
  await fillDate(page, "ask-again-on", new Date(Date.now() + 300 * 24 * 3600_000));
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.waitForURL("**/people/**");
  await page.goto(`${person}?part=about`);
  await page.getByRole("link", { name: /Zqphotoqz/ }).first().click();
  const at = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Use it somewhere" }).click();
  await choose(page, "used-as", "Newsletters");
  await page.locator('main [name="used-in"]').fill("Winter issue, page 3");
  await choose(page, "recognisable", "Yes, or perhaps");
  await page.getByRole("button", { name: /Use it somewhere|Keep it/ }).click();
  await page.goto(at);
  assert.match(await main(page), /Winter issue, page 3/);
  const picture = await page.locator("main a[href*='/files/']").first().getAttribute("href");
  assert.equal((await page.request.get(picture)).status(), 200);
  await page.getByRole("button", { name: "They took it back" }).click();
  await page.goto(at);
  assert.match(await main(page), /Destroyed: taken back, or its time is over/);
  assert.ok(!/Winter issue/.test(await main(page)));
  assert.notEqual((await page.request.get(picture)).status(), 200, "nobody opens the picture again");
  await checkPage(page, "what was taken back");
  await shot(page, "photo-gone-375");
  await page.context().close();
});
