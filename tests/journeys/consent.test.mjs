// A yes to a purpose that rests on consent: shown, signed, in the details until its last day, taken back in one press.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, draw, fillDate, main, server, shot, signIn, signOnPaper, visitor, whole } from "./harness.mjs";

beginJourney();

const chosen = (page) => page.locator('input[name="signature"]').evaluate((e) => e.files.length ? e.files[0].size : 0);

for (const [javascript, width] of [[true, 1280], [true, 375], [false, 375]]) {
  const how = `${width === 375 ? "a phone" : "a large screen"}${javascript ? "" : " without JavaScript"}`;

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
    // On paper there is something to look at later; what was drawn already waits with the form.
    await page.getByLabel("Signed on paper").check();
    if (javascript) {
      await draw(page, 8);
      assert.ok((await chosen(page)) > 0, "the drawing goes with the form");
      await page.getByRole("button", { name: "Start again" }).click();
      assert.equal(await chosen(page), 0);
      await draw(page, 9);
      await shot(page, `consent-drawn-${width}`);
    }
    await page.getByRole("button", { name: "Keep it" }).click();
    assert.match(await main(page), /say where the paper lies/);
    if (javascript) assert.match(await main(page), /kept with this form: signature\.png/);
    await page.getByLabel("Signed on screen").check();
    if (!javascript) {
      assert.equal(await page.locator("canvas").count(), 0);
      await page.locator('[name="signature-typed"]').fill("Maya Example");
    }
    await checkPage(page, "a consent with a signature");
    await page.getByRole("button", { name: "Keep it" }).click();

    await page.goto(`${person}/profile`);
    assert.match(await held.innerText(), /Yes, since .* until \d+ \w+ 20\d\d/);
    await held.getByRole("link", { name: "The form" }).click();
    const form = await main(page);
    assert.match(form, /Showing others what support can do/);
    assert.match(form, /Tell the manager in your service/);
    if (javascript) {
      const drawn = page.locator("img.candour-signature");
      assert.ok(await drawn.evaluate((e) => e.decode().then(() => e.naturalWidth > 100)), "the drawn signature is shown");
    } else assert.match(form, /signed: Maya Example/);
    await checkPage(page, "a consent that was kept");
    await shot(page, `consent-kept-${width}`);
    const kept = page.url();
    await page.getByRole("link", { name: "We ask you again" }).click();
    assert.match(await main(page), /We ask you again/);
    await checkPage(page, "the letter that asks again");
    await page.goto(kept);
    await page.goto(`${person}/profile`);
    await held.getByRole("button", { name: /They withdraw it/ }).click();
    assert.match(await whole(page), /It counts at once/);
    assert.match(await held.innerText(), /No\./);
    await page.context().close();
  });
}

test("LL-2.5a: a signature that was drawn waits with the draft when the page is left", async () => {
  const page = await visitor(browser, server, { width: 375 });
  await signIn(page, server.who("ll", "worker"));
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/consent-form?purpose=share-your-story`);
  await draw(page, 8);
  const id = page.locator('main [name="_draft"]');
  await page.waitForFunction(() => document.querySelector('main [name="_draft"]')?.value, null, { timeout: 15_000 });
  const draft = await id.inputValue();
  await page.goto("/ll/day");
  await page.goto(`${person}/write/consent-form?draft=${draft}`);
  assert.match(await main(page), /What was drawn before is here again/);
  assert.ok((await chosen(page)) > 0, "it goes with the form as it is");
  await checkPage(page, "a consent with a drawing that waited");
  await shot(page, "consent-drawn-waited-375");
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("The person themselves").check();
  await page.getByLabel("Signed on screen").check();
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.doesNotMatch(await main(page), /There is a problem/);
  await page.goto(`${person}/profile`);
  const held = page.locator("main .govuk-summary-list__row, main dl > div", { hasText: "Showing others what support can do" });
  await held.getByRole("link", { name: "The form" }).click();
  const drawn = page.locator("img.candour-signature");
  assert.ok(await drawn.evaluate((e) => e.decode().then(() => e.naturalWidth > 100)), "what was drawn before is kept");
  await page.goto(`${person}/profile`);
  await held.getByRole("button", { name: /They withdraw it/ }).click();
  await page.context().close();
});

test("LL-2.5a: nobody signs with a picture that is not of this form", async () => {
  const page = await visitor(browser, server, { width: 375 });
  await signIn(page, server.who("ll", "worker"));
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/consent-form?purpose=share-your-story`);
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("The person themselves").check();
  await page.getByLabel("Signed on screen").check();
  await page.evaluate((id) => {
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: "signature-file", value: id });
    document.querySelector('[name="signature-typed"]').form.append(named);
  }, person.split("/").pop());
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(page), /Sign again: the picture of the signature did not arrive whole/);
  await page.context().close();
});

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
  await signOnPaper(page);
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
