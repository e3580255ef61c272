// How long the pages of a colleague, and of another organisation, take while a large spreadsheet is kept, against
// a server of its own with the demo's data.
//   node tests/jobs/beside_import.mjs [--rows 50000] [--engine sqlite|postgres] [--seconds 0]
// --seconds: measure so long at most, then take the import back; 0: until it is kept. CANDOUR_BUILD as for the
// journeys. Ends with 1 when the colleague's p99 is 100 ms or more, or a page was not answered. On a busy machine
// the numbers say more about the machine: its load, and the same pages without an import, are printed.
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Place, root } from "../attacks/place.mjs";

const { values: said } = parseArgs({ options: {
  rows: { type: "string", default: "50000" }, engine: { type: "string", default: "sqlite" }, seconds: { type: "string", default: "0" } } });
const rows = Math.min(49_999, Number(said.rows)), seconds = Number(said.seconds), mostP99 = 100;

function spreadsheet(n) {
  const lines = ["First name,Last name,Date of birth,Address line 1,Town,Postcode"];
  const pick = (list, i) => list[i % list.length];
  const front = ["Ash", "Black", "Brad", "Brook", "Carl", "Clay", "Cran", "East", "Fair", "Glad", "Green", "Hazel", "Horn", "Lang", "Mel", "Oak", "Rad", "Raven", "Shel", "Thorn"];
  const back = ["bourne", "bridge", "bury", "combe", "croft", "dale", "field", "ford", "ham", "hurst", "ley", "more", "ridge", "shaw", "stone", "ton", "well", "wick", "wood", "worth"];
  const given = ["Oluwaseun", "Bridget", "Dmitri", "Harpreet", "Zainab", "Rhys", "Agnieszka", "Declan", "Amara", "Piotr", "Siobhan", "Ravi", "Freya", "Hamish", "Mei", "Yusuf", "Carys", "Theo", "Ruby", "Isla"];
  for (let i = 0; i < n; i++) {
    const day = (i * 7919) % 20_000, born = new Date(Date.UTC(1940, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
    lines.push([pick(given, i), pick(front, Math.floor(i / 20)) + pick(back, Math.floor(i / 400)), born, `${1 + (i % 90)} High Street`, "Ipswich", `IP${1 + (i % 30)} ${i % 10}AA`].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

function figures(ms) {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  return { pages: sorted.length, p50: +at(0.5).toFixed(1), p99: +at(0.99).toFixed(1), max: +at(1).toFixed(1) };
}

/** Asks for pages one after the other until told to stop. */
function reader(visitor, paths) {
  const ms = [], bad = [];
  let on = true;
  const done = (async () => {
    for (let i = 0; on; i++) {
      const answer = await visitor.get(paths[i % paths.length]);
      ms.push(answer.ms);
      if (answer.status !== 200) bad.push(`${answer.status} ${paths[i % paths.length]}`);
      await sleep(20);
    }
  })();
  return { ms, bad, stop: () => { on = false; return done; } };
}

async function during(visitors, what) {
  const readers = visitors.map(({ visitor, paths }) => reader(visitor, paths));
  await what();
  await Promise.all(readers.map((r) => r.stop()));
  return readers.map((r) => ({ ...figures(r.ms), bad: r.bad }));
}

async function multipart(visitor, path, fields, file) {
  const boundary = "candour-boundary";
  const parts = Object.entries({ csrf: visitor.csrf, ...fields }).map(([k, v]) => `--${boundary}\r\ncontent-disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`);
  parts.push(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="people.csv"\r\ncontent-type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`);
  return visitor.place.request("POST", `/${visitor.org}${path}`, { cookies: visitor.cookies, body: parts.join(""), wait: 600_000, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } });
}

const place = await new Place(process.env.CANDOUR_BUILD ?? join(root, "build/release"), said.engine).start(["--quiet"]);
let failed = false;
try {
  const importer = await place.signIn(place.account("ll", "supervisor"));
  const colleague = await place.signIn(place.account("ll", "worker"));
  const elsewhere = await place.signIn(place.signIns.find((s) => s.org !== "ll"));
  const home = await colleague.get("/people");
  const somebody = home.text.match(/\/ll(\/people\/[0-9a-z]{26})"/)?.[1] ?? "/people";
  const visitors = [{ visitor: colleague, paths: [somebody, "/people", ""] }, { visitor: elsewhere, paths: ["", "/people"] }];
  const alone = await during(visitors, () => sleep(8000));

  await importer.get("/import/new");
  const form = (await importer.get("/import/new")).text;
  const service = form.match(/<select[^>]*name="service"[\s\S]*?<option value="([^"]+)"/)[1];
  const begun = await multipart(importer, "/import/new", { service, source: "self", "source-name": "", consent: "yes" }, spreadsheet(rows));
  const at = begun.headers.location?.match(/(\/import\/[0-9a-z]{26})/)?.[1];
  if (!at) throw new Error(`the file was not taken: ${begun.status} ${begun.text.slice(0, 500)}`);
  const page = (await importer.get(`${at}/columns`)).text;
  const columns = Object.fromEntries([...page.matchAll(/<select[^>]*name="(column-\d+)"[\s\S]*?<\/select>/g)].map((m) => [m[1], m[0].match(/<option value="([^"]*)" selected/)?.[1] ?? ""]));
  const checked = await place.request("POST", `/ll${at}/columns`, { cookies: importer.cookies, wait: 600_000, form: { csrf: importer.csrf, ...columns } });
  if (checked.status !== 303) throw new Error(`the columns were not taken: ${checked.status}`);
  for (const evidence of ["number", "sure", "likely", "file", "elsewhere"])
    await place.request("POST", `/ll${at}/known`, { cookies: importer.cookies, wait: 600_000, form: { csrf: importer.csrf, evidence, [`decision-${evidence}`]: "add" } });

  const began = Date.now();
  let state = "", far = "";
  const beside = await during(visitors, async () => {
    const kept = await place.request("POST", `/ll${at}/keep`, { cookies: importer.cookies, wait: 600_000, form: { csrf: importer.csrf } });
    if (kept.status !== 303) throw new Error(`it was not kept: ${kept.status} ${kept.text.match(/error-summary[\s\S]{0,400}/)?.[0] ?? ""}`);
    for (;;) {
      await sleep(1000);
      const now = (await importer.get(at)).text;
      far = now.match(/[\d,]+ of [\d,]+/)?.[0] ?? far;
      state = now.includes("Adding the people") ? "adding" : "kept";
      if (state === "kept" || (seconds && Date.now() - began > seconds * 1000)) break;
    }
  });
  const took = (Date.now() - began) / 1000;
  const report = { engine: said.engine, rows, took: `${took.toFixed(0)} s`, state, far, processors: cpus().length, load: loadavg().map((x) => +x.toFixed(1)),
    alone: { colleague: alone[0], elsewhere: alone[1] }, beside: { colleague: beside[0], elsewhere: beside[1] } };
  console.log(JSON.stringify(report, null, 2));
  failed = beside[0].p99 >= mostP99 || beside.some((b) => b.bad.length > 0);
} finally {
  await place.leave();
}
process.exit(failed ? 1 : 0);
