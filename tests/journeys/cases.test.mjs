// Cases to their end: an incident from the phone at night to what was learnt, a complaint inside its clocks.
// What each job takes is counted, and stands in docs/reference/jobs.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker, beginJourney, browser, checkPage, checkWidth, fillDate, jobsStandInTheDocs, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const jobs = [];
jobsStandInTheDocs(jobs);

async function somebody(role, name, how) {
  const page = await visitor(browser, server, how);
  await signIn(page, server.who("ll", role));
  const worker = new Worker(page, name);
  jobs.push(worker);
  return worker;
}

/** The rest of a complaint, by a manager who stands on its page: asked back, made longer, answered, closed. */
async function answerComplaint(boss, { shots }) {
  await boss.press(boss.page.getByRole("link", { name: "We asked them something" }));
  await boss.page.getByLabel("What did you ask them?").fill("Which Sunday?");
  await boss.press(boss.page.getByRole("button", { name: "We asked them something" }));
  assert.match(await main(boss.page), /Complaint to be answered: the clock stands still/);
  await shot(boss.page, `complaint-stands-${shots}`);
  await boss.press(boss.page.getByRole("button", { name: "They answered" }));
  await boss.press(boss.page.getByRole("link", { name: "It takes longer" }));
  await boss.page.getByLabel("Why does it take longer, and what did you tell them?").fill("The rota is being looked for; told her by phone.");
  await boss.press(boss.page.getByRole("button", { name: "It takes longer" }));
  await boss.press(boss.page.getByText("How was this reckoned?").first());
  assert.match(await main(boss.page), /28 days from [\s\S]*Made longer by 28 days/);
  await checkPage(boss.page, "a complaint that takes longer");
  await shot(boss.page, `complaint-longer-${shots}`);
  await boss.press(boss.page.getByRole("link", { name: "Answer it" }));
  await boss.page.getByLabel("What did we find?").fill("The rota had a gap.");
  await boss.page.getByLabel("What did we answer?").fill("We are sorry. You can also go to the ombudsman.");
  await fillDate(boss.page, "answered-on");
  await boss.press(boss.page.getByRole("button", { name: "Answer it" }));
  await boss.press(boss.page.getByRole("link", { name: "Close it" }));
  await boss.page.getByLabel("What do we do differently now?").fill("Gaps are shown a week ahead.");
  await boss.press(boss.page.getByRole("button", { name: "Close it" }));
  assert.match(await main(boss.page), /Gaps are shown a week ahead/);
  await checkPage(boss.page, "a complaint closed");
}

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`an incident: reported, reviewed, its action done by whom it names, closed with what was learnt, on ${how}`, async () => {
    const worker = await somebody("worker", `an incident reported, ${how}`, { javascript, width });
    await worker.page.goto("/ll/day");
    await worker.press(worker.page.locator("main a.candour-people__name, main .candour-people a").first());
    await worker.press(worker.page.getByRole("link", { name: "Report an incident" }));
    await worker.page.getByLabel("Where?").fill("Kitchen");
    await worker.page.getByLabel("What kind of thing was it?").selectOption({ label: "A fall" });
    await worker.page.getByLabel("What happened?").fill("She slipped on the wet floor.");
    await worker.choose(worker.page.getByLabel("No", { exact: true }).first());
    await worker.page.getByLabel("What did you do straight away?").fill("Looked at her knee together.");
    assert.doesNotMatch(await main(worker.page), /What does the manager say|RIDDOR/, "what a later step asks is not asked now");
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    const path = await worker.page.locator("main a[href*='/entries/']", { hasText: /Incident: A fall/ }).first().getAttribute("href");

    const boss = await somebody("supervisor", `an incident reviewed and an action given, ${how}`, { javascript, width });
    await boss.page.goto("/ll/day");
    await boss.page.goto(path);
    await boss.press(boss.page.getByRole("link", { name: "Review it" }));
    await checkPage(boss.page, "the review");
    await checkWidth(boss.page, "the review");
    await shot(boss.page, `review-${width}`);
    await boss.page.getByLabel("What does the manager say?").fill("The floor was wet after mopping.");
    await boss.choose(boss.page.getByRole("group", { name: /RIDDOR/ }).getByLabel("No", { exact: true }));
    await boss.choose(boss.page.getByRole("group", { name: /regulator of care be told/ }).getByLabel("No", { exact: true }));
    await boss.page.getByLabel("What?", { exact: true }).fill("A sign when the floor is wet");
    const name = server.who("ll", "worker").name;
    await boss.page.getByLabel("Who does it?").selectOption({ label: name });
    await fillDate(boss.page, "actions-0-by");
    await boss.press(boss.page.getByRole("button", { name: "Review it" }));
    assert.match(boss.page.url(), /entries\//, await main(boss.page));
    await checkPage(boss.page, "reviewed");
    await shot(boss.page, `reviewed-${width}`);
    assert.match(await main(boss.page), /An action after an incident: Today/);

    await worker.page.goto("/ll/day");
    assert.match(await main(worker.page), /An action after an incident/, "it is the work of whom it names");
    await worker.press(worker.page.getByRole("link", { name: "An action after an incident" }).first());
    await worker.press(worker.page.getByRole("link", { name: "Bring the actions up to date" }));
    assert.equal(await worker.page.getByLabel("What?", { exact: true }).first().inputValue(), "A sign when the floor is wet");
    await worker.choose(worker.page.getByRole("group", { name: "Is it done?" }).first().getByLabel("Yes", { exact: true }));
    await worker.press(worker.page.getByRole("button", { name: "Bring the actions up to date" }));
    assert.match(await main(worker.page), /An action after an incident: done/);

    await boss.page.goto(path);
    await boss.press(boss.page.getByRole("link", { name: "Close it" }));
    await boss.page.getByLabel("What did we learn, and what changes?").fill("A sign stands there until it is dry.");
    await boss.press(boss.page.getByRole("button", { name: "Close it" }));
    await checkPage(boss.page, "closed");
    assert.match(await main(boss.page), /A sign stands there until it is dry/);
    assert.doesNotMatch(await main(boss.page), /Incident to be closed: (?!done)/);
    for (const x of [worker, boss]) await x.page.context().close();
  });

  test(`what two people were part of: each has an entry of their own, on ${how}`, async () => {
    const worker = await somebody("worker", `the other part of an incident, ${how}`, { javascript, width });
    const { page } = worker;
    await page.goto("/ll/day");
    const people = page.locator("main a.candour-people__name, main .candour-people a");
    const other = (await people.nth(1).innerText()).trim();
    const report = async (words) => {
      await page.getByLabel("Where?").fill("The garden");
      await page.getByLabel("What happened?").fill(words);
      await worker.choose(page.getByLabel("No", { exact: true }).first());
      await page.getByLabel("What did you do straight away?").fill("Sat with them.");
    };
    await worker.press(people.first());
    const first = new URL(page.url()).pathname.match(/people\/([0-9a-z]{26})/)[1];
    await page.goto(`/ll/people/${first}/write/incident`);
    await page.getByLabel("What kind of thing was it?").selectOption({ label: "Somebody was hurt" });
    await report("Was pushed at the gate.");
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    await worker.press(page.locator("main a[href*='/entries/']", { hasText: /Incident: Somebody was hurt/ }).first());
    await worker.press(page.getByRole("link", { name: "Add somebody who was part of it" }));
    await page.getByLabel("Who else was part of it?").fill(other);
    await worker.press(page.locator("main").getByRole("button", { name: "Find" }));
    await checkPage(page, "who else was part of it");
    await shot(page, `part-find-${width}`);
    await worker.press(page.getByRole("link", { name: "Write their part" }).first());
    assert.match(await main(page), /name nobody else/);
    assert.equal(await page.getByLabel("What kind of thing was it?").inputValue(), "injury", "alike for both");
    assert.equal(await page.getByLabel("Where?").inputValue(), "The garden", "it was one place");
    assert.equal(await page.getByLabel("What happened?").inputValue(), "", "none of the words");
    await checkPage(page, "their part");
    await checkWidth(page, "their part");
    // What is wrong comes back as what it was: a part of the same.
    await page.getByLabel("What happened?").fill("Pushed somebody at the gate.");
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    assert.match(await main(page), /name nobody else/);
    assert.equal(await page.getByLabel("What happened?").inputValue(), "Pushed somebody at the gate.");
    await report("Pushed somebody at the gate.");
    await worker.press(page.getByRole("button", { name: "Keep it" }));
    await worker.press(page.locator("main a[href*='/entries/']", { hasText: /Incident: Somebody was hurt/ }).first());
    assert.doesNotMatch(await main(page), /Was pushed at the gate/, "nobody reads of another");
    await checkPage(page, "a part");
    await shot(page, `part-${width}`);
    const card = page.locator("section, div", { hasText: "Who else was part of it" }).last();
    await worker.press(card.getByRole("link").first());
    assert.match(await main(page), /Was pushed at the gate/);
    assert.ok((await card.innerText()).includes(other.split("\n")[0]), "and by name for whoever may open both");
    await page.context().close();
  });

  test(`a complaint: acknowledged, asked back, made longer, answered and closed, and each clock says how, on ${how}`, async () => {
    const worker = await somebody("worker", `a complaint written down and acknowledged, ${how}`, { javascript, width });
    await worker.page.goto("/ll/day");
    await worker.press(worker.page.locator("main a.candour-people__name, main .candour-people a").first());
    const person = worker.page.url().match(/people\/([0-9a-z]{26})/)[1];
    await worker.page.goto(`/ll/people/${person}/write/complaint`);
    await worker.page.getByLabel("Who complains?").fill("Her sister");
    await worker.choose(worker.page.getByLabel("Times and reliability"));
    await worker.page.getByLabel("What do they say?").fill("Nobody came on Sunday.");
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    await worker.press(worker.page.locator("main a[href*='/entries/']", { hasText: /^Complaint/ }).first());
    const path = new URL(worker.page.url()).pathname;
    await worker.press(worker.page.getByRole("link", { name: "Acknowledge it" }));
    await fillDate(worker.page, "acknowledged-on");
    await worker.press(worker.page.getByRole("button", { name: "Acknowledge it" }));
    assert.match(await main(worker.page), /Complaint to be acknowledged: done/);

    const boss = await somebody("supervisor", `a complaint looked into, answered and closed, ${how}`, { javascript, width });
    await boss.page.goto(path);
    await answerComplaint(boss, { shots: width });
    for (const x of [worker, boss]) await x.page.context().close();
  });

  test(`a complaint from the public page to its answer, in the record of whom it is about, on ${how}`, async () => {
    const outside = new Worker(await visitor(browser, server, { javascript, width }), `a complaint by somebody outside, ${how}`);
    jobs.push(outside);
    await outside.page.goto("/ll/");
    await outside.press(outside.page.getByRole("link", { name: "Complain" }));
    await checkPage(outside.page, "the public complaint");
    await shot(outside.page, `complain-${width}`);
    await outside.page.getByLabel("Your name").fill("Ann Other, her sister");
    await outside.page.getByLabel("How can we reach you?").fill("ann@example.org");
    await outside.page.getByLabel("What happened?").fill("Nobody came on Sunday.\n\nShe waited all day.");
    await outside.press(outside.page.getByRole("button", { name: "Send it" }));
    assert.match(await main(outside.page), /Choose which service it is about/);
    assert.equal(await outside.page.getByLabel("What happened?").inputValue(), "Nobody came on Sunday.\n\nShe waited all day.", "nothing typed is lost");
    await checkPage(outside.page, "the public complaint with a fault");
    await outside.choose(outside.page.locator("[name=_service]").first());
    await outside.choose(outside.page.getByLabel("Times and reliability"));
    await outside.press(outside.page.getByRole("button", { name: "Send it" }));
    const said = await main(outside.page);
    assert.match(said, /We have it/);
    assert.match(said, /We tell you that we have it: by/);
    assert.match(said, /We tell you what we found, and what we do about it: by/);
    assert.match(said, /Information Commissioner/);
    assert.match(said, /She waited all day/, "a copy to print");
    await checkPage(outside.page, "the complaint has come");
    await shot(outside.page, `complained-${width}`);

    const boss = await somebody("supervisor", `a complaint from outside put into a record, answered and closed, ${how}`, { javascript, width });
    await boss.page.goto("/ll/work");
    await boss.press(boss.page.getByRole("link", { name: "Registers" }));
    await boss.press(boss.page.getByRole("link", { name: "Complaints" }));
    await checkPage(boss.page, "the register of complaints");
    assert.match(await boss.page.locator("main table tbody th").first().innerText(), /20\d\d\s+\w+/, "when, and what it is");
    const counted = await whole(boss.page);
    assert.match(counted, /All together[\s\S]*Not finished yet[\s\S]*Late with the next thing[\s\S]*Now “/, "each count says what it counts");
    await shot(boss.page, `register-${width}`);
    await boss.press(boss.page.locator("main table a").first());
    assert.match(await main(boss.page), /Ann Other, her sister/);
    assert.match(await whole(boss.page), /the service itself/);
    await checkPage(boss.page, "a complaint about a service");
    await shot(boss.page, `about-service-${width}`);
    await boss.press(boss.page.getByRole("link", { name: "This does not belong here" }));
    const worker = await somebody("worker", "", { javascript, width });
    jobs.pop();
    await worker.page.goto("/ll/day");
    const them = worker.page.locator("main a.candour-people__name, main .candour-people a").first();
    const name = (await them.innerText()).trim();
    await worker.page.context().close();
    await boss.page.getByLabel("Whom is it about?").fill(name);
    await boss.press(boss.page.locator("main").getByRole("button", { name: "Find" }));
    await boss.press(boss.page.getByRole("link", { name: "It is about them" }).first());
    await checkPage(boss.page, "whose it is");
    await boss.press(boss.page.getByRole("button", { name: "Put it into their record" }));
    await boss.page.waitForTimeout(1500);
    await boss.page.goto("/ll/registers/complaint");
    await boss.press(boss.page.locator("main table a").first());
    assert.match(await whole(boss.page), new RegExp(name.split(" ")[0]));
    await boss.press(boss.page.getByRole("link", { name: "Acknowledge it" }));
    await fillDate(boss.page, "acknowledged-on");
    await boss.press(boss.page.getByRole("button", { name: "Acknowledge it" }));
    await answerComplaint(boss, { shots: `public-${width}` });
    for (const x of [outside, boss]) await x.page.context().close();
  });

  test(`a note on the wrong person goes to whose it is, by two people, on ${how}`, async () => {
    const worker = await somebody("worker", `a note on the wrong person, said so, ${how}`, { javascript, width });
    await worker.page.goto("/ll/day");
    const people = worker.page.locator("main a.candour-people__name, main .candour-people a");
    const whose = (await people.nth(1).innerText()).trim();
    await worker.press(people.first());
    const wrong = new URL(worker.page.url()).pathname;
    await worker.page.goto(`${wrong}/write/contact-note`);
    const words = `Zebra crossing ${width}: walked to the shop together`;
    await worker.page.getByLabel("What happened?").fill(words);
    await worker.choose(worker.page.getByLabel("Visit").first());
    await worker.press(worker.page.getByRole("button", { name: "Keep it" }));
    await worker.press(worker.page.locator("main a[href*='/entries/']", { hasText: /Zebra|Contact note|Note/ }).first());
    const path = new URL(worker.page.url()).pathname;
    await worker.press(worker.page.getByRole("link", { name: "This does not belong here" }));
    await checkPage(worker.page, "this does not belong here");
    await shot(worker.page, `misfiled-${width}`);
    await worker.page.getByLabel("Whom is it about?").fill(whose);
    await worker.press(worker.page.locator("main").getByRole("button", { name: "Find" }));
    await worker.press(worker.page.getByRole("link", { name: "It is about them" }).first());
    await worker.press(worker.page.getByRole("button", { name: "Ask for it to be moved" }));
    assert.match(await main(worker.page), /It waits for a second person/);
    await checkPage(worker.page, "it waits");

    const boss = await somebody("supervisor", `a note on the wrong person, agreed, ${how}`, { javascript, width });
    await boss.page.goto("/ll/day");
    await boss.press(boss.page.locator("aside, main").getByRole("link", { name: "look at it" }).last());
    await checkPage(boss.page, "agreeing");
    await shot(boss.page, `misfiled-agree-${width}`);
    await boss.press(boss.page.getByRole("button", { name: "Agree: move it" }));
    await boss.page.waitForTimeout(1500);

    await worker.page.goto(wrong);
    assert.doesNotMatch(await main(worker.page), /Zebra/);
    await worker.page.getByText(/taken off this record/).click();
    assert.match(await main(worker.page), /it is about somebody else/);
    await checkPage(worker.page, "the record it was taken off");
    await worker.page.goto("/ll/day");
    await people.nth(1).click();
    assert.match(await main(worker.page), /Zebra crossing/);
    const gone = await worker.page.goto(path);
    assert.equal(gone.status(), 404);
    for (const x of [worker, boss]) await x.page.context().close();
  });
}
