// A workbook as an office keeps it, 300 people long: mended on the page, kept, people seen on a worker's caseload,
// taken back, and nothing of it left. And the short way through without JavaScript, on a phone.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beginJourney, browser, checkPage, checkWidth, main, server, signIn, visitor } from "./harness.mjs";
import { workbook } from "./workbook.mjs";

beginJourney();

const kService = "Community support";
const kFirst = ["Zelda", "Odo", "Ursula", "Barnaby", "Philippa", "Cuthbert", "Winifred", "Ambrose", "Drusilla", "Percival",
  "Hortense", "Lysander", "Millicent", "Tobias", "Araminta", "Fergus", "Clementine", "Rufus", "Leonora", "Magnus"];
const kLast = ["Quizzleworth", "Thistlebrook", "Penhallowe", "Marchbanksea", "Ottersley", "Fennimorely", "Grimbleton", "Hawkshead",
  "Ivorystone", "Jessamyn", "Kettlewick", "Larkspurre", "Mossington", "Nettlecombe", "Orchardson"];
const kHeadings = ["Client name", "DOB", "House no", "Street", "Town", "Postcode", "Phone", "NHS no", "Service", "Status",
  "Start date", "Team", "Key worker", "Our ref"];
const column = (heading) => kHeadings.indexOf(heading) + 1;

/** A number of the range that is nobody's, with its check digit. */
function nhsNumber(n) {
  for (let k = n; ; k += 1000) {
    const nine = `999${String(k).padStart(6, "0")}`;
    const sum = [...nine].reduce((s, d, i) => s + Number(d) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) return Number(`${nine}${check}`);
  }
}

/** The worker's name, turned as lists turn it. */
const turned = (name) => `${name.split(" ").slice(1).join(" ")}, ${name.split(" ")[0]}`;

function person(i, worker) {
  const first = kFirst[i % 20], last = kLast[Math.floor(i / 20)];
  const status = ["Active", "OPEN", "current", "Live client", "waiting list", "Referred", ""][i % 7];
  const phone = 7700900000 + ((3 * i) % 1000);
  return {
    "Client name": i % 2 ? `${last}, ${first}` : `${first} ${last}`,
    DOB: `${1 + ((i * 7) % 28)}/${1 + ((i * 5) % 12)}/${40 + ((i * 11) % 40)}`,
    "House no": String(1 + i),
    Street: "Bramble Lane",
    Town: "Little Wending",
    Postcode: `IP${1 + (i % 33)} ${i % 10}${"ABDEFGHJ"[i % 8]}${"LNPQRSTUW"[i % 9]}`,
    Phone: i % 5 ? phone : `0${phone} / 0${phone + 1}`,
    "NHS no": i % 3 ? nhsNumber(i) : "",
    Service: [kService, "community support", "CS", "Comm. support", ""][i % 5],
    Status: status,
    "Start date": ["3/2/24", "12 May 2023", "2024-01-15", 45000][i % 4],
    Team: "",
    "Key worker": i % 2 ? worker.name : turned(worker.name),
    "Our ref": `QX-${1000 + i}`,
  };
}

/** What nobody can understand, by place in the list. */
const kBroken = new Map([
  [3, { Status: "Blue" }], [9, { Status: "see file" }], [15, { Status: "not active" }], [21, { Service: "Housing" }],
  [27, { Service: "Nowhere House" }], [33, { Status: "Active", "Start date": "soon" }], [40, { Status: "Active", "Start date": "1/1/2040" }],
  [45, { DOB: "75" }], [51, { Status: "Active", "Key worker": "Somebody Elsewhere" }], [57, { Status: "Active", "Key worker": "Nemo Nobody" }],
  [63, { Status: "Active", Team: "Moonlight team" }], [69, { Status: "Discharged" }], [75, { Status: "Closed" }],
]);
const lineOf = (i) => i + 3;  // a title, the headings

function messy(worker) {
  const people = [];
  for (let i = 0; i < 297; i++) people.push({ ...person(i, worker), ...kBroken.get(i) });
  people.push({ ...people[10] }, { ...people[13], Phone: "" });  // twice in the file
  people.push(known(worker));
  return workbook([["Our clients, spring list"], kHeadings, ...people.map((p) => kHeadings.map((h) => p[h]))]);
}

/** Somebody whom the organisation knows already. */
const known = (worker) => ({ ...person(299, worker), "Client name": "Eglantine Quizzleworth", DOB: "9/9/49", "NHS no": nhsNumber(777), Status: "Active" });

