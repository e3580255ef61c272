// Somebody is hurt: it stands on the lead's page within two seconds, and a mail says that something waits and no more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { main, signIn, startBrowser, startServer, visitor, whole } from "./harness.mjs";
import { certificate, mailServer, until } from "./mail_servers.mjs";

let server, browser, open, locked;

before(async () => {
  const tls = certificate();
  [open, locked] = [await mailServer(), await mailServer(tls)];
  server = await startServer({ args: ["--smtp", open.url, "--smtp-from", "candour@example.org",
    "--smtp-locked", `nhs.net=${locked.url}`, "--smtp-authorities", tls.cert] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  open?.stop();
  locked?.stop();
});

test("an alert is on the lead's page within two seconds, and the mail says nothing of it", async () => {
  const page = async (role) => {
    const p = await visitor(browser, server);
    await signIn(p, server.who("ll", role));
    return p;
  };
  const [worker, lead] = [await page("worker"), await page("incident-lead")];
  await worker.goto("/ll/day");
  const link = worker.locator("main a.candour-people__name, main .candour-people a").first();
  const name = (await link.innerText()).trim();
  await link.click();
  await worker.getByRole("link", { name: "Report an incident" }).click();
  await worker.getByLabel("Where?").fill("Kitchen");
  await worker.getByLabel("What kind of thing was it?").selectOption({ label: "A fall" });
  await worker.getByLabel("What happened?").fill("She slipped and could not get up.");
  await worker.getByLabel("Seriously").check();
  await worker.getByLabel("What did you do straight away?").fill("Rang 999 and stayed with her.");
  await worker.getByRole("button", { name: "Keep it" }).click();
  const took = await until("the lead's page", async () => {
    await lead.goto("/ll/people");
    return /Needs you now: Somebody was hurt/.test(await whole(lead));
  }, 2000);
  console.log(`# on the lead's page after ${took} ms`);
  const address = server.who("ll", "incident-lead").email;
  await until("the mail", () => open.said().includes("something needs you now") && (!address || open.said().includes(address)), 10_000);
  for (const secret of [name, ...name.split(" "), "Kitchen", "fall", "slipped", "hurt", "http"]) assert.ok(!open.said().includes(secret), secret);
  await worker.waitForURL("**/entries/*");
  await until("that it was mailed", async () => {
    await worker.reload();
    return /by mail too/.test(await whole(worker));
  }, 10_000);
});

test("LL-4.3: a letter goes by mail once, locked, to an address that the notice names as safe, to no other, and the entry says when", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "worker"));
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  await page.goto(`${new URL(page.url()).pathname}/letters/appointment`);
  await page.getByLabel("To whom?").selectOption({ label: "Health authorities and their medical staff" });
  await page.locator('main [name="told"][value="before"]').check();
  await page.getByLabel("When and where is it, and with whom?").fill("Monday at ten, zqletterqz.");
  await page.getByLabel("Email address, if it is to go by mail").fill("ward@example.org");
  await page.getByRole("button", { name: "Show me the letter" }).click();
  assert.match(await main(page), /By mail it may only go to an address at nhs\.net or nhs\.uk/);
  assert.equal(await page.getByRole("button", { name: /send it by mail/ }).count(), 0);
  await page.getByText("Change the words").click();
  await page.getByLabel("Email address, if it is to go by mail").fill("ward@nhs.uk");
  await page.getByRole("button", { name: "Show it again with my changes" }).click();
  assert.match(await main(page), /no mail to ward@nhs\.uk would be locked on its way/);
  assert.equal(await page.getByRole("button", { name: /send it by mail/ }).count(), 0);
  await page.getByText("Change the words").click();
  await page.getByLabel("Email address, if it is to go by mail").fill("ward@nhs.net");
  await page.getByRole("button", { name: "Show it again with my changes" }).click();
  await page.getByRole("button", { name: "Keep it and send it by mail to ward@nhs.net" }).click();
  assert.match(page.url(), /entries\//);
  await until("the letter", () => locked.said().includes("zqletterqz"), 15_000);
  await until("that it went", async () => {
    await page.reload();
    return /By mail[\s\S]*Mail sent[\s\S]*20\d\d at/.test(await main(page));
  }, 15_000);
  assert.equal(locked.said().split("zqletterqz").length, 2, "once");
  assert.ok(!open.said().includes("zqletterqz"), "and on no other way");
  await page.context().close();
});

test("LL-4.3: who wants email instead of paper is mailed where the letter lies, and told the code", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "worker"));
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/profile/edit`);
  await page.locator('main [name="email"]').fill("reader@example.org");
  await page.getByRole("button", { name: /^(Save|Keep it|Keep the change)$/ }).click();
  await page.goto(`${person}/write/communication-profile`);
  if (!(await page.locator('main [name="in-short"]').inputValue())) await page.locator('main [name="in-short"]').fill("Mail me");
  await page.locator('main [name="formats"][value="email"]').check();
  await page.getByRole("button", { name: /^(Save|Keep it|Keep the change)$/ }).click();
  await page.goto(`${person}/letters/appointment`);
  await page.getByLabel("To whom?").selectOption({ index: 1 });
  await page.getByLabel("When and where is it, and with whom?").fill("Tuesday at ten, zqreaderqz.");
  await page.getByRole("button", { name: "Show me the letter" }).click();
  await page.getByRole("button", { name: "Keep it and mail to reader@example.org where to collect it" }).click();
  const address = await page.locator("main code").innerText();
  const code = (await page.locator("main strong", { hasText: /^\d{4} \d{4}$/ }).innerText()).replace(" ", "");
  await until("the mail", () => open.said().includes(address), 15_000);
  for (const secret of ["zqreaderqz", code]) assert.ok(!open.said().includes(secret), secret);
  const paper = await page.request.post(new URL(address).pathname, { form: { code } });
  assert.equal(paper.status(), 200);
  assert.match(paper.headers()["content-type"], /application\/pdf/);
  await page.getByRole("link", { name: "Back" }).click();
  assert.match(await main(page), /Collected[\s\S]*20\d\d at/);
  await page.context().close();
});
