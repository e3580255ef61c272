// A right that somebody uses: asked on the public page, without an account, and answered inside its clocks; and a story that
// is taken back with the consent under which it was given.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).click();

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-5.4, IM-13.3: asked on the public page, and answered in time, on ${how}`, async () => {
    const outside = await visitor(browser, server, { javascript, width });
    await outside.goto("/ll/");
    await outside.getByRole("link", { name: "Ask about your information" }).click();
    await checkPage(outside, "the public request");
    await shot(outside, `request-public-${width}`);
    await outside.getByLabel("Your name").fill("Ann Other");
    await outside.getByLabel("How can we reach you?").fill("ann@example.org");
    await outside.getByLabel("What is it about?").fill(`Everything of the last year, ${width}`);
    await press(outside, "Send it");
    assert.equal(await outside.getByLabel("What is it about?").inputValue(), `Everything of the last year, ${width}`, "nothing typed is lost");
    await outside.locator("[name=_service]").first().check();
    await outside.getByLabel("See what we hold about you").check();
    await press(outside, "Send it");
    assert.match(await main(outside), /We have it[\s\S]*You have our answer: by/);
    assert.equal((await main(outside)).split("You have our answer").length, 2, "one day: the earlier of thirty days and a month");
    await checkPage(outside, "the request has come");
    await shot(outside, `request-sent-${width}`);
    await outside.context().close();

    const lead = await visitor(browser, server, { javascript, width });
    await signIn(lead, server.who("ll", "dp-lead"));
    await lead.goto("/ll/registers/information-request");
    await checkPage(lead, "the register of requests");
    await lead.locator("main table a").first().click();
    assert.match(await main(lead), /Ann Other/);
    assert.match(await main(lead), /Request to be answered: See what we hold about you/);
    await checkPage(lead, "a request");
    await shot(lead, `request-${width}`);
    await take(lead, "We know who asks");
    await lead.locator('main [name="identity"]').fill("She showed her passport");
    await fillDate(lead, "counts-from");
    await press(lead, "We know who asks");
    await take(lead, "It takes longer");
    await lead.locator('main [name="why-longer"]').fill("Six services have papers of hers: by the end of next month");
    await press(lead, "It takes longer");
    assert.match(await main(lead), /Letter|letter/);
    await take(lead, "Answer it");
    await lead.locator('main [name="answer"]').fill("She has a copy of all of it");
    await fillDate(lead, "answered-on");
    await lead.locator('main [name="delays"][value="no"]').check();
    await press(lead, "Answer it");
    assert.match(await main(lead), /Answered/);
    await checkPage(lead, "a request that was answered");
    await shot(lead, `request-answered-${width}`);
    await lead.context().close();
  });

  test(`LL-3.1.2: an agreement is signed on the page of a service, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("ll", "supervisor"));
    await page.goto("/ll/registers/agreement");
    await checkPage(page, "the register of agreements");
    await shot(page, `agreements-${width}`);
    await page.locator("main table a").first().click();
    assert.match(await main(page), /Signed/);
    await checkPage(page, "an agreement");
    await shot(page, `agreement-${width}`);
    await page.context().close();
  });
}
