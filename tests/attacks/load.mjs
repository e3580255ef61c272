// How long a signed-in page takes, alone and beside sixty-four sign-ins, notice PDFs and slow bodies, against a
// server of its own on 127.0.0.1 with the demo's data.
//   node tests/attacks/load.mjs [--seconds 5] [--crowd 64] [--json]
// CANDOUR_BUILD and CANDOUR_DEMO_DATA as for the journeys. Ends with 1 when a page's p99 is above 50 ms or a page
// was not answered; on a busy machine the numbers say more about the machine (its load is printed).
import { fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { cpus, loadavg, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { makeHome, Server } from "../crash/server.mjs";

const { values: said } = parseArgs({
  options: { seconds: { type: "string", default: "5" }, crowd: { type: "string", default: "64" }, json: { type: "boolean", default: false } },
});
const seconds = Math.min(60, Number(said.seconds)), crowd = Math.min(256, Number(said.crowd));
const org = "ll";
const mostP99 = 50;

/** One request; { status, headers, body, ms }. Never throws: status 0 when there was no answer. */
function ask(port, path, { method = "GET", headers = {}, body, agent } = {}) {
  return new Promise((resolve) => {
    const began = process.hrtime.bigint();
    const done = (answer) => resolve({ ...answer, ms: Number(process.hrtime.bigint() - began) / 1e6 });
    const sent = http.request({ host: "127.0.0.1", port, path, method, agent, headers: { ...headers, ...(body ? { "Content-Length": Buffer.byteLength(body) } : {}) } }, (answer) => {
      const pieces = [];
      answer.on("data", (p) => pieces.push(p));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces).toString("latin1") }));
      answer.on("error", () => done({ status: 0 }));
    });
    sent.on("error", () => done({ status: 0 }));
    sent.setTimeout(60_000, () => sent.destroy());
    sent.end(body);
  });
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };

async function signIn(port, account) {
  const body = new URLSearchParams({ username: account.username, password: account.password }).toString();
  const a = await ask(port, `/${org}/sign-in`, { method: "POST", headers: form, body });
  const cookie = [a.headers?.["set-cookie"] ?? []].flat().map((c) => c.split(";")[0]).find((c) => c.startsWith("__Host-candour-"));
  if (a.status !== 303 || !cookie) throw new Error(`nobody could be signed in: ${a.status}`);
  return cookie;
}

/** Loads: each runs until `going()` is false and counts what it was answered by status. */
const loads = {
  // Each from an address and a network of its own and with a name of its own, so that each is hashed.
  async signIns(port, going, count, mine) {
    for (let i = 0; going(); i++) {
      const from = `10.${mine}.${i % 250}.7`;
      const body = new URLSearchParams({ username: `nobody-${mine}-${i}`, password: "violet kettle harbour 42" }).toString();
      count((await ask(port, `/${org}/sign-in`, { method: "POST", headers: { ...form, "X-Forwarded-For": from }, body })).status);
    }
  },
  async noticePdfs(port, going, count, mine) {
    for (let i = 0; going(); i++) count((await ask(port, `/${org}/notice.pdf?${mine}=${i}`)).status);
  },
  async slowBodies(port, going, count, mine) {
    const large = mine % 2 === 0;
    while (going()) {
      const line = net.connect(port, "127.0.0.1");
      let heard = "";
      const ended = new Promise((r) => line.on("close", r));
      line.on("error", () => {});
      line.on("data", (d) => (heard += d.toString("latin1")));
      line.write(`POST /${org}/${large ? "sign-in" : "people/x/write/contact-note"} HTTP/1.1\r\nHost: localhost\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${large ? 700_000 : 20_000}\r\n\r\nusername=`);
      for (const until = Date.now() + 60_000; going() && Date.now() < until && !line.destroyed && !heard; ) {
        line.write("x");
        await sleep(100);
      }
      line.destroy();
      await ended;
      count(Number(heard.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0));
      await sleep(50);
    }
  },
};

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/** The crowd of one load, in a process of its own: until it is told to stop; then it tells what it was answered. */
async function beCrowd({ name, port }) {
  // It stands for sixty-four other machines: its own work should not take the server's cores.
  setPriority(10);
  let on = true;
  const counts = {};
  process.once("message", () => (on = false));
  process.send("begun");
  await Promise.all(Array.from({ length: crowd }, (_, mine) =>
    loads[name](port, () => on, (status) => (counts[status] = (counts[status] ?? 0) + 1), mine)));
  process.send(counts, () => process.disconnect());
}

/** Starts the crowd; stop() gives its counts. */
async function startCrowd(name, port) {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), { env: { ...process.env, CANDOUR_CROWD: JSON.stringify({ name, port }) } });
  await once(child, "message");
  return {
    async stop() {
      const counts = once(child, "message");
      const ended = once(child, "exit");
      child.send("stop");
      const [heard] = await counts;
      await ended;
      return [name, heard];
    },
  };
}

async function measure(port, cookie, names) {
  const crowds = await Promise.all(names.map((name) => startCrowd(name, port)));
  if (names.length) await sleep(500);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  let bad = 0;
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    const page = await ask(port, `/${org}/day`, { headers: { Cookie: cookie }, agent });
    times.push(page.ms);
    if (page.status !== 200) bad++;
    await sleep(5);
  }
  agent.destroy();
  const answered = Object.fromEntries(await Promise.all(crowds.map((c) => c.stop())));
  times.sort((a, b) => a - b);
  return { beside: names.join(" + ") || "alone", pages: times.length, p50: at(times, 0.5), p99: at(times, 0.99), slowest: times.at(-1), bad, answered };
}

if (process.env.CANDOUR_CROWD) {
  await beCrowd(JSON.parse(process.env.CANDOUR_CROWD));
  process.exit(0);
}
const home = makeHome(org);
const server = new Server(["--demo", "--quiet", "--data", home.data, "--charters", home.charters, "--proxy", "127.0.0.1"]);
const rows = [];
try {
  await server.start();
  const cookie = await signIn(server.port, home.signIns.find((a) => a.role === "worker") ?? home.signIns[0]);
  const all = Object.keys(loads);
  for (const names of [[], ...all.map((n) => [n]), all]) rows.push(await measure(server.port, cookie, names));
} finally {
  await server.kill("SIGTERM");
  home.remove();
}
if (said.json) console.log(JSON.stringify({ cores: cpus().length, load: loadavg(), crowd, rows }));
else {
  const ms = (n) => n.toFixed(1).padStart(8);
  console.log(`${crowd} of each, ${seconds} s; ${cpus().length} cores, load of the machine ${loadavg().map((n) => n.toFixed(1)).join(" ")}`);
  console.log(`${"beside".padEnd(36)}   pages      p50      p99  slowest  bad`);
  for (const r of rows) {
    console.log(`${r.beside.padEnd(36)} ${String(r.pages).padStart(7)} ${ms(r.p50)} ${ms(r.p99)} ${ms(r.slowest)} ${String(r.bad).padStart(4)}`);
    for (const [name, n] of Object.entries(r.answered)) console.log(`    ${name}: ${Object.entries(n).map(([s, k]) => `${k} × ${s === "0" ? "no answer" : s}`).join(", ")}`);
  }
}
process.exit(rows.some((r) => r.bad || r.p99 > mostP99) ? 1 : 0);
