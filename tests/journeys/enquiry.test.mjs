// Somebody asks for support on the public page; whoever decides adds them from it, and it goes into their record.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  const named = javascript ? "Wide" : "Narrow";

  test(`from asking for support to a record with what was asked, on ${how}`, async () => {
    const outside = await visitor(browser, server, { javascript, width });
    await outside.goto("/ll/");
    await outside.getByRole("link", { name: "Ask for support" }).click();
    await outside.getByLabel("First name of whoever needs support").fill(`Quillon ${named}`);
    await outside.getByLabel("Their last name").fill(`Testwood ${named}`);
    await outside.getByLabel("Your name").fill("Ann Other, a neighbour");
    await outside.getByLabel("What would help?").fill("He cannot get to the shop any more.");
    await outside.getByRole("button", { name: "Send it" }).click();
    assert.match(await main(outside), /Choose which service it is about/);
    assert.equal(await outside.getByLabel("What would help?").inputValue(), "He cannot get to the shop any more.", "nothing typed is lost");
    await outside.locator("[name=_service]").first().check();
    await outside.getByLabel("For somebody who agreed to it").check();
    await outside.getByRole("button", { name: "Send it" }).click();
    assert.match(await main(outside), /nobody can answer you/, "whoever cannot be reached is asked once more");
    await outside.getByLabel("How can we reach you?").fill("01632 960 123");
    await checkPage(outside, "asking for support");
    await shot(outside, `enquiry-${width}`);
    await outside.getByRole("button", { name: "Send it" }).click();
    assert.match(await main(outside), /We have it[\s\S]*We look at it, and tell you what we can do: by/);
    await checkPage(outside, "support was asked for");
    await outside.context().close();

    const boss = await visitor(browser, server, { javascript, width });
    await signIn(boss, server.who("ll", "supervisor"));
    await boss.goto("/ll/work");
    assert.match(await main(boss), /Request for support to be answered/);
    await boss.goto("/ll/registers/enquiry");
    await boss.locator("main table a").first().click();
    assert.match(await whole(boss), /the service itself[\s\S]*cannot get to the shop/);
    await checkPage(boss, "a request for support");
    await shot(boss, `enquiry-came-${width}`);
    await boss.getByRole("link", { name: "Add them from this" }).click();
    assert.equal(await boss.locator('main [name="family-name"]').inputValue(), `Testwood ${named}`);
    assert.equal(await boss.locator('main [name="_source-contact"]').inputValue(), "01632 960 123");
    assert.match(await boss.locator('main [name="_reason"]').inputValue(), /cannot get to the shop/);
    for (const [part, value] of [["day", "3"], ["month", "4"], ["year", "1951"]]) await boss.locator(`main [name=birth-date-${part}]`).fill(value);
    await boss.locator('main [name="_source"]').selectOption({ index: 1 });
    await boss.getByLabel("The person agreed to being referred").check();
    await checkPage(boss, "adding somebody from what came");
    await shot(boss, `enquiry-adding-${width}`);
    await boss.getByRole("button", { name: "Add them" }).click();
    assert.match(await main(boss), /Added, with the reference|It goes to their record at once/);
    await shot(boss, `enquiry-into-${width}`);
    await boss.getByRole("button", { name: "Put it into their record" }).click();
    assert.match(await whole(boss), /It goes to the record of the person/);
    await boss.goto(`/ll/search?q=Testwood`);
    await boss.locator("main").getByRole("link", { name: new RegExp(`Testwood ${named}`) }).first().click();
    const person = new URL(boss.url()).pathname;
    for (let n = 0; n < 40 && !(await main(boss)).includes("Request for support"); ++n) {
      await boss.waitForTimeout(250);
      await boss.goto(person);
    }
    await boss.locator("main a[href*='/entries/']", { hasText: new RegExp(`Quillon ${named}`) }).first().click();
    assert.match(await whole(boss), /stood in another record until/);
    await boss.getByRole("button", { name: "It is taken up" }).click();
    assert.match(await main(boss), /Taken up/);
    await checkPage(boss, "taken up");
    await boss.context().close();
  });
}
