// Work that reaches people: a fall at nine in the evening wakes manager and lead and waits until they have seen it; a
// plan that is proposed is work for who signs it; a worker leaves and nobody is left alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor, whole } from "./harness.mjs";

beginJourney();

const signedIn = async (role, how = {}, nth = 0) => {
  const page = await visitor(browser, server, how);
  await signIn(page, server.who("ll", role, nth));
  return page;
};

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";
  test(`a fall is reported, reaches manager and lead, and is seen, on ${how}`, async () => {
    const worker = await signedIn("worker", { javascript, width });
    await worker.goto("/ll/day");
    await checkPage(worker, "the worker's day");
    await shot(worker, `day-worker-${width}`);
    await worker.locator("main a.candour-people__name, main .candour-people a").first().click();
    await worker.waitForURL("**/people/*");
    const person = worker.url().match(/people\/([0-9a-z]{26})/)[1];
    await worker.goto(`/ll/people/${person}/write/incident`);
    const now = new Date();
    for (const [part, value] of [["day", now.getUTCDate()], ["month", now.getUTCMonth() + 1], ["year", now.getUTCFullYear()], ["time", "00:01"]])
      await worker.locator(`[name=when-${part}]`).fill(String(value));
    await worker.getByLabel("Where?").fill("Kitchen");
    await worker.getByLabel("What kind of thing was it?").selectOption({ label: "A fall" });
    await worker.getByLabel("What happened?").fill("She slipped on the wet floor and could not get up.");
    await worker.getByLabel("Seriously").check();
    await worker.getByLabel("What did you do straight away?").fill("Rang 999 and stayed with her.");
    await worker.getByLabel("Police", { exact: true }).check();
    await worker.getByLabel("Nobody yet").check();
    await worker.getByRole("button", { name: /^(Keep|Save)/ }).first().click();
    assert.match(await main(worker), /Choose either “Nobody yet” or the other answers, not both/);
    assert.match(await worker.getByLabel("What happened?").inputValue(), /slipped on the wet floor/);
    await worker.getByLabel("Police", { exact: true }).uncheck();
    await worker.getByRole("button", { name: /^(Keep|Save)/ }).first().click();
    await worker.waitForURL("**/entries/*");
    assert.match(await whole(worker), /Incident kept\. Told at once: /);
    await checkPage(worker, "the incident");
    await shot(worker, `incident-${width}`);
    assert.match(await whole(worker), /Told at once[\s\S]*not seen yet/);
    const entry = worker.url();

    for (const role of ["supervisor", "incident-lead"]) {
      const boss = await signedIn(role, { javascript, width });
      await boss.goto("/ll/people");
      assert.match(await whole(boss), /Needs you now: Somebody was hurt/, `${role}: on any page`);
      if (role === "supervisor") {
        // What was opened first is where it is said, and one comes back to it.
        await boss.goto(entry);
        await checkPage(boss, "the incident that waits to be seen");
        await boss.getByRole("button", { name: /^I have seen it/ }).first().click();
        await boss.waitForURL(entry);
        assert.match(await whole(boss), /Seen\. It is off your list/);
        assert.equal(await boss.getByRole("button", { name: /^I have seen it/ }).count(), 0);
      }
      await boss.goto("/ll/day");
      await checkPage(boss, `${role}: the day`);
      await shot(boss, `day-${role}-${width}`);
      assert.match(await main(boss), /Manager's review of an incident/, `${role}: the review is work`);
      const seen = boss.getByRole("button", { name: /^I have seen it/ });
      assert.ok((await seen.count()) > 0 || role === "supervisor");
      for (let left = await seen.count(); left > 0; left = await seen.count()) {
        await seen.first().click();
        await boss.waitForLoadState();
      }
      await boss.goto(entry);
      assert.match(await whole(boss), /Told at once[\s\S]*seen/);
      await boss.goto("/ll/people");
      assert.doesNotMatch(await whole(boss), /Needs you now/, `${role}: seen is seen`);
      if (role === "incident-lead") {
        await boss.goto(entry);
        await boss.getByRole("link", { name: "Review it" }).click();
        await checkPage(boss, "the review");
        await shot(boss, `incident-review-${width}`);
        await boss.getByRole("button", { name: "Review it" }).click();
        assert.match(await main(boss), /There is a problem[\s\S]*What does the manager say/, "what is asked is needed");
        await boss.getByLabel("What does the manager say?").fill("Wet floor after mopping.");
        await boss.getByRole("group", { name: /RIDDOR/ }).getByLabel("Yes: a death", { exact: false }).check();
        await boss.getByRole("group", { name: /regulator of care be told/ }).getByLabel("No", { exact: true }).check();
        await boss.getByRole("button", { name: "Review it" }).click();
        await boss.waitForURL(entry);
        await shot(boss, `incident-reviewed-${width}`);
        assert.match(await whole(boss), /Report under RIDDOR:/);
        await boss.getByText("How was this reckoned?").first().click();
        assert.match(await whole(boss), /Reviewed by a manager/);
      }
      await boss.context().close();
    }
    const finance = await signedIn("finance", { javascript, width });
    await finance.goto("/ll/day");
    await checkPage(finance, "finance: the day");
    assert.doesNotMatch(await whole(finance), /Somebody was hurt|incident/i);
    assert.doesNotMatch(await main(finance), /Nobody is on your caseload/);
    await worker.context().close();
  });
}

