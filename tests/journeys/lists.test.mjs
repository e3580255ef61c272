// Lists of people: a manager filters, saves the list, finds it again and takes it away as a file with a reason; a
// worker sees their own people and is offered no file; whoever keeps the ledger reads why.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const signedIn = async (role, how = {}) => {
  const page = await visitor(browser, server, how);
  await signIn(page, server.who("ll", role));
  return page;
};

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  test(`a manager filters, saves and takes a list away, on ${how}`, async () => {
    const page = await signedIn("supervisor", { javascript, width });
    await page.goto("/ll/people");
    await page.getByRole("link", { name: "List of people" }).click();
    await checkPage(page, "everybody now");
    await shot(page, `list-${width}`);
    const everybody = Number((await main(page)).match(/(\d+) people/)[1]);

    await page.getByText("Filters, order and columns").click();
    await checkPage(page, "the filters");
    await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Enrolled" });
    await page.getByRole("combobox", { name: "What is due" }).selectOption({ label: "Due within 14 days, or late" });
    await page.getByRole("combobox", { name: "Order" }).selectOption({ label: "What is due soonest first" });
    await page.getByRole("checkbox", { name: "Town", exact: true }).check();
    await page.getByRole("checkbox", { name: "State", exact: true }).uncheck();
    await shot(page, `list-filters-${width}`);
    await page.getByRole("button", { name: "Show this list" }).click();
    await checkPage(page, "the list");
    await shot(page, `list-due-${width}`);
    const text = await main(page);
    assert.match(text, /Enrolled, with something due within 14 days, or late: \d+ people/);
    const people = Number(text.match(/(\d+) people/)[1]);
    assert.ok(people > 0 && people < everybody, `${people} of ${everybody}`);
    assert.equal(await page.locator("main table").getByRole("columnheader", { name: "Town", includeHidden: true }).count(), 1);
    const name = (await page.locator("main tbody tr").first().getByRole("link").innerText()).trim();

    await page.getByText("Save this list").click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await main(page), /Give the list a name/);
    assert.match(await main(page), /with something due within 14 days/, "the filters have stayed");
    await page.getByLabel("What is it called?").fill("Due soon");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await whole(page), /You find this list on the page People/);
    await page.goto("/ll/people");
    await checkPage(page, "people, with a saved list");
    await shot(page, `list-saved-${width}`);
    await page.getByRole("link", { name: "Due soon" }).click();
    assert.match(await main(page), new RegExp(`: ${people} people`));

    await page.getByRole("link", { name: "Take it away as a file" }).click();
    await checkPage(page, "the export");
    await shot(page, `list-export-${width}`);
    await page.getByRole("button", { name: "Take the file" }).click();
    await page.getByText(/There is a problem/).first().waitFor();
    await page.getByLabel("Why do you need it as a file?").fill("For the review meeting on Thursday morning");
    await page.getByLabel("Plain table (.csv)").check();
    const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Take the file" }).click()]);
    const bytes = readFileSync(await csv.path(), "utf8");
    assert.match(bytes, /^\uFEFF"?Organisation: Leading Lives/);
    assert.match(bytes, /Reason: For the review meeting on Thursday morning/);
    assert.ok(bytes.includes(name), "whom the page shows is in the file");
    await page.getByLabel("Spreadsheet (.xlsx)").check();
    await page.waitForTimeout(1100); // a second press within a second counts as the first
    const [xlsx] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Take the file" }).click()]);
    assert.match(xlsx.suggestedFilename(), /^people-\d{4}-\d\d-\d\d\.xlsx$/);
    const sheet = execFileSync("unzip", ["-p", await xlsx.path()], { encoding: "utf8", maxBuffer: 1 << 24 });
    assert.ok(sheet.includes("About this list") && sheet.includes(name));

    await page.goto("/ll/people");
    await page.getByRole("button", { name: /Forget this list/ }).click();
    assert.doesNotMatch(await main(page), /Due soon/);
    await page.context().close();
  });
}

test("a worker's list is their own people, without a file; the reasons are read by who keeps the ledger", async () => {
  const worker = await signedIn("worker");
  await worker.goto("/ll/people/list");
  await checkPage(worker, "a worker's list");
  assert.doesNotMatch(await main(worker), /Take it away as a file/);
  assert.equal((await worker.goto("/ll/people/list/export")).status(), 403);
  assert.equal((await worker.goto("/ll/people/list?state=nowhere")).status(), 422);
  await worker.context().close();
  const lead = await signedIn("dp-lead");
  await lead.goto("/ll/asking");
  await checkPage(lead, "who asked, and what was taken away");
  assert.match(await main(lead), /Lists taken away[\s\S]*For the review meeting on Thursday morning/);
  await lead.context().close();
});
