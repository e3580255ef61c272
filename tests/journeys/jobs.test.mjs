// Jobs of a working day pressed from one's first page to their end: a hand-over that reaches whom it names, a step of a
// goal, an appointment for a colleague, a summary for the hospital, a concern passed to the council, who looked, a
// colleague stands in, a plan signed, a payment settled, somebody new, somebody who leaves. What each takes is counted, and stands in docs/reference/jobs.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker, beginJourney, browser, checkPage, fillDate, jobsStandInTheDocs, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const jobs = [];
jobsStandInTheDocs(jobs);

async function somebody(account, name, how) {
  const page = await visitor(browser, server, how);
  await signIn(page, account);
  const worker = new Worker(page, name);
  jobs.push(worker);
  return worker;
}
const role = (code, nth = 0) => server.who("ll", code, nth);

async function theirPerson(w) {
  await w.press(w.page.locator("main a.candour-people__name, main .candour-people a").first());
  return new URL(w.page.url()).pathname;
}
/** Of those whom somebody supports one with a plan in force: the demo goes with the date, and a plan may be being written. */
async function withAPlanInForce(me) {
  const page = await visitor(browser, server, { javascript: false });
  await signIn(page, me);
  const all = await page.locator("main a.candour-people__name, main .candour-people a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const path of new Set(all)) {
    await page.goto(`${path}/part/plan`);
    const plan = page.locator("main").getByRole("link", { name: /Support plan/ }).first();
    if (!(await plan.count())) continue;
    await plan.click();
    if (!(await page.getByRole("link", { name: "Begin a new one from this" }).count())) continue;
    await page.context().close();
    return path;
  }
  return assert.fail(`nobody whom ${me.name} supports has a plan in force`);
}
async function writeElse(w, kind) {
  await w.press(w.page.getByText("Write something else"));
  await w.press(w.page.getByRole("link", { name: kind, exact: true }));
}
/** A colleague whom the form offers and who can sign in. */
async function colleagueIn(select, not) {
  const offered = await select.locator("option").allInnerTexts();
  const found = server.signIns.find((s) => s.org === "ll" && s.role === "worker" && s.name !== not && offered.includes(s.name));
  assert.ok(found, "a colleague who can open the record");
  await select.selectOption({ label: found.name });
  return found;
}
const tomorrow = () => new Date(Date.now() + 24 * 3600_000);
/** A day that stands in the week that a diary shows first: on a Sunday there is no tomorrow in it. */
const thisWeek = () => (new Date().getUTCDay() === 0 ? new Date() : tomorrow());

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  const options = { javascript, width };

  test(`a hand-over reaches whom it names, on ${how}`, async () => {
    const me = role("worker");
    const worker = await somebody(me, `a hand-over for a colleague, ${how}`, options);
    const name = (await worker.page.locator("main a.candour-people__name, main .candour-people a").first().innerText()).trim();
    await theirPerson(worker);
    await writeElse(worker, "Hand-over");
    await worker.page.getByLabel("In one line").fill(`Ring the dentist before noon (${width})`);
    const colleague = await colleagueIn(worker.page.getByLabel("For whom?"), me.name);
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    const other = await somebody(colleague, `a hand-over read, ${how}`, options);
    // What has been late before comes first.
    await other.press(other.page.locator("main tr", { hasText: name }).getByRole("link", { name: /^Hand-over/ }).last());
    assert.match(await main(other.page), /Ring the dentist before noon/);
    await other.press(other.page.getByRole("button", { name: "I have read it" }));
    await checkPage(other.page, "a hand-over that was read");
    for (const x of [worker, other]) await x.page.context().close();
  });

  test(`a step of a goal is one press, on ${how}`, async () => {
    const worker = await somebody(role("worker"), `a step of a goal done, ${how}`, options);
    await theirPerson(worker);
    const step = worker.page.getByRole("button", { name: /^One more step is done/ });
    assert.ok((await step.count()) > 0, "a goal stands on the person's page");
    const steps = async () => (await main(worker.page)).match(/\d+ of \d+/)[0];
    const before = await steps();
    await worker.press(step.first());
    assert.equal(await steps(), before.replace(/^\d+/, (n) => Number(n) + 1), "one more than before");
    await checkPage(worker.page, "a step done");
    await worker.page.context().close();
  });

  test(`an appointment for a colleague, on ${how}`, async () => {
    const me = role("worker");
    const worker = await somebody(me, `an appointment for a colleague, ${how}`, options);
    await theirPerson(worker);
    await writeElse(worker, "Appointment");
    await fillDate(worker.page, "when", thisWeek());
    await worker.page.locator("[name=when-time]").fill(width === 1280 ? "07:10" : "13:10");
    await worker.page.getByLabel("What for?").fill(`Chiropodist ${width}`);
    const colleague = await colleagueIn(worker.page.getByLabel("Who of us goes along?"), me.name);
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    const other = await somebody(colleague, `an appointment found by the colleague, ${how}`, options);
    await other.press(other.page.getByRole("link", { name: "The whole week" }));
    assert.match(await main(other.page), new RegExp(`Chiropodist ${width}`));
    for (const x of [worker, other]) await x.page.context().close();
  });

  test(`a note of a visit, on ${how}`, async () => {
    const worker = await somebody(role("worker"), `a note of a visit, ${how}`, options);
    await theirPerson(worker);
    await worker.press(worker.page.getByRole("link", { name: "Write a note" }).first());
    await worker.page.getByLabel("What happened?").fill(`Fed the ducks together (${width})`);
    await worker.choose(worker.page.getByLabel("Visit").first());
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    assert.match(await main(worker.page), new RegExp(`Fed the ducks together .${width}.`));
    await worker.page.context().close();
  });

  test(`a medicine given, and a call by the family, on ${how}`, async () => {
    const worker = await somebody(role("worker"), `a medicine given, ${how}`, options);
    const person = await theirPerson(worker);
    await writeElse(worker, "Medicine given");
    const { page } = worker;
    await page.getByLabel("Medicine and strength").fill(`Tablet ${width} mg`);
    await page.getByLabel("How much?").fill("One");
    await fillDate(page, "when");
    await page.locator("[name=when-time]").fill("00:01");
    await worker.choose(page.getByLabel("Taken", { exact: true }));
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    assert.match(await main(page), new RegExp(`Tablet ${width} mg`));
    const caller = await somebody(role("worker"), `the family rang, ${how}`, options);
    await theirPerson(caller);
    await caller.press(caller.page.getByRole("link", { name: "Write a note" }).first());
    await caller.page.getByLabel("What happened?").fill(`Her sister rang and sends her love (${width})`);
    await caller.choose(caller.page.getByLabel("Phone", { exact: true }).or(caller.page.getByLabel(/^Phone/)).first());
    await caller.press(caller.page.getByRole("button", { name: "Keep it" }));
    assert.match(await main(caller.page), new RegExp(`sends her love .${width}.`));

    const lead = await somebody(role("dp-lead"), `who looked at a record, ${how}`, options);
    await lead.page.goto(person);
    Object.assign(lead, { clicks: 0, pages: 0 });
    await lead.press(lead.page.getByRole("link", { name: "Who looked" }).first());
    await checkPage(lead.page, "who looked");
    for (const x of [worker, caller, lead]) await x.page.context().close();
  });

  test(`a referral is taken down, put on the waiting list and accepted, on ${how}`, async () => {
    const boss = await somebody(role("supervisor"), `a referral taken down, ${how}`, options);
    const { page } = boss;
    await boss.press(page.getByRole("link", { name: "Referrals", exact: true }).first());
    await boss.press(page.getByRole("link", { name: "Take a referral" }));
    await boss.choose(page.locator("input[name=service]").first());
    await boss.press(page.getByRole("button", { name: "Go on" }));
    const family = width === 1280 ? "Ravensworthy" : "Thistledon";
    await page.locator("[name=given-name]").fill("Ottoline");
    await page.locator("[name=family-name]").fill(family);
    await fillDate(page, "birth-date", new Date("1979-03-04T12:00:00Z"));
    await page.locator("[name=_source]").selectOption("self");
    await page.locator("[name=_reason]").fill("Would like somebody to go swimming with.");
    await boss.press(page.getByRole("button", { name: "Add them" }));
    await page.waitForURL(/referrals\/0/);
    assert.match(await whole(page), /Referral to be decided/);
    await page.getByText("How was this reckoned?").first().click();
    assert.match(await whole(page), /5 working days/);
    await checkPage(page, "a referral with its clock");
    await shot(page, `referral-${width}`);
    const at = new URL(page.url()).pathname;

    const later = await somebody(role("supervisor"), `a referral put on the waiting list, ${how}`, options);
    await later.press(later.page.getByRole("link", { name: "Referrals", exact: true }).first());
    await later.press(later.page.getByRole("link", { name: new RegExp(family) }).first());
    await later.press(later.page.locator("summary", { hasText: "Put on the waiting list" }));
    // Nothing chosen: said at the question, and the words are kept.
    await later.page.locator("#wait [name=words]").fill("They know that it takes a month.");
    await later.press(later.page.getByRole("button", { name: "Put on the waiting list" }));
    assert.match(await later.page.title(), /^Error: /);
    assert.equal(await later.page.locator("#wait [name=words]").inputValue(), "They know that it takes a month.");
    await checkPage(later.page, "a step without its reason");
    await later.page.getByLabel("Why must they wait?").selectOption("no-room");
    await later.press(later.page.getByRole("button", { name: "Put on the waiting list" }));
    assert.match(await main(later.page), /On the waiting list[\s\S]*There is no room at present[\s\S]*takes a month/);
    assert.match(await whole(later.page), /is that still right/);

    const now = await somebody(role("supervisor"), `somebody on the waiting list taken on, ${how}`, options);
    await now.press(now.page.getByRole("link", { name: "Referrals", exact: true }).first());
    await now.press(now.page.getByRole("link", { name: /^Waiting list/ }).first());
    await now.press(now.page.getByRole("link", { name: new RegExp(family) }).first());
    assert.equal(new URL(now.page.url()).pathname, at);
    await now.page.locator("#accept select[name=worker]").selectOption({ index: 1 });
    await now.press(now.page.getByRole("button", { name: "Accept", exact: true }));
    await now.page.waitForURL(/services/);
    for (const x of [boss, later, now]) await x.page.context().close();
  });

  test(`the next plan is begun from the one in force, proposed and signed, on ${how}`, async () => {
    const path = await withAPlanInForce(role("worker"));
    const worker = await somebody(role("worker"), `the next plan begun and proposed, ${how}`, options);
    await worker.press(worker.page.locator(`main a[href="${path}"]`).first());
    await worker.press(worker.page.locator("a[href$='/part/plan']").first());
    await worker.press(worker.page.locator("main").getByRole("link", { name: /Support plan/ }).first());
    await worker.press(worker.page.getByRole("link", { name: "Begin a new one from this" }));
    const { page } = worker;
    await page.getByLabel("Title").or(page.locator("[name=title]")).first().fill(`The next plan (${width})`);
    await fillDate(page, "start-date");
    await fillDate(page, "review-date", new Date(Date.now() + 300 * 24 * 3600_000));
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    await worker.press(page.locator("main").getByRole("link", { name: new RegExp(`The next plan .${width}.`) }).first());
    await worker.press(page.getByRole("button", { name: "Propose" }));
    const boss = await somebody(role("supervisor"), `a plan signed, ${how}`, options);
    await boss.press(boss.page.locator("main table").getByRole("link", { name: "Plan to be signed off" }).last());
    assert.match(await main(boss.page), new RegExp(`The next plan .${width}.`));
    await boss.press(boss.page.getByRole("button", { name: "Sign off" }));
    assert.match(await main(boss.page), /is now “Agreed”/);
    await checkPage(boss.page, "a plan signed");
    for (const x of [worker, boss]) await x.page.context().close();
  });

  test(`a summary for the hospital, on ${how}`, async () => {
    const worker = await somebody(role("worker"), `a summary for the hospital, ${how}`, options);
    await theirPerson(worker);
    await worker.press(worker.page.getByRole("link", { name: "One-page summary" }).or(worker.page.getByRole("button", { name: "One-page summary" })));
    await worker.press(worker.page.getByRole("button", { name: "For the hospital" }).or(worker.page.getByRole("link", { name: "For the hospital" })));
    assert.match(await main(worker.page), /What can hurt/);
    await worker.page.context().close();
  });

  test(`LL-2.3d: a concern is passed to the council, with its letter, on ${how}`, async () => {
    const worker = await somebody(role("worker"), `a safeguarding concern reported, ${how}`, options);
    const person = await theirPerson(worker);
    await writeElse(worker, "Safeguarding concern");
    const page = worker.page;
    await fillDate(page, "noticed-on");
    await page.locator("[name=noticed-on-time]").fill("00:01");
    await worker.choose(page.getByLabel("Neglect", { exact: true }));
    await page.getByLabel("What did you see, hear or were you told?").fill("No food in the house for two days.");
    await worker.choose(page.getByRole("group", { name: /safe now/ }).getByLabel("Yes", { exact: true }));
    await page.getByLabel("What does the person want to happen?").fill("To stay at home.");
    await page.getByLabel("What have you done already?").fill("Bought food and rang the manager.");
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    assert.match(await whole(page), /Told at once/);

    const lead = await somebody(role("incident-lead"), `a concern passed to the council with its letter, ${how}`, options);
    const boss = lead.page;
    await lead.press(boss.getByRole("link", { name: /concern/i }).first());
    await lead.press(boss.getByRole("link", { name: "Pass it to the council" }));
    await checkPage(boss, "passing a concern on");
    await boss.getByLabel("Which council was told?").fill("Suffolk");
    await fillDate(boss, "told-on");
    await boss.locator("[name=told-on-time]").fill("00:02");
    await lead.choose(boss.getByRole("group", { name: /agree that we tell/ }).getByLabel("No", { exact: true }));
    await lead.choose(boss.getByRole("group", { name: /know that the council/ }).getByLabel("Yes", { exact: true }));
    await lead.press(boss.getByRole("button", { name: "Pass it to the council" }));
    assert.match(await main(boss), /There is a problem[\s\S]*Telling without their yes needs a ground/);
    await checkPage(boss, "a ground is missing");
    await shot(boss, `concern-ground-${width}`);
    await boss.getByLabel("If not, why must we tell anyway?").fill("A child lives in the house.");
    await lead.press(boss.getByRole("button", { name: "Pass it to the council" }));
    await lead.press(boss.getByRole("link", { name: "A safeguarding referral" }));
    await checkPage(boss, "the referral to write");
    await shot(boss, `referral-write-${width}`);
    await boss.getByLabel("To whom?").selectOption({ label: "Safeguarding teams: we must do it by law" });
    await lead.press(boss.getByRole("button", { name: "Show me the letter" }));
    await checkPage(boss, "the referral as it goes");
    await shot(boss, `referral-preview-${width}`);
    const shown = await boss.locator(".candour-letter").innerText();
    for (const words of ["No food in the house", "To stay at home", "A child lives in the house", "we must do it by law"])
      assert.ok(shown.includes(words), `${words} in ${shown}`);
    assert.doesNotMatch(shown, /[{}]/);
    await lead.press(boss.getByRole("button", { name: "Keep it and print" }));
    await checkPage(boss, "the referral that was kept");
    assert.match(await main(boss), /On what ground\?[\s\S]*We must do it by law/);

    const protection = await somebody(role("dp-lead"), `who looked and whom was it told, ${how}`, options);
    jobs.pop();
    await protection.page.goto(`${person}/who-looked`);
    assert.match(await main(protection.page), /Told “Safeguarding teams” about [\s\S]*safeguarding[\s\S]*the ground: we must do it by law \(Notice, part 3\.1\.2\)/);
    await shot(protection.page, `who-was-told-${width}`);
    for (const x of [worker, lead, protection]) await x.page.context().close();
  });
}

