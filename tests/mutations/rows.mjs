// What is to be taken out: the rows of the tables, and those that are made from the sources themselves.
//
// A row: promise-or-attack, file, find, replace, program, gtest-filter, and where it needs it a seventh column
// with words: quick (part of script/test), crash (a program that crashes or hangs is how this one dies),
// postgres (its test asks a PostgreSQL). \n, \t and \\ in find and replace stand for themselves.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(fileURLToPath(import.meta.url), "../../..");
const kHead = ["promise-or-attack", "file", "find", "replace", "program", "gtest-filter"];
const kAllowed = new Set(["quick", "crash", "postgres"]);

const plain = (cell) => cell.replace(/\\([nt\\])/g, (_, c) => ({ n: "\n", t: "\t", "\\": "\\" })[c]);

/** Where a text stands, [from, to) each; spaces and line ends count for nothing, so that clang-format moves no row. */
export function places(text, find) {
  const wanted = find.replace(/\s/g, "");
  const at = [];  // of each character that is no space, where it stands
  let dense = "";
  for (let i = 0; i < text.length; ++i)
    if (!/\s/.test(text[i])) {
      dense += text[i];
      at.push(i);
    }
  const out = [];
  for (let i = dense.indexOf(wanted); wanted && i >= 0; i = dense.indexOf(wanted, i + 1))
    out.push([at[i], at[i + wanted.length - 1] + 1]);
  return out;
}

/** All rows of one table, or words that say what is wrong with it. */
export function tableRows(text, table) {
  const [head, ...lines] = text.replace(/\n$/, "").split("\n");
  const wrong = [];
  if (head.split("\t").slice(0, 6).join() !== kHead.join())
    wrong.push(`${table}:1: the first line must be "${kHead.join(" ")}", with tabs between`);
  const rows = [];
  lines.forEach((line, i) => {
    if (!line || line.startsWith("#")) return;
    const cells = line.split("\t");
    const at = `${table}:${i + 2}`;
    if (cells.length < 6 || cells.length > 7) return wrong.push(`${at}: ${cells.length} columns; six or seven are meant`);
    const [id, file, find, replace, program, filter, words = ""] = cells;
    const allows = words.split(/[ ,]+/).filter(Boolean);
    for (const w of allows) if (!kAllowed.has(w)) wrong.push(`${at}: does not know "${w}"; there are ${[...kAllowed].join(", ")}`);
    if (!id || !file || !find || !program || !filter) return wrong.push(`${at}: an empty column (only replace may be empty)`);
    if (plain(find) === plain(replace)) return wrong.push(`${at}: find and replace are the same`);
    // A row is found from its first letter on: the indent before it stays, and is not put in a second time.
    const indent = plain(find).match(/^\s*/)[0], instead = plain(replace);
    rows.push({ at, table, id, file, find: plain(find), replace: instead.startsWith(indent) ? instead.slice(indent.length) : instead, program, filter, allows });
  });
  return { rows, wrong };
}

export function allTables() {
  const folder = join(root, "tests/mutations");
  const rows = [];
  const wrong = [];
  for (const name of readdirSync(folder).filter((f) => f.endsWith(".tsv")).sort()) {
    const found = tableRows(readFileSync(join(folder, name), "utf8"), name.replace(/\.tsv$/, ""));
    rows.push(...found.rows);
    wrong.push(...found.wrong);
  }
  return { rows, wrong };
}

// ---- every line that is written to the ledger -------------------------------------------------------------------

// Rooms that write lines, and the program whose ALL-2 tests must notice. The ledger itself has rows in tables.
const kRooms = { gate: "people_tests", people: "people_tests", record: "record_tests", sharing: "sharing_tests",
  rights: "rights_tests", retention: "retention_tests", assurance: "assurance_tests",
  exchange: "exchange_tests", web: "attacks_tests" };
const kNotice = "*ALL_2*";

/** The end of a call whose "(" is at `open`: strings and characters are stepped over. */
function endOfCall(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; ++i) {
    const c = text[i];
    if (c === '"' || (c === "'" && !/\d/.test(text[i - 1]))) {
      for (++i; i < text.length && text[i] !== c; ++i) if (text[i] === "\\") ++i;
    } else if (c === "(") ++depth;
    else if (c === ")" && --depth === 0) return i + 1;
  }
  return -1;
}

/** Rows that take out the piece [from, to): `find` is grown until it stands once. */
function cut(text, from, to, instead) {
  let a = from;
  let b = to;
  const once = () => places(text, text.slice(a, b)).length === 1;
  while (!once()) {
    const before = text.lastIndexOf("\n", a - 2);
    const after = text.indexOf("\n", b + 1);
    if (before < 0 && after < 0) break;
    a = before < 0 ? 0 : before + 1;
    if (!once()) b = after < 0 ? text.length : after;
  }
  return { find: text.slice(a, b), replace: text.slice(a, from) + instead + text.slice(to, b) };
}

