// The house rules as a test: which room may know which, which library lives where, how long a file or a
// function may be, and that nothing personal is returned or changed without a pass.
//   node tools/tidy/tidy.mjs          prints each breach as file:line: what, and exits 1 when there is one
// Listed exceptions (tools/tidy/exceptions.tsv) carry their reason; one that is no longer needed is a breach.
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "../../..");

// The arrows of the house: each room, and the rooms below it that it may know.
const below = {
  base: [],
  store: ["base"],
  vault: ["base", "store"],
  ledger: ["base", "store", "vault"],
  charter: ["base"],
  paper: ["base", "charter"],
  gate: ["base", "store", "vault", "ledger", "charter"],
};
below.jobs = [...below.gate, "gate"];
below.people = [...below.gate, "gate"];
below.record = [...below.people, "people", "jobs"];
below.sharing = [...below.record, "record"];
below.rights = [...below.sharing, "sharing", "paper", "retention"];
below.retention = [...below.sharing, "sharing", "paper"];
below.assurance = [...below.sharing, "sharing", "paper"];
below.letters = [...below.record, "record", "paper"];
below.insight = [...below.record, "record", "paper"];
below.outbox = [...below.sharing, "sharing", "paper"];
below.exchange = [...new Set([...below.rights, ...below.outbox, "rights", "retention", "assurance", "insight", "outbox"])];
below.web = [...below.exchange, "exchange", "letters"];
below.cli = [...below.web, "web"];

