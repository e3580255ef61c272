// Planning and research, as Imago's notice has them: refused on the form of a sharing with the part that says so, and
// looked at by whoever answers for data protection, whose work it is from the first day on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

for (const { javascript, width } of [{ javascript: true, width: 1280 }, { javascript: false, width: 390 }]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`IG-7: the look at planning and research is begun and finished, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("ig", "dp-lead"));
    await page.goto("/ig/work");
    if (javascript) assert.match(await main(page), /Look at planning and research: never done yet.*\(notice, part 7\)/s);
    await page.getByRole("link", { name: "Planning and research, and the national data opt-out" }).click();
    assert.match(await main(page), /Nothing is shared for planning or research \(notice, part 7\)/);
    await checkPage(page, "planning and research");
    await shot(page, `opt-out-${width}`);
    await page.getByRole("link", { name: "Begin one" }).click();
    await page.locator('main [name="looked-at"]').fill(`All eight services, on ${how}`);
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.goto("/ig/registers/opt-out-review");
    await page.locator("main table a").first().click();
    assert.match(await main(page), /Being looked at/);
    await page.getByRole("button", { name: "Finish it" }).or(page.getByRole("link", { name: "Finish it" })).click();
    await page.locator('main [name="used"][value="no"]').check();
    await page.locator('main [name="found"]').fill("Nothing that points to a person");
    await page.locator('main [name="notice"][value="yes"]').check();
    await page.locator('main button[type="submit"]').last().click();
    assert.match(await main(page), /Looked at/);
    await checkPage(page, "a look at planning and research");
    await page.goto("/ig/work");
    assert.doesNotMatch(await main(page), /never done yet/);
    await page.context().close();
  });
}
