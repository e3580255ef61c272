// A GP is told three answers of a record: picked one by one, collected with an address and a code on a phone without
// JavaScript, or sent by mail that is locked on its way. A server that does not lock it gets nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkPage, checkWidth, fillDate, main, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";
import { certificate, mailServer, until } from "./mail_servers.mjs";

let server, browser, open, locked, bare, deaf;

before(async () => {
  const tls = certificate();
  [open, locked, bare] = [await mailServer(), await mailServer(tls), await mailServer()];
  const args = ["--smtp", open.url, "--smtp-from", "candour@example.org", "--smtp-authorities", tls.cert];
  server = await startServer({ args: [...args, "--smtp-locked", `nhs.net=${locked.url}`] });
  deaf = await startServer({ args: [...args, "--smtp-locked", `nhs.net=${bare.url}`] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await deaf?.stop();
  for (const one of [open, locked, bare]) one?.stop();
});

/** A sharing with the GP that may be told; on its page. */
async function sharing(page, toWhom) {
  await page.goto("/lw/people");
  await page.locator("main a.candour-people__name, main .candour-people a").last().click();
  const person = new URL(page.url()).pathname;
  await page.goto(`${person}/write/disclosure`);
  const choose = async (name, label) => {
    const field = page.locator(`main [name="${name}"]`);
    if ((await field.first().evaluate((e) => e.tagName)) === "SELECT") await field.selectOption({ label });
    else await page.getByLabel(label, { exact: true }).check();
  };
  await choose("recipient", "Your GP");
  await choose("rests-on", "Working with your GP and other teams");
  await page.locator('main [name="what"][value="care"]').check();
  const words = {
    "to-whom": toWhom,
    "who-asks": "They asked for the plan",
    words: "Three answers of the plan",
    weighed: "Three answers, none about health",
    arrangements: "Collected with a code",
  };
  for (const [name, typed] of Object.entries(words)) await page.locator(`main [name="${name}"]`).fill(typed);
  await page.locator('main [name="how"][value="collected"]').check();
  await page.locator('main [name="already"][value="no"]').check();
  await page.locator('main [name="beyond-care"][value="no"]').check();
  await page.getByLabel("Yes, they were told before").check();
  for (const field of ["on", "told-on"]) await fillDate(page, field);
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.goto(`${person}?part=circle`);
  await page.getByRole("link", { name: toWhom }).first().click();
  return new URL(page.url()).pathname;
}

/** Ticks so many answers; their words. */
async function tick(page, howMany) {
  const boxes = page.locator('main [name^="pick-"]');
  assert.ok((await boxes.count()) >= howMany, "there is enough to pick from");
  assert.equal(await page.locator('main [name^="pick-"]:checked').count(), 0, "nothing is ticked for them");
  const words = [];
  for (let i = 0; i < howMany; ++i) {
    await boxes.nth(i).check();
    const id = await boxes.nth(i).getAttribute("id");
    words.push((await page.locator(`label[for="${id}"]`).innerText()).trim());
  }
  return words;
}

async function worker(on = server) {
  const page = await visitor(browser, on);
  await signIn(page, on.who("lw", "worker"));
  return page;
}

test("LL-3.1, LL-4.3: three answers are collected with address and code on a phone, and the mail has no code", async () => {
  const page = await worker();
  const at = await sharing(page, "Front desk of the surgery");
  await page.getByRole("link", { name: "Pick and put it ready" }).click();
  await checkPage(page, "picking what goes");
  const picked = await tick(page, 3);
  await page.getByLabel("Their email address, if mail is to go").fill("nobody");
  await page.getByRole("button", { name: "Put it ready to be collected" }).click();
  assert.match(await main(page), /Give a whole email address/);
  assert.equal(await page.locator('main [name^="pick-"]:checked').count(), 3, "what was ticked is ticked still");
  await page.getByLabel("Their email address, if mail is to go").fill("desk@example.org");
  await page.getByRole("button", { name: "Put it ready to be collected" }).click();
  await checkPage(page, "the code, said once");
  await shot(page, "sending-ready");
  const address = await page.locator("main code").innerText();
  const code = await page.locator("main strong", { hasText: /^\d{4} \d{4}$/ }).innerText();
  await until("the mail", () => open.said().includes(address), 10_000);
  for (const secret of [code, code.replace(" ", ""), "Three answers", ...picked.map((w) => w.split(": ").pop().slice(0, 20))])
    assert.ok(!open.said().includes(secret), `the mail says ${secret}`);

  const gp = await visitor(browser, server, { javascript: false, width: 375 });
  const path = new URL(address).pathname;
  await gp.goto(path);
  await checkWidth(gp, "where it is collected");
  await shot(gp, "sending-collect-375");
  await gp.getByLabel("Code").fill("11112222");
  await gp.getByRole("button", { name: "Collect it" }).click();
  assert.match(await main(gp), /That is not the code/);
  const paper = await gp.request.post(path, { form: { code } });
  assert.equal(paper.status(), 200);
  assert.match(paper.headers()["content-type"], /application\/pdf/);
  assert.match(paper.headers()["cache-control"], /no-store/);

  await page.goto(at);
  const said = await main(page);
  assert.match(said, /Collected[\s\S]*20\d\d at/);
  assert.match(said, /Mail sent[\s\S]*20\d\d at/);
  assert.match(said, /answers? of an entry/);
  await checkPage(page, "a sharing that was collected");
  await page.context().close();
  await gp.context().close();
});

test("LL-4.3: who has the address alone gets nothing, and after five wrong codes nobody does", async () => {
  const page = await worker();
  const at = await sharing(page, "Second desk");
  await page.getByRole("link", { name: "Pick and put it ready" }).click();
  await tick(page, 1);
  await page.getByRole("button", { name: "Put it ready to be collected" }).click();
  const address = await page.locator("main code").innerText();
  const code = (await page.locator("main strong", { hasText: /^\d{4} \d{4}$/ }).innerText()).replace(" ", "");
  const stranger = await visitor(browser, server, { javascript: false, width: 375 });
  const path = new URL(address).pathname;
  for (let i = 0; i < 5; ++i)
    assert.equal((await stranger.request.post(path, { form: { code: code === "00000000" ? "11111111" : "00000000" } })).status(), 422);
  assert.equal((await stranger.request.post(path, { form: { code } })).status(), 404, "not even with the right one");
  await stranger.goto(path);
  assert.match(await main(stranger), /ask whoever sent it to you/);
  await page.goto(at);
  await page.getByRole("link", { name: "Put it ready once more" }).click();
  const [answer] = await tick(page, 1);
  await page.getByLabel("Data that another system reads (JSON)").check();
  await page.getByRole("button", { name: "Put it ready to be collected" }).click();
  const second = new URL(await page.locator("main code").innerText()).pathname;
  assert.notEqual(second, path);
  const again = (await page.locator("main strong", { hasText: /^\d{4} \d{4}$/ }).innerText()).replace(" ", "");
  const data = await stranger.request.post(second, { form: { code: again } });
  assert.match(data.headers()["content-type"], /application\/json/);
  const answers = (await data.json()).entries.flatMap((e) => e.answers);
  assert.equal(answers.length, 1, "what was ticked, and nothing else");
  assert.ok(answer.startsWith(answers[0].label), answer);
  await page.goto(at);
  await page.getByRole("button", { name: "Nobody is to collect it" }).click();
  assert.match(await main(page), /Nobody can collect it any more/);
  assert.equal((await stranger.goto(second)).status(), 404);
  await page.context().close();
  await stranger.context().close();
});

test("LL-4.3: to a domain of the notice it goes itself, locked; to another it does not", async () => {
  const page = await worker();
  const at = await sharing(page, "Practice manager");
  await page.getByRole("link", { name: "Pick and put it ready" }).click();
  const [answer] = await tick(page, 1);
  await page.getByLabel("Their email address, if mail is to go").fill("gp@example.org");
  await page.getByRole("button", { name: "Send it by locked mail" }).click();
  assert.match(await main(page), /only to an address at nhs\.net/);
  await page.getByLabel("Their email address, if mail is to go").fill("gp@surgery.nhs.net");
  await page.getByRole("button", { name: "Send it by locked mail" }).click();
  await until("the mail", () => locked.said().includes("gp@surgery.nhs.net"), 10_000);
  assert.ok(locked.said().includes("Three answers of the plan"));
  assert.ok(locked.said().includes(answer.split(": ")[0].replace("?", "").slice(0, 15)));
  assert.ok(!open.said().includes("surgery.nhs.net"), "on no other way");
  await until("that it went", async () => {
    await page.goto(at);
    return /Mail sent[\s\S]*20\d\d at/.test(await main(page));
  }, 10_000);
  await page.context().close();
});

test("LL-4.3: a mail server that does not lock the way gets nothing, and the record says so", async () => {
  const page = await worker(deaf);
  const at = await sharing(page, "Practice nurse");
  await page.getByRole("link", { name: "Pick and put it ready" }).click();
  await tick(page, 1);
  await page.getByLabel("Their email address, if mail is to go").fill("nurse@nhs.net");
  await page.getByRole("button", { name: "Send it by locked mail" }).click();
  await until("the try", async () => {
    await page.goto(at);
    return /does not lock the way, so it was given nothing/.test(await main(page));
  }, 10_000);
  assert.equal(bare.said(), "");
  await shot(page, "sending-not-locked");
  const admin = await visitor(browser, deaf, { width: 375 });
  await signIn(admin, deaf.signIns.find((a) => a.org === "lw" && ["admin", "administrator"].includes(a.role)));
  await admin.goto("/lw/server");
  await admin.getByRole("link", { name: /^Outbox/ }).click();
  await checkPage(admin, "the outbox");
  assert.match(await main(admin), /What somebody outside is told[\s\S]*does not lock the way/);
  for (const secret of ["nurse@nhs.net", "Practice nurse", "Three answers"]) assert.ok(!(await main(admin)).includes(secret), secret);
  await shot(admin, "outbox-375");
  await admin.context().close();
  assert.equal((await page.goto("/lw/outbox")).status(), 403);
  await page.goto(at);
  await page.getByRole("button", { name: "It is not to go" }).click();
  assert.match(await main(page), /it was called back/);
  await page.context().close();
});
