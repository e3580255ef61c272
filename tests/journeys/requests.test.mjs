// Each right that a notice promises, from the person's own door to the answer that they read there: at Leading Lives (within
// thirty days), at Imagine (a month, made longer) and at PSS (passed on first to whoever decides).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first().click();
const offers = async (page, name) => (await page.locator("main").getByRole("link", { name, exact: true }).count()) > 0;

async function comeIn(page, door) {
  const [year, month, day] = door.born.split("-").map(Number);
  await page.goto(`/${door.org}/own/come-in`);
  await page.getByLabel("Code on the paper").fill(door.code);
  const form = page.locator("form", { has: page.getByLabel("Code on the paper") });
  await form.getByLabel("Day").fill(String(day));
  await form.getByLabel("Month").fill(String(month));
  await form.getByLabel("Year").fill(String(year));
  await form.getByRole("button", { name: "Come in" }).click();
}

/** A step whose questions are answered on a page of its own. */
async function step(page, name, fill) {
  await take(page, name);
  await fill?.();
  await press(page, name);
}

const answer = (page) => async () => {
  await page.locator('main [name="answer"]').fill("Done as you asked, with what it says of it");
  await fillDate(page, "answered-on");
  await page.locator('main [name="delays"][value="no"]').check();
};

for (const { org, clocks, extended, forwarded } of [
  { org: "ll", clocks: /Request to be answered/ },
  { org: "im", clocks: /Request to be answered/, extended: true },
  { org: "ps", clocks: /Request to be answered/, forwarded: true },
])
  test(`${org}: every right is asked for behind the own door, and its answer is read there`, async () => {
    const door = JSON.parse(readFileSync(join(server.data, "demo-own-doors.json"), "utf8")).find((d) => d.org === org && !d.child);
    const person = await visitor(browser, server, { javascript: false, width: 375 });
    await comeIn(person, door);
    const asked = new Map();
    await person.goto(`/${org}/own/requests/new`);
    const rights = await person.locator("[name=right]").evaluateAll((all) => all.map((b) => b.value).filter((v) => v !== "other"));
    for (const right of rights) {
      await person.goto(`/${org}/own/requests/new`);
      await person.locator(`[name=right][value=${right}]`).check();
      await person.getByLabel("What is it about?").fill(`zq-${right}: as it was said`);
      await press(person, "Send it");
      assert.match(await main(person), /We have your request/, right);
      asked.set(right, false);
    }
    assert.ok(asked.size >= 3, [...asked.keys()].join());
    await checkPage(person, `${org}: all that was asked`);
    await shot(person, `requests-${org}-375`);

    const lead = await visitor(browser, server);
    await signIn(lead, server.who(org, "dp-lead"));
    const managers = [];
    for (const account of server.signIns.filter((s) => s.org === org && s.role === "supervisor")) {
      managers.push(await visitor(browser, server));
      await signIn(managers.at(-1), account);
    }
    await lead.goto(`/${org}/registers/information-request`);
    await checkPage(lead, `${org}: the register of requests`);
    await shot(lead, `requests-${org}-register`);
    const hrefs = await lead.locator("main table a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const href of hrefs) {
      await lead.goto(href);
      const right = (await main(lead)).match(/zq-([a-z-]+): as it was said/)?.[1];
      if (right && !asked.get(right)) asked.set(right, href);
    }
    // A record that is restricted is used for nothing else, so that comes last.
    for (const right of rights.toSorted((a, b) => (a === "restriction") - (b === "restriction"))) {
      const href = asked.get(right);
      assert.ok(href, `${right} stands in the register`);
      await lead.goto(href);
      assert.match(await main(lead), clocks, right);
      await step(lead, "We know who asks", async () => {
        await lead.locator('main [name="identity"]').fill("They came in by their own door");
        await fillDate(lead, "counts-from");
      });
      if (extended) {
        await step(lead, "It takes longer", () => lead.locator('main [name="why-longer"]').fill("It is complex: by the end of next month"));
        await lead.goto(href);
      }
      if (forwarded)
        await step(lead, "Passed on to whoever decides", async () => {
          await fillDate(lead, "forwarded-on");
          await lead.locator('main [name="forwarded-to"]').fill("The commissioner's officer: they agree");
        });
      // Whoever the notice names for that right, or whoever manages the service.
      let page = lead;
      if (!(await offers(lead, "Answer it"))) {
        for (const other of managers) {
          page = other;
          await page.goto(href);
          if (await offers(page, "Answer it")) break;
        }
      }
      const ends = right === "restriction" && (await offers(page, "Agree, and restrict it")) ? "Agree, and restrict it" : "Answer it";
      await step(page, ends, answer(page));
      assert.doesNotMatch(await main(page), /Check the answers|There is a problem/, right);
      if (ends !== "Answer it") assert.match(await whole(page), /The use of this record is restricted/, "and shown as such");
    }
    await lead.goto(`/${org}/registers/information-request`);
    assert.match(await main(lead), /Against the time there is for it/);
    await shot(lead, `requests-${org}-figures`);

    await person.goto(`/${org}/own/requests`);
    assert.doesNotMatch(await main(person), /We answer by/, "nothing waits any more");
    await checkPage(person, `${org}: all that was answered`);
    await shot(person, `requests-${org}-answered-375`);
    for (const page of [person, lead, ...managers]) await page.context().close();
  });