// A header of a library, and the only places that may include it.
const homes = [
  [/^boost\/(beast|asio)/, /^(src\/web\/http|tests\/attacks)\//, "Beast and Asio live in web/http"],
  [/^(sodium|openssl\/)/, /^src\/(vault|web\/http|outbox)\//, "cryptography lives in vault (TLS in web/http and outbox)"],
  [/^sqlite3/, /^src\/store\/|^bench\//, "sqlite3.h lives in store"],
  [/^libpq/, /^src\/store\/|^bench\//, "libpq lives in store"],
  [/^curl\//, /^src\/outbox\//, "libcurl lives in outbox"],
  [/^CLI/, /^(src\/(cli\/|candour\.cc)|bench\/)/, "CLI11 lives in the command lines"],
  [/^yaml-cpp/, /^src\/charter\//, "YAML is read by charter alone"],
  [/^(cairo|pango|qpdf)/, /^src\/paper\//, "PDF is made in paper"],
  [/^(mutex|shared_mutex|condition_variable)$/, /^src\/base\/locks\.h$|_test\.cc$|_for_tests\.|^src\/outbox\/post\.cc$|^(tests|bench)\//, "locks are those of base/locks.h, which are checked"],
];

const limit = { header: 200, source: 500, fn: 70 };

function walk(dir) {
  return readdirSync(join(root, dir)).flatMap((name) => {
    const path = join(dir, name);
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
}

const exceptions = readFileSync(join(root, "tools/tidy/exceptions.tsv"), "utf8")
  .split("\n")
  .filter((l) => l && !l.startsWith("#"))
  .map((l) => {
    const [rule, file, name, reason] = l.split("\t");
    return { rule, file, name, reason, used: false };
  });

const breaches = [];
function breach(rule, file, line, name, words) {
  const e = exceptions.find((x) => x.rule === rule && x.file === file && (x.name === name || x.name === "*"));
  if (e && e.reason) {
    e.used = true;
    return;
  }
  breaches.push(`${file}:${line}: ${words}`);
}

const roomOf = (file) => file.match(/^src\/([a-z]+)\//)?.[1] ?? (file === "src/candour.cc" ? "cli" : "");

function checkIncludes(file, lines) {
  const room = roomOf(file);
  lines.forEach((l, i) => {
    const m = l.match(/^#include ["<]([^">]+)[">]/);
    if (!m) return;
    const [, what] = m;
    const target = what.includes("/") ? what.split("/")[0] : "";
    if (below[target] && room && target !== room && !below[room].includes(target))
      breach("arrow", file, i + 1, what, `${room} may not know ${target} (${what}): arrows run down only`);
    for (const [re, home, words] of homes)
      if (re.test(what) && !home.test(file)) breach("library", file, i + 1, what, `${what}: ${words}`);
  });
}

function checkLength(file, lines) {
  if (file.endsWith("_test.cc") || file.endsWith(".inc")) return;
  const kind = file.endsWith(".h") ? "header" : "source";
  const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  if (count > limit[kind])
    breach(kind, file, count, file, `${count} lines: a ${kind} has at most ${limit[kind]}; divide it`);
}

// A function's body begins on a line that ends in ") {" (or ") const {" …) outside any other; braces are counted
// without those in strings, characters and comments.
const bare = (l) => l.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|\/\/.*$/g, "");
function checkFunctions(file, lines) {
  if (file.endsWith("_test.cc")) return;
  for (let i = 0; i < lines.length; i++) {
    const line = bare(lines[i]);
    if (!/\)\s*(const|noexcept|override|->.*|\s)*\{\s*$/.test(line)) continue;
    if (/^\s*(if|for|while|switch|\}|else|case|return|do)\b|^\s*\}/.test(line)) continue;
    let depth = 0;
    let j = i;
    for (; j < lines.length; j++) {
      const l = bare(lines[j]);
      depth += (l.match(/\{/g)?.length ?? 0) - (l.match(/\}/g)?.length ?? 0);
      if (depth <= 0) break;
    }
    if (j - i + 1 > limit.fn) {
      const name = lines.slice(Math.max(0, i - 3), i + 1).join(" ").match(/([\w~]+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*\{\s*$/)?.[1] ?? "?";
      breach("function", file, i + 1, name, `${name} has ${j - i + 1} lines: a function has at most ${limit.fn}`);
    }
  }
}

// Public functions of the rooms that hold personal data: what they take must say who asks.
const personal = /\b(Profile|Entry|EntrySegments|Draft|Relationship|Referral|Enrolment|Allocation|FileInfo|Content|TimelinePage|Hit|Duplicate|Values|ImportRow)\b/;
const about = /\b(PersonId|EntryId|RelationshipId|ReferralId|EnrolmentId|DraftId|FileId|ImportId)\b/;
function checkPasses(file, text) {
  if (!/^src\/(people|record|letters|exchange|sharing|rights|retention)\/[^/]*\.h$/.test(file) || /_for_tests\.h$/.test(file)) return;
  for (const body of text.matchAll(/\nclass (\w+)[^;{]*\{([\s\S]*?)\n\};/g)) {
    const open = body[2].split(/\n private:/)[0].replace(/\/\/[^\n]*/g, "");
    const start = text.slice(0, body.index).split("\n").length;
    // Structs inside the class declare no functions that fetch; leave them out.
    const flat = open.replace(/struct \w+ \{[\s\S]*?\n  \};/g, "");
    for (const m of flat.matchAll(/((?:Result<[^;(]*>|Status|std::vector<[^;(]*>|void|bool)\s+)(\w+)\(([^;]*?)\)[^;]*;/g)) {
      const [, returns, name, args] = m;
      if (!personal.test(returns) && !about.test(args) && !about.test(returns)) continue;
      if (/\b(Pass|Actor|Reachable|IndexPass|AggregatePass)&/.test(args)) continue;
      breach("pass", file, start, `${body[1]}::${name}`, `${body[1]}::${name} touches personal data without a pass`);
    }
  }
}

function checkWords(file, lines) {
  lines.forEach((l, i) => {
    if (/\b(TODO|FIXME|XXX|HACK)\b/.test(l) && !/\b(TODO|FIXME)\(#\d+\)/.test(l))
      breach("todo", file, i + 1, file, "work left without an issue number");
    if (/catch \(\.\.\.\) \{\s*\}/.test(l)) breach("swallow", file, i + 1, file, "an error is swallowed");
  });
}

// Pages ask the rooms; what they could ask the store themselves no pass would have looked at.
function checkStore(file, lines) {
  if (!/^src\/web\/(pages|frame)\//.test(file) || /_test\.cc$/.test(file)) return;
  lines.forEach((l, i) => {
    if (/\bstore::|(?:->|\.)db\b/.test(bare(l))) breach("store", file, i + 1, file, "a page does not ask the store: give the room a function");
  });
}

// Whoever changes what must be accounted for and brings no entry to the ledger is listed, with the reason.
function checkAccounted(file, text) {
  if (/^src\/store\/|_test\.cc$|_for_tests\./.test(file) || !file.startsWith("src/")) return;
  for (const m of text.matchAll(/no_entry_needed\(\s*"([^"]*)"/g))
    breach("no-entry", file, text.slice(0, m.index).split("\n").length, m[1], `changes something without an entry on the ledger: ${m[1]}`);
}

// Code that nothing runs: a function of a header whose name stands nowhere but where it is declared and defined.
const words = new Map();  // every word of the sources -> how often
const declared = [];      // [file, line, name]
function countWords(file, lines) {
  const isHeader = file.startsWith("src/") && file.endsWith(".h");
  lines.forEach((l, i) => {
    const code = bare(l);
    for (const [w] of code.matchAll(/[A-Za-z_]\w*/g)) words.set(w, (words.get(w) ?? 0) + 1);
    const m = isHeader && code.match(/^\s*(?:(?:static|inline|constexpr|virtual|explicit|friend|const) )*[A-Za-z_][\w:<>,*&\s\[\]]*?[\s&*]([a-z]\w*)\(/);
    if (m && !/^\s*(return|else|if|for|while|throw|co_await|case)\b/.test(code) && !/\b(operator|override|requires)\b/.test(code))
      declared.push([file, i + 1, m[1], /\)[^;]*\{/.test(code)]);
  });
}
function checkDead() {
  const times = new Map();
  for (const [, , name] of declared) times.set(name, (times.get(name) ?? 0) + 1);
  for (const [file, line, name, whole] of declared)
    if (times.get(name) === 1 && words.get(name) <= (whole ? 1 : 2))
      breach("dead", file, line, name, `${name} is called by nothing`);
}

/** Files that clang-format would write otherwise; all at once, as it starts slowly. */
function checkFormat(list) {
  const half = Math.ceil(list.length / 2);
  const parts = [list.slice(0, half), list.slice(half)].filter((p) => p.length);
  return Promise.all(parts.map((part) => new Promise((done, failed) => {
    execFile("clang-format", ["--dry-run", "--ferror-limit=1", ...part], { cwd: root, maxBuffer: 1 << 28 }, (error, _, said) => {
      if (error) return failed(error);
      const first = new Map();
      for (const m of said.matchAll(/^(\S+?):(\d+):\d+: warning: code should be clang-formatted/gm))
        if (!first.has(m[1])) first.set(m[1], Number(m[2]));
      for (const [file, line] of first)
        breach("format", file, line, file, `not as .clang-format has it: clang-format -i ${file}`);
      done();
    });
  })));
}

const files = ["src", "bench", "fuzz", "tests", "tools"].flatMap(walk).filter((f) => /\.(h|cc|inc)$/.test(f));
for (const f of files) {
  const file = relative(".", f);
  const text = readFileSync(join(root, file), "utf8");
  const lines = text.split("\n");
  checkIncludes(file, lines);
  checkLength(file, lines);
  checkFunctions(file, lines);
  checkPasses(file, text);
  checkWords(file, lines);
  checkAccounted(file, text);
  countWords(file, lines);
  checkStore(file, lines);
}
checkDead();
await checkFormat(files.filter((f) => !f.endsWith(".inc")).map((f) => relative(root, f)));
for (const e of exceptions)
  if (!e.used) breaches.push(`tools/tidy/exceptions.tsv: "${e.rule} ${e.file} ${e.name}" is no longer needed: take it out`);

for (const b of breaches) console.log(b);
console.log(`${files.length} files looked at, ${breaches.length} breaches`);
process.exit(breaches.length ? 1 : 0);
