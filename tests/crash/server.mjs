// A Candour that can be killed and started again on the same data.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";

export const root = join(fileURLToPath(import.meta.url), "../../..");
export const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const demoData = process.env.CANDOUR_DEMO_DATA ?? join(build, "demo-data");

/** A folder with one organisation's charter and, from the demo, its data; gone with remove(). */
export function makeHome(org) {
  assert.ok(existsSync(demoData), `no demo data at ${demoData}: run "candour demo --data ${demoData}"`);
  const folder = mkdtempSync(join(tmpdir(), "candour-crash-"));
  const data = join(folder, "data"), charters = join(folder, "charters");
  mkdirSync(data);
  mkdirSync(charters);
  cpSync(join(root, "charters", `${org}.yaml`), join(charters, `${org}.yaml`));
  symlinkSync(join(root, "charters/catalogue"), join(charters, "catalogue"));
  cpSync(join(demoData, org), join(data, org), { recursive: true });
  const signIns = JSON.parse(readFileSync(join(demoData, "demo-sign-ins.json"), "utf8")).filter((s) => s.org === org);
  return { folder, data, charters, signIns, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export class Server {
  #child = null;
  #ended = null;
  port = 0;
  log = [];

  /** `args`: what comes after "candour serve". */
  constructor(args) {
    this.args = ["serve", "--port", "0", ...args];
  }

  /** Starts it without waiting; ready() waits. */
  begin() {
    const child = spawn(join(build, "candour"), this.args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    running.add(child);
    this.log = [];
    createInterface({ input: child.stderr }).on("line", (l) => this.log.push(l));
    this.#ended = new Promise((r) => child.once("exit", (code, signal) => {
      running.delete(child);
      r({ code, signal });
    }));
    this.started = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server was not ready in 60 s\n" + this.log.join("\n"))), 60_000);
      createInterface({ input: child.stdout }).on("line", (l) => {
        const m = l.match(/http:\/\/localhost:(\d+)/);
        if (!m) return;
        clearTimeout(timer);
        this.port = Number(m[1]);
        resolve();
      });
      this.#ended.then(({ code, signal }) => {
        clearTimeout(timer);
        reject(new Error(`the server ended by itself (${code ?? signal})\n` + this.log.join("\n")));
      });
    });
    this.started.catch(() => {});  // whoever waits hears of it; a kill in between is no fault
  }
  async start() {
    this.begin();
    await this.started;
  }
  /** Also when it has ended already. */
  async kill(signal = "SIGKILL") {
    this.#child?.kill(signal);
    return this.#ended;
  }
  /** SIGTERM, and whether it ended as it should. */
  async stop() {
    const { code } = await this.kill("SIGTERM");
    assert.equal(code, 0, "the server did not end cleanly\n" + this.log.join("\n"));
  }
  get pid() {
    return this.#child.pid;
  }
}
