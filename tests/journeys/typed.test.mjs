// What somebody typed and chose survives everything that goes wrong on the way, and nobody else sees it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, checkWidth, main, server, signIn, visitor } from "./harness.mjs";

beginJourney();

const scan = { name: "scan.txt", mimeType: "text/plain", buffer: Buffer.from("A letter, scanned.\n") };
const words = "Typed on the phone\n  with an indent\n\nand a last line";

async function openForm(page, kind) {
  await signIn(page, server.who("ll", "worker"));
  await page.locator("main a[href*='/people/0']:not([href*='/entries/'])").first().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/${kind}`);
  return person;
}

async function signOutElsewhere(page) {
  const other = await page.context().newPage();
  await other.goto("/ll/account");
  await other.locator("main").getByRole("button", { name: "Sign out here" }).click();
  await other.waitForURL(/sign-in/);
  await other.close();
}

async function give(page, account) {
  await page.getByLabel("User name").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
}

for (const javascript of [true, false]) {
  const how = javascript ? "with JavaScript" : "without JavaScript";
  test(`a session that ended in another tab costs neither words nor file, and a colleague sees nothing, ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width: 375, height: 667 });
    const person = await openForm(page, "file");
    await page.locator("main form textarea").first().fill(words);
    await page.locator("input[type=file]").first().setInputFiles(scan);
    await signOutElsewhere(page);
    await page.getByRole("button", { name: "Keep it" }).click();
    await checkPage(page, "signed out while typing");
    const back = page.url();
    const next = await page.locator("input[name=next]").inputValue();

    await give(page, server.who("ll", "supervisor"));
    assert.doesNotMatch(await page.content(), /Typed on the phone|scan\.txt/);
    await page.goto(next);
    assert.doesNotMatch(await page.content(), /Typed on the phone|scan\.txt/);
    await signOutElsewhere(page);

    await page.goto(`/ll/sign-in?next=${encodeURIComponent(next)}`);
    await give(page, server.who("ll", "worker"));
    await checkPage(page, "back with all that was typed");
    assert.equal(await page.locator("main form textarea").first().inputValue(), words);
    assert.match(await main(page), /scan\.txt/);
    assert.match(page.url(), new RegExp(person));
    assert.ok(back);
  });
}

test("whatever is wrong, the file that was chosen waits, and is kept in the end", async () => {
  const page = await visitor(browser, server, { width: 375, height: 667 });
  const person = await openForm(page, "file");
  await page.locator("input[type=file]").first().setInputFiles(scan);
  await page.getByRole("button", { name: "Keep it" }).click();
  await checkPage(page, "something is missing");
  await checkWidth(page, "something is missing");
  assert.match(await main(page), /There is a problem/);
  assert.match(await main(page), /Chosen already, and kept with this form: scan\.txt/);
  for (const area of await page.locator("main form textarea").all()) await area.fill(words);
  for (const input of await page.locator("main form input[type=text]:not([name^=_])").all())
    if (!(await input.inputValue())) await input.fill("A letter");
  for (const list of await page.locator("main form select").all())
    if (!(await list.inputValue())) await list.selectOption({ index: 1 });
  for (const name of new Set(await page.locator("main form input[type=radio]").evaluateAll((all) => all.map((x) => x.name))))
    await page.locator(`main form input[type=radio][name="${name}"]`).first().check();
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.equal(new URL(page.url()).pathname, person, await main(page));
  const kept = new URL(page.url()).hash;  // a letter has a day and no hour: others may stand above it
  await page.locator(`${kept} a`).first().click();
  assert.match(await main(page), /scan\.txt/);
});

test("on a phone the banner and its tabs leave two thirds of the screen, what can hurt is not cut, and a note is one tap away", async () => {
  const page = await visitor(browser, server, { width: 375, height: 667 });
  await signIn(page, server.who("ll", "worker"));
  for (const person of await page.locator("main a[href*='/people/0']").evaluateAll((all) => all.map((a) => a.href).filter((x) => /people\/\w{26}$/.test(x)).slice(0, 5))) {
    await page.goto(new URL(person).pathname);
    const top = await page.locator(".candour-person").boundingBox();
    const tabs = await page.getByRole("navigation", { name: "Parts of the record" }).boundingBox();
    assert.ok(tabs.y + tabs.height - top.y <= 667 / 3, `${tabs.y + tabs.height - top.y} px on ${person}`);
    for (const strip of await page.locator(".candour-strip--alert").all())
      assert.ok(await strip.evaluate((x) => x.scrollHeight <= x.clientHeight + 1 && x.scrollWidth <= x.clientWidth + 1), `what can hurt is cut on ${person}`);
    const write = await page.getByRole("link", { name: "Write a note" }).boundingBox();
    assert.ok(write.y + write.height <= 667, `"Write a note" ends at ${write.y + write.height} px`);
    await page.getByRole("link", { name: /Show all/ }).click();
    assert.ok(await page.locator(".candour-person__facts").first().isVisible());
  }
});

test("a date that is not understood is said, and nothing is shown meanwhile", async () => {
  const page = await visitor(browser, server, {});
  await signIn(page, server.who("ll", "worker"));
  await page.locator("main a[href*='/people/0']:not([href*='/entries/'])").first().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}?from=the+other+day`);
  assert.match(await main(page), /is not a date that we understand/);
  assert.equal(await page.locator("article.candour-entry").count(), 0);
  await page.goto(`${person}?from=31/12/2099`);
  assert.equal(await page.locator("article.candour-entry").count(), 0);
  await page.goto(`${person}?from=1+Jan+2020`);
  assert.ok((await page.locator("article.candour-entry").count()) > 0);
});
