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
