// One Candour of its own for each journey file: a copy of the demo's data, a server on a free port, Chromium.
import { spawn } from "node:child_process";
import { createPostgres } from "./databases.mjs";
import { cpSync, mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, before } from "node:test";

export const root = join(fileURLToPath(import.meta.url), "../../..");
const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const onPostgres = process.env.CANDOUR_TEST_ENGINE === "postgres";
const { templates, copyDatabases } = onPostgres ? createPostgres(build) : {};
const demoData = process.env.CANDOUR_DEMO_DATA ?? join(build, "demo-data");

/** Starts a server on a copy of the demo's data, or of a folder's; { url, data, signIns, again(args), stop() }. */
export async function startServer({ args = [], data: given } = {}) {
  const from = given ?? (onPostgres ? templates.data : demoData);
  assert.ok(existsSync(from), `no demo data at ${from}: run "candour demo --data ${from}"`);
  const data = mkdtempSync(join(tmpdir(), "candour-journey-"));
  cpSync(from, data, { recursive: true });
  const databases = onPostgres ? copyDatabases() : null;
  const log = [];
  let child;
  const begin = async (args) => {
    child = spawn(join(build, "candour"), ["serve", "--data", data, "--demo", "--port", "0", ...args], {
      env: { ...process.env, ...databases?.env },
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    createInterface({ input: child.stderr }).on("line", (l) => log.push(l));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server was not ready in 60 s\n" + log.join("\n"))), 60_000);
      createInterface({ input: child.stdout }).on("line", (l) => {
        const m = l.match(/http:\/\/localhost:\d+/);
        if (m) {
          clearTimeout(timer);
          resolve(m[0]);
        }
      });
      child.on("exit", (code) => reject(new Error(`the server ended with ${code}\n` + log.join("\n"))));
    });
  };
  const end = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((r) => child.once("exit", r));
    child.kill("SIGTERM");
    await ended;
  };
  const url = await begin(args);
  const signIns = JSON.parse(readFileSync(join(data, "demo-sign-ins.json"), "utf8"));
  return {
    url,
    data,
    log,
    signIns,
    /** The first demo account of an organisation with that role (and, if given, that many to skip). */
    who: (org, role, nth = 0) => {
      const found = signIns.filter((s) => s.org === org && s.role === role)[nth];
      assert.ok(found, `the demo has no ${role} number ${nth} in ${org}`);
      return found;
    },
    /** The same data under another server, which is told other things, such as another date. */
    async again(args) {
      await end();
      this.url = await begin(args);
    },
    async stop() {
      await end();
      rmSync(data, { recursive: true, force: true });
      databases?.drop();
    },
  };
}

export let server, browser;

/** To be called once at the top of a journey: `server` and `browser` are there in its tests, and gone after them. */
export function beginJourney() {
  before(async () => {
    server = await startServer();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
}

/** A fresh visitor: { javascript: false } and { width: 375 } make an old phone. */
export async function visitor(browser, server, { javascript = true, width = 1280, height = 900 } = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    javaScriptEnabled: javascript,
    viewport: { width, height },
    locale: "en-GB",
    timezoneId: "Europe/London",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.javascript = javascript;
  page.on("pageerror", (e) => page.problems.push(`script error: ${e.message}`));
  page.on("console", (m) => {
    if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) page.problems.push(`console: ${m.text()}`);
  });
  return page;
}

export async function signIn(page, account) {
  await page.goto(`/${account.org}/sign-in`);
  await page.getByLabel("User name").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/${account.org}/day`);
}

// A click is done when the answer begins; a busy machine may read half a page then.
const read = async (page, part) => {
  await page.waitForLoadState("domcontentloaded");
  return page.locator(part).innerText();
};
/** What stands on the page itself. */
export const main = (page) => read(page, "main");
/** What stands on the page with all that is round it. */
export const whole = (page) => read(page, "body");
/** A picture of the whole page, where CANDOUR_SHOTS names a folder. */
export const shot = async (page, name) => {
  if (process.env.CANDOUR_SHOTS) await page.screenshot({ path: `${process.env.CANDOUR_SHOTS}/${name}.png`, fullPage: true });
};
/** The three boxes of a date. */
export async function fillDate(page, name, day = new Date()) {
  for (const [part, value] of [["day", day.getUTCDate()], ["month", day.getUTCMonth() + 1], ["year", day.getUTCFullYear()]])
    await page.locator(`[name=${name}-${part}]`).fill(String(value));
}

/**
 * A text of thousands of lines into a box at once: the browser's way of typing it takes seconds a thousand lines, and on
 * a busy machine more than a step may take.
 */
export const setText = (box, text) =>
  box.evaluate((element, value) => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);

/** No axe violation, nothing wider than the window, one h1, no script error. */
export async function checkPage(page, name = page.url()) {
  // axe itself needs timers, which stand still where scripts are off; the same pages are looked at with scripts. What a page
  // is made of does not depend on the engine below it.
  if (page.javascript && !onPostgres) await checkAxe(page, name);
  await checkWidth(page, name);
  assert.equal(await page.locator("h1").count(), 1, `one h1 on ${name}`);
  assert.deepEqual(page.problems, [], `problems on ${name}`);
}

// It goes to the browser anew for each page that is looked at, so without the spaces and comments that it has for readers.
const axeSource = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

async function checkAxe(page, name) {
  // No page of ours has frames: without looking for them, and without each passed node told, it takes a third of the time.
  const found = await new AxeBuilder({ page, axeSource }).setLegacyMode(true).options({ resultTypes: ["violations"] }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  assert.deepEqual(
    found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")})`),
    [],
    `axe on ${name}`,
  );
}

