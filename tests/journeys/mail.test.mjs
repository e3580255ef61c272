// Somebody is hurt: it stands on the lead's page within two seconds, and a mail says that something waits and no more.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { signIn, startBrowser, startServer, visitor } from "./harness.mjs";

let server, browser, smtp;
let mails = "";

const freePort = () => new Promise((resolve) => {
  const s = createServer().listen(0, "127.0.0.1", () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

before(async () => {
  const port = await freePort();
  smtp = spawn("/usr/bin/python3", ["-u", "-m", "aiosmtpd", "-n", "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Debugging", "stdout"], { stdio: ["ignore", "pipe", "inherit"] });
  smtp.stdout.on("data", (d) => (mails += d));
  server = await startServer({ args: ["--smtp", `smtp://127.0.0.1:${port}`, "--smtp-from", "candour@example.org"] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  smtp?.kill();
});

async function until(what, so, ms) {
  const began = Date.now();
  while (!(await so())) {
    assert.ok(Date.now() - began < ms, `${what}: not within ${ms} ms`);
    await new Promise((r) => setTimeout(r, 50));
  }
  return Date.now() - began;
}

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
    return /Needs you now: Somebody was hurt/.test(await lead.locator("body").innerText());
  }, 2000);
  console.log(`# on the lead's page after ${took} ms`);
  const address = server.who("ll", "incident-lead").email;
  await until("the mail", () => mails.includes("something needs you now") && (!address || mails.includes(address)), 10_000);
  for (const secret of [name, ...name.split(" "), "Kitchen", "fall", "slipped", "hurt", "http"]) assert.ok(!mails.includes(secret), secret);
  await worker.waitForURL("**/entries/*");
  await until("that it was mailed", async () => {
    await worker.reload();
    return /by mail too/.test(await worker.locator("body").innerText());
  }, 10_000);
});

test("a letter goes by mail once to an address that the notice names as safe, to no other, and the entry says when", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "worker"));
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  await page.goto(`${new URL(page.url()).pathname}/letters/appointment`);
  await page.getByLabel("To whom?").selectOption({ label: "Health authorities and their medical staff" });
  await page.getByLabel("When and where is it, and with whom?").fill("Monday at ten, zqletterqz.");
  await page.getByLabel("Email address, if it is to go by mail").fill("ward@example.org");
  await page.getByRole("button", { name: "Show me the letter" }).click();
  assert.match(await page.locator("main").innerText(), /By mail it may only go to an address at nhs\.net or nhs\.uk/);
  assert.equal(await page.getByRole("button", { name: /send it by mail/ }).count(), 0);
  await page.getByText("Change the words").click();
  await page.getByLabel("Email address, if it is to go by mail").fill("ward@nhs.net");
  await page.getByRole("button", { name: "Show it again with my changes" }).click();
  await page.getByRole("button", { name: "Keep it and send it by mail to ward@nhs.net" }).click();
  assert.match(page.url(), /entries\//);
  await until("the letter", () => mails.includes("zqletterqz"), 15_000);
  await until("that it went", async () => {
    await page.reload();
    return /By mail[\s\S]*Sent[\s\S]*20\d\d at/.test(await page.locator("main").innerText());
  }, 15_000);
  assert.equal(mails.split("zqletterqz").length, 2, "once");
  await page.context().close();
});
