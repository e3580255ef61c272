// Cases to their end: an incident from the phone at night to what was learnt, a complaint inside its clocks.
// What each job takes is counted, and stands in docs/reference/jobs.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, checkWidth, jobsStandInTheDocs, server, signIn, visitor, Worker } from "./harness.mjs";

beginJourney();

const jobs = [];
jobsStandInTheDocs(jobs);

const main = (page) => page.locator("main").innerText();
const shot = async (page, name) => {
  if (process.env.CANDOUR_SHOTS) await page.screenshot({ path: `${process.env.CANDOUR_SHOTS}/${name}.png`, fullPage: true });
};

async function somebody(role, name, how) {
  const page = await visitor(browser, server, how);
  await signIn(page, server.who("ll", role));
  const worker = new Worker(page, name);
  jobs.push(worker);
  return worker;
}

async function fillDate(page, name, day = new Date()) {
  for (const [part, value] of [["day", day.getUTCDate()], ["month", day.getUTCMonth() + 1], ["year", day.getUTCFullYear()]])
    await page.locator(`[name=${name}-${part}]`).fill(String(value));
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
    await boss.press(boss.page.getByRole("link", { name: "We asked them something" }));
    await boss.page.getByLabel("What did you ask them?").fill("Which Sunday?");
    await boss.press(boss.page.getByRole("button", { name: "We asked them something" }));
    assert.match(await main(boss.page), /Complaint to be answered: the clock stands still/);
    await shot(boss.page, `complaint-stands-${width}`);
    await boss.press(boss.page.getByRole("button", { name: "They answered" }));
    await boss.press(boss.page.getByRole("link", { name: "It takes longer" }));
    await boss.page.getByLabel("Why does it take longer, and what did you tell them?").fill("The rota is being looked for; told her by phone.");
    await boss.press(boss.page.getByRole("button", { name: "It takes longer" }));
    await boss.press(boss.page.getByText("How was this reckoned?").first());
    assert.match(await main(boss.page), /28 days from [\s\S]*Made longer by 28 days/);
    await checkPage(boss.page, "a complaint that takes longer");
    await shot(boss.page, `complaint-longer-${width}`);
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
    for (const x of [worker, boss]) await x.page.context().close();
  });
}
