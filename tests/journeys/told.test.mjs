// A new version of the notice, from the proposal to those who were told of it: proposed by one and approved by another, it
// comes into force; the mails and letters of it say what is different; a page counts who was told and who is still to be
// told; a second mailing leaves out whoever was.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, root, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";
import { mailServer, until } from "./mail_servers.mjs";

let server, browser, mail, charters;
before(async () => {
  charters = mkdtempSync(join(tmpdir(), "candour-charters-"));
  cpSync(join(root, "charters"), charters, { recursive: true });
  mail = await mailServer();
  server = await startServer({
    args: ["--charters", charters, "--smtp", mail.url, "--smtp-from", "candour@example.org", "--address", "https://records.example.org"],
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  mail?.stop();
  if (charters) rmSync(charters, { recursive: true, force: true });
});

async function someone(role, options) {
  const page = await visitor(browser, server, options);
  await signIn(page, server.who("ll", role));
  return page;
}

/** Asks until the page says it; the server is away for some seconds in between. */
async function says(page, path, words) {
  await until(`${path} says ${words}`, async () => {
    try {
      await page.goto(path);
      return words.test(await main(page));
    } catch {
      return false;  // it is starting anew
    }
  }, 60_000);
}

/** Somebody of the service likes email best. */
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

/** A mailing of that version in the first service with people who are still to be told; its page. */
async function writeToThem(page, version, subject) {
  await page.goto("/ll/charter/told");
  await page.goto(await page.locator("main a", { hasText: "write to them" }).first().getAttribute("href"));
  await page.getByLabel("A change of the privacy notice").check();
  await page.locator('main [name="version"]').fill(version);
  await page.locator('main [name="subject"]').fill(subject);
  await page.locator('main [name="words"]').fill("Our privacy notice has changed. This is what is different.");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.locator("main").getByRole("link", { name: subject }).first().click();
  await page.waitForURL("**/entries/*");
  return new URL(page.url()).pathname;
}

async function sendIt(page, mailing) {
  await page.goto(mailing);
  await page.getByRole("button", { name: "Send it" }).click();
  await until("that everybody was looked up", async () => {
    await page.goto(mailing);
    return /What became of it/.test(await main(page)) && !/still being sent/.test(await main(page));
  }, 30_000);
}

/** The numbers of the first service: { people, mail, letter, way, none, still }. */
async function numbers(page) {
  await page.goto("/ll/charter/told");
  const cells = await page.locator("main table tbody tr").first().locator("td").allInnerTexts();
  const [people, byMail, letter, way, none, still] = cells.map((c) => Number((c.match(/[\d,]+\s*$/) ?? ["0"])[0].replace(/\D/g, "")));
  return { people, mail: byMail, letter, way, none, still };
}

test("LL-6: a new version is proposed, approved, brought in and told, and who was told is counted and not told twice", async () => {
  const worker = await someone("worker");
  await likesMail(worker);
  const lead = await someone("dp-lead");
  await lead.goto("/ll/charter/value?at=organisation/name");
  await lead.getByLabel("What it says").fill("Leading Lives of the East");
  await fillDate(lead, "from");
  await lead.getByRole("button", { name: "Propose it" }).click();
  const proposal = new URL(lead.url()).pathname;
  const admin = await someone("admin");
  await admin.goto(proposal);
  await admin.getByRole("button", { name: "Approve" }).click();
  await says(lead, "/ll/notice", /Leading Lives of the East/);

  await lead.goto("/ll/day");
  assert.match(await main(lead), /A new version of your privacy notice is in force: people are to be told of it/);
  await lead.goto("/ll/charter/told");
  const version = (await main(lead)).match(/Who was told of version ([\d.]+)/)?.[1] ?? (await lead.locator("h1").innerText()).match(/version ([\d.]+)/)[1];
  await checkPage(lead, "who was told, before anybody was");
  await shot(lead, "told-nobody-yet");
  const boss = await someone("supervisor");
  const first = await numbers(boss);
  assert.ok(first.people > 0 && first.still === first.people, JSON.stringify(first));

  const mailing = await writeToThem(boss, version, "Our notice has changed");
  assert.match(await main(boss), /What it adds: the difference in version/);
  assert.match(await main(boss), /Leading Lives of the East/);
  await checkPage(boss, "a mailing of a new version");
  await shot(boss, "told-mailing");
  await sendIt(lead, mailing);
  await until("the mail", () => mail.said().includes("Subject: Our notice has changed"), 150_000);
  assert.match(mail.said(), new RegExp(`What is different in version ${version.replace(".", "\\.")} of our privacy notice`));
  assert.match(mail.said(), /records\.example\.org\/ll\/notice/);
  await boss.goto(mailing);
  const letters = await boss.locator("main a[href*='letters-to-post.pdf']").count();
  if (letters) {
    const waiting = await numbers(boss);
    assert.ok(waiting.way > 0, "a letter that is not posted has told nobody");
    await boss.goto(mailing);
    await boss.getByRole("button", { name: "All letters are in the post" }).click();
  }
  await until("the count of the mail", async () => (await numbers(boss)).mail > 0, 30_000);
  const told = await numbers(boss);
  assert.equal(told.way, 0, JSON.stringify(told));
  assert.equal(told.mail + told.letter + told.still, told.people, JSON.stringify(told));
  assert.ok(told.mail + told.letter > 0);
  await checkPage(boss, "who was told");
  await shot(boss, "told-counts");

  await boss.getByRole("link", { name: "names" }).first().click();
  assert.match(await main(boss), /Told by email: their mail server took it on/);
  await checkPage(boss, "who was told, by name");
  await shot(boss, "told-names");
  const names = new URL(boss.url());
  await worker.goto("/ll/charter/told");
  assert.equal(await worker.getByRole("link", { name: "names" }).count(), 0, "numbers alone for whoever writes to nobody");
  const refused = await worker.goto(names.pathname + names.search);
  assert.ok(refused.status() >= 400);

  const again = await boss.context().newPage();
  await again.goto(mailing.replace(/\/entries\/.*/, "/write/mailing"));
  await again.getByLabel("A change of the privacy notice").check();
  await again.locator('main [name="version"]').fill(version);
  await again.locator('main [name="subject"]').fill("Once more");
  await again.locator('main [name="words"]').fill("For those whom we did not reach.");
  await again.getByRole("button", { name: "Keep it" }).click();
  await again.locator("main").getByRole("link", { name: "Once more" }).first().click();
  await again.waitForURL("**/entries/*");
  assert.match(await main(again), /Told of this version already, and left out/);
  const second = new URL(again.url()).pathname;
  await sendIt(lead, second);
  assert.doesNotMatch(await main(lead), /By mail\s+\d|By post\s+\d/, "whoever was told is not told again");
  assert.ok(!mail.said().includes("Subject: Once more"));
  for (const page of [worker, lead, admin, boss]) await page.context().close();
});

test("LL-6: who was told, on a phone without JavaScript", async () => {
  const boss = await someone("supervisor", { javascript: false, width: 375 });
  await boss.goto("/ll/charter/told");
  assert.match(await main(boss), /Still to be told/);
  await checkPage(boss, "who was told, on a phone");
  await shot(boss, "told-375");
  await boss.context().close();
});
