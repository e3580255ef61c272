// A new version of the notice is written to everybody of a service, looked at by another, sent, printed and posted; a hold
// is placed; what is over is proposed and shown; and the page that says when all of it is deleted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first().click();

let service;  // the page of a service, as the first test found it

/// Jobs go on by themselves: the page says how far they are.
async function untilIt(page, says) {
  for (let n = 0; n < 60; ++n) {
    // Chromium refuses a reload in the moment at which a page is put in the place of another: it is asked again.
    await page.reload().catch((e) => assert.match(e.message, /Not attached to an active page/));
    if (says.test(await main(page))) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`never said ${says}: ${await main(page)}`);
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-6, PS-8: everybody of a service is told of a new notice, on ${how}`, async () => {
    const writer = await visitor(browser, server, { javascript, width });
    await signIn(writer, server.who("ll", "supervisor"));
    await writer.goto("/ll/charter/told");
    await checkPage(writer, "who was told");
    await shot(writer, `told-${width}`);
    await take(writer, "write to them");
    await writer.getByLabel("A change of the privacy notice").check();
    await writer.locator('main [name="subject"]').fill(`Our notice has changed, ${width}`);
    await writer.locator('main [name="words"]').fill("We wrote our notice anew. Ask us for it.");
    await press(writer, "Keep it");
    assert.equal(await writer.locator('main [name="subject"]').inputValue(), `Our notice has changed, ${width}`, "nothing typed is lost");
    await writer.locator('main [name="version"]').fill("1.0");
    await checkPage(writer, "writing to many");
    await press(writer, "Keep it");
    await writer.locator("main").getByRole("link", { name: `Our notice has changed, ${width}` }).first().click();
    assert.match(await main(writer), /Who would get it now/);
    await checkPage(writer, "a mailing that waits");
    await shot(writer, `mailing-waits-${width}`);
    const at = new URL(writer.url()).pathname;
    service = at.split("/").slice(0, 4).join("/");
    await writer.context().close();

    const other = await visitor(browser, server, { javascript, width });
    await signIn(other, server.who("ll", "dp-lead"));
    await other.goto(at);
    await press(other, "Send it");
    await untilIt(other, /By post[\s\S]*Print the letters/);
    await checkPage(other, "a mailing that goes");
    await shot(other, `mailing-goes-${width}`);
    const letters = await other.context().request.get(at + "/letters-to-post.pdf");
    assert.equal(letters.status(), 200);
    assert.equal((await letters.body()).subarray(0, 5).toString(), "%PDF-");
    await press(other, "All letters are in the post");
    assert.match(await main(other), /Sent/);
    await other.context().close();
  });

  test(`LL-2.4e: when it is deleted, what holds it, and a destruction that two agree to, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("ll", "supervisor"));
    await page.goto("/ll/people/list");
    const links = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    const person = links.map((href) => href.match(/^\/ll\/people\/[0-9a-z-]{20,}/)?.[0]).find(Boolean);
    assert.ok(person, "somebody is in the list");
    await page.goto(person + "/kept");
    assert.match(await main(page), /Kept until[\s\S]*years/);
    await checkPage(page, "when it is deleted");
    await shot(page, `kept-${width}`);
    await page.goto(person + "/write/hold");
    await page.getByLabel("A court case").check();
    await page.locator('main [name="issuer"]').fill("County court, 12");
    await page.locator('main [name="words"]').fill("A claim about a fall");
    await fillDate(page, "placed-on");
    await fillDate(page, "review-on", new Date(Date.now() + 300 * 86400000));
    await press(page, "Keep it");
    await page.locator("main").getByRole("link", { name: /court/i }).first().click();
    assert.match(await main(page), /Nothing is destroyed/);
    await checkPage(page, "a hold");
    await shot(page, `hold-${width}`);
    await page.goto(person + "/kept");
    assert.match(await main(page), /keeps this record: nothing of it is destroyed/);
    await checkPage(page, "what a hold keeps");
    await shot(page, `kept-held-${width}`);

    await page.goto(service + "/write/hold");
    await page.getByLabel("A public inquiry").check();
    await page.locator('main [name="issuer"]').fill("The inquiry’s secretary, 12");
    await page.locator('main [name="words"]').fill("All that may speak of it");
    await page.getByLabel("Everybody in every service").check();
    await fillDate(page, "placed-on");
    await fillDate(page, "review-on", new Date(Date.now() + 300 * 86400000));
    await press(page, "Keep it");
    assert.match(await main(page), /Which inquiry/, "an inquiry is named");
    assert.equal(await page.locator('main [name="issuer"]').inputValue(), "The inquiry’s secretary, 12");
    await checkPage(page, "a hold whose inquiry is not named");
    await page.getByLabel("The UK Covid-19 Inquiry").check();
    await page.locator('main [name="source"]').fill("Letter of 3 November 2026");
    await page.getByLabel("it was asked of us in writing").check();
    await press(page, "Keep it");
    await page.locator("main").getByRole("link", { name: /inquiry/i }).first().click();
    assert.match(await main(page), /Everybody in every service/);
    await checkPage(page, "a hold on everybody");
    await shot(page, `hold-everybody-${width}`);

    await page.goto(service + "/write/destruction");
    await fillDate(page, "up-to");
    await page.locator('main [name="looked-at"]').fill("Two references: nobody comes back");
    await press(page, "Keep it");
    await page.locator("main").getByRole("link", { name: /Destruction|20\d\d/ }).first().click();
    await untilIt(page, /Nobody’s time was over/);
    assert.match(await main(page), /Holds on everybody here\s+\d/);
    await checkPage(page, "a destruction that is proposed");
    await shot(page, `destruction-${width}`);
    await page.context().close();
  });
}

for (const [javascript, width] of [[true, 1280], [false, 375]])
  test(`LW-5: a promise that is shorter than what is asked waits for a decision, on ${javascript ? "a large screen" : "a phone without JavaScript"}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("lw", "dp-lead"));
    await page.goto("/lw/day");
    const first = /shorter than the law or guidance asks/.test(await main(page));
    assert.equal(first, javascript, "it is work until somebody has decided, and then no more");
    if (first) await take(page, "Decide which period counts");
    else await page.goto("/lw/periods");
    assert.match(await main(page), /3 years after you last used our service[\s\S]*asks for at least 8 years/);
    if (!first) await page.getByText("Decide anew").first().click();
    await checkPage(page, "which period counts");
    await shot(page, `periods-${width}`);
    const button = first ? "Decide" : "Decide anew";
    await page.getByLabel("What we promised").check();
    await press(page, button);
    assert.match(await main(page), /Say why, and who was asked/);
    assert.ok(await page.getByLabel("What we promised").isChecked(), "nothing chosen is lost");
    await checkPage(page, "a decision without a reason");
    await page.locator('main [name="why"]').fill("The council was asked on 3 November: the promise stands");
    await press(page, button);
    assert.match(await main(page), /What counts\s+What we promised[\s\S]*The council was asked on 3 November/);
    await checkPage(page, "a period that was decided about");
    await page.context().close();
  });

test("RFC 8058: a link that is none stops nothing, and tells nothing", async () => {
  const page = await visitor(browser, server, {});
  const answer = await page.goto("/ll/stop/not-a-link");
  assert.equal(answer.status(), 404);
  assert.match(await main(page), /does not work|Look whether/);
  await shot(page, "stop-none");
  await page.context().close();
});
