/** Two people edit different fields of one thing at the same moment: both edits stand. Every route that changes a part. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type World, world } from "./samples.ts";
import { type Caller, type TestApp, testApp } from "./testing.ts";
import type { Schema, Schemas } from "./testing-edges.ts";
import { type Operation, operationsOf, withIdsOf } from "./testing-operations.ts";

const ROUNDS = 3;

interface Field {
  readonly name: string;
  readonly values: readonly [unknown, unknown];
}

let hub: TestApp;
let ana: Caller;
let of: World;
let schemas: Schemas;
let changes: readonly Operation[];

beforeAll(async () => {
  hub = await testApp();
  const signedUp = await hub.signUp("ana@example.test", "ana-shop");
  ana = signedUp;
  await hub.db.owner.run('update auth."user" set is_operator = true');
  const { id } = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    signedUp.organization,
  ]);
  of = await world(hub.db, signedUp.organization, id);
  const operations = await operationsOf(hub);
  const shown = new Set(operations.filter(({ method }) => method === "GET").map(({ path }) => path));
  changes = operations.filter(({ method, path }) => method === "PATCH" && shown.has(path));
  schemas = (await hub.anonymous.call("GET", "/api/openapi.json")).json.components.schemas;
});
afterAll(() => hub[Symbol.asyncDispose]());

const resolved = (schema: Schema): Schema => schemas[schema.$ref?.replace("#/components/schemas/", "") ?? ""] ?? schema;

/** Two values a field of this schema takes; undefined: none that is simple enough. */
function twoOf(schema: Schema): readonly [unknown, unknown] | undefined {
  const each = resolved(schema);
  const [one] = (each.anyOf ?? each.oneOf ?? []).filter((inner) => resolved(inner).type !== "null");
  if (one) return twoOf(one);
  if (each.enum) return each.enum.length > 1 ? [each.enum[0], each.enum[1]] : undefined;
  const types = [each.type ?? []].flat();
  if (types.includes("boolean")) return [true, false];
  if (types.includes("string") && !each.format && !each.pattern) return ["One", "Two"];
  if (types.includes("integer")) return [each.minimum ?? 1, (each.minimum ?? 1) + 1];
  return undefined;
}

async function change(url: string, body: Readonly<Record<string, unknown>>): Promise<boolean> {
  const { status } = await ana.call("PATCH", url, body);
  return status === 200;
}

const shows = async (url: string, { name }: Field, value: unknown): Promise<boolean> =>
  (await ana.call("GET", url)).json[name] === value;

/** Fields that take both values, and show them. */
async function fieldsOf(operation: Operation, url: string): Promise<Field[]> {
  const fields: Field[] = [];
  for (const [name, schema] of Object.entries(resolved(operation.schema as Schema).properties ?? {})) {
    const values = twoOf(schema);
    if (!values) continue;
    const field = { name, values };
    const [one, two] = values;
    const takes = async (value: unknown) => (await change(url, { [name]: value })) && (await shows(url, field, value));
    if ((await takes(one)) && (await takes(two))) fields.push(field);
  }
  return fields;
}

/** Every field at the same moment; which do not show what was written. */
async function lostBy(url: string, fields: readonly Field[]): Promise<string[]> {
  const lost: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = round % 2;
    await Promise.all(fields.map(({ name, values }) => change(url, { [name]: values[at] })));
    const { json } = await ana.call("GET", url);
    for (const { name, values } of fields) if (json[name] !== values[at]) lost.push(name);
  }
  return lost;
}

test("of fields edited at the same moment no edit is lost, of everything that can be changed in part", async () => {
  const tried: string[] = [];
  const lost: string[] = [];
  for (const operation of changes) {
    const { url } = withIdsOf(operation, of);
    const fields = await fieldsOf(operation, url);
    if (fields.length < 2) continue;
    tried.push(operation.path);
    for (const name of await lostBy(url, fields)) lost.push(`${operation.path} ${name}`);
  }
  expect(lost).toEqual([]);
  expect(tried.length).toBeGreaterThan(12);
});
