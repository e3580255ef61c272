// The person's own door: staff hand over a paper, the person comes in on a phone without JavaScript, sees who looked, takes
// a yes back, asks for a copy, sees by when it is answered, and leaves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comeIn, doors, parentSaysYes, theySayYes } from "./own_door.mjs";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

test("IM-1.6, IG-C: a phone without JavaScript: in by the paper, who looked, a yes taken back, a copy asked for, and out", async () => {
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  const door = doors().find((d) => d.org === "ll");
  await theySayYes(door);
  await comeIn(page, door);
  assert.match(page.url(), /\/ll\/own$/);
  assert.match(await main(page), /What we know about you/);
  assert.match(await page.locator("footer").innerText(), /llgdpr@leadinglives\.org\.uk/);
  await checkPage(page, "behind their own door");
  await shot(page, "own-door-start-375");
  for (const [link, words, name] of [
    ["Your details", /Something is wrong/, "details"],
    ["Plans and appointments", /Still to come/, "plans"],
    ["Who looked", /Everybody who opens your record leaves a line here/, "looked"],
    ["What we shared", /told others outside/, "shared"],
    ["When it is deleted", /What we keep of you/, "kept"],
  ]) {
    await page.locator("nav").getByRole("link", { name: link, exact: true }).click();
    assert.match(await main(page), words);
    await checkPage(page, `own door: ${name}`);
    await shot(page, `own-door-${name}-375`);
  }
  await page.locator("nav").getByRole("link", { name: "Who looked", exact: true }).click();
  assert.match(await main(page), /Support worker/);
  assert.match(await main(page), /You\s+Came in by your own door/);

  await page.locator("nav").getByRole("link", { name: "Your choices", exact: true }).click();
  await checkPage(page, "own door: choices");
  const back = page.getByRole("button", { name: /Take it back/ });
  const before = await back.count();
  assert.ok(before > 0, "the demo's person said yes to something");
  await back.first().click();
  assert.match(await main(page), /It counts from now on/);
  assert.equal(await page.getByRole("button", { name: /Take it back/ }).count(), before - 1);

  await page.locator("nav").getByRole("link", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Ask for a copy of everything" }).click();
  assert.match(await main(page), /We have your request/);
  assert.match(await main(page), /We answer by\s+\w+ \d+ \w+ 20\d\d/);
  await checkPage(page, "own door: requests");
  await shot(page, "own-door-requests-375");

  // A form that is not right comes back with what was typed.
  await page.getByRole("link", { name: "Ask for something" }).click();
  await page.getByLabel("What is it about?").fill("My street is wrong");
  await page.getByRole("button", { name: "Send it" }).click();
  assert.match(await main(page), /Choose what you ask for/);
  assert.equal(await page.getByLabel("What is it about?").inputValue(), "My street is wrong");
  await checkPage(page, "own door: a form that came back");

  // Away at once: the page that it leads to is not ours, so only the way there is looked at.
  const away = page.waitForRequest((r) => r.url().startsWith("https://www.bbc.co.uk/weather"));
  await page.getByRole("link", { name: "Exit this page" }).click({ noWaitAfter: true });
  await away;
  await page.waitForTimeout(500);
  await page.goto(`${server.url}/ll/own/details`);
  assert.match(page.url(), /\/ll\/own\/come-in$/);

  // Once, and in no other words than for a code that never was.
  await comeIn(page, door);
  assert.match(await main(page), /These do not match/);
  await checkPage(page, "own door: not let in");
  await page.context().close();
});

test("staff hand over a paper, and see how it stands", async () => {
  const page = await visitor(browser, server, { javascript: true, width: 1280 });
  await signIn(page, server.who("ll", "worker"));
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/profile`);
  await page.getByRole("link", { name: "Their own door" }).click();
  await checkPage(page, "the doors of a person");
  await shot(page, "own-door-staff");
  await page.getByRole("button", { name: "Give them their own door" }).click();
  const paper = await main(page);
  assert.match(paper, /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/);
  assert.match(paper, /works once, until/);
  await checkPage(page, "the paper to hand over");
  await shot(page, "own-door-paper");
  await page.goto(`${person}/door`);
  assert.match(await main(page), /Handed over, not used yet/);
  await page.getByRole("button", { name: /Shut it/ }).first().click();
  assert.match(await whole(page), /It is shut/);
  await page.context().close();
});

test("a child reads it in simpler words, and takes nothing back alone", async () => {
  const door = doors().find((d) => d.org === "ps" && d.child);
  assert.ok(door, "the demo has a child at the Wellbeing Centres");
  await parentSaysYes(door);
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  await comeIn(page, door);
  assert.match(await main(page), /A grown-up whom you trust can help you/);
  await page.locator("nav").getByRole("link", { name: "Your choices", exact: true }).click();
  assert.equal(await page.getByRole("button", { name: /Take it back/ }).count(), 0);
  assert.match(await main(page), /on you decide this alone/);
  await page.context().close();
});
