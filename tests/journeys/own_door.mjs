// Coming in by the own door of somebody of the demo, and what staff write down for them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, main, server, signIn, visitor } from "./harness.mjs";

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

/** Whoever reaches them writes down that they say yes to something. */
export async function theySayYes(door) {
  for (const account of server.signIns.filter((s) => s.org === door.org)) {
    const page = await visitor(browser, server, { javascript: false });
    await signIn(page, account);
    await page.goto(`/${door.org}/search?q=${encodeURIComponent(door.name)}`);
    const found = page.locator("main").getByRole("link", { name: door.name }).first();
    if (await found.count()) {
      await found.click();
      const person = new URL(page.url()).pathname;
      await page.goto(`${person}/profile`);
      const ask = page.getByRole("link", { name: /Write down what they say/ }).first();
      if (await ask.count()) {
        await ask.click();
        await page.getByLabel("Yes", { exact: true }).check();
        await page.getByLabel("The person themselves").check();
        await page.getByLabel("Signed on paper").check();
        await page.getByLabel(/Where does the signed paper lie/).fill("Locked cabinet, file 12");
        await page.getByRole("button", { name: "Keep it" }).click();
        assert.doesNotMatch(await main(page), /There is a problem/);
        return page.context().close();
      }
    }
    await page.context().close();
  }
  assert.fail(`nobody could write down what ${door.name} says`);
}
