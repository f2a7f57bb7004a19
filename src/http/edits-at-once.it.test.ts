/** Two people edit one thing: different fields both stand, and who edits an old copy is told. Every route that changes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../hub/stores/settings.ts";
import { type World, world } from "./samples.ts";
import { type Answer, type Caller, type TestApp, testApp } from "./testing.ts";
import type { Schema, Schemas } from "./testing-edges.ts";
import { type Operation, operationsOf, withIdsOf } from "./testing-operations.ts";

const ROUNDS = 3;

interface Switch {
  readonly section: string;
  readonly key: string;
  readonly value: boolean;
}

interface Field {
  readonly name: string;
  readonly values: readonly [unknown, unknown];
}

/** PATCH of one field, or of fields whose values have no two samples: there is no other field to lose. */
const ONE_FIELD: Readonly<Record<string, string>> = {
  "/api/automations/{id}": "a switch",
  "/api/conversations/{id}": "a switch",
  "/api/gift-cards/{id}": "isActive alone is shown as it is sent; the balance is a booking",
  "/api/imports/{id}": "the mapping, and options that its kind says",
  "/api/mappings/{id}": "a switch of stock; prices need a linked item",
  "/api/pick-batches/{id}": "the cart, and a member who is shown by address; merged in one statement",
  "/api/settlement-cases/{id}": "the reason and a note to it",
  "/api/settlements/{id}": "the amount and its currency, one value",
  "/api/shipping-papers": "one field",
  "/api/stores/{id}/locations": "rows of their own",
  "/api/stores/{id}/plan": "choices in rows of their own",
};

/** PATCH of what no address and no list shows by these fields. */
const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  "/api/admin/organizations/{id}": "limits are merged in one statement",
  "/api/invoice-series/{id}": "patterns have a form (hub/lost-settings.it.test.ts)",
  "/api/members/{id}": "the only owner stays one; the row is locked",
  "/api/products/{id}/channels/{storeId}": "rows of their own, by ON CONFLICT",
  "/api/variant-costs/{id}": "merged in one statement",
};

/** PATCH and PUT whose copy has no version, though it is shown at the same address. */
const NO_VERSION: Readonly<Record<string, string>> = {
  "PUT /api/automations/{id}": "ifVersion",
  "PATCH /api/automations/{id}": "a switch",
  "PATCH /api/conversations/{id}": "a switch",
  "PATCH /api/products/{id}": "ifUpdatedAt",
  "PATCH /api/variants/{id}": "ifUpdatedAt",
  "PUT /api/fee-rules": "ifVersion",
  "PUT /api/routing": "ifUpdatedAt",
  "PUT /api/orders/{id}/routing": "one value, which every choice replaces",
  "PATCH /api/stores/{id}/locations": "one row for each location: others stay",
  "PUT /api/stores/{id}/locations": "one row for each location: others stay",
  "PUT /api/fx-rates": "one row for each rate: others stay",
  "PUT /api/invoice-settings/channel-logos": "one row for each channel: others stay",
  "PUT /api/marketing/campaigns": "one row for each campaign: others stay",
  "PUT /api/pos/registers/{registerId}/terminal": "keys are not shown",
  "PUT /api/integrations/providers/{provider}/app": "keys are not shown",
  "PUT /api/variants/{id}/components": "put whole, from a dialog that shows the whole",
};

let hub: TestApp;
let ana: Caller;
let of: World;
let schemas: Schemas;
let changes: readonly Operation[];
let shown: ReadonlySet<string>;

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
  shown = new Set(operations.filter(({ method }) => method === "GET").map(({ path }) => path));
  changes = operations.filter(({ method }) => method === "PATCH" || method === "PUT");
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
  if (each.format === "date") return ["2026-11-01", "2026-11-02"];
  if (types.includes("integer")) return [each.minimum ?? 1, (each.minimum ?? 1) + 1];
  if (types.includes("array") && each.items && resolved(each.items).enum) {
    const [first, second] = twoOf(each.items) ?? [];
    return [[first], [second]];
  }
  return undefined;
}

const notify = (operation: Operation, url: string, body: unknown, version?: string): Promise<Answer> =>
  ana.call(operation.method, url, body, version === undefined ? undefined : { "if-match": version });

/** The thing as its own address shows it, or the list it stands in. */
async function read(path: string, url: string): Promise<Readonly<Record<string, unknown>>> {
  if (shown.has(path)) return (await ana.call("GET", url)).json;
  const { json } = await ana.call("GET", url.slice(0, url.lastIndexOf("/")));
  const rows = [json, ...Object.values(json ?? {})].filter((each) => Array.isArray(each)).flat();
  return rows.find((row) => row.id === url.slice(url.lastIndexOf("/") + 1)) ?? {};
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const existing = new Map<Operation, readonly Field[]>();

async function fieldsOf(operation: Operation, url: string): Promise<readonly Field[]> {
  const fields = existing.get(operation) ?? (await readFields(operation, url));
  existing.set(operation, fields);
  return fields;
}

/** Fields that take both values, and show them. */
async function readFields(operation: Operation, url: string): Promise<Field[]> {
  const fields: Field[] = [];
  for (const [name, schema] of Object.entries(resolved(operation.schema as Schema).properties ?? {})) {
    const values = twoOf(schema);
    if (!values) continue;
    const takes = async (value: unknown) =>
      (await notify(operation, url, { [name]: value })).status === 200 &&
      isSame((await read(operation.path, url))[name], value);
    if ((await takes(values[0])) && (await takes(values[1]))) fields.push({ name, values });
  }
  return fields;
}

/** Every field at the same moment; which do not show what was written. */
async function lostBy(operation: Operation, url: string, fields: readonly Field[]): Promise<string[]> {
  const lost: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = round % 2;
    await Promise.all(fields.map(({ name, values }) => notify(operation, url, { [name]: values[at] })));
    const now = await read(operation.path, url);
    for (const { name, values } of fields) if (!isSame(now[name], values[at])) lost.push(name);
  }
  return lost;
}

