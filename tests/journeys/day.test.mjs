// A working day under the notice, in Chromium with JavaScript off and on: import people, take a referral
// through to enrolment, write a note and see it on the timeline; what finance is not shown and why; a
// colleague refused, then with a reason; a manager who sees who looked.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { beginJourney, browser, checkPage, checkWidth, main, root, server, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const files = join(root, "tests/data/people-import");

async function bySigningIn(role, nth, options) {
  const page = await visitor(browser, server, options);
  await signIn(page, server.who("ll", role, nth));
  return page;
}

/** The first person on a worker's caseload: { name, path }. */
async function firstOfCaseload(page) {
  await page.goto("/ll/people");
  const link = page.locator("main a[href*='/ll/people/0']").first();
  const name = (await link.innerText()).trim();
  return { name, path: new URL(await link.getAttribute("href"), server.url).pathname };
}

for (const javascript of [false, true]) {
  const mode = javascript ? "with JavaScript" : "without JavaScript";

  describe(`a day ${mode}`, () => {
    test(`ALL-4: people come in from a spreadsheet, looked at before they are kept (${mode})`, async () => {
      const page = await bySigningIn("supervisor", 0, { javascript });
      await page.goto("/ll/import/new");
      await checkPage(page, "import: the file");
      await page.locator("select[name=service]").selectOption({ label: "Community support" });
      await page.locator("select[name=source]").selectOption("self");
      await page.locator("input[type=file]").setInputFiles(join(files, javascript ? "valid_iso_8859_1_encoding.csv" : "valid.csv"));
      await page.getByRole("button", { name: "Go on" }).click();
      await page.waitForURL(/\/import\/[0-9a-z]{26}\/columns/);
      await checkPage(page, "import: columns");
      assert.match(await main(page), /CHILD_FIRST_NAME/);
      await page.getByRole("button", { name: "Check the rows" }).click();
      await page.waitForURL(/\/rows/);
      await checkPage(page, "import: review");
      assert.match(await main(page), /Jennifer|Roland/);
      await page.goto(page.url().replace(/\/rows.*/, "/keep"));
      await checkPage(page, "import: keep");
      await page.getByRole("button", { name: "Add them now" }).click();
      await page.waitForURL(/\/import\/[0-9a-z]{26}$/);
      // While the job is at it the page asks again by itself, without a script too.
      await page.getByText("This was a mistake: undo it").waitFor();
      await checkPage(page, "import: done");
      const done = await main(page);
      const added = Number(done.match(/Added\s+(\d+)/)?.[1]);
      assert.ok(added >= 3, `only ${added} were added:\n${done}`);
      // What was brought in can be taken back again, as long as nobody has worked with it.
      await page.getByText("This was a mistake: undo it").click();
      await page.getByRole("button", { name: "Undo this import" }).click();
      await page.locator("main").getByText("Undone", { exact: true }).waitFor();
      assert.doesNotMatch(await main(page), /Could not be taken back/);
      await page.close();
    });

    test(`ALL-4: a messy list is mended where it stands (${mode})`, async () => {
      const page = await bySigningIn("supervisor", 0, { javascript });
      await page.goto("/ll/import/new");
      await page.locator("select[name=service]").selectOption({ label: "Community support" });
      await page.locator("select[name=source]").selectOption("self");
      const list = "Our clients,,,\nClient name,Surname,DOB,Phone\nZelda,Quickthorn,4/3/48,7700900123\nOdo,Quickthorn,5/3/1951,ring the bell\n,,6/3/1952,\n";
      await page.locator("input[type=file]").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
      await page.getByRole("button", { name: "Go on" }).click();
      await checkPage(page, "import: columns with a title above");
      assert.match(await main(page), /1 row above the headings/);
      await page.getByRole("button", { name: "Check the rows" }).click();
      await checkPage(page, "import: to mend");
      await page.getByLabel("Client name, row 5").fill("Ursula");
      await page.getByRole("button", { name: "Save and read again" }).click();
      await page.goto(page.url().replace(/\/rows.*/, "/rows?show=marked"));
      await checkPage(page, "import: good but for a cell");
      await page.getByLabel("Phone, row 4").fill("07700 900124 or so?");
      await page.getByRole("button", { name: "Save and read again" }).click();
      assert.equal(await page.getByLabel("Phone, row 4").inputValue(), "07700 900124 or so?", "what was typed stays");
      await page.goto(page.url().replace(/\/rows.*/, "/rows?show=good"));
      assert.match(await main(page), /07700 900123/);
      await page.getByRole("link", { name: "3", exact: true }).click();
      await checkPage(page, "import: one row");
      await page.goto(page.url().replace(/\/rows.*/, "/keep"));
      await checkPage(page, "import: keep with what is left out");
      assert.match(await main(page), /Noughts put back/);
      await page.getByRole("button", { name: "Throw this file away" }).click();
      // A page that is closed while its answer is on the way can keep the browser waiting for ever.
      await page.waitForURL((u) => !u.pathname.endsWith("/keep"));
      await page.close();
    });

    test(`LL-2.0, PS-1.2: a referral is taken, accepted and enrolled (${mode})`, async () => {
      const page = await bySigningIn("supervisor", 0, { javascript });
      const family = javascript ? "Quillfeather" : "Larkspurre";
      await page.goto("/ll/people/new");
      await checkPage(page, "add: choose service");
      await page.locator("input[name=service]").first().check();
      await page.getByRole("button", { name: "Go on" }).click();
      await checkPage(page, "add: form");
      assert.match(await main(page), /Needed\. Care law/, "mandatory fields say why");
      // Nothing filled in: the problems are said, and nothing typed is lost.
      await page.getByLabel("First name", { exact: false }).first().fill("Odile");
      await page.getByRole("button", { name: "Add them" }).click();
      assert.match(await page.title(), /^Error: /);
      await checkPage(page, "add: with problems");
      await page.locator("[name=family-name]").fill(family);
      assert.equal(await page.locator("[name=given-name]").inputValue(), "Odile");
      await page.locator("[name=birth-date-day]").fill("7");
      await page.locator("[name=birth-date-month]").fill("5");
      await page.locator("[name=birth-date-year]").fill("1988");
      await page.locator("[name=_source]").selectOption("self");
      await page.locator("[name=_reason]").fill("Would like company on the way to the market.");
      await page.getByRole("button", { name: "Add them" }).click();
      await page.waitForURL(/\/ll\/(referrals\/0|people\/new)/);
      if (/people\/new/.test(page.url())) await page.getByRole("button", { name: /somebody else/ }).click();
      await page.waitForURL(/\/ll\/referrals\/0/);
      await checkPage(page, "referral");
      assert.match(await main(page), /company on the way/);
      const worker = page.locator("#accept select[name=worker]");
      await worker.selectOption({ index: 1 });
      await page.locator("#accept").getByRole("button", { name: "Accept" }).click();
      await page.waitForURL(/\/services/);
      await checkPage(page, "services");
      assert.match(await main(page), /Workers/);
      await page.goto("/ll/search?q=" + encodeURIComponent(family));
      assert.match(await main(page), new RegExp(`Odile ${family}`));
      await checkPage(page, "search");
      await page.close();
    });

    test(`IG-8.1, IM-7.1: a note is written and stands on the timeline with its ground (${mode})`, async () => {
      const page = await bySigningIn("worker", 0, { javascript });
      await checkPage(page, "my day");
      const person = await firstOfCaseload(page);
      await page.goto(person.path);
      await checkPage(page, "timeline");
      await page.getByRole("link", { name: "Write a note" }).click();
      await checkPage(page, "write a note");
      const words = `Walked to the library and chose two books, ${mode}.`;
      await page.locator("[name=method][value=visit], select[name=method]").first().evaluate((e) => {
        if (e.tagName === "SELECT") e.value = "visit";
        else e.checked = true;
      }).catch(async () => page.locator("[name=method]").first().check());
      await page.locator("[name=what-happened]").fill(words);
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.waitForURL(new RegExp(`${person.path}`));
      assert.match(await main(page), new RegExp(words.replace(".", "\\.")));
      await checkPage(page, "timeline with the note");
      await page.locator("main a", { hasText: /^Contact note/ }).first().click();
      await checkPage(page, "entry");
      const about = await whole(page);
      assert.match(about, /Lawful basis/);
      assert.match(about, /Article 6\(1\)/);
      await page.close();
    });

    test(`LL-3.1.1: finance sees that health is held back, why, and by which part (${mode})`, async () => {
      const worker = await bySigningIn("worker", 0, { javascript });
      const person = await firstOfCaseload(worker);
      const page = await bySigningIn("finance", 0, { javascript });
      await page.goto(person.path);
      await page.getByText(/held back from you/).first().click();
      const text = await whole(page);
      assert.match(text, /seen by/);
      assert.match(text, /Notice, part 3\.1\.1/);
      assert.doesNotMatch(text, /library and chose two books/);
      await checkPage(page, "timeline as finance");
      await page.goto(person.path + "/why");
      await checkPage(page, "why");
      assert.match(await main(page), /Held back from you/);
      await worker.close();
      await page.close();
    });

    test(`LW-4.3, ALL-2: a colleague is refused, gives a reason, and the manager sees who looked (${mode})`, async () => {
      const worker = await bySigningIn("worker", 0, { javascript });
      const person = await firstOfCaseload(worker);
      await worker.close();
      const nth = javascript ? 2 : 1;
      const account = server.signIns.filter((s) => s.org === "ll" && s.role === "worker").find((s, i) => i >= 1 && !/lapsed|not signed/i.test(s.where));
      const page = await visitor(browser, server, { javascript });
      await signIn(page, account);
      const answer = await page.goto(person.path);
      if (nth === 1) {
        assert.equal(answer.status(), 403);
        const text = await whole(page);
        assert.ok(!text.includes(person.name), "a refusal names nobody");
        assert.match(text, /Your supervisor is \w+/, "whom to ask");
        await checkPage(page, "refused");
        await page.getByRole("link", { name: "Ask for access" }).click();
        await checkPage(page, "ask");
        await page.locator("input[name=reason]").first().check();
        await page.locator("[name=words]").fill("short");
        await page.getByRole("button", { name: "Open the record" }).click();
        assert.match(await page.title(), /^Error: /);
        await page.locator("[name=words]").fill("Covering tonight for a colleague who is ill.");
        await page.getByRole("button", { name: "Open the record" }).click();
        await page.waitForURL((u) => u.pathname === person.path);
      }
      assert.match(await whole(page), /reasoned access/);
      assert.equal(await page.locator("main a[href*='/write/']").count(), 0, "it reads: nothing to write is offered");
      await checkPage(page, "under reasoned access");
      await page.close();

      const manager = await visitor(browser, server, { javascript });
      await signIn(manager, server.who("ll", "supervisor", 0));
      await manager.goto(person.path + "/who-looked");
      assert.match(await main(manager), new RegExp(account.name));
      await checkPage(manager, "who looked");
      await manager.close();
    });
  });
}