export async function checkWidth(page, name = page.url()) {
  const { wide, view } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, view: document.documentElement.clientWidth }));
  assert.ok(wide <= view + 1, `${name} is ${wide} px wide in a window of ${view}`);
}

const jobsFile = join(root, "docs/reference/jobs.md");

/** Somebody at work: what they press, choose and open is counted until the journey's end. */
export class Worker {
  constructor(page, name) {
    Object.assign(this, { page, name, clicks: 0, pages: 0 });
    page.on("framenavigated", (f) => f === page.mainFrame() && ++this.pages);
  }
  async press(what) {
    ++this.clicks;
    await what.click();
    await this.page.waitForLoadState();
  }
  async choose(what) {
    ++this.clicks;
    await what.check();
  }
}

/** After the journey: its rows of docs/reference/jobs.md must say what was counted; CANDOUR_WRITE_JOBS=1 writes them. */
export function jobsStandInTheDocs(workers) {
  after(() => {
    let text = readFileSync(jobsFile, "utf8");
    for (const w of workers) {
      const row = `| ${w.name} | ${w.clicks} | ${w.pages} |`;
      const there = text.split("\n").find((l) => l.startsWith(`| ${w.name} |`));
      if (process.env.CANDOUR_WRITE_JOBS) text = there ? text.replace(there, row) : `${text.trimEnd()}\n${row}\n`;
      else assert.equal(there, row, "CANDOUR_WRITE_JOBS=1 writes it: read the difference");
    }
    if (process.env.CANDOUR_WRITE_JOBS) writeFileSync(jobsFile, text);
  });
}

/** Draws with the mouse on the place to sign, as a finger would; `wide` tenths of it. */
export async function draw(page, wide = 8) {
  const pad = page.locator("canvas.candour-sign__pad");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = (x, y) => [box.x + (box.width * x) / 10, box.y + (box.height * y) / 10];
  await page.mouse.move(...at(1, 7));
  await page.mouse.down();
  for (const [x, y] of [[2, 2], [3, 8], [4, 3], [wide, 6]]) await page.mouse.move(...at(x, y), { steps: 6 });
  await page.mouse.up();
}

/** Signs on the screen: drawn where there is JavaScript, typed where there is none. */
export async function signOnScreen(page, name) {
  await page.getByLabel("Signed on screen").check();
  if (await page.locator("canvas.candour-sign__pad").count()) await draw(page);
  else await page.locator('main [name="signature-typed"]').fill(name);
}

/** Signed on a paper that lies somewhere. */
export async function signOnPaper(page) {
  await page.getByLabel("Signed on paper").check();
  await page.getByLabel(/Where does the signed paper lie/).fill("Locked cabinet, file 12");
}
