// The table of mutations is whole: each row finds its text once, and each kept promise is tried at least once.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "../promises/names.mjs";
import { allLines, allTables, lineRows, places, root, switched, tableRows } from "./rows.mjs";

const { rows, wrong } = allTables();
const head = "promise-or-attack\tfile\tfind\treplace\tprogram\tgtest-filter";

test("the tables read, and each text stands once in its file", () => {
  assert.deepEqual(wrong, []);
  for (const r of rows) {
    assert.ok(existsSync(join(root, r.file)), `${r.at}: there is no ${r.file}`);
    const times = places(readFileSync(join(root, r.file), "utf8"), r.find).length;
    assert.equal(times, 1, `${r.at}: the text stands ${times} times in ${r.file}: ${r.find.slice(0, 80)}`);
  }
});

test("every promise of an issue that is built is tried in code", () => {
  const tried = new Set(rows.filter((r) => r.file.startsWith("src/")).map((r) => r.id));
  const without = register().filter((r) => r.issue && !tried.has(r.id)).map((r) => r.id);
  assert.deepEqual(without, []);
});

test("a broken table is told by line", () => {
  const told = (line) => tableRows(`${head}\n${line}\n`, "x").wrong[0];
  assert.match(told("IM-1\tf\tfind"), /x:2: 3 columns/);
  assert.match(told("IM-1\tf\tsame\tsame\tp\tf"), /the same/);
  assert.match(told("IM-1\tf\ta\tb\tp\tf\tsoon"), /does not know "soon"/);
  assert.match(told("IM-1\tf\t\tb\tp\tf"), /empty column/);
  assert.match(tableRows("promise\tfile\n", "x").wrong[0], /first line/);
  const [row] = tableRows(`${head}\nIM-1\tf\ta\\n\\tb\t\\\\n\tp\tf\tquick, crash\n`, "x").rows;
  assert.equal(row.find, "a\n\tb");
  assert.equal(row.replace, "\\n");
  assert.deepEqual(row.allows, ["quick", "crash"]);
});

test("spaces and line ends of a source move no row", () => {
  assert.deepEqual(places("a(b,\n   c); a(b, d)", "a(b, c)"), [[0, 10]]);
  assert.equal(places("f(x); f( x )", "f(x)").length, 2);
});

test("a set of acts that is only asked writes no line; an act among other words of an entry does", () => {
  const what = (text) => lineRows("f.cc", text, "people_tests").map((r) => r.what);
  assert.deepEqual(what("for (const auto a : {Act::View, ledger::Act::Search,\n     Act::Job})\n"), []);
  assert.deepEqual(what("write({Act::View});\n"), ["act View called Job"]);
  assert.deepEqual(what("write({now, Act::View, id});\n"), ["act View called Job"]);
  assert.deepEqual(what("write({Act::View, id});\n"), ["act View called Job"]);
});

test("lines of the ledger are found wherever they are written, once each", () => {
  const text = `Status f() {
  CHECK_OK(gate_.ledger().append(txn, entry_for(pass, ledger::Act::Create, "a (b", id)));
  e.people = {person};
  if (auto kept = ledger_.record(e); !kept) return kept.error();
  text.append("no ledger");
  return half ? Status{} : append(txn, entry(ledger::Act::SignIn, staff, "x"));
}
`;
  const found = lineRows("f.cc", text, "people_tests");
  assert.deepEqual(found.map((r) => r.what).sort(), ["act Create called Job", "act SignIn called Job", "line left out", "line left out", "line left out", "person left out"]);
  for (const r of found) assert.equal(text.split(r.find).length, 2, r.what);
  found.forEach((r, i) => { r.number = i + 1; });
  const together = switched(text, found);
  assert.equal(together.split("candour_mutant(").length - 1, found.length + 1);
  assert.match(together, /\(candour_mutant\(1\) \? candour::Result<std::int64_t>\{0\} : gate_\.ledger\(\)\.append\(txn, entry_for\(pass, \(candour_mutant\(4\)/);
  assert.ok(allLines().length > 100);
});