test("who adds somebody out of their reach is told so, and stands before no shut door", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("lw", "admin"));
  await page.goto("/lw/people/new");
  if (await page.locator("input[name=service]").count()) {
    await page.locator("input[name=service]").first().check();
    await page.getByRole("button", { name: "Go on" }).click();
  }
  await page.locator("[name=given-name]").fill("Odile");
  await page.locator("[name=family-name]").fill("Wagtailby");
  await page.locator("[name=birth-date-day]").fill("7");
  await page.locator("[name=birth-date-month]").fill("5");
  await page.locator("[name=birth-date-year]").fill("1988");
  await page.locator("[name=_source]").selectOption("self");
  await page.locator("[name=_reason]").fill("Would like to sleep better.");
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === "GET" && r.request().isNavigationRequest()),
    page.getByRole("button", { name: "Add them" }).click(),
  ]);
  assert.equal(answer.status(), 200);
  assert.match(page.url(), /\/lw\/day$/);
  assert.match(await whole(page), /Added, with the reference/);
  assert.match(await whole(page), /not open to you/);
  await checkPage(page, "somebody was added out of reach");
  await page.close();
});

test("a phone of 375 pixels: every page of the day holds", async () => {
  const page = await bySigningIn("worker", 0, { width: 375, height: 740 });
  const person = await firstOfCaseload(page);
  const paths = ["/ll/day", "/ll/people", "/ll/search?q=smith", person.path, person.path + "/profile",
    person.path + "/part/plan", person.path + "/part/health", person.path + "/part/about", person.path + "/circle",
    person.path + "/services", person.path + "/write/contact-note", person.path + "/profile/edit", person.path + "/why",
    "/ll/charter", "/ll/charter/matrix", "/ll/account"];
  for (const path of paths) {
    await page.goto(path);
    await checkWidth(page, path);
  }
  await page.close();
});

test("ALL-4: an ended session keeps the form", async () => {
  const page = await bySigningIn("worker", 0, { javascript: false });
  const person = await firstOfCaseload(page);
  await page.goto(person.path + "/write/contact-note");
  await page.locator("[name=what-happened]").fill("Typed before the session ended.");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(page), /kept/);
  const account = server.who("ll", "worker", 0);
  await page.getByLabel("User name").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  assert.match(await main(page), /You had been signed out/);
  assert.equal(await page.locator("[name=what-happened]").inputValue(), "Typed before the session ended.");
  await page.getByRole("button", { name: "Keep it" }).click();
  // How they were in touch was not chosen yet, so the form comes back, with every word still in it.
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator("[name=what-happened]").inputValue(), "Typed before the session ended.");
  await page.close();
});
