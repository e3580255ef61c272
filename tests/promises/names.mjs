// Which test keeps which promise: the rule for names, the register, and a look through the sources.
//
// A GoogleTest is a promise test when its suite is `Promise` (TEST(Promise, IM_2_1_refuses_…)) or, where it
// needs a fixture, when its name begins with `Promise_` (TEST_F(House, Promise_LL_2_0_nothing_is_…)). The ID
// comes first, with underscores for the dash and the dots; every number that follows belongs to it. More IDs
// are joined by `_and_`: IM_11_1_and_IG_9_1_without_an_agreement…. A browser test begins its title with the
// IDs themselves: "IM-7.1, LL-2.0: a note is written".
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(fileURLToPath(import.meta.url), "../../..");

const kOneId = /^(IM|IG|LL|PS|LW|ALL)_(C(?=_|$)|\d+[a-z]?(?:_\d+[a-z]?)*(?=_|$))/;

/** The IDs in a GoogleTest's name, null when it is no promise test; [] when it should name one and does not. */
export function idsOfGtest(suite, name) {
  const plain = name.replace(/\/.*$/, "");
  let rest;
  if (suite.split("/").includes("Promise")) rest = plain;
  else if (plain.startsWith("Promise_")) rest = plain.slice("Promise_".length);
  else return null;
  const ids = [];
  for (;;) {
    const m = rest.match(kOneId);
    if (!m) return ids;
    ids.push(`${m[1]}-${m[2].replaceAll("_", ".")}`);
    rest = rest.slice(m[0].length);
    if (!rest.startsWith("_and_") || !kOneId.test(rest.slice(5))) return ids;
    rest = rest.slice(5);
  }
}

/** The IDs at the beginning of a browser test's title; null when it carries none. */
export function idsOfTitle(title) {
  const m = title.match(/^((?:IM|IG|LL|PS|LW|ALL)-[\dC][\w.]*(?:, (?:IM|IG|LL|PS|LW|ALL)-[\dC][\w.]*)*): \S/);
  return m ? m[1].split(", ") : null;
}

/** The register: [{ id, promise, kept_by, issue, line }]. */
export function register(file = join(root, "tests/promises/register.tsv")) {
  const [head, ...lines] = readFileSync(file, "utf8").replace(/\n$/, "").split("\n");
  const columns = head.split("\t");
  return lines.map((text, i) => {
    const cells = text.split("\t");
    return { ...Object.fromEntries(columns.map((c, j) => [c, cells[j]])), cells: cells.length, line: i + 2 };
  });
}

function filesUnder(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && f.name.endsWith(ending))
    .map((f) => relative(root, join(f.parentPath ?? f.path, f.name)))
    .sort();
}

/** Every promise test that stands in the sources: [{ file, name, ids, journey }]. */
export function testsInSources() {
  const found = [];
  for (const file of [...filesUnder("src", "_test.cc"), ...filesUnder("tests", "_test.cc")]) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, suite, name] of text.matchAll(/\b(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)/g)) {
      const ids = idsOfGtest(suite, name);
      if (ids) found.push({ file, name: `${suite}.${name}`, ids, journey: false });
    }
  }
  for (const file of filesUnder("tests", ".test.mjs")) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, , title] of text.matchAll(/\b(?:test|it)\(\s*(["'`])(.*?)\1/g)) {
      const ids = idsOfTitle(title);
      if (ids) found.push({ file, name: title, ids, journey: true });
    }
  }
  return found;
}
