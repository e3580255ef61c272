// How a notice changes, in the browser: the data-protection lead confirms a working value, another person reads what that
// changes and approves it, the server writes the file and starts itself anew, and the notice is printed with it. On a
// large screen, and on a phone without JavaScript.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, root, setText, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";

let server, browser, charters;
before(async () => {
  charters = mkdtempSync(join(tmpdir(), "candour-charters-"));
  cpSync(join(root, "charters"), charters, { recursive: true });
  server = await startServer({ args: ["--charters", charters] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (charters) rmSync(charters, { recursive: true, force: true });
});

/** Asks until the notice says it; the server is away for some seconds in between. */
async function noticeSays(page, words, path = "/im/notice") {
  for (let i = 0; i < 60; ++i) {
    try {
      await page.goto(path);
      if (words.test(await main(page))) return;
    } catch {
      // It is starting anew.
    }
    await page.waitForTimeout(500);
  }
  assert.match(await main(page), words);
}

async function approve(path, javascript, width) {
  const other = await visitor(browser, server, { javascript, width });
  await signIn(other, server.who("im", "admin"));
  assert.match(await main(other), /A new version of your privacy notice is proposed/);
  await other.goto(path);
  await checkPage(other, "a proposal, read by another person");
  await shot(other, `proposal-${width}`);
  await other.getByRole("button", { name: "Approve" }).click();
  await checkPage(other, "an approved proposal");
  return other;
}

test("from a working value to the notice, on a large screen", async () => {
  const lead = await visitor(browser, server);
  await signIn(lead, server.who("im", "dp-lead"));
  assert.match(await main(lead), /\d+ values of the charter to be confirmed/);
  await lead.goto("/im/charter/working");
  await checkPage(lead, "what is to be confirmed");
  await shot(lead, "working");
  await lead.getByRole("button", { name: "Propose what is ticked" }).click();
  assert.match(await main(lead), /Tick at least one value/);
  // The form has come back, so all of its sections are open.
  await lead.locator("input[type=checkbox][value='services/supported-living']").check();
  await fillDate(lead, "from");
  await lead.getByRole("button", { name: "Propose what is ticked" }).click();
  await checkPage(lead, "one's own proposal");
  assert.match(await main(lead), /You proposed it, so another person decides/);
  assert.match(await main(lead), /It reaches the people you support[^]*Supported living: the notice now tells of it/);
  assert.doesNotMatch(await main(lead), /Nobody need be told/);
  assert.equal(await lead.getByRole("button", { name: "Approve" }).count(), 0);
  const path = new URL(lead.url()).pathname;
  const other = await approve(path, true, 1280);
  await noticeSays(other, /A home of your own with support/, "/im/notice/details");
  const file = readFileSync(join(charters, "im.yaml"), "utf8");
  assert.match(file, /services\/supported-living"?: confirmed by dp-lead on \d{4}-\d\d-\d\d/);
  assert.ok(readdirSync(charters).includes("im.yaml.1.0"), "the old file is kept beside");
  await other.goto("/im/charter/proposals");
  await checkPage(other, "versions");
  assert.match(await main(other), /Version 2\.0[^]*In force, approved/, "what people read is another, so it is a major version");
  await other.getByRole("link", { name: "1.0", exact: true }).click();
  await checkPage(other, "the notice of before");
  assert.doesNotMatch(await main(other), /A home of your own with support/);
});

test("a changed value, on a phone without JavaScript", async () => {
  const how = { javascript: false, width: 375 };
  const lead = await visitor(browser, server, how);
  await signIn(lead, server.who("im", "dp-lead"));
  await lead.goto("/im/charter/value?at=organisation/name");
  await checkPage(lead, "one value");
  await lead.getByLabel("What it says").fill("Imagine Independence of the North");
  await fillDate(lead, "from");
  await lead.getByRole("button", { name: "Propose it" }).click();
  await checkPage(lead, "one's own proposal");
  const other = await approve(new URL(lead.url()).pathname, false, 375);
  await noticeSays(other, /Imagine Independence of the North/);
});

test("a text that is no charter comes back with every word, and a field of one's own is proposed", async () => {
  const lead = await visitor(browser, server);
  await signIn(lead, server.who("im", "dp-lead"));
  await lead.goto("/im/charter/proposals/new");
  await checkPage(lead, "proposing a text");
  const text = await lead.getByLabel("The whole charter").inputValue();
  await setText(lead.getByLabel("The whole charter"), `${text}\nzq-remembered: 1\n`);
  await lead.getByRole("button", { name: "Propose it" }).click();
  await checkPage(lead, "a text that is not valid");
  assert.match(await main(lead), /Line \d+: .*zq-remembered/);
  assert.match(await lead.getByLabel("The whole charter").inputValue(), /zq-remembered: 1/);
  await lead.goto("/im/charter/own");
  await checkPage(lead, "own kinds");
  await lead.getByLabel("On which form").selectOption({ value: "profile" });
  await lead.getByLabel("The question").fill("Has a garden");
  await lead.getByLabel("What is the answer?").selectOption({ value: "choice" });
  await lead.getByLabel("The answers to choose from").fill("A large one\nA small one");
  await lead.getByLabel("What kind of information").selectOption({ index: 1 });
  await lead.getByRole("button", { name: "Propose this field" }).click();
  await checkPage(lead, "a field that is proposed");
  assert.match(await main(lead), /Waits for another person/);
  await lead.getByRole("button", { name: "Take it back" }).click();
  assert.match(await main(lead), /Taken back/);
});

test("a kind of one's own is switched on in a page, and its form is filled in", async () => {
  const lead = await visitor(browser, server);
  await signIn(lead, server.who("im", "dp-lead"));
  await lead.goto("/im/charter/own");
  const kind = `kind: garden-visit
name: Garden visit
plural: Garden visits
says: What was seen in a garden.
part: daily
fields:
  - {code: seen, label: What was seen, type: long-text, category: care}
`;
  await lead.getByLabel("The kind, as YAML").fill(kind);
  await lead.getByRole("button", { name: "Propose this kind" }).click();
  assert.match(await main(lead), /Choose at least one service/);
  assert.equal((await lead.getByLabel("The kind, as YAML").inputValue()).trim(), kind.trim(), "nothing typed is lost");
  for (const box of await lead.getByRole("group", { name: "In which services is it used?" }).getByRole("checkbox").all()) await box.check();
  await lead.getByRole("group", { name: "Who writes it?" }).getByRole("checkbox").first().check();
  await fillDate(lead.locator("form").filter({ hasText: "The kind, as YAML" }), "from");
  await lead.getByRole("button", { name: "Propose this kind" }).click();
  await checkPage(lead, "a kind that is proposed");
  assert.match(await main(lead), /Waits for another person/);
  await approve(new URL(lead.url()).pathname, true, 1280);
  const worker = await visitor(browser, server);
  let signedIn = false;
  for (let i = 0; i < 60; ++i) {
    try {
      if (!signedIn) await signIn(worker, server.who("im", "worker"));
      signedIn = true;
      await worker.goto("/im/people");
      await worker.locator("main a[href*='/people/01']").first().click();
      await worker.goto(`${new URL(worker.url()).pathname}/write/garden-visit`);
      if (/What was seen/.test(await main(worker))) break;
    } catch {
      // It is starting anew.
    }
    await worker.waitForTimeout(500);
  }
  await checkPage(worker, "a form of one's own");
  await worker.getByLabel("What was seen").fill("Beans, and a frog");
  await worker.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(worker), /Garden visit/);
});

test("IM-9.1, IM-9.2: a new use is answered for, people are told, and another person approves, on a phone", async () => {
  const how = { javascript: false, width: 375 };
  const lead = await visitor(browser, server, how);
  await signIn(lead, server.who("im", "dp-lead"));
  await lead.goto("/im/charter/proposals/new");
  const box = lead.getByLabel("The whole charter");
  const gifts = (await box.inputValue())
    .replace("  - code: deliver-order\n", `  - code: raise-money
    name: Raising money
    says: We ask you for gifts.
    clause: "7.2"
    categories: [contact]
    bases: [{basis: legitimate-interests, interests: Paying for our work, assessment: LIA-1}]
  - code: deliver-order
`)
    .replace("      [register, deliver-order,", "      [raise-money, register, deliver-order,");
  await setText(box, gifts);
  await fillDate(lead, "from");
  await lead.getByRole("button", { name: "Propose it" }).click();
  await checkPage(lead, "a new use without an answer");
  assert.match(await main(lead), /“Raising money” would use contact/);
  const tell = "{purpose: raise-money, categories: [contact], tell: We will write to you and ask for gifts}";
  await setText(box, gifts.replace(/^version: \{/m, `version: {new-uses: [${tell}], `));
  await lead.getByRole("button", { name: "Propose it" }).click();
  await checkPage(lead, "a new use of which people must be told");
  assert.match(await main(lead), /New uses of information[^]*\(\d+ people\)[^]*They were not told yet/);
  const path = new URL(lead.url()).pathname;
  const other = await visitor(browser, server, how);
  await signIn(other, server.who("im", "admin"));
  await other.goto(path);
  assert.equal(await other.getByRole("button", { name: "Approve" }).count(), 0);
  await lead.getByText("Record that people were told").click();
  await fillDate(lead, "told");
  await lead.getByLabel("How were they told?").fill("A letter to each of them");
  await lead.getByRole("button", { name: "Record it" }).click();
  await checkPage(lead, "people were told");
  await shot(lead, "new-uses");
  await other.goto(path);
  await other.getByRole("button", { name: "Approve" }).click();
  await checkPage(other, "an approved new use");
  assert.match(await main(other), /They were told on .*: A letter to each of them/);
});
