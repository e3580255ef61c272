// Somebody asks on the public page to see what is held, and gets it: taken into the record, gathered, reviewed, with words
// left out that are about somebody else, agreed to by a second person, handed over and answered; on a large screen, and on a
// phone without JavaScript.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "./copies.mjs";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first().click();

async function addSomebody(page, given, family) {
  await page.goto("/ll/people/new?service=community-support");
  await page.getByLabel("First name", { exact: true }).first().fill(given);
  await page.getByLabel("Last name", { exact: true }).first().fill(family);
  await page.locator("[name=birth-date-day]").first().fill("4");
  await page.locator("[name=birth-date-month]").first().fill("3");
  await page.locator("[name=birth-date-year]").first().fill("1964");
  await page.getByLabel("Who refers them?").selectOption("self");
  await page.getByRole("button", { name: "Add them" }).click();
  const anyway = page.getByRole("button", { name: "No, it is somebody else: add them" });
  if (await anyway.count()) await anyway.click();
  await page.waitForURL("**/referrals/*");
  await page.getByRole("button", { name: "Accept" }).first().click();
  await page.goto("/ll/search?q=" + encodeURIComponent(`${given} ${family}`));
  await page.locator("main").getByRole("link", { name: `${given} ${family}` }).first().click();
  await page.waitForURL("**/people/*");
  return page.url().match(/people\/([0-9a-z]{26})/)[1];
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-5.4, IM-13.5: all that is held is given to whoever asks, but for what is somebody else's, on ${how}`, async () => {
    const family = javascript ? "Quillfeather" : "Thistlewood";
    const boss = await visitor(browser, server, { javascript, width });
    await signIn(boss, server.who("ll", "supervisor"));
    const person = await addSomebody(boss, "Ottoline", family);

    const outside = await visitor(browser, server, { javascript, width });
    await outside.goto("/ll/");
    await outside.getByRole("link", { name: "Ask about your information" }).click();
    await outside.getByLabel("Your name").fill(`Ottoline ${family}`);
    await outside.getByLabel("How can we reach you?").fill("07700 900123");
    await outside.getByLabel("What is it about?").fill("All of it. My neighbour Bartholomew knows: 07700 900456.");
    await outside.locator("[name=_service][value=community-support]").check();
    await outside.getByLabel("See what we hold about you").check();
    await press(outside, "Send it");
    assert.match(await main(outside), /We have it/);
    await outside.context().close();

    await boss.goto("/ll/registers/information-request");
    const asked = await boss.locator("main table a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const href of asked) {
      await boss.goto(href);
      if ((await main(boss)).includes(`Ottoline ${family}`) && /Bartholomew/.test(await main(boss))) break;
    }
    await take(boss, "This does not belong here");
    await boss.getByLabel("Whom is it about?").fill(`Ottoline ${family}`);
    await press(boss, "Find");
    await take(boss, "It is about them");
    await press(boss, "Put it into their record");
    assert.match(await main(boss), /It goes to the record/);
    await boss.goto(`/ll/people/${person}`);
    await until(boss, /Request about information/);

    const lead = await visitor(browser, server, { javascript, width });
    await signIn(lead, server.who("ll", "dp-lead"));
    await lead.goto(`/ll/people/${person}`);
    await lead.locator("main a[href*='/entries/']").first().click();
    assert.match(await main(lead), /Bartholomew/);
    const request = lead.url();
    await take(lead, "We know who asks");
    await lead.locator('main [name="identity"]').fill("She showed her passport");
    await fillDate(lead, "counts-from");
    await press(lead, "We know who asks");

    await lead.goto(`/ll/people/${person}/ask`);
    await lead.locator("input[name=reason][value=rights-request]").check();
    await lead.locator("[name=words]").fill("She asked on our website to see what we hold about her");
    await press(lead, "Open the record");
    await lead.goto(request);
    await take(lead, "Put it together");
    await checkPage(lead, "a copy that is not begun");
    await press(lead, "Gather everything");
    await until(lead, /To be reviewed/);
    await checkPage(lead, "the copy to review");
    await shot(lead, `pack-${width}`);

    // What is suggested is decided by a human: the neighbour is left out, with a reason.
    let left = false;
    for (let i = 0; i < 60; i++) {
      const next = lead.locator("main table a").first();
      if (/\/pack(\?|$)/.test(lead.url())) {
        if (!(await next.count())) break;
        await next.click();
      }
      const cards = await lead.locator("[name^=how-][value=given]").count();
      for (let n = 0; n < cards; n++) await lead.locator(`[name=how-${n}][value=given]`).check();
      if (!left && /Bartholomew/.test(await main(lead))) {
        left = true;
        await checkPage(lead, "a piece");
        await shot(lead, `pack-piece-${width}`);
        const areas = lead.locator("textarea[name^=marked-]");
        for (let n = 0; n < (await areas.count()); n++) {
          const words = await areas.nth(n).inputValue();
          if (!/Bartholomew/.test(words)) continue;
          await lead.locator(`[name=how-${n}][value=words]`).check();
          const details = lead.locator("main details").filter({ has: lead.locator(`[name=marked-${n}]`) });
          if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
          await areas.nth(n).fill(words.replace("Bartholomew knows: 07700 900456", "[[Bartholomew]] knows: [[07700 900456]] and more"));
          await press(lead, "Decide");
          assert.match(await main(lead), /the words themselves stay/);
          assert.match(await main(lead), /Choose the reason of the law/);
          assert.match(await areas.nth(n).inputValue(), /and more/, "nothing typed is lost");
          await checkPage(lead, "a piece that came back");
          await areas.nth(n).fill(words.replace("Bartholomew knows: 07700 900456", "[[Bartholomew]] knows: [[07700 900456]]"));
          await lead.locator(`[name=reason-${n}]`).selectOption("third-party");
          await lead.locator(`[name=why-${n}]`).fill("The neighbour was asked and said no");
        }
      }
      await press(lead, "Decide");
    }
    assert.ok(left, "the neighbour was to be looked at");
    assert.match(await main(lead), /Nothing waits for a decision/);
    await press(lead, "The review is done");
    assert.match(await main(lead), /a second person agrees/);
    await press(lead, "Agree to what is left out");
    assert.match(await main(lead), /Somebody else agrees/);

    await boss.goto(request + "/pack");
    await checkPage(boss, "a copy to agree to");
    await press(boss, "Agree to what is left out");
    assert.match(await main(boss), /ready to be handed over/);

    await lead.goto(request + "/pack");
    const [file] = await Promise.all([lead.waitForEvent("download"), take(lead, "All of it (ZIP)")]);
    const at = await file.path();
    const zip = join(server.data, `pack-${width}.zip`);
    writeFileSync(zip, readFileSync(at));
    const inside = (name) => execFileSync("unzip", ["-p", zip, name]);
    const pdf = join(server.data, `pack-${width}.pdf`);
    writeFileSync(pdf, inside("what-we-hold.pdf"));
    for (const text of [execFileSync("pdftotext", [pdf, "-"]).toString(), inside("what-we-hold.html").toString(), inside("what-we-hold.json").toString()]) {
      assert.match(text, new RegExp(family));
      assert.match(text, /My neighbour \[left\s+out\] knows/);
      assert.doesNotMatch(text, /Bartholomew|900456/);
    }
    await lead.goto(request + "/pack");
    await press(lead, "It was handed over");
    assert.match(await main(lead), /Choose how it was handed over/);
    await lead.locator("[name=way][value=hand]").check();
    await lead.locator("main [name=to]").fill("To herself, with her passport");
    await press(lead, "It was handed over");
    assert.match(await main(lead), /Handed over on/);
    await checkPage(lead, "a copy that was handed over");
    await shot(lead, `pack-released-${width}`);
    await lead.goto(request);
    await take(lead, "Answer it");
    await lead.locator('main [name="answer"]').fill("She has a copy of all of it, but for what is her neighbour's");
    await fillDate(lead, "answered-on");
    await lead.locator('main [name="delays"][value="no"]').check();
    await press(lead, "Answer it");
    assert.match(await main(lead), /Answered/);
    await lead.context().close();
    await boss.context().close();
  });
}