async function look(page, name) {
  await checkPage(page, name);
  if (!process.env.CANDOUR_PICTURES) return;
  const width = page.viewportSize().width;
  await page.screenshot({ path: join(process.env.CANDOUR_PICTURES, `${name.replaceAll(/\W+/g, "-")}-${width}.png`), fullPage: true });
}

async function upload(page, name, buffer) {
  await page.goto("/ll/import/new");
  await page.locator("select[name=service]").selectOption({ label: kService });
  await page.locator("select[name=source]").selectOption("staff");
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL(/\/columns/);
}

/** Beside a marked cell what may be meant is offered, as radios or a list. */
async function choose(page, line, heading, value) {
  const name = `pick-${line}-c${column(heading)}`;
  const list = page.locator(`select[name="${name}"]`);
  if (await list.count()) await list.selectOption(value);
  else await page.locator(`input[name="${name}"][value="${value}"]`).check();
}
const type = (page, line, heading, value) => page.locator(`input[name="cell-${line}-c${column(heading)}"]`).fill(value);
const save = (page) => page.getByRole("button", { name: "Save and read again" }).click();
const show = (page, tab) => page.goto(page.url().replace(/\/(rows|keep|known).*/, tab));
const mainText = (page) => main(page);

async function added(page) {
  await page.getByRole("button", { name: "Add them now" }).click();
  await page.waitForURL(/\/import\/[0-9a-z]{26}$/);
  await page.getByText("This was a mistake: undo it").waitFor({ timeout: 240_000 });
}

async function undone(page) {
  await page.getByText("This was a mistake: undo it").click();
  await page.getByRole("button", { name: "Undo this import" }).click();
  await page.locator("main").getByText("Undone", { exact: true }).waitFor({ timeout: 240_000 });
  assert.doesNotMatch(await mainText(page), /Could not be taken back/);
}

/** A word of the file in any file of the organisation's data, as it stands there. */
function filesWith(word) {
  const folder = join(server.data, "ll");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && readFileSync(join(f.parentPath ?? f.path, f.name)).includes(word))
    .map((f) => f.name);
}

/** Everybody on one's caseload, page by page. */
async function caseload(page) {
  await page.goto("/ll/people");
  let text = await mainText(page);
  for (const next = page.getByRole("link", { name: "More", exact: true }); await next.count(); text += await mainText(page)) {
    await next.first().click();
    await page.waitForLoadState();
  }
  return text;
}

/** A manager and a worker whom they may give people. */
function staff() {
  const manager = server.who("ll", "supervisor");
  const worker = server.signIns.find((s) => s.org === "ll" && s.role === "worker" && s.where.includes(kService));
  assert.ok(worker, "a worker of the service");
  return { manager, worker };
}

