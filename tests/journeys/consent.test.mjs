// A yes to a purpose that rests on consent: shown, signed, in the details until its last day, taken back in one press.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-2.5a: a story waits for a signed yes, and is shut again when it is taken back, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("ll", "worker"));
    await page.goto("/ll/day");
    await page.locator("main a.candour-people__name, main .candour-people a").last().click();
    const person = new URL(page.url()).pathname;
    await page.goto(`${person}/profile`);
    const held = page.locator("main .govuk-summary-list__row, main dl > div", { hasText: "Showing others what support can do" });
    if (await held.getByRole("button", { name: /They withdraw it/ }).count()) await held.getByRole("button", { name: /They withdraw it/ }).click();
    await page.goto(`${person}/profile`);
    assert.match(await held.innerText(), /No\./);
    await checkPage(page, "details with what rests on consent");
    await shot(page, `consent-details-${width}`);
    await held.getByRole("link", { name: /Write down what they say/ }).click();
    const shown = await main(page);
    assert.match(shown, /Read this with them/);
    assert.match(shown, /Tell the manager in your service/);
    await checkPage(page, "a consent to be asked");
    await shot(page, `consent-form-${width}`);

    // Spoken is not enough here, and nothing that was typed is lost.
    await page.getByLabel("Yes", { exact: true }).check();
    await page.getByLabel("The person themselves").check();
    await page.getByLabel("Spoken").check();
    await page.getByLabel("Who heard it too?").fill("Kim from the kitchen");
    await page.getByRole("button", { name: "Keep it" }).click();
    assert.match(await main(page), /needs a signature, on paper or on the screen/);
    assert.equal(await page.getByLabel("Who heard it too?").inputValue(), "Kim from the kitchen");
    await shot(page, `consent-refused-${width}`);
    await page.getByLabel("Signed on paper").check();
    await page.getByRole("button", { name: "Keep it" }).click();

    await page.goto(`${person}/profile`);
    assert.match(await held.innerText(), /Yes, since .* until \d+ \w+ 20\d\d/);
    await held.getByRole("link", { name: "The form" }).click();
    const form = await main(page);
    assert.match(form, /Showing others what support can do/);
    assert.match(form, /Tell the manager in your service/);
    await shot(page, `consent-kept-${width}`);
    await page.goBack();
    await held.getByRole("button", { name: /They withdraw it/ }).click();
    assert.match(await whole(page), /It counts at once/);
    assert.match(await held.innerText(), /No\./);
    await page.context().close();
  });
}

test("PS-1.2: a child under the age that the notice says cannot say yes alone", async () => {
  let page;
  for (const account of server.signIns.filter((s) => s.org === "ps" && s.role === "supervisor")) {
    await page?.context().close();
    page = await visitor(browser, server);
    await signIn(page, account);
    await page.goto("/ps/people/new?service=child-therapy");
    if (await page.getByLabel("First name").count()) break;
  }
  await page.getByLabel("First name").first().fill("Wren");
  await page.getByLabel("Last name").first().fill("Applegarth");
  await fillDate(page, "birth-date", new Date(Date.now() - 10.5 * 365.25 * 24 * 3600_000));
  await page.getByLabel("GP practice").fill("Oak House Surgery");
  await page.getByLabel("School", { exact: false }).first().fill("Example Primary");
  await page.getByLabel("Who refers them?").selectOption({ index: 1 });
  await page.getByLabel("How do we reach them?").fill("07700 900123");
  await page.getByLabel("The person agreed to being referred").check();
  await page.getByRole("button", { name: "Add them" }).click();
  if (await page.getByRole("button", { name: /add them$/ }).count()) await page.getByRole("button", { name: /add them$/ }).click();
  assert.match(await main(page), /07700 900123/);
  await page.getByRole("button", { name: "Accept" }).click();
  const person = new URL(page.url()).pathname.replace(/\/services$/, "");
  await page.goto(`${person}/write/consent-form?purpose=photos-and-films`);
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("The person themselves").check();
  await page.getByLabel("Signed on paper").check();
  await page.getByLabel(/Do they understand/).fill("Wren told me what the film is for.");
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(page), /Here people decide for themselves from the age of 14 \(notice, part 3\), and they are younger/);
  await page.getByLabel("Somebody with parental responsibility").check();
  await page.getByLabel(/Their name, if it was not/).fill("Robin Applegarth");
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(page), /Nobody in the circle of support answers for them by this right/);
  await shot(page, "consent-child");
  await page.context().close();
});