/** Whether the act at [from, to) stands in braces that hold acts and nothing else: a set that is asked, not a line. */
function inSetOfActs(text, from, to) {
  const before = text.slice(0, from).match(/\{((?:\s*(?:\w+::)*Act::\w+\s*,)*)\s*(?:\w+::)*$/);
  const after = text.slice(to).match(/^((?:\s*,\s*(?:\w+::)*Act::\w+)*)\s*\}/);
  return Boolean(before && after && (before[1] || after[1]));
}

/** Rows for one source file: each line left out, each act called another, each person left out of a line. */
export function lineRows(file, text, program) {
  const rows = [];
  const lineOf = (at) => text.slice(0, at).split("\n").length;
  const add = (at, what, piece, edit) =>
    rows.push({ at: `${file}:${lineOf(at)}`, table: "lines", id: "ALL-2", file, ...piece, program, filter: kNotice, allows: [], what, edit });
  const skip = (at) => /^\s*(\/\/|\*)/.test(text.slice(text.lastIndexOf("\n", at) + 1, at + 1));
  // gate_.ledger().append(…), ledger_.record(…): through any number of names; and the rooms' own append(txn, …)
  for (const m of text.matchAll(/(?:\w+(?:\(\))?(?:\.|->))+(append|append_many|record)\(|(?<![\w.>:])(append|note)\((?=txn\b|t\b)/g)) {
    if (m[1] && !/ledger_?(\(\))?(\.|->)\w+\($/.test(m[0])) continue;
    if (skip(m.index)) continue;
    const end = endOfCall(text, m.index + m[0].length - 1);
    if (end < 0) continue;
    const nothing = m[1]?.startsWith("append") ? "candour::Result<std::int64_t>{0}" : "candour::Status{}";
    add(m.index, "line left out", cut(text, m.index, end, nothing), { from: m.index, to: end, when: (on, was) => `(${on} ? ${nothing} : ${was})` });
  }
  for (const m of text.matchAll(/(?<!case )(?<![=!]= )\bAct::([A-Z]\w*)/g)) {
    if (skip(m.index) || /^\s*[:)]?\s*(\?|&&|\|\|)/.test(text.slice(m.index + m[0].length))) continue;
    const other = m[1] === "Job" ? "Attack" : "Job";
    const from = m.index - (text.slice(0, m.index).match(/\b\w+::$/)?.[0].length ?? 0);
    const to = m.index + m[0].length;
    if (inSetOfActs(text, m.index, to)) continue;
    add(m.index, `act ${m[1]} called ${other}`, cut(text, m.index, to, `Act::${other}`),
      { from, to, when: (on, was) => `(${on} ? candour::ledger::Act::${other} : ${was})` });
  }
  for (const m of text.matchAll(/\b\w+\.people = ([^;]+);/g))
    if (!skip(m.index)) {
      const whose = `decltype(${m[0].split(" = ")[0]})`;
      add(m.index, "person left out", cut(text, m.index, m.index + m[0].length, m[0].replace(m[1], "{}")),
        { from: m.index + m[0].indexOf(m[1]), to: m.index + m[0].length - 1,
          when: (on, was) => `${on} ? ${whose}{} : ${whose}${was.startsWith("{") ? was : `(${was})`}` });
    }
  return rows;
}

/** One source with all of its rows in it, each asleep until CANDOUR_MUTANT has its number: one build for many. */
export function switched(text, rows) {
  const inner = (from, to, list) => {
    let out = "";
    let at = from;
    for (const r of list) {
      if (r.edit.from < at) continue;
      const within = list.filter((x) => x !== r && x.edit.from >= r.edit.from && x.edit.to <= r.edit.to);
      out += text.slice(at, r.edit.from) + r.edit.when(`candour_mutant(${r.number})`, inner(r.edit.from, r.edit.to, within));
      at = r.edit.to;
    }
    return out + text.slice(at, to);
  };
  const sorted = [...rows].sort((a, b) => a.edit.from - b.edit.from || b.edit.to - a.edit.to);
  return `#include <cstdlib>\n[[maybe_unused]] static bool candour_mutant(int n) {\n` +
    `  static const char* const asked = std::getenv("CANDOUR_MUTANT");\n  return asked && std::atoi(asked) == n;\n}\n` +
    inner(0, text.length, sorted);
}

export function allLines() {
  const rows = [];
  for (const [room, program] of Object.entries(kRooms)) {
    let files = [];
    try {
      files = readdirSync(join(root, "src", room), { recursive: true, withFileTypes: true });
    } catch { /* this room is not built yet */ }
    for (const f of files) {
      const path = relative(root, join(f.parentPath ?? f.path, f.name));
      if (!f.isFile() || !f.name.endsWith(".cc") || f.name.includes("_test") || path.includes("/demo/")) continue;
      rows.push(...lineRows(path, readFileSync(join(root, path), "utf8"), program));
    }
  }
  return rows;
}