test("a colleague stands in while somebody is away", async () => {
  const how = "a large screen";
  const leaver = role("worker", 1);
  const boss = await somebody(role("supervisor"), `a colleague stands in, ${how}`, {});
  await boss.press(boss.page.getByRole("link", { name: "Team", exact: true }).first());
  await boss.press(boss.page.getByRole("link", { name: leaver.name }).first());
  await colleagueIn(boss.page.getByLabel("Who stands in?"), leaver.name);
  await fillDate(boss.page, "from");
  await fillDate(boss.page, "to", tomorrow());
  await boss.press(boss.page.getByRole("button", { name: "Let them stand in" }));
  await checkPage(boss.page, "somebody stands in");
  await boss.page.context().close();
});

test("a payment that fell due is found and settled by finance", async () => {
  const finance = await somebody(role("finance"), "a payment settled, a large screen", {});
  await finance.press(finance.page.locator("main table").getByRole("link", { name: "Payment due" }).first());
  await finance.press(finance.page.getByRole("button", { name: "Mark as settled" }));
  assert.match(await main(finance.page), /is now “Settled”/);
  await finance.page.context().close();
});

test("somebody new works here, by two people", async () => {
  const admin = await somebody(role("admin"), "somebody new on the staff, asked for, a large screen", {});
  await admin.press(admin.page.getByRole("link", { name: "Staff", exact: true }).first());
  await admin.press(admin.page.getByRole("link", { name: /^Add / }).first());
  await admin.page.getByLabel("Name", { exact: true }).fill("Robin Fisher");
  await admin.page.getByLabel("Work email").fill("robin.fisher@example.org");
  await admin.page.getByLabel("User name").fill("robin.fisher");
  await admin.page.getByLabel("Role").first().selectOption({ value: "worker" });
  await admin.press(admin.page.getByRole("button", { name: "Add" }));
  await checkPage(admin.page, "half a password");
  const lead = await somebody(role("dp-lead"), "somebody new on the staff, confirmed, a large screen", {});
  await lead.press(lead.page.getByRole("link", { name: "look at it" }).last());
  await lead.press(lead.page.getByRole("button", { name: "Confirm" }).first());
  await checkPage(lead.page, "the other half");
  assert.equal(await lead.page.locator(".govuk-inset-text code").count(), 1);
  for (const x of [admin, lead]) await x.page.context().close();
});

test("a worker leaves, and their people have somebody else in one go", async () => {
  const leaver = role("worker", 1);
  const admin = await somebody(role("admin"), "a worker has left, a large screen", {});
  await admin.press(admin.page.getByRole("link", { name: "Staff", exact: true }).first());
  await admin.press(admin.page.getByRole("link", { name: leaver.name, exact: true }));
  await admin.press(admin.page.getByText("They are leaving"));
  await admin.press(admin.page.getByRole("button", { name: "Record that they left" }));
  const boss = await somebody(role("supervisor"), "the people of whoever left have somebody else, a large screen", {});
  assert.match(await whole(boss.page), new RegExp(`the people whom they supported need somebody else: ${leaver.name}`));
  await boss.press(boss.page.locator("aside").getByRole("link", { name: "look at it" }).last());
  await boss.page.getByLabel("To whom?").selectOption({ index: 1 });
  await boss.press(boss.page.getByRole("button", { name: "Move them" }));
  assert.match(await whole(boss.page), /(is|are) with .* now/);
  for (const x of [admin, boss]) await x.page.context().close();
});
