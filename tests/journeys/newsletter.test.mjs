// A photo that was signed for stands in a newsletter that waits for the mail server; taken back in one press it is gone,
// the newsletter is not sent, and its page says why. On a large screen, and on a phone without JavaScript.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, shot, signIn, signOnScreen, startBrowser, startServer, visitor } from "./harness.mjs";
import { freePort, mailServer, until } from "./mail_servers.mjs";

let server, browser, mail, port, box;
before(async () => {
  box = mkdtempSync(join(tmpdir(), "candour-maildir-"));
  for (const folder of ["new", "cur", "tmp"]) mkdirSync(join(box, folder));
  port = await freePort();  // nobody listens there yet
  server = await startServer({
    args: ["--smtp", `smtp://127.0.0.1:${port}`, "--smtp-from", "candour@example.org", "--address", "https://records.example.org",
      "--bounces", box],
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  mail?.stop();
  if (box) rmSync(box, { recursive: true, force: true });
});

const picture = () => {
  const file = join(mkdtempSync(join(tmpdir(), "candour-photo-")), "fair.png");
  writeFileSync(file, Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
  return file;
};

async function someone(role, options) {
  const page = await visitor(browser, server, options);
  await signIn(page, server.who("ll", role));
  return page;
}

/** A photo with its signed consents, for newsletters or for something else; its page. */
async function photo(page, title, usedFor) {
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/consent-form?purpose=share-your-story`);
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("The person themselves").check();
  await signOnScreen(page, "Maya Example");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.goto(`${person}/write/voluntary-item`);
  await page.locator('main [name="title"]').fill(title);
  await page.locator('main [name="sort"][value="photo"]').check();
  await fillDate(page, "shared-on");
  await page.locator(`main [name="used-for"][value="${usedFor}"]`).check();
  await page.locator('main input[type="file"]').first().setInputFiles(picture());
  await page.locator('main [name="permission-typed"], main [name="permission"]').first().fill("Maya Example");
  await page.locator('main [name="given-by"]').fill("Maya Example");
  await page.locator('main [name="renew-contact"]').fill("By letter");
  await fillDate(page, "ask-again-on", new Date(Date.now() + 300 * 24 * 3600_000));
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.waitForURL("**/people/**");
  await page.goto(`${person}?part=about`);
  await page.getByRole("link", { name: new RegExp(title) }).first().click();
  return new URL(page.url()).pathname;
}

/** Somebody of the service likes email best, so that a mail of the newsletter waits. */
async function likesMail(page) {
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  await page.goto(`${new URL(page.url()).pathname}/profile/edit`);
  await page.locator('main [name="email"]').fill("reader@example.org");
  const best = page.locator('main [name="preferred-contact"]');
  if ((await best.first().evaluate((e) => e.tagName)) === "SELECT") await best.selectOption("email");
  else await page.locator('main [name="preferred-contact"][value="email"]').check();
  await page.getByRole("button", { name: /^(Save|Keep it|Keep the change)$/ }).click();
}

/** A newsletter of the first service that waits to be looked at; its page. */
async function newsletter(page, subject) {
  await page.goto("/ll/charter/told");
  await page.goto(await page.locator("main a", { hasText: "write to them" }).first().getAttribute("href"));
  await page.getByLabel("News of this service").check();
  await page.locator('main [name="subject"]').fill(subject);
  await page.locator('main [name="words"]').fill("We were at the fair. Come and see the picture.");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.locator("main").getByRole("link", { name: subject }).first().click();
  await page.waitForURL("**/entries/*");
  return new URL(page.url()).pathname;
}

async function putIn(page, at, subject) {
  await page.goto(at);
  await page.getByLabel("In which mailing that waits to be looked at?").selectOption({ label: subject });
  await page.getByRole("button", { name: "Put it in" }).click();
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-2.3g, LL-2.5d: a photo in a newsletter is taken back, gone, and the newsletter is not sent, on ${how}`, async () => {
    const subject = `Winter news ${width}`;
    const worker = await someone("worker", { javascript, width });
    await likesMail(worker);
    const boss = await someone("supervisor", { javascript, width });
    const lead = await someone("dp-lead");
    const at = await photo(worker, `Zqfair${width}qz`, "newsletter");
    const leaflet = await photo(worker, `Zqleaflet${width}qz`, "leaflet");
    const mailing = await newsletter(boss, subject);

    await putIn(boss, leaflet, subject);
    assert.match(await main(boss), /They did not sign for this use \(notice, part 2\.5\)/);
    await checkPage(boss, "a photo that was not signed for it");
    await shot(boss, `newsletter-not-signed-${width}`);
    await putIn(boss, at, subject);
    assert.match(await main(boss), new RegExp(`Mailing "${subject}"`));
    await boss.goto(mailing);
    assert.match(await main(boss), /Stories and pictures in it/);
    await checkPage(boss, "a newsletter with a photo");
    await lead.goto(mailing);
    await lead.getByRole("button", { name: "Send it" }).click();
    await until("the mail that waits", async () => {
      await boss.goto(mailing);
      return /By mail[\s\S]*\d/.test(await main(boss)) && !/still being sent/.test(await main(boss));
    }, 20_000);
    await shot(boss, `newsletter-waits-${width}`);

    await worker.goto(at);
    const file = await worker.locator("main a[href*='/files/']").first().getAttribute("href");
    assert.equal((await worker.request.get(file)).status(), 200);
    await worker.getByRole("button", { name: "They took it back" }).click();
    await worker.goto(at);
    assert.match(await main(worker), /Destroyed: taken back, or its time is over/);
    assert.notEqual((await worker.request.get(file)).status(), 200, "nobody opens the picture again");
    await checkPage(worker, "a photo that was taken back");
    await shot(worker, `newsletter-photo-gone-${width}`);

    await boss.goto(mailing);
    const said = await main(boss);
    assert.match(said, /Not sent any more/);
    assert.match(said, /a picture in it may not be shown, since the person took it back/);
    assert.ok(!said.includes(`Zqfair${width}qz`), "it does not say whose");
    await checkPage(boss, "a newsletter that was stopped");
    await shot(boss, `newsletter-stopped-${width}`);
    for (const page of [boss, lead]) {
      await page.goto("/ll/day");
      assert.match(await main(page), /What was to go to many was stopped/);
    }
    for (const page of [worker, boss, lead]) await page.context().close();
  });
}

test("LL-2.5d: taking back the consent itself stops a newsletter that waits, on a phone", async () => {
  const subject = "Autumn news";
  const worker = await someone("worker", { width: 375 });
  await likesMail(worker);
  const boss = await someone("supervisor");
  const lead = await someone("dp-lead");
  const at = await photo(worker, "Zqautumnqz", "newsletter");
  const mailing = await newsletter(boss, subject);
  await putIn(boss, at, subject);
  await lead.goto(mailing);
  await lead.getByRole("button", { name: "Send it" }).click();
  await until("the mail that waits", async () => {
    await boss.goto(mailing);
    return /By mail[\s\S]*\d/.test(await main(boss)) && !/still being sent/.test(await main(boss));
  }, 20_000);
  await worker.goto(`${at.replace(/\/entries\/.*/, "")}/profile`);
  const held = worker.locator("main .govuk-summary-list__row, main dl > div", { hasText: "Showing others what support can do" });
  await held.getByRole("button", { name: /They withdraw it/ }).click();
  await worker.goto(at);
  assert.match(await main(worker), /Destroyed: taken back, or its time is over/);
  await boss.goto(mailing);
  assert.match(await main(boss), /Not sent any more/);
  await shot(boss, "newsletter-consent-taken-back");
  for (const page of [worker, boss, lead]) await page.context().close();
});

test("LL-2.3g: with the photo in it a newsletter goes with the photo, and one that was stopped never goes", async () => {
  const worker = await someone("worker");
  const boss = await someone("supervisor");
  const lead = await someone("dp-lead");
  const at = await photo(worker, "Zqspringqz", "newsletter");
  const mailing = await newsletter(boss, "Spring news");
  await putIn(boss, at, "Spring news");
  await lead.goto(mailing);
  await lead.getByRole("button", { name: "Send it" }).click();
  mail = await mailServer(undefined, port);
  await until("the mail", () => mail.said().includes("Subject: Spring news"), 150_000);
  assert.match(mail.said(), /filename="picture-1\.png"/);
  assert.match(mail.said(), /Message-ID: <[0-9a-z-]+@example\.org>/i);
  for (const stopped of ["Winter news", "Autumn news"])
    assert.ok(!mail.said().includes(stopped), "what was stopped does not go when the server is there again");
  // Their mail server says afterwards that nobody of that name is there.
  const id = mail.said().match(/Message-ID: (<[0-9a-z-]+@example\.org>)/i)[1];
  writeFileSync(join(box, "new", "1.report.example"), [
    "From: MAILER-DAEMON@mx.example.net", "Subject: Undelivered", "Content-Type: multipart/report;",
    ' report-type=delivery-status; boundary="=_b"', "", "--=_b", "Content-Type: message/delivery-status", "",
    "Reporting-MTA: dns; mx.example.net", "", "Final-Recipient: rfc822; reader@example.org", "Action: failed",
    "Status: 5.1.1", "", "--=_b", "Content-Type: text/rfc822-headers", "", `Message-ID: ${id}`, "", "--=_b--", ""].join("\r\n"));
  await until("that it came back", async () => {
    await lead.goto(mailing);
    return /Came back\s+1 person/.test(await main(lead));
  }, 30_000);
  await shot(lead, "newsletter-came-back");
  const admin = await someone("admin", { width: 375 });
  await admin.goto("/ll/outbox");
  assert.match(await main(admin), /it came back: nobody has it/);
  await checkPage(admin, "outbox");
  await shot(admin, "outbox-375");
  await admin.setViewportSize({ width: 1280, height: 900 });
  await shot(admin, "outbox-1280");
  for (const page of [worker, boss, lead, admin]) await page.context().close();
});
