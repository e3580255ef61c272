// Each right that a notice promises, from the person's own door to the answer that they read there: at Leading Lives (within
// thirty days), at Imagine (a month, made longer) and at PSS (passed on first to whoever decides).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { giveEveryPiece, until } from "./copies.mjs";
import { comeIn, doors, theySayYes } from "./own_door.mjs";
import { beginJourney, browser, checkPage, fillDate, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const press = async (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();
const take = async (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first().click();
const offers = async (page, name) => (await page.locator("main").getByRole("link", { name, exact: true }).count()) > 0;

/** A step whose questions are answered on a page of its own. */
async function step(page, name, fill) {
  await take(page, name);
  await fill?.();
  await press(page, name);
}

/** Who answers for data protection opens the record for the request, where the role opens none. */
async function openRecord(lead, org, person) {
  await lead.goto(`/${org}/people/${person}/ask`);
  if (!(await lead.locator("input[name=reason][value=rights-request]").count())) return;
  await lead.locator("input[name=reason][value=rights-request]").check();
  await lead.locator("[name=words]").fill("They asked behind their own door");
  await press(lead, "Open the record");
  if (!/Nobody has looked yet/.test(await main(lead))) return;
  await lookAtAccess(org);
  await press(lead, "Open the record");
  assert.doesNotMatch(await main(lead), /There is a problem/);
}

/** Whoever is told of accesses that were given for a reason says that those before were in order. */
async function lookAtAccess(org) {
  for (const account of server.signIns.filter((s) => s.org === org)) {
    const page = await visitor(browser, server, { javascript: false });
    await signIn(page, account);
    await page.goto(`/${org}/grants`);
    const open = page.locator("main form", { has: page.locator("[name=in-order]") });
    for (let n = await open.count(); n > 0; n--) {
      await open.first().locator("[name=in-order][value=yes]").check();
      await open.first().locator("[name=words]").fill("It was for a request");
      await open.first().getByRole("button", { name: "Save" }).click();
      await page.goto(`/${org}/grants`);
    }
    await page.context().close();
  }
}

/** Everything gathered, each piece looked at and given, and handed over. */
async function copyIsHandedOver({ lead, org, person, href }) {
  await openRecord(lead, org, person);
  await lead.goto(href);
  await take(lead, "Put it together");
  await lead.locator("main").getByRole("button", { name: /^Gather (everything|it)$/ }).click();
  await until(lead, /To be reviewed/);
  await giveEveryPiece(lead);
  await press(lead, "The review is done");
  assert.match(await main(lead), /ready to be handed over/);
  // A busy machine sets many pages for longer than a step may take.
  const zip = lead.locator("main").getByRole("link", { name: "All of it (ZIP)", exact: true });
  const [file] = await Promise.all([lead.waitForEvent("download", { timeout: 60_000 }), zip.click({ noWaitAfter: true, timeout: 60_000 })]);
  const held = execFileSync("unzip", ["-l", await file.path()]).toString();
  assert.match(held, /what-we-hold\.pdf|fhir-bundle\.json/);
  await lead.goto(href + "/pack");
  await lead.locator("[name=way][value=hand]").check();
  await lead.locator("main [name=to]").fill("To themselves, whom we know");
  await press(lead, "It was handed over");
  assert.match(await main(lead), /Handed over on/);
}

/** What is done for them before the answer, by the code of the right. The rest is an answer in words. */
const done = {
  access: copyIsHandedOver,
  portability: copyIsHandedOver,
  /** Their details are put right, and they read them so behind their own door. */
  async correction({ managers, org, person, visitor: them }) {
    const mine = await whoReaches(managers, `/${org}/people/${person}/profile`, "Correct a mistake");
    await take(mine, "Correct a mistake");
    await mine.locator("main [name=name-used]").fill("Zqname");
    await mine.locator("main").getByRole("button", { name: /^(Keep it|Save)/ }).first().click();
    assert.doesNotMatch(await main(mine), /There is a problem/);
    await them.goto(`/${org}/own/details`);
    assert.match(await main(them), /Zqname/, "what was wrong is right");
  },
};

/** A yes is taken back, and stands no more. */
async function takenBackInOneStep(them, org) {
  await them.goto(`/${org}/own/choices`);
  const back = them.getByRole("button", { name: /Take it back/ });
  const before = await back.count();
  assert.ok(before > 0, "a yes stands");
  await back.first().click();
  await them.goto(`/${org}/own/choices`);
  assert.equal(await back.count(), before - 1, "one step");
}

async function whoReaches(managers, path, name) {
  for (const page of managers) {
    await page.goto(path);
    if (await offers(page, name)) return page;
  }
  return assert.fail(`nobody is offered "${name}" at ${path}`);
}

/** One proposes, another agrees, and what need not stay is gone. */
async function deletedByTwo({ lead, managers, href }) {
  await lead.goto(href);
  // Where the service goes on and every use needs it, nothing goes.
  assert.match(await main(lead), /If it is deleted[\s\S]*(What goes|Nothing goes: all of it must stay)[\s\S]*What must stay/);
  await step(lead, "Propose to delete it", () => lead.locator("main [name=keeps][value=nothing]").check());
  await lead.goto(href);
  assert.equal(await offers(lead, "Agree, and delete it"), false, "not by whoever proposed it");
  const second = await whoReaches(managers, href, "Agree, and delete it");
  await step(second, "Agree, and delete it", answer(second));
  await until(second, /Deleted, but for what must stay/);
  return second;
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
    const door = doors().find((d) => d.org === org && !d.child);
    await theySayYes(door);
    const person = await visitor(browser, server, { javascript: false, width: 375 });
    await comeIn(person, door);
    await takenBackInOneStep(person, org);
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
    const last = ["erasure", "restriction"];
    for (const right of rights.toSorted((a, b) => last.indexOf(a) - last.indexOf(b))) {
      const href = asked.get(right);
      assert.ok(href, `${right} stands in the register`);
      await lead.goto(href);
      assert.match(await main(lead), clocks, right);
      await step(lead, "We know who asks", async () => {
        await lead.locator('main [name="identity"]').fill("They came in by their own door");
        await fillDate(lead, "counts-from");
      });
      const scene = { lead, managers, org, href, visitor: person, person: href.match(/people\/([0-9a-z]{26})/)?.[1] };
      if (extended) {
        await step(lead, "It takes longer", async () => {
          if (right === "access") assert.match(await main(lead), /If it takes longer\s+It may take longer if it is hard[^]*\(notice, part 13\.6\)/, "the right's own words");
          await lead.locator('main [name="why-longer"]').fill("It is complex: by the end of next month");
        });
        await lead.goto(href);
      }
      if (forwarded)
        await step(lead, "Passed on to whoever decides", async () => {
          await fillDate(lead, "forwarded-on");
          await lead.locator('main [name="forwarded-to"]').fill("The commissioner's officer: they agree");
        });
      await done[right]?.(scene);
      if (right === "erasure") {
        const second = await deletedByTwo(scene);
        assert.match(await main(second), /Deleted/, right);
        continue;
      }
      await lead.goto(href);
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
      if (ends !== "Answer it") {
        assert.match(await whole(page), /The use of this record is restricted/, "and shown as such");
        let said = "";  // by whoever reaches the person
        for (const writer of managers) {
          await writer.goto(`/${org}/people/${scene.person}/write/contact-note`);
          said += await whole(writer);
        }
        assert.match(said, /restricted/, "and refused elsewhere");
      }
    }
    await lead.goto(`/${org}/registers/information-request`);
    assert.match(await main(lead), /Against the time there is for it/);
    await shot(lead, `requests-${org}-figures`);

    await person.goto(`/${org}/own/looked`);
    assert.match(await main(person), /opens your record leaves a line/, "who looked is read without asking");
    await person.goto(`/${org}/own/requests`);
    assert.doesNotMatch(await main(person), /We answer by/, "nothing waits any more");
    await checkPage(person, `${org}: all that was answered`);
    await shot(person, `requests-${org}-answered-375`);
    for (const page of [person, lead, ...managers]) await page.context().close();
  });
