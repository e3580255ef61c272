// What the journeys do with a copy that is put together.
import assert from "node:assert/strict";
import { main } from "./harness.mjs";

/** Loads the page again until it says that. */
export async function until(page, words) {
  for (let i = 0; i < 80 && !words.test(await main(page)); i++) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  assert.match(await main(page), words);
}

/** From the page of a copy: all that waits is read, one below the other, and given, until nothing waits. */
export async function giveEveryPiece(page) {
  const read = page.locator("main").getByRole("link", { name: "Read them one below the other", exact: true });
  if (!(await read.count())) return assert.match(await main(page), /Nothing waits for a decision/);
  await read.click();
  for (let i = 0; i < 50; i++) {
    await page.locator("main").getByRole("button", { name: "I have read them: give them", exact: true }).click();
    if (/\/pack(\?|$)/.test(page.url())) return;
  }
  assert.fail("pieces go on waiting");
}
