// Letters and papers to hand over: a complaint acknowledged with a letter that is looked at before it is kept, what a
// recipient may not get refused with words, a summary on one sheet, the chart of medicines and the statement.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

async function somebody(role, how = {}) {
  const page = await visitor(browser, server, how);
  await signIn(page, server.who("ll", role));
  return page;
}

async function somebodysPage(page) {
  await page.goto("/ll/day");
  await page.locator("main a.candour-people__name, main .candour-people a").first().click();
  return new URL(page.url()).pathname;
}

/** A PDF as the page's own session gets it: its words, how many pages, and whether it is tagged. */
async function pdfAt(page, path) {
  const answer = await page.context().request.get(path);
  assert.equal(answer.status(), 200, path);
  const folder = mkdtempSync(join(tmpdir(), "candour-letter-"));
  try {
    const file = join(folder, "it.pdf");
    writeFileSync(file, await answer.body());
    if (process.env.CANDOUR_SHOTS) writeFileSync(join(process.env.CANDOUR_SHOTS, path.replace(/.*\/(.*)\/(.*)/, "$1-$2").replace(/\W/g, "-") + ".pdf"), await answer.body());
    const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });
    return { words: execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }), pages: Number(info.match(/Pages:\s+(\d+)/)[1]), tagged: /Tagged:\s+yes/.test(info) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-2.2b: a complaint is acknowledged with a letter, looked at, changed, and kept as it was shown, on ${how}`, async () => {
    const page = await somebody("worker", { javascript, width });
    const person = await somebodysPage(page);
    await page.goto(`${person}/write/complaint`);
    await page.getByLabel("Who complains?").fill("Her sister");
    await page.getByLabel("Times and reliability").check();
    await page.getByLabel("What do they say?").fill("Nobody came on Sunday.");
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.locator("main a[href*='/entries/']", { hasText: /^Complaint/ }).first().click();
    await page.getByRole("link", { name: "Acknowledge it" }).click();
    await fillDate(page, "acknowledged-on");
    await page.getByRole("button", { name: "Acknowledge it" }).click();
    assert.match(await whole(page), /The letter that goes with it is offered on this page/);
    await shot(page, `letter-offered-${width}`);
    await page.getByRole("link", { name: "We have your complaint" }).click();
    await checkPage(page, "a letter to write");
    await shot(page, `letter-write-${width}`);

    // To whom is needed, and nothing that was typed is lost.
    await page.getByLabel("What happens now, and until when?").fill("We look into it and write to you before Christmas.");
    await page.getByRole("button", { name: "Show me the letter" }).click();
    assert.match(await main(page), /Choose to whom the letter goes/);
    assert.equal(await page.getByLabel("What happens now, and until when?").inputValue(), "We look into it and write to you before Christmas.");
    await page.getByLabel("To whom?").selectOption({ label: "Her sister, who complained" });
    await page.getByLabel("Name, if it is not the one above").fill("Ms Example");
    await page.getByLabel("Address for the envelope").fill("1 Example Street\nStowmarket");
    await page.getByRole("button", { name: "Show me the letter" }).click();
    await checkPage(page, "the letter before it goes");
    await shot(page, `letter-preview-${width}`);
    const shown = await page.locator(".candour-letter").innerText();
    for (const words of ["Ms Example", "1 Example Street", "Nobody came on Sunday.", "before Christmas", "Information Commissioner", "Data Protection Co-ordinator"])
      assert.ok(shown.includes(words), `${words} in ${shown}`);
    assert.doesNotMatch(shown, /[{}]/);

    // Changed after it was shown: it is shown once more before it is kept.
    await page.getByText("Change the words").click();
    await page.getByLabel("What happens now, and until when?").fill("We write to you in January.");
    await page.getByRole("button", { name: "Keep it and print" }).click();
    assert.match(await main(page), /Something in the letter has changed since you saw it/);
    await page.getByRole("button", { name: "Show me the letter" }).click();
    await page.getByRole("button", { name: "Keep it and print" }).click();
    assert.match(page.url(), /entries\//, await main(page));
    await checkPage(page, "a letter that is kept");
    await shot(page, `letter-kept-${width}`);
    assert.match(await main(page), /We write to you in January/);
    const copy = await pdfAt(page, await page.locator("main a[href*='/files/']").first().getAttribute("href"));
    assert.match(copy.words, /We write to you in January/);
    assert.match(copy.words, /Nobody came on Sunday/);
    assert.ok(copy.tagged, "the PDF can be read aloud");
    await page.context().close();
  });
}

test("LL-2.2b: what a recipient may not get is refused with words, and what was typed stays", async () => {
  const page = await somebody("worker");
  const person = await somebodysPage(page);
  await page.getByText("Letters and papers").click();
  await page.getByRole("link", { name: "Write a letter" }).click();
  await checkPage(page, "the letters to choose from");
  await page.getByRole("link", { name: "An appointment" }).click();
  await page.getByLabel("To whom?").selectOption({ label: "Providers you asked us to bring in" });
  await page.getByLabel("When and where is it, and with whom?").fill("Monday at ten, at the surgery.");
  await page.getByRole("button", { name: "Show me the letter" }).click();
  await checkPage(page, "a letter refused");
  await shot(page, "letter-refused-1280");
  assert.match(await main(page), /Providers you asked us to bring in may not get “Who you are”, which this letter tells \(notice, part 3\.1\.2\)/);
  assert.equal(await page.getByLabel("When and where is it, and with whom?").inputValue(), "Monday at ten, at the surgery.");
  assert.ok(!(await page.locator(".candour-letter").count()), "nothing of it is shown");
  await page.getByLabel("To whom?").selectOption({ label: "Landlords" });
  await page.getByRole("button", { name: "Show me the letter" }).click();
  assert.match(await main(page), /they are told before/, "the notice promises that they hear before");
  await page.getByLabel("Yes, they were told before").check();
  await page.getByRole("button", { name: "Show me the letter" }).click();
  assert.match(await page.locator(".candour-letter").innerText(), /Monday at ten/);
  assert.ok(person);
  await page.context().close();
});

for (const [javascript, width] of [[true, 1280], [false, 375]])
  test(`a summary for the hospital stands on one sheet, on the web and as a tagged PDF, and who looked says so (${width} px)`, async () => {
    const page = await somebody("worker", { javascript, width });
    const person = await somebodysPage(page);
    await page.getByRole("button", { name: "One-page summary" }).or(page.getByRole("link", { name: "One-page summary" })).click();
    await checkPage(page, "for whom a summary is");
    await page.getByRole("button", { name: "For the hospital" }).or(page.getByRole("link", { name: "For the hospital" })).click();
    await checkPage(page, "a summary");
    await shot(page, `summary-${width}`);
    assert.match(await main(page), /What can hurt[\s\S]*How to talk with them[\s\S]*Medicines now/);
    const pdf = await pdfAt(page, `${person}/summary/hospital/summary.pdf`);
    assert.equal(pdf.pages, 1);
    assert.ok(pdf.tagged);
    assert.match(pdf.words, /One-page summary for the hospital/);
    if (javascript) {
      const printed = await page.pdf({ format: "A4", preferCSSPageSize: true });
      if (process.env.CANDOUR_SHOTS) writeFileSync(join(process.env.CANDOUR_SHOTS, "summary-printed.pdf"), printed);
      assert.equal(printed.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, "the page prints on one sheet too");
    }
    await page.context().close();
    const lead = await somebody("dp-lead", { javascript, width });
    await lead.goto(`${person}/who-looked`);
    assert.match(await main(lead), /Made a one-page summary for the hospital/);
    await lead.context().close();
  });

test("the chart of medicines and the statement of account are there for whoever may see them", async () => {
  const worker = await somebody("worker");
  const person = await somebodysPage(worker);
  await worker.getByText("Letters and papers").click();
  assert.equal(await worker.getByRole("link", { name: "Statement of account" }).count(), 0, "a support worker sees no money");
  await worker.getByRole("link", { name: "Chart of medicines given" }).click();
  await checkPage(worker, "the chart of medicines");
  await shot(worker, "medicines-1280");
  const chart = await pdfAt(worker, `${person}/medicines.pdf`);
  assert.match(chart.words, /Medication administration chart/);
  assert.ok(chart.tagged);
  const refused = await worker.goto(`${person}/statement`);
  assert.equal(refused.status(), 403);
  await worker.context().close();
  const finance = await somebody("finance");
  await finance.goto(`${person}/statement`);
  await checkPage(finance, "the statement of account");
  await shot(finance, "statement-1280");
  assert.match(await main(finance), /Still owed/);
  const statement = await pdfAt(finance, `${person}/statement.pdf`);
  assert.match(statement.words, /Statement of account/);
  await finance.context().close();
});
