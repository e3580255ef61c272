// Two people for power, in the browser: an administrator adds somebody, the data-protection lead confirms, the new
// colleague signs in with two halves and chooses a password; so does somebody who forgot theirs. On a phone and without
// JavaScript as well.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const account = (role) => server.signIns.find((s) => s.org === "ll" && s.role === role);
const shown = async (page) => (await page.locator(".govuk-inset-text code").innerText()).trim();

async function addSomebody(page, username) {
  await page.goto("/ll/staff/new");
  await checkPage(page, "adding somebody");
  await page.getByLabel("Name", { exact: true }).fill(`Robin ${username}`);
  await page.getByLabel("Work email").fill(`${username}@example.org`);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Role").first().selectOption({ value: "supervisor" });
  await page.getByRole("button", { name: "Add" }).click();
  await checkPage(page, "half a password");
  return shown(page);
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  test(`two people let somebody in, on ${how}`, async () => {
    const admin = await visitor(browser, server, { javascript, width });
    await signIn(admin, account("admin"));
    const username = javascript ? "robin.large" : "robin.small";
    const half = await addSomebody(admin, username);
    await admin.goto("/ll/second-person/waiting");
    await checkPage(admin, "what one asked for");
    assert.match(await main(admin), /Nothing waits for you/);

    const lead = await visitor(browser, server, { javascript, width });
    await signIn(lead, account("dp-lead"));
    assert.match(await main(lead), /waits for a second person/);
    await lead.goto("/ll/second-person/waiting");
    await checkPage(lead, "what waits");
    await lead.getByText("Refuse it").first().click();
    await lead.getByRole("button", { name: "Refuse" }).first().click();
    await checkPage(lead, "refusing without a word");
    assert.match(await main(lead), /Say in a word why/);
    await lead.getByRole("button", { name: "Confirm" }).first().click();
    await checkPage(lead, "the other half");
    const rest = await shown(lead);

    const robin = await visitor(browser, server, { javascript, width });
    await robin.goto("/ll/sign-in");
    await robin.getByLabel("User name").fill(username);
    await robin.getByLabel("Password", { exact: true }).fill(`${half}-${rest}`);
    await robin.getByRole("button", { name: "Sign in" }).click();
    await checkPage(robin, "choosing a password");
    await robin.getByLabel("New password").fill("leading-lives-2026");
    await robin.getByRole("button", { name: "Use this password" }).click();
    assert.match(await main(robin), /not made of your own name/);
    await robin.getByLabel("New password").fill("thimble nettle ferry 8");
    await robin.getByRole("button", { name: "Use this password" }).click();
    await robin.waitForURL("**/ll/day");
    await robin.goto("/ll/account");
    await checkPage(robin, "the account");
    assert.match(await main(robin), /Devices that know you/);

    const other = await visitor(browser, server, { javascript, width });
    await signIn(other, { org: "ll", username, password: "thimble nettle ferry 8" });
    await robin.goto("/ll/day");
    assert.match(await whole(robin), /signed in to somewhere else/);
    await robin.goto("/ll/account");
    await checkPage(robin, "the account after another sign-in");
    await robin.getByRole("button", { name: "It was me" }).click();
    await robin.goto("/ll/day");
    assert.doesNotMatch(await whole(robin), /signed in to somewhere else/);
  });
}

for (const [javascript, width, nth] of [[true, 1280, 0], [false, 375, 1]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  test(`somebody who forgot their password is let in by two people, on ${how}`, async () => {
    const forgetful = server.who("ll", "worker", nth);
    const there = await visitor(browser, server, { javascript, width });
    await signIn(there, forgetful);

    const admin = await visitor(browser, server, { javascript, width });
    await signIn(admin, account("admin"));
    await admin.goto("/ll/staff");
    await checkPage(admin, "the staff");
    assert.match(await main(admin), /Ready until \d+ \w+ \d{4}, when the training lapses/);
    await admin.getByRole("link", { name: forgetful.name, exact: true }).click();
    await checkPage(admin, "a colleague");
    await admin.getByRole("button", { name: "Let them choose a new password" }).click();
    await checkPage(admin, "half of a new password");
    const half = await shown(admin);
    await there.goto("/ll/day");
    await there.waitForURL("**/ll/day");

    const lead = await visitor(browser, server, { javascript, width });
    await signIn(lead, account("dp-lead"));
    await lead.goto("/ll/second-person/waiting");
    await checkPage(lead, "letting in again waits");
    await lead.locator("main").getByRole("button", { name: `Confirm Letting in again: ${forgetful.name}` }).click();
    await checkPage(lead, "the other half");
    const rest = await shown(lead);
    await there.goto("/ll/day");
    await there.waitForURL("**/ll/sign-in?**");

    const again = await visitor(browser, server, { javascript, width });
    const type = async (password) => {
      await again.goto("/ll/sign-in");
      await again.getByLabel("User name").fill(forgetful.username);
      await again.getByLabel("Password", { exact: true }).fill(password);
      await again.getByRole("button", { name: "Sign in" }).click();
    };
    await type(forgetful.password);
    await again.getByText("I cannot sign in").click();
    await checkPage(again, "the old password");
    assert.match(await main(again), /do not match[^]*ask whoever manages staff accounts/);
    await type(`${half}-${rest}`);
    await checkPage(again, "choosing a password");
    await again.goto("/ll/people");
    assert.match(await again.locator("h1").innerText(), /Choose your own password/, "nothing else opens");
    await again.getByRole("button", { name: "Sign out instead" }).click();
    await again.waitForURL("**/ll/sign-in?**");
    await type(`${half}-${rest}`);
    await again.getByLabel("New password").fill("thimble nettle ferry 8");
    await again.getByRole("button", { name: "Use this password" }).click();
    await again.waitForURL("**/ll/day");
    await checkPage(again, "my day after a reset");
    assert.match(await main(again), /If you did not ask for it, tell your data-protection lead/);
    await admin.goto("/ll/day");
    assert.match(await main(admin), /Has chosen a password of their own: [^\n]*/);
  });
}

test("the page for somebody outside says what is wrong, and shows nothing without a code", async () => {
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  await page.goto("/ll/second-person");
  await checkPage(page, "somebody outside");
  await page.getByLabel("Code").fill("00000-00000");
  await page.getByRole("button", { name: "See what is asked" }).click();
  await checkPage(page, "a wrong code");
  assert.match(await main(page), /does not fit/);
});
