// A service goes to another provider: asked for, approved by a second person, put together,
// put ready, collected on a phone without JavaScript, and confirmed by a receipt that counts the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, checkWidth, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();
const link = async (page, name) => page.locator("main").getByRole("link", { name }).first().click();

async function untilIt(page, says) {
  await page.waitForLoadState("load");
  const at = page.url();
  for (let n = 0; n < 240; ++n) {
    await page.goto(at);
    if (says.test(await main(page))) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`never said ${says}: ${await main(page)}`);
}

async function write(page, service, kind, words, choices, dates) {
  await page.goto(`${service}/write/${kind}`);
  for (const [name, value] of Object.entries(choices))
    for (const one of [value].flat()) await page.locator(`main [name="${name}"][value="${one}"]`).check();
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  for (const [field, day] of Object.entries(dates)) await fillDate(page, field, day);
  await press(page, "Keep it");
}

test("LL-3.2d: a service is handed over by two, with manifest and receipt", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "supervisor"));
  await page.goto("/ll/charter/told");
  const to = await page.locator("main a", { hasText: "write to them" }).first().getAttribute("href");
  const service = to.split("/").slice(0, 4).join("/");

  // Everybody is written to first, and another sends it.
  await page.goto(to);
  await page.getByLabel("News of this service").check();
  await page.locator('main [name="subject"]').fill("Your service goes to Example Care");
  await page.locator('main [name="words"]').fill("From next month Example Care gives this service.");
  await press(page, "Keep it");
  await link(page, "Your service goes to Example Care");
  const mailing = new URL(page.url()).pathname;
  const lead = await visitor(browser, server);
  await signIn(lead, server.who("ll", "dp-lead"));
  await lead.goto(mailing);
  await press(lead, "Send it");
  await untilIt(lead, /Print the letters/);

  const asked = [{
    "to-whom": "Records lead of Example Care",
    law: "New contract of the council",
    weighed: "What support goes on with",
    arrangements: "Collected with an address and a code",
  }, { recipient: "new-provider", what: ["identity", "contact", "care"] }, { "told-since": new Date() }];
  await write(page, service, "service-transfer", ...asked);  // the demo has signed an agreement with every body
  await link(page, "Records lead of Example Care");
  const at = new URL(page.url()).pathname;
  await checkPage(page, "a transfer that waits");
  assert.equal(await page.getByRole("button", { name: "Approve it", exact: true }).count(), 0, "nobody approves their own");
  await lead.goto(at);
  await press(lead, "Approve it");

  await page.goto(at);
  await untilIt(page, /Put it ready to be collected/);
  await checkPage(page, "what goes and what stays");
  await shot(page, "transfer-made");
  const manifest = await page.context().request.get(at + "/transfer/manifest.csv");
  const lines = (await manifest.text()).trim().split("\r\n").slice(1);
  assert.ok(lines.length > 0, "somebody goes");
  await press(page, "Put it ready to be collected");
  await checkPage(page, "address and code");
  const address = new URL(await page.locator("main code").innerText()).pathname;
  const code = await page.locator("main strong", { hasText: /^\d{4} \d{4}$/ }).innerText();
  await page.goto(at);
  await untilIt(page, /Said in everybody’s record/);

  const them = await visitor(browser, server, { javascript: false, width: 375 });
  await them.goto(address);
  await them.getByLabel("Code").fill(code);
  await them.getByRole("button", { name: "Collect it" }).click();
  assert.match(await main(them), /Collect|Take every file/);
  await checkWidth(them, "the volumes");
  await checkPage(them, "the volumes");
  await shot(them, "transfer-collect-375");
  const [file] = await Promise.all([them.waitForEvent("download"), them.getByRole("button", { name: "Volume 1 (ZIP)" }).click()]);
  assert.match(file.suggestedFilename(), /records-1\.zip/);

  await page.goto(at);
  await link(page, "They confirmed it");
  const count = (n) => lines.reduce((all, l) => all + Number(l.split(",")[n]), 0);
  await page.locator('main [name="received-by"]').fill("Records lead");
  await fillDate(page, "received-on");
  const fill = async (people) => {
    await page.locator('main [name="people-counted"]').fill(String(people));
    await page.locator('main [name="entries-counted"]').fill(String(count(3)));
    await page.locator('main [name="files-counted"]').fill(String(count(4)));
  };
  await fill(lines.length + 1);
  await press(page, "They confirmed it");
  assert.match(await main(page), /differ by 1/);
  await checkPage(page, "a receipt that does not fit");
  await fill(lines.length);
  await press(page, "They confirmed it");
  assert.match(await main(page), /Received and confirmed/);
  await shot(page, "transfer-received");
});
