// Every page that each role can open in each organisation, looked at by axe: no violation, nothing wider than
// the window, one h1, no script error.
import { test } from "node:test";
import assert from "node:assert/strict";
import { beginJourney, browser, checkPage, server, signIn, visitor } from "./harness.mjs";

beginJourney();

const orgs = ["ig", "im", "ll", "lw", "ps"];

test("public pages", async () => {
  const page = await visitor(browser, server);
  // The five notices are printed by one function: two of them are looked at whole, all five in easy read.
  for (const path of ["/", "/accessibility", "/ll/notice", "/im/notice",
    ...orgs.flatMap((o) => [`/${o}`, `/${o}/notice/easy-read`, `/${o}/sign-in`])]) {
    await page.goto(path);
    await checkPage(page, path);
  }
  const missing = await page.goto("/no-such-page");
  assert.equal(missing.status(), 404);
  await checkPage(page, "not found");
  await page.close();
});

// Opens every page of ours that a page links to, each pattern of address once.
async function walk(page, start, most) {
  const pattern = (path) => path.replace(/[0-9a-z]{26}/g, "ID").replace(/\?.*/, "").replace(/(write|part)\/[a-z-]+/, "$1/KIND");
  const seen = new Set(), queue = [...start];
  const wanted = new Set(queue.map(pattern));
  while (queue.length && seen.size < most) {
    const path = queue.shift();
    const answer = await page.goto(path);
    assert.ok(answer.status() < 500, `${path} answered ${answer.status()}`);
    seen.add(path);
    await checkPage(page, path);
    for (const href of await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
      const clean = href.replace(/#.*/, "");
      if (/\.(pdf|csv)(\?|$)|\/files\/|\/assets\/|problems/.test(clean) || wanted.has(pattern(clean))) continue;
      wanted.add(pattern(clean));
      queue.push(clean);
    }
  }
  return seen;
}

for (const [org, role, most] of [["ll", "worker", 40], ["ll", "supervisor", 30], ["ll", "finance", 8], ["ll", "admin", 15],
  ["ll", "dp-lead", 12], ["lw", "supervisor", 8], ["im", "worker", 8], ["ig", "supervisor", 8], ["ps", "supervisor", 8]]) {
  test(`every page that a ${role} of ${org} reaches`, async () => {
    const page = await visitor(browser, server);
    const account = server.who(org, role);
    await signIn(page, account);
    const seen = await walk(page, [`/${org}/day`, `/${org}/people`, `/${org}/account/two-step`, `/${org}/grants`], most);
    assert.ok(seen.size >= 6, `only ${seen.size} pages were reached`);
    await page.close();
  });
}

test("two save the same form: both versions stand side by side, and what was typed stays", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "worker"));
  await page.goto("/ll/people");
  const person = await page.locator("main a[href*='/ll/people/0']").first().getAttribute("href");
  await page.goto(person);
  const note = await page.locator("main a[href*='/entries/']", { hasText: /^Contact note/ }).first().getAttribute("href");
  await page.goto(person + "/circle");
  const relative = await page.locator("main a[href*='/circle/'][href$='/edit']").first().getAttribute("href");
  const other = await page.context().newPage(), keep = /^(Save|Keep it|Keep the change)$/;
  const forms = [[person + "/profile/edit", "[name=name-used]"], [relative, "[name=notes]"], [note + "/edit", "[name=what-happened]"]];
  for (const [path, field] of forms) {
    for (const p of [page, other]) await p.goto(path);
    await other.locator(field).fill("Said by somebody else");
    await other.getByRole("button", { name: keep }).click();
    await other.waitForURL((url) => url.pathname !== path);
    await page.locator(field).fill("Said by me");
    const [answer] = await Promise.all([
      page.waitForResponse((r) => r.request().method() === "POST"),
      page.getByRole("button", { name: keep }).click(),
    ]);
    assert.equal(answer.status(), 409, path);
    await page.waitForLoadState();
    await checkPage(page, `two versions: ${path}`);
    const shown = await page.locator(".candour-conflict").allInnerTexts();
    assert.match(shown.join("\n"), /Said by[^]*somebody else/, path);
    assert.match(shown.join("\n"), /Said by[^]*me/, path);
    assert.equal(await page.locator(field).inputValue(), "Said by me", path);
  }
  await other.close();
  await page.close();
});
