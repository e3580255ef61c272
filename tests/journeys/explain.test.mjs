// The charter asked by whoever answers for it: each kind of question on a phone without JavaScript, and with it on a
// large screen; the answer says what stands in the notice, and marks what nobody has confirmed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const choose = (page, label, code) => page.getByLabel(label, { exact: true }).selectOption(code);

const questions = [
  ["May a role see something?", async (page) => {
    await choose(page, "Role", "finance");
    await choose(page, "Kind of information", "health");
  }, /May the role “Finance officer” see “[^”]+”\?[^]*No\./],
  ["May somebody outside get something?", async (page) => {
    await choose(page, "Who would get it", "social-worker");
    await choose(page, "Kind of information", "care");
  }, /On what ground: [^]*\[to be confirmed: not in the notice\]/],
  ["How long is something kept?", (page) => choose(page, "Kind of information", "care"), /As a rule: 6 years after support ends \(Notice, part 2\.4\)\./],
  ["On which ground does a use stand?", (page) => choose(page, "Use", "deliver-support"), /UK GDPR Article 6\(1\)\(b\)[^]*What it uses: /],
  ["By when, and by whom, is a request answered?", async (page) => {
    await choose(page, "What is asked for", "access");
    await page.getByLabel(/The day on which it is asked/).fill("27/11/2026");
  }, /answered by 27 December 2026 at the latest[^]*Who decides: [^]*\[to be confirmed/],
  ["What changes on a birthday?", (page) => page.getByLabel("Which birthday").fill("16"), /What changes at 16\?/],
];

for (const screen of [{ javascript: false, width: 375 }, { javascript: true, width: 1280 }])
  test(`every kind of question, ${screen.width} pixels wide`, async () => {
    const page = await visitor(browser, server, screen);
    await signIn(page, server.who("ll", "dp-lead"));
    await page.goto("/ll/charter");
    await page.getByRole("link", { name: "Ask it" }).click();
    for (const [words, fill, answer] of questions) {
      const link = page.getByRole("link", { name: words });
      if (await link.count()) await link.click();
      await fill(page);
      await page.getByRole("button", { name: "Ask", exact: true }).click();
      assert.match(await main(page), answer, words);
      await checkPage(page, words);
      await shot(page, `explain-${screen.width}-${questions.findIndex(([w]) => w === words)}`);
    }
    await page.getByLabel("Which birthday").fill("sixteen");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    assert.match(await main(page), /Type an age from 1 to 120, in figures/);
    assert.equal(await page.getByLabel("Which birthday").inputValue(), "sixteen");
    await checkPage(page, "an age that is none");
  });
