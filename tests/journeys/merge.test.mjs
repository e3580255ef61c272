// Two records of one person, in the browser: added twice, compared, joined, a note written, and parted again; on a large
// screen, and on a phone without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const idOf = (page) => page.url().match(/people\/([0-9a-z]{26})/)[1];

/** Adds somebody and takes them in; their id. */
async function addSomebody(page, given, family, day) {
  await page.goto("/ll/people/new?service=community-support");
  await page.getByLabel("First name", { exact: true }).first().fill(given);
  await page.getByLabel("Last name", { exact: true }).first().fill(family);
  await page.locator("#birth-date-day, [name=birth-date-day]").first().fill(day);
  await page.locator("[name=birth-date-month]").first().fill("3");
  await page.locator("[name=birth-date-year]").first().fill("1964");
  await page.getByLabel("Who refers them?").selectOption("self");
  await page.getByRole("button", { name: "Add them" }).click();
  const anyway = page.getByRole("button", { name: "No, it is somebody else: add them" });
  if (await anyway.count()) await anyway.click();
  await page.waitForURL("**/referrals/*");
  const accept = page.getByRole("button", { name: "Accept" });
  await accept.first().click();
  await page.goto("/ll/search?q=" + encodeURIComponent(`${given} ${family}`));
  await page.locator("main").getByRole("link", { name: `${given} ${family}` }).first().click();
  await page.waitForURL("**/people/*");
  return idOf(page);
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  test(`two records are joined and parted after a new note, on ${how}`, async () => {
    const family = javascript ? "Quillfeather" : "Thistlewood";
    const boss = await visitor(browser, server, { javascript, width });
    await signIn(boss, server.who("ll", "supervisor"));
    const kept = await addSomebody(boss, "Ottoline", family, "4");
    const other = await addSomebody(boss, "Lina", family, "5");

    await boss.goto(`/ll/people/${kept}`);
    await boss.getByRole("link", { name: "This is the same person as …" }).click();
    await boss.waitForURL("**/merge");
    await checkPage(boss, "finding the other record");
    await boss.getByLabel("Find the other record").fill(`Lina ${family}`);
    await boss.locator("main").getByRole("button", { name: "Find" }).click();
    await checkPage(boss, "found");
    await boss.getByRole("link", { name: "Compare" }).first().click();
    await boss.waitForURL(`**/merge/${other}`);
    await checkPage(boss, "both side by side");
    if (process.env.CANDOUR_SHOTS) await boss.screenshot({ path: `${process.env.CANDOUR_SHOTS}/preview-${width}.png`, fullPage: true });
    assert.match(await main(boss), /Which details stand/);
    assert.match(await main(boss), /of the other record ends/);

    await boss.getByRole("group", { name: "First name" }).getByLabel("Ottoline", { exact: true }).check();
    await boss.getByRole("group", { name: "Date of birth" }).getByLabel(/4 March 1964/).check();
    await boss.getByRole("button", { name: "Join them" }).click();
    await checkPage(boss, "without a reason");
    assert.match(await main(boss), /Say how you know/);
    assert.ok(await boss.getByRole("group", { name: "First name" }).getByLabel("Ottoline", { exact: true }).isChecked(), "what was chosen stands");
    await boss.getByLabel("How do you know that this is one person?").fill("She brought both letters to the office");
    await boss.getByRole("button", { name: "Join them" }).click();
    await boss.waitForURL("**/merges/*");
    await checkPage(boss, "joined");
    if (process.env.CANDOUR_SHOTS) await boss.screenshot({ path: `${process.env.CANDOUR_SHOTS}/joined-${width}.png`, fullPage: true });
    assert.match(await main(boss), /She brought both letters/);

    await boss.goto(`/ll/people/${other}/services`);
    assert.equal(idOf(boss), kept, "the other address leads to the record that stays");
    assert.match(await whole(boss), /joined with this one/);
    await checkPage(boss, "led on");

    await boss.goto(`/ll/people/${kept}/write/contact-note`);
    await boss.getByLabel(/What happened/).fill("Talked about the garden");
    const method = boss.locator("[name=method]").first();
    if ((await method.evaluate((e) => e.tagName)) === "SELECT") await method.selectOption({ index: 1 });
    else await method.check();
    await boss.getByRole("button", { name: "Keep it" }).click();
    await boss.waitForURL(/people\/[0-9a-z]{26}(?!\/write)/);

    await boss.goto(`/ll/people/${kept}`);
    assert.match(await main(boss), /Talked about the garden/);
    await checkPage(boss, "the joined record");
    if (process.env.CANDOUR_SHOTS) await boss.screenshot({ path: `${process.env.CANDOUR_SHOTS}/record-${width}.png`, fullPage: true });
    await boss.goto(`/ll/search?q=${encodeURIComponent(`Lina ${family}`)}`);
    assert.match(await main(boss), new RegExp(`Ottoline ${family}`));
    assert.doesNotMatch(await main(boss), new RegExp(`Lina ${family}`));

    await boss.goto(`/ll/people/${kept}/profile`);
    await boss.locator("main, aside").getByRole("link", { name: / by / }).last().click();
    await boss.waitForURL("**/merges/*");
    assert.match(await main(boss), /Contact note/i);
    await boss.getByLabel("How do you know that these are two people?").fill("They are sisters, both were here");
    await boss.getByRole("button", { name: "Part them" }).click();
    await boss.waitForURL("**/merges/*");
    await checkPage(boss, "parted");
    if (process.env.CANDOUR_SHOTS) await boss.screenshot({ path: `${process.env.CANDOUR_SHOTS}/parted-${width}.png`, fullPage: true });
    assert.match(await main(boss), /They are sisters/);

    await boss.goto(`/ll/people/${other}`);
    assert.equal(idOf(boss), other);
    assert.match(await whole(boss), new RegExp(`Lina ${family}`));
    assert.doesNotMatch(await main(boss), /Talked about the garden/);
    await boss.goto(`/ll/people/${kept}`);
    assert.match(await main(boss), /Talked about the garden/);
    await boss.goto(`/ll/people/${other}/who-looked`);
    assert.match(await main(boss), /Joined two records/);
    assert.match(await main(boss), /Parted two records/);
  });
}
