// A charter made in a page from an invented notice: the notice beside the questions, what was answered kept, a
// fault told at its question, and in the end a file that a server can run. On a large screen, and on a phone
// without JavaScript.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, main, root, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";

const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const notice = readFileSync(join(root, "tests/notices/harbour.txt"), "utf8");
let server, browser, dir;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), "candour-authoring-"));
  server = await startServer({});
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Answers one form: text, one choice, or a list of boxes; each with the part [value, part]. */
async function answer(page, section, row) {
  await page.goto(`/im/charter/new/${section}`);
  for (const [question, [value, part]] of Object.entries(row)) {
    const field = page.locator(`main [name="${question}"]`);
    const type = await field.first().evaluate((e) => (e.tagName === "INPUT" ? e.type : e.tagName));
    if (Array.isArray(value)) for (const v of value) await page.locator(`main [name="${question}"][value="${v}"]`).check();
    else if (type === "radio") await page.locator(`main [name="${question}"][value="${value}"]`).check();
    else if (type === "SELECT") await field.selectOption(value);
    else await field.fill(value);
    if (part) await page.locator(`main [name="${question}-part"]`).selectOption(part);
  }
  await page.locator("main form button").filter({ hasText: /^(Add|Keep) this$/ }).click();
}

/** Lists that may be passed over, the questions that stand apart, and a second ground of a use. */
async function whatFewNoticesSay(page, width) {
  await answer(page, "cctv", { says: ["A camera looks at the door.", "1"], cameras: ["the front door"] });
  assert.match(await main(page), /Write one a line, with a colon/);
  await page.locator('[name="cameras"]').fill("Front door: the path to it");
  await page.getByRole("button", { name: "Keep this" }).click();
  await page.locator(".govuk-summary-list__row", { hasText: "Cameras" }).getByRole("button", { name: "Take it out" }).click();
  assert.doesNotMatch(await main(page), /Cameras\s*Take it out/);
  await answer(page, "further-grounds", { purpose: ["giving-you-support", "3"], basis: ["legal-obligation", "3"] });
  assert.match(await page.locator(".govuk-summary-list__row").innerText(), /Giving you support/);
  await page.goto("/im/charter/new/purposes?row=0");
  assert.equal(await page.locator('[name="when"]').isVisible(), false);
  await page.getByText("More questions, for what few notices say").click();
  await page.locator('[name="when"]').fill("while we support you");
  await page.locator('[name="when-part"]').selectOption("3");
  await checkPage(page, "a section with the questions that few notices need");
  await shot(page, `authoring-rare-${width}`);
  await page.getByRole("button", { name: "Keep this" }).click();
  await page.goto("/im/charter/new/purposes?row=0");
  assert.equal(await page.locator('[name="when"]').inputValue(), "while we support you");
}

async function harbour(page, width) {
  await page.goto("/im/charter/new");
  await page.getByRole("textbox", { name: "Your notice as it stands today" }).fill(notice);
  await page.getByRole("button", { name: "Begin with this" }).click();
  assert.match(await main(page), /Kept, with 9 parts/);
  await checkPage(page, "the lists of questions");
  await answer(page, "organisation", {
    name: ["Harbour House", "1"],
    code: ["Harbour"],
    says: ["Helps people at home.", "1"],
    holidays: ["england-and-wales"],
  });
  assert.match(await main(page), /two to eight small letters/i);
  assert.equal(await page.locator('[name="says"]').inputValue(), "Helps people at home.");
  assert.equal(await page.locator('[name="says-part"]').inputValue(), "1");
  await page.locator('[name="code"]').fill("hh");
  await page.getByRole("button", { name: "Keep this" }).click();
  await answer(page, "contacts", {
    role: ["data-protection", "1"],
    title: ["Data protection lead", "1"],
    email: ["privacy@harbour.example.org", "1"],
  });
  await page.goto("/im/charter/new/made");
  assert.match(await main(page), /must be answered before there is a charter/);
  await answer(page, "texts", { "who-we-are": ["We are Harbour House.", "1"] });
  for (const [code, part] of [["identity", "2.1"], ["contact", "2.1"], ["care", "2.1"], ["health", "2.2"]])
    await answer(page, "categories", { use: [code, part] });
  await answer(page, "purposes", {
    name: ["Giving you support", "3"],
    says: ["We use it to support you.", "3"],
    categories: [["identity", "contact", "care", "health"], "3"],
    basis: ["contract", "3"],
    condition: [["care-provision"]],
  });
  await shot(page, `authoring-purposes-${width}`);
  await checkPage(page, "a section of questions");
  await whatFewNoticesSay(page, width);
  await answer(page, "services", { name: ["Support at home", "1"], says: ["We visit people.", "1"], "home-based": ["yes", "1"] });
  for (const [post, name] of [["worker", "Support worker"], ["supervisor", "Team leader"], ["dp-lead", "Data lead"], ["admin", "Office"], ["board", "Trustees"]])
    await answer(page, "roles", { post: [post], name: [name, "4"], says: ["Works here.", "4"] });
  await page.locator(".govuk-summary-list__row", { hasText: "Trustees" }).getByRole("button", { name: "Take it out" }).click();
  assert.doesNotMatch(await main(page), /Trustees/);
  await answer(page, "retention", {
    name: ["Everything", "6"],
    keep: ["7 years", "6"],
    from: ["end-of-service", "6"],
    then: ["destroy", "6"],
  });
  await answer(page, "rights", { code: ["access", "7"], says: ["You may see what we hold.", "7"] });
  for (const heading of ["What we hold", "Who sees it", "What you can ask"])
    await answer(page, "easy-read", {
      heading: [heading, "7"],
      picture: ["eye", "7"],
      says: ["We keep your name.\nWe write notes.\nWe keep them safe.\nYou can ask us.", "7"],
    });
  await page.goto("/im/charter/new/made");
  await checkPage(page, "the charter that was made");
  await shot(page, `authoring-made-${width}`);
  assert.match(await main(page), /It is good/);
  const asked = await page.request.get(`${server.url}/im/charter/new/files/charter`);
  assert.equal(asked.status(), 200);
  const file = join(dir, `hh-${width}.yaml`);
  const text = await asked.text();
  assert.match(text, /basis: contract[\s\S]*when: "while we support you"[\s\S]*basis: legal-obligation/);
  writeFileSync(file, text);
  const check = spawnSync(join(build, "candour"), ["charter", "check", file], { cwd: root, encoding: "utf8" });
  assert.equal(check.status, 0, check.stderr);
  assert.match(check.stdout, /good\. Harbour House 1\.0: 1 purpose, 1 service/);
}

test("a charter from a notice, on a large screen", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("im", "dp-lead"));
  await page.goto("/im/charter/proposals");
  await page.getByRole("link", { name: "Make a charter from a notice" }).click();
  await harbour(page, 1280);
});

test("the same on a phone without JavaScript, and thrown away in the end", async () => {
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  await signIn(page, server.who("im", "admin"));
  await page.goto("/im/charter/new");
  assert.doesNotMatch(await main(page), /Harbour/, "another person's answers are their own");
  await harbour(page, 375);
  await page.goto("/im/charter/new");
  await page.getByText("Throw these answers away").click();
  await page.getByRole("button", { name: "Throw them away" }).click();
  assert.match(await main(page), /Tick the box when you are sure/);
  await page.getByRole("checkbox", { name: /Throw away the notice/ }).check();
  await page.getByRole("button", { name: "Throw them away" }).click();
  assert.match(await main(page), /thrown away/);
  await page.goto("/im/charter/new");
  assert.doesNotMatch(await main(page), /Harbour/);
});