test("a hand-over for a colleague by name is theirs to tick off, and a list says what it is", async () => {
  const boss = await signedIn("supervisor");
  const worker = await signedIn("worker");
  await worker.goto("/ll/day");
  await worker.getByRole("link", { name: "Go to the people you support" }).click();
  await worker.locator("#people .candour-people a").first().click();
  await worker.waitForURL("**/people/*");
  const person = new URL(worker.url()).pathname;
  await boss.goto(person);
  await boss.getByText("Write something else").click();
  const parts = boss.locator("details", { hasText: "Write something else" }).first();
  assert.deepEqual((await parts.getByRole("heading").allInnerTexts()).slice(0, 2), ["From day to day", "Safety and complaints"]);
  await checkPage(boss, "all that may be written");
  await shot(boss, "write-something-else");
  await parts.getByRole("link", { name: "Hand-over" }).click();
  await boss.getByRole("button", { name: "Keep it" }).click();
  assert.match(await main(boss), /Fill in “In one line”\. Why it is needed/);
  await boss.getByLabel("In one line").fill("Her key sticks: pull the door");
  await boss.getByLabel("For whom?").selectOption({ label: server.who("ll", "worker").name });
  const source = boss.getByLabel("Who does this come from?");
  assert.equal(await source.locator("> option").first().innerText(), "What staff saw or did");
  assert.ok((await source.locator("optgroup").count()) >= 4);
  assert.doesNotMatch(await source.innerText(), /\byou/i, "the words are those for staff");
  await boss.getByRole("button", { name: "Keep it" }).click();
  await boss.waitForURL((u) => u.pathname === person);
  await boss.locator("main a", { hasText: "Hand-over: Her key sticks" }).first().click();
  await boss.waitForURL("**/entries/*");
  assert.equal(await boss.getByRole("button", { name: "I have read it" }).count(), 0, "not for whoever wrote it");
  await worker.goto("/ll/day");
  await worker.getByRole("link", { name: "Hand-over: Her key sticks: pull the door" }).click();
  await worker.getByRole("button", { name: "I have read it" }).click();
  assert.match(await whole(worker), /Taken over/);
  await boss.goto(person + "/who-looked");
  assert.match(await main(boss), /Took the step “I have read it” of a hand-over/);
  await boss.context().close();
  await worker.context().close();
});

test("all of one's work and that of those one supervises, given on to somebody who can do it", async () => {
  const boss = await signedIn("supervisor");
  await boss.goto("/ll/work?of=line");
  await checkPage(boss, "the work of those one supervises");
  await shot(boss, "work-line");
  // What waits for somebody above its writer is given to nobody below.
  const row = boss.locator("main table tbody tr", { hasText: "Check of" }).first();
  await row.getByRole("link").first().click();
  await boss.waitForURL("**/entries/*");
  await boss.getByText("Give it to somebody").click();
  const to = boss.getByLabel("To whom?").first();
  const names = await to.locator("option").allInnerTexts();
  for (const other of ["board", "finance"]) assert.ok(!names.includes(server.who("ll", other).name), other);
  await to.selectOption({ index: names.length - 1 });
  await boss.getByRole("button", { name: "Give it to them" }).first().click();
  assert.match(await whole(boss), /Given to /);
  await boss.context().close();
});

test("a worker leaves: their manager is told, and moves their people in one go", async () => {
  const admin = await signedIn("admin");
  const boss = await signedIn("supervisor");
  const leaver = server.who("ll", "worker");
  await admin.goto("/ll/staff");
  await admin.getByRole("link", { name: leaver.name, exact: true }).click();
  await admin.getByText("They are leaving").click();
  await admin.getByRole("button", { name: "Record that they left" }).click();
  await boss.goto("/ll/day");
  assert.match(await whole(boss), new RegExp(`the people whom they supported need somebody else: ${leaver.name}`));
  await boss.locator("aside").getByRole("link", { name: "look at it" }).last().click();
  await boss.waitForURL("**/team/people/*");
  await checkPage(boss, "whose people move");
  await shot(boss, "people-move");
  const people = await boss.getByRole("checkbox").count();
  assert.ok(people > 1, "the demo's worker supports several");
  const to = boss.getByLabel("To whom?");
  await boss.getByRole("button", { name: "Move them" }).click();
  assert.match(await main(boss), /Choose who supports them from now on/);
  assert.equal(await boss.getByRole("checkbox", { checked: true }).count(), people, "no tick is lost");
  const other = server.who("ll", "worker", 1);
  const option = (await to.locator("option").allInnerTexts()).find((x) => x.startsWith(other.name));
  await to.selectOption(option ? { label: option } : { index: 1 });
  await boss.getByRole("button", { name: "Move them" }).click();
  assert.match(await whole(boss), /(is|are) with .* now|Choose somebody who supports people/);
  await boss.context().close();
  await admin.context().close();
});
