// Coming in by the own door of somebody of the demo, and what staff write down for them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, main, server, signIn, signOnPaper, visitor } from "./harness.mjs";

/** The papers of the demo: organisation, name, birth date, code, and whether it is a child's. */
export const doors = () => JSON.parse(readFileSync(join(server.data, "demo-own-doors.json"), "utf8"));

export async function comeIn(page, door) {
  const [year, month, day] = door.born.split("-").map(Number);
  await page.goto(`/${door.org}/own/come-in`);
  await page.getByLabel("Code on the paper").fill(door.code.toLowerCase().replaceAll("-", " "));
  const born = page.locator("form", { has: page.getByLabel("Code on the paper") });
  await born.getByLabel("Day").fill(String(day));
  await born.getByLabel("Month").fill(String(month));
  await born.getByLabel("Year").fill(String(year));
  await born.getByRole("button", { name: "Come in" }).click();
}

/**
 * Whoever reaches them writes down what is said to a use; `as` says who answers, and for another person what stands
 * before that, with the page and the address of the person: false where somebody else must do it.
 */
async function writeDownYes(door, { whose, first = async () => true, as }) {
  for (const account of server.signIns.filter((s) => s.org === door.org)) {
    const page = await visitor(browser, server, { javascript: false });
    await signIn(page, account);
    await page.goto(`/${door.org}/search?q=${encodeURIComponent(door.name)}`);
    const found = page.locator("main").getByRole("link", { name: door.name }).first();
    if (await found.count()) {
      await found.click();
      const person = new URL(page.url()).pathname;
      if (await first(page, person)) {
        await page.goto(`${person}/profile`);
        const ask = page.getByRole("link", { name: /Write down what they say/ }).first();
        if (await ask.count()) {
          await ask.click();
          await page.getByLabel("Yes", { exact: true }).check();
          await as(page);
          await signOnPaper(page);
          await page.getByRole("button", { name: "Keep it" }).click();
          assert.doesNotMatch(await main(page), /There is a problem/);
          return page.context().close();
        }
      }
    }
    await page.context().close();
  }
  return assert.fail(`nobody could write down what ${whose} says`);
}

/** Another than whoever wrote it down verifies who speaks for them. */
async function verified(door, person) {
  for (const account of server.signIns.filter((s) => s.org === door.org)) {
    const page = await visitor(browser, server, { javascript: false });
    await signIn(page, account);
    await page.goto(`${person}/circle`);
    const verify = page.getByRole("button", { name: /I have seen what proves it/ });
    const found = (await verify.count()) > 0;
    if (found) await verify.last().click();
    await page.context().close();
    if (found) return;
  }
  assert.fail("nobody could verify who speaks for them");
}

/** They say yes to something themselves. */
export const theySayYes = (door) =>
  writeDownYes(door, { whose: door.name, as: (page) => page.getByLabel("The person themselves").check() });

/** A parent, who is put down as such first, says yes for a child. */
export const parentSaysYes = (door) =>
  writeDownYes(door, {
    whose: `a parent of ${door.name}`,
    async first(page, person) {
      await page.goto(`${person}/circle/new`);
      if (!(await page.locator('main [name="name"]').count())) return false;
      await page.locator('main [name="name"]').fill("Wren Applegarth");
      await page.locator('main [name="relation"]').selectOption({ index: 1 });
      await page.locator('main [name="authority"]').selectOption("parental");
      await page.locator('main [name="evidence"]').fill("The birth certificate, today");
      await page.locator('main [name="informed"]').first().check();
      await page.locator("main form").filter({ has: page.locator('[name="evidence"]') }).getByRole("button").first().click();
      await verified(door, person);
      return true;
    },
    async as(page) {
      await page.getByLabel(/parent/i).first().check();
      await page.locator('main [name="given-by"]').fill("Wren Applegarth");
    },
  });
