// What somebody outside is told: written down in one go where the charter lets it, refused with the part of the notice
// where it does not, with every word kept; and what needs an approval waits for somebody above.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

/** The form of a sharing, filled in but for what is given. */
async function fill(page, { to, on, what, detail }) {
  await page.locator('main [name="recipient"]').first().evaluate((e) => e.tagName).then(async (tag) => {
    if (tag === "SELECT") await page.locator('main [name="recipient"]').selectOption({ label: to });
    else await page.getByLabel(to, { exact: true }).check();
  });
  const rests = page.locator('main [name="rests-on"]');
  if ((await rests.first().evaluate((e) => e.tagName)) === "SELECT") await rests.selectOption({ label: on });
  else await page.getByLabel(on, { exact: true }).check();
  for (const box of await page.locator('main [name="what"]:checked').all()) await box.uncheck();
  await page.locator(`main [name="what"][value="${what}"]`).check();
  const words = {
    "to-whom": "Dr Example’s surgery, front desk",
    "who-asks": "We ring, so that the next appointment fits",
    words: "She would like the first appointment of the morning",
    weighed: "One sentence about her day, nothing about health",
    arrangements: "By telephone, to the number in our book",
  };
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  if (detail) await page.locator('main [name="detail"]').fill(detail);
  await page.getByLabel("By telephone", { exact: true }).check();
  await page.locator('main [name="already"][value="no"]').check();
  await page.locator(`main [name="beyond-care"][value="no"]`).check();
  await page.getByLabel("Yes, they were told before").check();
  for (const field of ["on", "told-on"]) await fillDate(page, field);
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-4.2: a GP is told one sentence, and no more than the notice lets go, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("lw", "worker"));
    await page.locator("main a.candour-people__name, main .candour-people a").last().click();
    const person = new URL(page.url()).pathname;
    await page.goto(`${person}/write/disclosure`);
    await checkPage(page, "a sharing to be written");
    await shot(page, `sharing-form-${width}`);
    await fill(page, { to: "Your GP", on: "Working with your GP and other teams", what: "convictions" });
    await page.getByRole("button", { name: "Keep it" }).click();
    assert.match(await main(page), /does not let it get “Offences”.*\(notice, part 4\)/s);
    assert.equal(await page.locator('main [name="words"]').inputValue(), "She would like the first appointment of the morning");
    await shot(page, `sharing-refused-${width}`);
    await page.locator('main [name="what"][value="convictions"]').uncheck();
    await page.locator('main [name="what"][value="care"]').check();
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.goto(`${person}?part=circle`);
    await page.getByRole("link", { name: /Dr Example’s surgery/ }).first().click();
    assert.match(await main(page), /May be told/);
    await checkPage(page, "a sharing that was kept");
    await shot(page, `sharing-kept-${width}`);
    await page.getByRole("button", { name: "It was told" }).click();
    assert.match(await main(page), /Told/);
    await page.context().close();
  });
}

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();

test("IM-10.2: who works for us is told nothing until a processing agreement is signed, and the form says so before", async () => {
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  await signIn(page, server.who("ll", "supervisor"));
  // The demo signed one with everybody: those with the agency are ended.
  const open = async () => {
    await page.goto("/ll/registers/agreement");
    return page.locator("main table tr", { hasText: "Recruitment and staffing agencies" }).locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  };
  let about;
  for (const href of await open()) {
    await page.goto(href);
    about ??= new URL(page.url()).pathname.split("/").slice(0, 4).join("/");
    if (!(await page.getByRole("button", { name: "End it", exact: true }).count())) continue;
    await page.locator('main [name="reason"]').fill("They lost a laptop");
    await press(page, "End it");
    assert.match(await main(page), /Ended before its time/);
  }
  assert.ok(about, `the register lists an agreement with the agency: ${await main(page)}`);

  await page.goto("/ll/people/list");
  const links = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  const person = links.map((href) => href.match(/^\/ll\/people\/[0-9a-z-]{20,}/)?.[0]).find(Boolean);
  const agency = "Recruitment and staffing agencies";
  await page.goto(`${person}/write/disclosure`);
  await page.locator('main [name="to"]').selectOption({ label: agency });
  await press(page, "See on what terms");
  const terms = await main(page);
  assert.match(terms, /On what terms: Recruitment and staffing agencies/);
  assert.match(terms, /Needed, and none holds today by which it works for us/);
  assert.match(terms, /The person is told\s+We tell you before we share it/);
  assert.match(terms, /part 3\.1\.2/i);
  await checkPage(page, "on what terms a processor gets something");
  await shot(page, "sharing-terms-375");
  await fill(page, { to: agency, on: "Giving you the right support", what: "care" });
  await press(page, "Keep it");
  assert.match(await main(page), /only under an agreement by which it works for us \(processing\), and none holds today \(notice, part 3\.1\.2\)/);
  assert.match(await main(page), /On what terms: Recruitment and staffing agencies/, "the terms stand there still");
  await shot(page, "sharing-no-agreement-375");

  const sign = async (sort) => {
    await page.goto(`${about}/write/agreement`);
    const recipient = page.locator('main [name="recipient"]').first();
    if ((await recipient.evaluate((e) => e.tagName)) === "SELECT") await recipient.selectOption({ label: agency });
    else await page.getByLabel(agency, { exact: true }).check();
    await page.locator(`main [name="sort"][value="${sort}"]`).check();
    const words = { with: "Head of Example Staff", terms: "Only to support, as we say", security: "A locked phone, looked at" };
    for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
    for (const field of ["reviewed-on", "from"]) await fillDate(page, field);
    for (const field of ["until", "renew-from"]) await fillDate(page, field, new Date(Date.now() + 200 * 86400000));
    await press(page, "Keep it");
  };
  const asked = async () => {
    await page.goto(`${person}/write/disclosure?to=staffing-agency`);
    const before = await main(page);
    await fill(page, { to: agency, on: "Giving you the right support", what: "care" });
    await press(page, "Keep it");
    return [before, await main(page)];
  };
  await sign("sharing");
  assert.match((await asked())[1], /none holds today/, "they would decide for themselves");
  await sign("processing");
  const [before, after] = await asked();
  assert.match(before, /One holds today/);
  assert.doesNotMatch(after, /There is a problem|none holds/);
  await page.goto(`${person}?part=circle`);
  await page.getByRole("link", { name: /Dr Example’s surgery/ }).first().click();
  assert.match(await main(page), /May be told[\s\S]*On what terms|On what terms[\s\S]*May be told/);
  await checkPage(page, "a sharing with its terms");
  await page.context().close();
});
