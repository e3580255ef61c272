// Somebody asks to take what they gave elsewhere: it is written down, gathered, reviewed, sent to the organisation that they
// name, as a file that other systems read; on a large screen, and on a phone without JavaScript.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { giveEveryPiece, until } from "./copies.mjs";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first().click();

async function addSomebody(page, given, family) {
  await page.goto("/im/people/new?service=supported-living");
  await page.getByLabel("First name", { exact: true }).first().fill(given);
  await page.getByLabel("Last name", { exact: true }).first().fill(family);
  await page.locator("[name=birth-date-day]").first().fill("4");
  await page.locator("[name=birth-date-month]").first().fill("3");
  await page.locator("[name=birth-date-year]").first().fill("1964");
  await page.getByLabel("Who refers them?").selectOption("self");
  await page.getByRole("button", { name: "Add them" }).click();
  const anyway = page.getByRole("button", { name: "No, it is somebody else: add them" });
  if (await anyway.count()) await anyway.click();
  await page.waitForURL("**/referrals/*");
  await page.getByRole("button", { name: "Accept" }).first().click();
  await page.goto("/im/search?q=" + encodeURIComponent(`${given} ${family}`));
  await page.locator("main").getByRole("link", { name: `${given} ${family}` }).first().click();
  await page.waitForURL("**/people/*");
  return page.url().match(/people\/([0-9a-z]{26})/)[1];
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`IM-13.1: what somebody gave goes where they want it, on ${how}`, async () => {
    const family = javascript ? "Quillfeather" : "Thistlewood";
    const boss = await visitor(browser, server, { javascript, width });
    await signIn(boss, server.who("im", "supervisor"));
    const person = await addSomebody(boss, "Ottoline", family);

    await boss.goto(`/im/people/${person}/write/information-request`);
    await boss.locator("main select[name=right]").selectOption("portability");
    await fillDate(boss, "received-on");
    await boss.locator("main [name=from]").fill(`Ottoline ${family}`);
    await boss.locator("main [name=what]").fill("What I told you, to Example Care");
    await press(boss, "Keep it");
    await boss.goto(`/im/people/${person}`);
    await boss.locator("main a[href*='/entries/']", { hasText: /Request about information/ }).first().click();
    await boss.waitForURL("**/entries/*");
    const request = new URL(boss.url()).pathname;

    const lead = await visitor(browser, server, { javascript, width });
    await signIn(lead, server.who("im", "dp-lead"));
    await lead.goto(request);
    await take(lead, "We know who asks");
    await lead.locator('main [name="identity"]').fill("She showed her passport");
    await fillDate(lead, "counts-from");
    await press(lead, "We know who asks");
    await lead.goto(`/im/people/${person}/ask`);
    await lead.locator("input[name=reason][value=rights-request]").check();
    await lead.locator("[name=words]").fill("She asked to take what she gave us to Example Care");
    await press(lead, "Open the record");

    await lead.goto(request);
    assert.match(await main(lead), /What they take with them/);
    await take(lead, "Put it together");
    await checkPage(lead, "what they take, not begun");
    await shot(lead, `portability-${width}`);
    await press(lead, "Gather it");
    await until(lead, /To be reviewed/);
    assert.match(await main(lead), /on consent or a contract/);
    await checkPage(lead, "what they take, to review");
    // They want all of it after all.
    await lead.locator("[name=portable][value=all]").check();
    await press(lead, "Gather it anew");
    await until(lead, /All that is held[\s\S]*Passages left out/);
    await giveEveryPiece(lead);
    await press(lead, "The review is done");
    await checkPage(lead, "what they take, to hand over");
    await shot(lead, `portability-ready-${width}`);

    const [file] = await Promise.all([lead.waitForEvent("download"), take(lead, "All of it (ZIP)")]);
    const zip = join(server.data, `portable-${width}.zip`);
    writeFileSync(zip, readFileSync(await file.path()));
    const inside = (name) => execFileSync("unzip", ["-p", zip, name]).toString();
    const bundle = JSON.parse(inside("fhir-bundle.json"));
    const of = (type) => bundle.entry.map((e) => e.resource).filter((r) => r.resourceType === type);
    assert.equal(of("Patient")[0].name[0].family, family);
    assert.ok(of("AuditEvent").length > 0);
    assert.ok(of("QuestionnaireResponse").some((r) => r.questionnaire === "urn:candour:kind:information-request"));
    assert.equal(JSON.parse(inside("portable.json")).scope, "all");
    assert.match(inside("csv/details.csv"), new RegExp(family));

    await lead.goto(request + "/pack");
    await lead.locator("[name=way][value=organisation]").check();
    await lead.locator("main [name=to]").fill("To Example Care, whom she named, by their secure transfer");
    await press(lead, "It was handed over");
    assert.match(await main(lead), /Handed over on[\s\S]*Example Care/);
    await lead.context().close();

    // Another organisation with the same notice would bring it in so; here somebody like them is known.
    const brought = join(server.data, `bundle-${width}.json`);
    writeFileSync(brought, JSON.stringify(bundle));
    await boss.goto("/im/people/new");
    await take(boss, "They bring their information from another organisation");
    await checkPage(boss, "bringing somebody in");
    await shot(boss, `bundle-${width}`);
    await boss.locator("main [name=service]").selectOption("supported-living");
    await boss.locator("main [name=file]").setInputFiles(brought);
    await press(boss, "Bring it in");
    assert.match(await main(boss), /Request about information\): it is about what Imagine Independence asked or did/);
    assert.match(await main(boss), /is here already/);
    assert.equal(await boss.locator("main [name=service]").inputValue(), "supported-living", "nothing chosen is lost");
    await checkPage(boss, "what cannot be brought in");
    await shot(boss, `bundle-lines-${width}`);
    await boss.locator("main [name=file]").setInputFiles(brought);
    await boss.locator("main [name=leave]").check();
    await boss.locator("main [name=somebody-else]").check();
    await press(boss, "Bring it in");
    await boss.waitForURL("**/people/*");
    assert.match(await whole(boss), /Brought in from Imagine Independence/);
    assert.match(await main(boss), new RegExp(family));
    assert.notEqual(boss.url().match(/people\/([0-9a-z]{26})/)[1], person);
    await boss.context().close();
  });
}