test("fields edited at the same moment lose no edit, of everything that can be changed in part", async () => {
  const alone: string[] = [];
  const lost: string[] = [];
  for (const operation of changes.filter(({ method, body }) => method === "PATCH" && body !== undefined)) {
    const { url } = withIdsOf(operation, of);
    const fields = await fieldsOf(operation, url);
    if (fields.length < 2) alone.push(operation.path);
    else for (const name of await lostBy(operation, url, fields)) lost.push(`${operation.path} ${name}`);
  }
  expect(lost).toEqual([]);
  expect(alone.toSorted()).toEqual([...Object.keys(ONE_FIELD), ...Object.keys(SHOWN_ELSEWHERE)].toSorted());
});

test("settings of a channel changed at the same moment lose none, of every section", async () => {
  const url = `/api/stores/${of.ids["stores"]}`;
  const change = async ({ section, key, value }: Switch, isTurned: boolean) =>
    (await ana.call("PATCH", url, { settings: { [section]: { [key]: value !== isTurned } } })).status;
  const switches: Switch[] = [];
  for (const [section, values] of Object.entries(DEFAULT_SETTINGS))
    for (const [key, value] of Object.entries(values)) {
      const each = { section, key, value: value === true };
      // What the channel cannot do cannot be switched on.
      if (typeof value !== "boolean") continue;
      const reported = [await change(each, true), await change(each, false)];
      if (reported.every((status) => status === 200)) switches.push(each);
    }
  expect(switches.length).toBeGreaterThan(5);
  for (let round = 0; round < ROUNDS; round += 1) {
    const isTurned = round % 2 === 1;
    const saved = await Promise.all(switches.map((each) => change(each, isTurned)));
    expect(saved).toEqual(switches.map(() => 200));
    const { syncSettings } = (await ana.call("GET", url)).json;
    expect(switches.filter(({ section, key, value }) => syncSettings[section][key] === (value !== isTurned))).toEqual(
      switches,
    );
  }
});

test("an edit of an old copy is refused with words, and one of the copy of now is not, of everything shown", async () => {
  const unversioned: string[] = [];
  const wrong: string[] = [];
  for (const operation of changes.filter(({ path }) => shown.has(path))) {
    const { url, body } = withIdsOf(operation, of);
    const version = (await ana.call("GET", url)).headers["etag"];
    if (typeof version !== "string") {
      unversioned.push(operation.what);
      continue;
    }
    const old = await notify(operation, url, body, '"old"');
    if (old.status !== 409 || old.json.code !== "EDITED_MEANWHILE") wrong.push(`${operation.what}: ${old.status}`);
    const { headers } = await ana.call("GET", url);
    if (headers["etag"] !== version) wrong.push(`${operation.what}: written all the same`);
    const saved = await notify(operation, url, body, `W/${version}`);
    if (saved.json?.code === "EDITED_MEANWHILE") wrong.push(`${operation.what}: its own version is refused`);
    const after = (await ana.call("GET", url)).headers["etag"];
    if (saved.status < 300 && saved.headers["etag"] !== after) wrong.push(`${operation.what}: the next is not told`);
  }
  expect(wrong).toEqual([]);
  expect(unversioned.toSorted()).toEqual(Object.keys(NO_VERSION).toSorted());
});

test("the second of two edits of one copy is refused, of everything that has a version", async () => {
  const wrong: string[] = [];
  for (const operation of changes.filter(({ path, method }) => shown.has(path) && method === "PATCH")) {
    // Its row is not the tenant's: two edits within one moment are told from each other by nobody.
    if (operation.path === "/api/organization") continue;
    const { url } = withIdsOf(operation, of);
    const version = (await ana.call("GET", url)).headers["etag"];
    const [{ name, values } = { name: "", values: [null, null] }] = await fieldsOf(operation, url);
    if (typeof version !== "string" || name === "") continue;
    await notify(operation, url, { [name]: values[1] });
    const now = String((await ana.call("GET", url)).headers["etag"]);
    const both = await Promise.all([1, 2].map(() => notify(operation, url, { [name]: values[0] }, now)));
    const reported = both.map(({ status }) => status).toSorted();
    if (!isSame(reported, [200, 409])) wrong.push(`${operation.path} ${name}: ${reported}`);
  }
  expect(wrong).toEqual([]);
});
