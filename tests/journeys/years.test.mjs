// The years go by: a story’s three years end, customers’ six, a young carer turns 25, and a court holds one of them. Two
// people agree to each destruction, seven days go by, and the certificate is read, on the page and as paper.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, shot, signIn, startBrowser, startServer, visitor, whole } from "./harness.mjs";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();
const day = (text) => new Date(`${text}T12:00:00Z`);

async function untilIt(page, says) {
  for (let n = 0; n < 80; ++n) {
    await page.reload();
    if (says.test(await main(page))) return;
    await page.waitForTimeout(500);
  }
  assert.fail(`never said ${says}: ${await main(page)}`);
}

/** The addresses in a page’s table, each once. */
const linksTo = async (page, pattern) => [
  ...new Set((await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""))).map((href) => href.match(pattern)?.[0]).filter(Boolean)),
];

/** What the paper says, once it is known to be whole. */
async function paper(page, at) {
  const answer = await page.context().request.get(at);
  assert.equal(answer.status(), 200);
  const folder = mkdtempSync(join(tmpdir(), "candour-certificate-"));
  try {
    const file = join(folder, "certificate.pdf");
    writeFileSync(file, await answer.body());
    const checked = spawnSync("qpdf", ["--check", file], { encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    const read = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    assert.equal(read.status, 0, read.stderr);
    return read.stdout.replace(/\s+/g, " ");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`IG-11.1, LL-2.4e, LL-2.5c: years go by, and what is over goes, on ${how}`, { timeout: 300_000 }, async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const as = async (org, role, nth = 0) => {
      const page = await visitor(browser, server, { javascript, width });
      await signIn(page, server.who(org, role, nth));
      return page;
    };
    /** As any staff must, every year: without it no record opens. One records it, and where that is needed another confirms. */
    const trainAnew = async (org, ...all) => {
      const admin = await as(org, "admin");
      for (const who of all) {
        await admin.goto(`/${org}/staff`);
        await admin.locator("main").getByRole("link", { name: who.name, exact: true }).click();
        await admin.getByText("Record data-protection training").click();
        await press(admin, "Record it");
        assert.match(await main(admin), /Training recorded/);
      }
      await admin.context().close();
    };
    /** The date is another, and whoever answers for the ledger says in each organisation that it is right. */
    const moveTo = async (date) => {
      for (const context of browser.contexts()) await context.close();
      await server.again(["--date", date]);
      await trainAnew("ll", server.who("ll", "supervisor"), server.who("ll", "dp-lead"));
      for (const org of ["ll", "ig"]) {
        const lead = await as(org, "dp-lead");
        for (let n = 0; n < 40 && !/And then, at once/.test(await main(lead)); ++n) {
          await lead.waitForTimeout(250);
          await lead.goto(`/${org}/date`);
        }
        await checkPage(lead, "the date");
        await shot(lead, `date-${org}-${date}-${width}`);
        await press(lead, "The date is right: go on");
        assert.match(await main(lead), /The date is right\. What is due by it goes on\./);
        await lead.context().close();
      }
    };

    /** One proposes what was over by that day, another reads the list and agrees; where the entry is. */
    const agreeTo = async (org, service, upTo, proposer, approver, onTheList) => {
      const one = await as(org, ...proposer);
      await one.goto(`/${org}/charter/told`);
      const [mailing] = await linksTo(one, new RegExp(`^/${org}/people/[0-9a-hjkmnp-tv-z]{26}/write/mailing\\?service=${service}$`));
      await one.goto(mailing.replace("/mailing?", "/destruction?"));
      await fillDate(one, "up-to", day(upTo));
      await one.locator('main [name="looked-at"]').fill("Two references: the last contact is right, nobody comes back");
      await press(one, "Keep it");
      await one.locator("main").getByRole("link", { name: /Destruction|20\d\d/ }).first().click();
      await untilIt(one, onTheList);
      const at = new URL(one.url()).pathname;
      assert.doesNotMatch(await main(one), /Agree to it/, "whoever proposed it does not agree to it");
      await one.context().close();
      const other = await as(org, ...approver);
      await other.goto(at);
      await checkPage(other, "a list to be agreed to");
      await shot(other, `years-list-${org}-${width}`);
      assert.ok(!(await main(other)).includes(names[held]), "who is held is on no list");
      await press(other, "Agree to it");
      assert.match(await main(other), /You have not looked at the sample yet/, "nobody agrees to what they have not looked at");
      await other.goto(at);
      await press(other, "I have looked at these");
      assert.match(await main(other), /You have looked at these/);
      await press(other, "Agree to it");
      assert.match(await main(other), /Goes from[\s\S]*until then it can be stopped/);
      await other.context().close();
      return at;
    };
    const certificateOf = async (page, at) => {
      await page.goto(at);
      await untilIt(page, /Certificate of destruction|CERTIFICATE/i);
      await checkPage(page, "a certificate");
      await shot(page, `years-certificate-${at.slice(1, 3)}-${width}`);
      const read = await paper(page, at + "/certificate.pdf");
      return { page: await main(page), read };
    };

    // Today. A customer whose support has ended is held for a court; a young carer’s support ends.
    const manager = await as("ll", "supervisor");
    await manager.goto("/ll/people/list?service=community-support&state=ended");
    const ended = await linksTo(manager, /^\/ll\/people\/[0-9a-hjkmnp-tv-z]{26}/);
    assert.ok(ended.length >= 2, "customers whose support has ended");
    const [held, gone] = ended;
    const names = {};
    for (const at of [held, gone]) {
      await manager.goto(at);
      names[at] = (await manager.locator("h1").innerText()).trim();
    }
    await manager.goto(gone + "/kept");
    assert.match(await main(manager), /Everything is over on \w+ \d+ \w+ 2032/);
    await manager.goto(held + "/write/hold");
    await manager.getByLabel("A court case").check();
    await manager.locator('main [name="issuer"]').fill("County court, 12");
    await manager.locator('main [name="words"]').fill("A claim about a fall");
    await fillDate(manager, "placed-on");
    await fillDate(manager, "review-on", new Date(Date.now() + 300 * 86400000));
    await press(manager, "Keep it");
    await manager.locator("main").getByRole("link", { name: /court/i }).first().click();
    assert.match(await main(manager), /Nothing is destroyed/);
    let story;
    const all = [];
    for (const list of ["", "?state=ended", "?service=community-support&state=ended"]) {
      await manager.goto("/ll/people/list" + list);
      all.push(...(await linksTo(manager, /^\/ll\/people\/[0-9a-hjkmnp-tv-z]{26}/)));
    }
    for (const at of all.filter((a) => a !== held && a !== gone)) {
      await manager.goto(at + "/part/about");
      story = await manager.locator("main").getByRole("link", { name: "Story or picture shared" }).evaluateAll((all) => all.map((a) => a.getAttribute("href")).find((href) => /\/entries\/[^/]+$/.test(href)));
      if (story) break;
    }
    assert.ok(story, "a story that somebody shared");
    await manager.goto(story);
    assert.match(await main(manager), /May be used|Not to be used/);
    const carers = await as("ig", "supervisor", 1);
    await carers.goto("/ig/people/list?service=unpaid-carers&state=enrolled");
    let young;
    for (const at of await linksTo(carers, /^\/ig\/people\/[0-9a-hjkmnp-tv-z]{26}/)) {
      await carers.goto(at + "/services");
      const years = /(\d+) years, born \d+ (\w+ \d{4})/.exec(await carers.locator("body").textContent());
      if (years && Number(years[1]) < 18) {
        young = { at, born: years[2] };
        break;
      }
    }
    assert.ok(young, "a young carer");
    const close = carers.locator(`form[action$="/step/close"]`);
    await carers.locator("main details").filter({ has: close }).locator("summary").first().click();
    await close.locator('[name="ended-because"]').selectOption("planned-end");
    await close.locator('[name="outcome"]').selectOption("better");
    await close.locator('[name="words"]').fill("The support came to its planned end");
    await close.locator("button").click();
    await carers.goto(young.at);
    young.name = (await carers.locator("h1").innerText()).trim();
    await carers.goto(young.at + "/kept");
    const month = young.born.replace(/\d{4}/, (year) => String(Number(year) + 25));
    assert.match(await main(carers), new RegExp(`Everything is over on \\w+ \\d+ ${month}`), "they turn 25 then");
    await shot(carers, `years-young-${width}`);

    // Three years on: the story goes by itself. Nobody may keep it, so nobody need agree.
    await moveTo("2030-03-01");
    const late = await as("ll", "supervisor");
    await late.goto(story);
    await untilIt(late, /Destroyed: taken back, or its time is over/);
    await checkPage(late, "a story that is gone");
    await shot(late, `years-story-${width}`);

    // Six years on, and 25 years after a birth: what is over is agreed to by two, and goes after seven days.
    const birthday = new Date(`1 ${month} 12:00 UTC`), year = birthday.getUTCFullYear();
    const up = `${year}-12-01`;
    await moveTo(`${year}-12-02`);
    const customers = await agreeTo("ll", "community-support", up, ["supervisor"], ["dp-lead"], new RegExp(`${names[gone]}[\\s\\S]*to be destroyed`));
    const youngCarers = await agreeTo("ig", "unpaid-carers", up, ["supervisor", 1], ["dp-lead"], new RegExp(`${young.name}[\\s\\S]*to be destroyed`));
    await moveTo(`${year}-12-10`);
    for (const [org, at, proposer, period] of [["ll", customers, ["supervisor"], /6 years/], ["ig", youngCarers, ["supervisor", 1], /25/]]) {
      const page = await as(org, ...proposer);
      const { page: shown, read } = await certificateOf(page, at);
      for (const name of [...Object.values(names), young.name]) assert.ok(!read.includes(name), `the certificate names ${name}`);
      assert.match(read, period);
      assert.match(read, new RegExp(`A line for each person, by id alone, under the number ${at.split("/").at(-1)}`));
      assert.match(read, /Proposed by .*Agreed to by .*another person/, "in which roles they agreed");
      for (const role of ["supervisor", "dp-lead"]) assert.ok(!read.includes(server.who(org, role, role === "supervisor" ? (proposer[1] ?? 0) : 0).name), `it names nobody, of staff neither: ${role}`);
      assert.match(read, /every key of theirs in the key store.*none was found/);
      assert.match(read, /Version \d.*Fingerprint of the charter ([0-9a-f]{8} ?){8}/);
      const proof = await page.context().request.get(at + "/ledger-proof.txt");
      assert.match(await proof.text(), /^entry \d+\n\{.*"destroyed".*\}\nproof\n/);
      await page.context().close();
    }
    const last = await as("ll", "supervisor");
    assert.notEqual((await last.goto(gone)).status(), 200, "nobody opens what is gone");
    assert.equal((await last.goto(held)).status(), 200);
    assert.match(await whole(last), new RegExp(names[held]));
    await last.goto(held + "/kept");
    const carer = await as("ig", "supervisor", 1);
    assert.notEqual((await carer.goto(young.at)).status(), 200, "nobody opens what is gone");
  });
}
