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

/** From the page of a copy: each piece that waits is looked at and given, until none waits. */
export async function giveEveryPiece(page) {
  for (let i = 0; i < 200; i++) {
    const next = page.locator("main table a").first();
    if (/\/pack(\?|$)/.test(page.url())) {
      if (!(await next.count())) return;
      await next.click();
    }
    const cards = await page.locator("[name^=how-][value=given]").count();
    for (let n = 0; n < cards; n++) await page.locator(`[name=how-${n}][value=given]`).check();
    await page.locator("main").getByRole("button", { name: "Decide", exact: true }).first().click();
  }
  assert.fail("pieces go on waiting");
}
