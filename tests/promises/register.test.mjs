// The register of promises is whole, and every test that names a promise names one that exists.
import { test } from "node:test";
import assert from "node:assert/strict";
import { idsOfGtest, idsOfTitle, register, testsInSources } from "./names.mjs";

const rows = register();
const known = new Set(rows.map((r) => r.id));

test("the register has every promise once, with its words", () => {
  assert.equal(rows.length, 171);
  assert.equal(known.size, rows.length, "an ID stands twice");
  for (const r of rows) {
    const where = `line ${r.line} (${r.id})`;
    assert.equal(r.cells, 4, `${where}: four columns`);
    assert.match(r.id, /^((IM|IG|LL|PS|LW)-\d+(\.\d+)*[a-j]?|IG-C|ALL-[1-4])$/, where);
    assert.ok(r.promise.trim().length > 10, `${where}: the promise is missing`);
    assert.ok(r.kept_by.trim().length > 5, `${where}: what keeps it is missing`);
    assert.match(r.issue, /^\d*$/, `${where}: the issue is a number or nothing`);
  }
});

test("the rule for names reads what it should", () => {
  assert.deepEqual(idsOfGtest("Promise", "IM_2_1_refuses_a_purpose"), ["IM-2.1"]);
  assert.deepEqual(idsOfGtest("Promise", "LL_2_1b_and_IG_C_and_people_too"), ["LL-2.1b", "IG-C"]);
  assert.deepEqual(idsOfGtest("House", "Promise_LL_3_1_1_finance"), ["LL-3.1.1"]);
  assert.deepEqual(idsOfGtest("All/Promise", "PS_2_only_what_is_needed/3"), ["PS-2"]);
  assert.deepEqual(idsOfGtest("Promise", "kept_without_an_id"), []);
  assert.equal(idsOfGtest("House", "opens"), null);
  assert.deepEqual(idsOfTitle("LW-4.3, ALL-2: a colleague is refused"), ["LW-4.3", "ALL-2"]);
  assert.equal(idsOfTitle("a phone of 375 pixels: it holds"), null);
});

test("no test names a promise that does not exist, and none forgets its ID", () => {
  for (const t of testsInSources()) {
    assert.ok(t.ids.length > 0, `${t.file}: ${t.name} names no promise`);
    for (const id of t.ids) assert.ok(known.has(id), `${t.file}: ${t.name} names ${id}, which is not in the register`);
  }
});

test("every promise of an issue that is built has a test", () => {
  const named = new Set(testsInSources().flatMap((t) => t.ids));
  const without = rows.filter((r) => r.issue && !named.has(r.id)).map((r) => r.id);
  assert.deepEqual(without, [], "promises without a test");
});
