// The notices as somebody reads them on a phone, JavaScript off: the first page is short, and one's rights are
// within two presses of the organisation's own front page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

// A tenth of what each notice took before there was a first page: 109,756 pixels for the longest, the others by
// their words then (10,785, 10,220, 12,924, 8,717 and 6,780).
const mostPixels = { im: 9_160, ig: 8_680, ll: 10_975, ps: 7_400, lw: 5_760 };

/** What refuses names its part, and the part is open when one comes there. Imago's notice gives its roles no part. */
async function leadsToItsPart(page, org) {
  const [role, path] = org === "ig" ? ["dp-lead", "/ig/opt-out"] : ["worker", `/${org}/ledger`];
  await signIn(page, server.who(org, role));
  const answer = await page.goto(path);
  if (org !== "ig") assert.equal(answer.status(), 403);
  const way = page.locator("main").getByRole("link", { name: /^notice, part [0-9.]+$/ }).first();
  const number = (await way.innerText()).replace("notice, part ", "");
  await checkPage(page, `what ${org} refuses, or says that it never does`);
  await way.click();
  await page.waitForURL(new RegExp(`/${org}/notice#`));
  const id = new URL(page.url()).hash.slice(1);
  assert.equal(id, `part-${number.replaceAll(".", "-")}`);
  assert.ok(await page.locator(`#${id}`).isVisible(), "a link from a refusal opens its part");
  assert.ok((await page.locator(`#${id}`).innerText()).startsWith(number), "and it is that part");
}

for (const org of ["im", "ig", "ll", "ps", "lw"])
  test(`${org}: the notice on a phone`, async () => {
    const page = await visitor(browser, server, { javascript: false, width: 375, height: 667 });
    await page.goto(`/${org}`);
    await page.locator("a[href$='/notice']").first().click();
    await checkPage(page, `the notice of ${org}`);
    await shot(page, `notice-${org}`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height <= mostPixels[org], `the first page of ${org} is ${height} pixels high`);
    const part = page.locator("details.candour-part").nth(1);
    assert.equal(await part.locator("p").first().isVisible(), false);
    await page.emulateMedia({ media: "print" });
    assert.ok(await part.locator("p").first().isVisible(), "a printed notice is whole");
    await page.emulateMedia({ media: "screen" });
    await leadsToItsPart(page, org);
    await page.getByRole("button", { name: "Your rights" }).or(page.getByRole("link", { name: "Your rights" })).first().click();
    await checkPage(page, `the details of ${org}`);
    const heading = page.locator("#your-rights");
    const top = await heading.evaluate((e) => e.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 667, `the rights of ${org} are in sight: ${top}`);
    assert.match(await heading.innerText(), /Your rights/);
    assert.match(await main(page), /(complain|Information Commissioner)/i);
  });

for (const org of ["im", "ig", "ll", "ps", "lw"])
  test(`${org}: how long each kind of information is kept, as a picture`, async () => {
    const page = await visitor(browser, server, { javascript: false, width: 375 });
    await signIn(page, server.who(org, "supervisor"));
    await page.goto(`/${org}/charter/retention`);
    const chart = page.locator("main figure.candour-bars").filter({ hasText: "How long each kind of information is kept" }).first();
    const words = await chart.innerText();
    assert.match(words, /Who you are|Identity/i);
    assert.match(words, /\d+ (years|months|days)|birthday|contract|decide/);
    assert.ok((await chart.locator("rect.candour-bars__fill").count()) > 3, "bars");
    await checkPage(page, `how long things are kept at ${org}`);
    await shot(page, `kept-${org}-375`);
  });