test("ALL-4: a messy workbook is mended, kept with people enrolled and allocated, and undone without a trace", async () => {
  const { manager, worker } = staff();
  const page = await visitor(browser, server);
  await signIn(page, manager);

  const one = known(worker);
  await upload(page, "one.xlsx", workbook([["Client name", "DOB", "NHS no"], [one["Client name"], one.DOB, one["NHS no"]]]));
  await page.getByRole("button", { name: "Check the rows" }).click();
  await show(page, "/keep");
  await added(page);

  await upload(page, "clients.xlsx", messy(worker));
  await look(page, "messy columns");
  assert.match(await mainText(page), /headings in row 2/);
  for (const [heading, field] of [["Service", "referral-service"], ["Status", "arrival-status"], ["Start date", "arrival-start"],
    ["Team", "arrival-team"], ["Key worker", "arrival-worker"], ["Our ref", "referral-reference"], ["House no", "addresses-0-house"]])
    assert.equal(await page.locator(`select[name="column-${column(heading)}"]`).inputValue(), field, heading);
  await page.getByRole("button", { name: "Check the rows" }).click();
  await page.waitForURL(/\/rows/);

  await show(page, "/rows?show=problems");
  await look(page, "messy problems");
  assert.match(await mainText(page), /There is no service of this name/);
  assert.match(await mainText(page), /Support that has ended is not brought in/);
  await choose(page, lineOf(3), "Status", "Active");
  await choose(page, lineOf(9), "Status", "Waiting");
  await choose(page, lineOf(15), "Status", "Waiting");
  await choose(page, lineOf(21), "Service", kService);
  await choose(page, lineOf(27), "Service", kService);
  await type(page, lineOf(33), "Start date", "3 March 2024");
  await type(page, lineOf(40), "Start date", "1/1/2024");
  await type(page, lineOf(45), "DOB", "4/3/1951");
  await save(page);
  await show(page, "/rows?show=problems");
  assert.equal(await page.locator("main form .govuk-input").count(), 2, "only those whose support has ended are left");

  await show(page, "/rows?show=marked");
  await look(page, "messy marked");
  for (const i of [51, 57]) await choose(page, lineOf(i), "Key worker", worker.name);
  await save(page);
  await show(page, "/known");
  await look(page, "messy known");
  await page.locator('input[name="decision-file"][value="skip"]').check();
  await page.getByRole("button", { name: "Decide about all of them" }).last().click();
  await show(page, "/known");
  await page.locator('input[name="decision-number"][value="update"]').check();
  await page.getByRole("button", { name: "Decide about all of them" }).first().click();
  await show(page, "/known");
  assert.match(await mainText(page), /Every row is decided/);

  await show(page, "/rows?show=good");
  await look(page, "messy good");
  assert.match(await mainText(page), new RegExp(`enrolled in ${kService} from 3 February 2024, key worker ${worker.name}`));
  await show(page, "/keep");
  await look(page, "messy keep");
  const told = await mainText(page);
  assert.match(told, /Who comes where/);
  assert.match(told, new RegExp(`${worker.name} \\d+`));
  assert.match(told, /What was changed on reading/);
  assert.match(told, /Noughts put back/);
  const enrolled = Number(told.match(/(\d+) people are enrolled/)?.[1]);
  assert.ok(enrolled > 150, `${enrolled} are enrolled`);

  await page.getByRole("button", { name: "Add them now" }).click();
  await page.waitForURL(/\/import\/[0-9a-z]{26}$/);
  assert.match(await mainText(page), /\d+ of 29\d/, "how far it is");
  await page.getByText("This was a mistake: undo it").waitFor({ timeout: 240_000 });
  await look(page, "messy kept");
  assert.match(await mainText(page), /Brought up to date\s+1 person/);

  const workers = await visitor(browser, server);
  await signIn(workers, worker);
  const theirs = await caseload(workers);
  await look(workers, "messy caseload");
  assert.match(theirs, /Quizzleworth|Thistlebrook|Penhallowe/, "they are on the worker's caseload");
  await page.goto("/ll/search?q=" + encodeURIComponent("Barnaby Quizzleworth"));
  assert.match(await mainText(page), /Barnaby Quizzleworth/);
  await page.goBack();

  await undone(page);
  assert.doesNotMatch(await caseload(workers), /Quizzleworth|Thistlebrook|Penhallowe/);
  await page.goto("/ll/search?q=" + encodeURIComponent("Barnaby Quizzleworth"));
  assert.doesNotMatch(await mainText(page), /Barnaby Quizzleworth/);
  for (const word of ["Quizzleworth", "QX-1003", "Moonlight team", "Little Wending"]) assert.deepEqual(filesWith(word), [], word);
  await workers.close();
  await page.close();
});

test("ALL-4: the short way through without JavaScript, on a phone", async () => {
  const { manager, worker } = staff();
  const page = await visitor(browser, server, { javascript: false, width: 375 });
  await signIn(page, manager);
  await upload(page, "few.xlsx", workbook([kHeadings, ...[3, 4, 7].map((i) => kHeadings.map((h) => ({ ...person(i + 200, worker), Status: i === 3 ? "Blue" : "Active" })[h]))]));
  await look(page, "few columns");
  await page.getByRole("button", { name: "Check the rows" }).click();
  await look(page, "few problems");
  await choose(page, 2, "Status", "Active");
  await save(page);
  await show(page, "/rows?show=good");
  await look(page, "few good");
  await show(page, "/keep");
  await look(page, "few keep");
  assert.match(await mainText(page), /3 people are enrolled/);
  await added(page);
  await look(page, "few kept");
  assert.match(await mainText(page), /Enrolled at once\s+3/);
  await undone(page);
  await checkWidth(page);
  await page.close();
});

test("ALL-4: who may not enrol is told before anything is added", async () => {
  const { worker } = staff();
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "admin"));
  await upload(page, "few.xlsx", workbook([kHeadings, kHeadings.map((h) => ({ ...person(250, worker), Status: "Active" })[h])]));
  assert.match(await mainText(page), /You may not enrol people in Community support/);
  await page.getByRole("button", { name: "Check the rows" }).click();
  await show(page, "/keep");
  await look(page, "clerk keep");
  const told = await mainText(page);
  for (const heading of ["Status", "Start date", "Key worker"])
    assert.match(told, new RegExp(`Column “${heading}”: 1 filled cell, dropped because you may not enrol people`));
  assert.match(told, /1 person is added with a referral to be decided/);
  await page.getByRole("button", { name: "Throw this file away" }).click();
  await page.waitForURL((u) => !u.pathname.endsWith("/keep"));
  await page.close();
});
