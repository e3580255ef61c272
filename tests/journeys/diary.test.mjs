// Diaries and home visits: a worker books for a colleague, who sees it; what is at the same time is said and can be
// overridden; before a home visit the flag is read; in, out, and whoever is not out is missed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { beginJourney, browser, checkPage, main, server, shot, signIn, visitor } from "./harness.mjs";

beginJourney();

const signedIn = async (account, how = {}) => {
  const page = await visitor(browser, server, how);
  await signIn(page, account);
  return page;
};
/** Day, month, year and time in London, so many minutes from now. */
function inMinutes(minutes) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit",
      minute: "2-digit", hour12: false }).formatToParts(new Date(Date.now() + minutes * 60_000)).map((p) => [p.type, p.value]));
  return { day: parts.day, month: parts.month, year: parts.year, time: `${parts.hour}:${parts.minute}` };
}
async function fillWhen(page, when) {
  for (const [part, value] of Object.entries(when)) await page.locator(`[name=when-${part}]`).fill(String(value));
}
const keep = (page) => page.getByRole("button", { name: "Keep it" }).click();

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = { javascript, width };
  test(`booked for a colleague, seen by them, and said to be at the same time, at ${width} px`, async () => {
    const worker = await signedIn(server.who("ll", "worker"), how);
    await worker.locator("main .candour-people a").first().click();
    await worker.waitForURL("**/people/*");
    const person = worker.url().match(/people\/([0-9a-z]{26})/)[1];
    const when = { ...inMinutes(24 * 60), time: width === 1280 ? "10:00" : "15:00" };
    await worker.goto(`/ll/people/${person}/write/appointment`);
    await checkPage(worker, "the form of an appointment");
    await fillWhen(worker, when);
    await worker.getByLabel("What for?").fill("Dentist");
    await worker.getByLabel("Where?").fill("High Street");
    const staff = worker.getByLabel("Who of us goes along?");
    const offered = await staff.locator("option").allInnerTexts();
    const colleague = server.signIns.find((s) => s.org === "ll" && s.role === "worker" && s.name !== server.who("ll", "worker").name && offered.includes(s.name));
    assert.ok(colleague, "a colleague who can open the record");
    await staff.selectOption({ label: colleague.name });
    await keep(worker);
    await worker.waitForURL(/people\/[0-9a-z]{26}(#|$)/);

    const other = await signedIn(colleague, how);
    const time = width === 1280 ? "10am" : "3pm";
    assert.match(await other.locator("aside").innerText(), new RegExp(`Your diary[\\s\\S]*Tomorrow, ${time}`));
    await shot(other, `day-colleague-${width}`);
    await other.getByRole("link", { name: "The whole week" }).click();
    await checkPage(other, "the diary");
    await other.goto(`/ll/diary?view=day&on=${when.year}-${when.month.padStart(2, "0")}-${when.day.padStart(2, "0")}`);
    assert.match(await main(other), new RegExp(`${time} to [\\s\\S]*Dentist[\\s\\S]*High Street`));
    await checkPage(other, "a day of the diary");
    await shot(other, `diary-day-${width}`);

    await worker.goto(`/ll/people/${person}/write/appointment`);
    await fillWhen(worker, { ...when, time: when.time.replace(":00", ":30") });
    await worker.getByLabel("What for?").fill("Chiropodist");
    await staff.selectOption({ label: colleague.name });
    await keep(worker);
    assert.match(await main(worker), /At the same time: [\s\S]* to [\s\S]*Change the time, or tick this box/);
    assert.equal(await worker.getByLabel("What for?").inputValue(), "Chiropodist", "nothing typed is lost");
    await checkPage(worker, "at the same time");
    await shot(worker, `clash-${width}`);
    await worker.getByLabel("Book it all the same").check();
    await keep(worker);
    await worker.waitForURL(/people\/[0-9a-z]{26}#e-/);
    const booked = worker.url().match(/#e-([0-9a-z]{26})/)[1];
    await other.reload();
    assert.match(await main(other), /Two at the same time/);
    await worker.goto(`/ll/people/${person}/entries/${booked}/edit`);
    await worker.getByLabel("What needs to be ready?").fill("Shoes that come off");
    await worker.getByRole("button", { name: "Save", exact: true }).click();
    assert.match(await main(worker), /Shoes that come off/, "what was looked at when it was booked is not asked again");
    assert.doesNotMatch(await main(worker), /At the same time: /);
    await other.goto("/ll/diary");
    await shot(other, `diary-week-${width}`);

    await worker.goto(`/ll/people/${person}/diary`);
    assert.match(await main(worker), /Dentist[\s\S]*Chiropodist/);
    await checkPage(worker, "the diary of a person");
    await shot(worker, `diary-person-${width}`);
    await worker.context().close();
    await other.context().close();
  });
}

test("LL-2.3c: before a home visit the flag is read, in and out are said, and whoever is not out is missed", async () => {
  const account = server.who("ll", "worker");
  const worker = await signedIn(account, { width: 375 });
  await worker.locator("main .candour-people a").first().click();
  await worker.waitForURL("**/people/*");
  const person = worker.url().match(/people\/([0-9a-z]{26})/)[1];
  const visit = async (minutes) => {
    await worker.goto(`/ll/people/${person}/write/appointment`);
    await fillWhen(worker, inMinutes(minutes));
    await worker.getByLabel("What for?").fill("See how it goes");
    await worker.getByLabel("Who of us goes along?").selectOption({ label: account.name });
    await worker.getByRole("group", { name: /go to their home/ }).getByLabel("Yes, alone").check();
    await keep(worker);
    const anyway = worker.getByLabel("Book it all the same");
    if (await anyway.count()) {
      await anyway.check();
      await keep(worker);
    }
    await worker.waitForURL(/people\/[0-9a-z]{26}#e-/);
    const entry = worker.url().match(/#e-([0-9a-z]{26})/)[1];
    await worker.goto(`/ll/people/${person}/entries/${entry}`);
    await worker.getByRole("link", { name: "Home visit: before, in and out" }).click();
    await worker.waitForURL("**/visit");
  };
  await visit(5);
  assert.match(await main(worker), /Before you go in[\s\S]*Before you come: /);
  await checkPage(worker, "before a home visit");
  await shot(worker, "visit-before-375");
  await worker.getByLabel("When do you expect to be out?").fill("half past");
  await worker.getByRole("button", { name: "I am going in" }).click();
  assert.match(await main(worker), /Enter the time when you expect to be out/);
  await worker.getByLabel("When do you expect to be out?").fill(inMinutes(60).time);
  await worker.getByRole("button", { name: "I am going in" }).click();
  await worker.waitForURL("**/visit");
  await checkPage(worker, "in there");
  await shot(worker, "visit-in-375");
  await worker.getByRole("button", { name: "I am out, all well" }).click();
  assert.match(await main(worker), /You are out, all well/);
  await shot(worker, "visit-out-375");

  await worker.goto(`/ll/people/${person}/who-looked`);
  assert.match(await main(worker), /what visitors must know/, "the look is told of by a name of its own");

  await visit(90);
  await worker.getByLabel("When do you expect to be out?").fill(inMinutes(100).time);
  await worker.getByRole("button", { name: "I am going in" }).click();
  await worker.waitForURL("**/visit");
  // Two hours go by in the rows, since no journey waits so long.
  execFileSync("sqlite3", ["-cmd", ".timeout 5000", join(server.data, "ll/records.db"), "UPDATE home_visit SET missed_from=missed_from-9000000"]);
  const boss = await signedIn(server.who("ll", "supervisor"));
  for (let i = 0; i < 45; ++i) {
    await boss.goto("/ll/day");
    if (/not come out of a home visit/.test(await main(boss))) break;
    await boss.waitForTimeout(1000);
  }
  assert.match(await main(boss), /Somebody has not come out of a home visit/);
  await checkPage(boss, "a manager is told");
  await shot(boss, "missed-1280");
  await worker.reload();
  assert.match(await main(worker), /managers were told/);
  await worker.getByRole("button", { name: "I am out, all well" }).click();
  assert.match(await main(worker), /You are out, all well/);
  await boss.goto("/ll/diary?of=all");
  await checkPage(boss, "the diaries of a team");
  await shot(boss, "diary-team-1280");
  await boss.context().close();
  await worker.context().close();
});

test("an address for another calendar carries times, no names, and ends", async () => {
  const account = server.who("ll", "worker");
  const worker = await signedIn(account);
  await worker.goto("/ll/diary");
  await worker.getByText("Your diary in another calendar").click();
  await worker.getByRole("button", { name: "Make an address" }).click();
  await checkPage(worker, "the address");
  await shot(worker, "diary-address");
  const address = await worker.locator("code").innerText();
  assert.match(address, /\/ll\/calendar\/[A-Za-z0-9_-]{40,}\.ics$/);
  const read = await fetch(address);
  assert.equal(read.status, 200);
  assert.match(read.headers.get("content-type"), /text\/calendar/);
  const text = await read.text();
  assert.match(text, /BEGIN:VEVENT/);
  assert.match(text, /SUMMARY:Appointment/);
  assert.doesNotMatch(text, /Dentist|Chiropodist|See how it goes|High Street/);
  for (const name of account.name.split(" ")) assert.ok(!text.includes(name), name);
  await worker.goto("/ll/diary");
  await worker.getByText("Your diary in another calendar").click();
  await worker.getByRole("button", { name: "End the address" }).click();
  assert.equal((await fetch(address)).status, 404);
  await worker.context().close();
});
