// Whoever claims to speak for somebody is written down by one and verified by another; what the person does not want told
// to somebody stands before their number and stops a sharing with whom they stand for. On a large screen, and on a phone
// without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

async function someone(role, options) {
  const page = await visitor(browser, server, options);
  await signIn(page, server.who("ll", role));
  return page;
}


/** A sharing with the social worker, filled in but for what is given. */
async function share(page, person, what, reason) {
  await page.goto(`${person}/write/disclosure?to=social-worker`);
  const before = await main(page);
  const rests = page.locator('main [name="rests-on"]');
  if ((await rests.first().evaluate((e) => e.tagName)) === "SELECT") await rests.selectOption("for-deliver-support");
  else await page.locator('main [name="rests-on"][value="for-deliver-support"]').check();
  await page.locator(`main [name="what"][value="${what}"]`).check();
  const words = { "to-whom": "The duty desk", "who-asks": "They plan the review", words: "That she is well", weighed: "One sentence", arrangements: "By telephone, after calling back" };
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  if (reason) await page.locator('main [name="against-wish"]').fill(reason);
  await page.getByLabel("By telephone", { exact: true }).check();
  await page.locator('main [name="already"][value="no"]').check();
  await page.locator('main [name="beyond-care"][value="no"]').check();
  await page.getByLabel("Yes, they were told before").check();
  for (const field of ["on", "told-on"]) await fillDate(page, field);
  await page.getByRole("button", { name: "Keep it" }).click();
  return before;
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-3.2b: whoever speaks for somebody is verified by another than whoever wrote it down, on ${how}`, async () => {
    const name = `Zqattorney${width} Example`;
    const worker = await someone("worker", { javascript, width });
    await worker.goto("/ll/day");
    await worker.locator("main a.candour-people__name, main .candour-people a").first().click();
    const person = new URL(worker.url()).pathname;
    await worker.goto(`${person}/circle/new`);
    await worker.locator('main [name="name"]').fill(name);
    await worker.locator('main [name="relation"]').selectOption("sibling");
    await worker.locator('main [name="informed"]').first().check();
    await worker.locator('main [name="authority"]').selectOption("lpa-health");
    await worker.locator('main [name="evidence"]').fill("The registered original, with its stamp");
    await worker.locator('main [name="scope"]').fill("Health, not where to live");
    await worker.locator('main [name="authority-ends-day"]').fill("31");
    await worker.getByRole("button", { name: "Save" }).click();
    assert.match(await main(worker), /Write the last day, such as 31 3 2027/, "half a date is none");
    assert.equal(await worker.locator('main [name="scope"]').inputValue(), "Health, not where to live");
    await fillDate(worker, "authority-ends", new Date(Date.now() + 400 * 24 * 3600_000));
    await worker.getByRole("button", { name: "Save" }).click();
    const said = await main(worker);
    assert.match(said, /Authority not verified/);
    assert.match(said, /By nobody yet: until then nobody is told or decides anything by it/);
    assert.match(said, /An authority is verified by .*: ask one of them/);
    await checkPage(worker, "an authority that nobody verified");
    await shot(worker, `circle-not-verified-${width}`);

    const boss = await someone("supervisor", { javascript, width });
    await boss.goto("/ll/day");
    assert.match(await main(boss), /Somebody is written down as speaking for a person: look at what proves it/);
    await boss.goto(`${person}/circle`);
    await boss.getByRole("button", { name: new RegExp(`I have seen what proves it: verify.*${name}`) }).click();
    assert.match(await main(boss), /Verified\. From now on it counts/);
    await checkPage(boss, "an authority that was verified");
    await shot(boss, `circle-verified-${width}`);
    for (const page of [worker, boss]) await page.context().close();
  });

  test(`LL-2.1g: what is not to be told to somebody stands before their number and stops a sharing, on ${how}`, async () => {
    const name = `Zqsocial${width} Example`;
    const worker = await someone("worker", { javascript, width });
    await worker.goto("/ll/day");
    await worker.locator("main a.candour-people__name, main .candour-people a").nth(width === 375 ? 1 : 2).click();
    const person = new URL(worker.url()).pathname;
    await worker.goto(`${person}/circle/new`);
    await worker.locator('main [name="name"]').fill(name);
    await worker.locator('main [name="relation"]').selectOption("social-worker");
    await worker.locator('main [name="phone"]').fill("020 7946 0018");
    await worker.locator('main [name="informed"]').first().check();
    await worker.locator('main [name="not-to-know"][value="health"]').check();
    await worker.locator('main [name="not-to-know-words"]').fill("Not about my hospital stay");
    await worker.locator('main [name="recipient"]').selectOption("social-worker");
    await checkPage(worker, "what is not to be told to somebody");
    await worker.getByRole("button", { name: "Save" }).click();
    const said = await main(worker);
    const at = said.indexOf(name);
    const wish = said.indexOf("Not about my hospital stay", at), phone = said.indexOf("020 7946 0018", at);
    assert.ok(wish > at && phone > wish, "it is read before the number");
    await shot(worker, `circle-not-told-${width}`);

    const terms = await share(worker, person, "health");
    assert.match(terms, new RegExp(`Not to be told to ${name}\\s+“Your health”: “Not about my hospital stay”`));
    assert.match(await main(worker), new RegExp(`They do not want “Your health” told to ${name}: “Not about my hospital stay”\\. Leave it out`));
    await checkPage(worker, "a sharing that they do not want");
    await shot(worker, `sharing-not-wanted-${width}`);
    await share(worker, person, "health", "The review needs it");
    assert.match(await main(worker), /Whoever signs off what others write decides/);
    await share(worker, person, "care");
    assert.doesNotMatch(await main(worker), /There is a problem/, "what they did not name is told");
    const boss = await someone("supervisor", { javascript, width });
    await share(boss, person, "health", "The review needs it, and she was told so");
    assert.doesNotMatch(await main(boss), /There is a problem/);
    for (const page of [worker, boss]) await page.context().close();
  });
}
