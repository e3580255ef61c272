// A server takes its backups by itself, each night and at its first start; the page says when the last one was, what is
// missing, and who put one back for practice; and what it took can be put back.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, fillDate, main, root, shot, signIn, startBrowser, startServer, visitor } from "./harness.mjs";

const program = join(process.env.CANDOUR_BUILD ?? join(root, "build/release"), "candour");
const run = (...args) => spawnSync(program, args, { encoding: "utf8", cwd: root });

let folder, server, browser;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "candour-backups-"));
  assert.equal(run("backup", "key", "new", "--public", join(folder, "closes"), "--secret", join(folder, "opens")).status, 0);
  server = await startServer({ args: ["--backup-to", join(folder, "to"), "--backup-for", join(folder, "closes")] });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const [javascript, width] of [[true, 1280], [false, 375]]) {
  const how = javascript ? "a large screen" : "a phone without JavaScript";

  test(`LL-4.1d: backups are taken, and what is missing is said before it is needed, on ${how}`, async () => {
    const page = await visitor(browser, server, { javascript, width });
    await signIn(page, server.who("ll", "admin"));
    await page.goto("/ll/server");
    await page.locator("main").getByRole("link", { name: /Backups and the root key/ }).click();
    for (let n = 0; n < 60 && !/ll-\d{8}T/.test(await main(page)); ++n) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    assert.match(await main(page), /Last backup\s+\d+ \w+ \d{4}[^\n]*ll-\d{8}T\d{6}Z/);
    assert.doesNotMatch(await main(page), /No backup is known of/);
    await checkPage(page, "backups and the root key");
    await shot(page, `safekeeping-${width}`);
    if (javascript) assert.match(await main(page), /No shares of the root key are known of[\s\S]*no record opens ever again/);

    await page.getByText("Record that trustees have shares").click();
    await page.locator('main [name="of"]').fill("5");
    await page.locator('main [name="needed"]').fill("7");
    await page.locator('main form[action$="/shares"] button').click();
    assert.match(await main(page), /Say how many of them put the key back/);
    assert.equal(await page.locator('main [name="of"]').inputValue(), "5", "nothing typed is lost");
    await checkPage(page, "shares that cannot be");
    await shot(page, `safekeeping-refused-${width}`);
    await page.locator('main [name="needed"]').fill("3");
    await page.locator('main form[action$="/shares"] button').click();
    assert.match(await main(page), /5, of which any 3 put it back; with trustees since/);
    assert.doesNotMatch(await main(page), /No shares of the root key are known of/);

    await page.getByText("Record that a backup was put back").click();
    await fillDate(page, "drilled", new Date(Date.now() - 2 * 86400000));
    await page.locator('main form[action$="/drill"] button').click();
    assert.match(await main(page), /Last put back for practice[^]*recorded by/);
    await checkPage(page, "what was recorded");
    await shot(page, `safekeeping-recorded-${width}`);
    await page.context().close();
  });
}

test("LL-4.1d: who neither manages staff nor sees the ledger is told nothing of it", async () => {
  const page = await visitor(browser, server);
  await signIn(page, server.who("ll", "worker"));
  assert.equal((await page.goto("/ll/safekeeping")).status(), 403);
  await page.context().close();
});

test("LL-4.1d: what the server took while others worked is whole, and can be put back", async () => {
  const [name] = readdirSync(join(folder, "to/records")).filter((n) => n.startsWith("ll-"));
  const done = run("backup", "drill", "--org", "ll", "--from", join(folder, "to/records", name), "--keys", join(folder, "to/keys", name),
    "--secret", join(folder, "opens"), "--root-key", join(server.data, "ll/root.key"), "--nothing-forgotten", "--scratch", join(folder));
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /the ledger holds[\s\S]*the vault is whole/);
});
