/** One thing has one name: a list is asked by the names its rows answer. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Document, Operation } from "./document/openapi.ts";
import { type TestApp, testApp } from "./testing.ts";

interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

/** What lists are asked by that their rows do not answer under this name. */
const REQUESTED_OTHERWISE: Readonly<Record<string, string>> = {
  cursor: "the page",
  limit: "the page",
  total: "how many rows there are, in their place",
  q: "words, of several fields",
  format: "a file of the list",
  bom: "a file of the list",
  from: "a time, of one field",
  to: "a time, of one field",
  sort: "the order of the rows",
  by: "what a row is of",
  subject: "what kind of thing the rows are about",
  subjectId: "the thing the rows are about",
  attention: "several fields together",
  group: "several fields of a conflict",
  waiting: "the state and doneAt together",
  runId: "which plan",
  phase: "which reading of the file",
  blocked: "whether one of its issues keeps it off sale",
  field: "a field of a problem",
  gone: "whether there is a goneAt",
  minConfidence: "the least confidence",
  maxConfidence: "the most confidence",
  low: "available against the reorder point",
  out: "available",
  stocked: "whether onHand is above zero",
  undecided: "whether one of its listings is",
  show: "which lines of a count",
  toShip: "several fields together",
  late: "dueAt against now",
  atRisk: "dueAt within a day",
  isSingleItem: "the order's lines",
  toPrint: "its shipments' labels",
  courierId: "the courier of its shipments, or the one chosen for it",
  command: "commands of the order",
  sku: "a line of the order, or a variant of the product",
  barcode: "a variant of the product",
  until: "the last day counted",
  postcode: "how the address's begins",
  variantId: "a line of the order",
  totalFrom: "the least totalMinor",
  totalTo: "the most totalMinor",
  categoryId: "the tree below it too",
  storeId: "where a product is listed",
  days: "the most daysOfCover",
  productId: "all variants of it",
  orderIds: "which orders, by id",
  ids: "which rows, by their ids",
  packed: "the label of the parcel packed last",
  isAutomatic: "whether it has a code",
  registerId: "whose location's stock",
  inRepair: "whether a line has units in repair",
  expiresBefore: "the last expiresOn",
  hasUnits: "whether units is above zero",
  lot: "the number of a lot, in either case",
};

/** Lists that stand in one order, and why: what is in another path's record keeps the order of that record. */
const ONE_WAY: Readonly<Record<string, string>> = {
  "/api/analytics/profit": "the best or, in /losing, the worst",
  "/api/analytics/profit/losing": "the worst first: the best stand in /profit",
  "/api/analytics/products": "the best sellers first",
  "/api/costs/missing": "what sold most first: it is worked off from there",
  "/api/customers/duplicates": "the surest first: they are worked off from there",
  "/api/customers/{id}/orders": "of one customer",
  "/api/discounts/{id}/uses": "a history",
  "/api/fees": "days of one time, summed up by the report",
  "/api/fx-rates": "by currency, the newest of each first",
  "/api/gift-cards/{id}/entries": "a ledger",
  "/api/history": "a history",
  "/api/imports/{id}/issues": "by the rows of the file",
  "/api/price-edits": "a history",
  "/api/price-edits/{id}/items": "of one edit",
  "/api/lots/orders": "of one lot",
  "/api/pos/catalog": "what changed, in the order it did",
  "/api/pos/sales": "the last at the register first",
  "/api/pos/sessions": "the last of the register first",
  "/api/shipments/differences": "the newest first: they are worked off from there",
  "/api/stock-counts/{id}/lines": "of one count",
  "/api/stock-holds/{id}": "of one hold",
  "/api/stores/{id}/files/{fileId}/issues": "by the rows of the file",
  "/api/stores/{id}/mappings/suggestions": "the surest first: they are worked off from there",
  "/api/stores/{id}/plan": "of one plan, by group",
  "/api/variants/{id}/costs": "a history",
};

/** Paths whose word is `connectionId`: they take accounts of every kind. */
const OF_CONNECTIONS = /^\/api\/(integrations|webhooks)\//;

let hub: TestApp;
let document: Document & { readonly components: { readonly schemas: Readonly<Record<string, Shape>> } };

beforeAll(async () => {
  hub = await testApp();
  document = (await hub.anonymous.call("GET", "/api/openapi.json")).json;
});
afterAll(() => hub[Symbol.asyncDispose]());

function resolved(shape: Shape | undefined): Shape {
  if (shape?.$ref) return resolved(document.components.schemas[shape.$ref.split("/").at(-1) ?? ""]);
  return shape?.anyOf ? resolved(shape.anyOf.find(({ type }) => type !== "null")) : (shape ?? {});
}

const sendRequest = (operation: Operation): string[] =>
  ((operation.parameters ?? []) as readonly { in?: string; name?: string }[]).flatMap((each) =>
    each.in === "query" && each.name !== undefined ? [each.name] : [],
  );

function bodyOf(operation: Operation): Readonly<Record<string, Shape>> | undefined {
  const answer = operation.responses["200"];
  const content = answer && "content" in answer ? answer.content?.["application/json"] : undefined;
  return resolved(content?.schema as Shape | undefined).properties;
}

const answered = (operation: Operation): Readonly<Record<string, Shape>> | undefined =>
  resolved(resolved(bodyOf(operation)?.["items"]).items).properties;

const reads = () => Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [[path, get] as const] : []));

test("a list is asked by the names of its rows' fields, or by what is declared as another thing", () => {
  const used = new Set<string>();
  const strange = reads().flatMap(([path, operation]) => {
    const fields = answered(operation);
    if (!fields) return [];
    const others = sendRequest(operation).filter((name) => fields[name] === undefined);
    for (const name of others) used.add(name);
    return others.filter((name) => REQUESTED_OTHERWISE[name] === undefined).map((name) => `${path}?${name}`);
  });
  expect(strange).toEqual([]);
  expect(Object.keys(REQUESTED_OTHERWISE).filter((name) => !used.has(name))).toEqual([]);
});

test("every list of pages is sorted from either end, or says why it is not", () => {
  const oneWay = reads().flatMap(([path, operation]) =>
    sendRequest(operation).includes("cursor") && !path.endsWith("/export") && sortsOf(operation).length < 2
      ? [path]
      : [],
  );
  expect(oneWay.filter((path) => ONE_WAY[path] === undefined)).toEqual([]);
  const existing = new Set(reads().map(([path]) => path));
  expect(Object.keys(ONE_WAY).filter((path) => !existing.has(path))).toEqual([]);
});

function sortsOf(operation: Operation): readonly string[] {
  const parameters = (operation.parameters ?? []) as readonly {
    name?: string;
    schema?: { enum?: readonly string[] };
  }[];
  return parameters.find(({ name }) => name === "sort")?.schema?.enum ?? [];
}

test("a list that can be asked for its total answers it, and no other does", async () => {
  const ana = await hub.signUp("ana@example.test", "totals");
  const counted = reads().filter(([, operation]) => sendRequest(operation).includes("total"));
  expect(counted.length).toBeGreaterThan(40);
  expect(
    reads().flatMap(([path, operation]) => (bodyOf(operation)?.["total"] && answered(operation) ? [path] : [])),
  ).toEqual(counted.map(([path]) => path));
  const needsMore = ({ parameters = [] }: Operation) =>
    (parameters as readonly { in?: string; required?: boolean }[]).some((each) => each.in === "query" && each.required);
  const isOpen = ([name, operation]: (typeof counted)[number]) =>
    !name.includes("{") && !name.startsWith("/api/admin") && !needsMore(operation);
  for (const [path] of counted.filter(isOpen)) {
    const { status, json } = await ana.call("GET", `${path}?total=true`);
    expect([path, status, json.items, json.nextCursor]).toEqual([path, 200, [], null]);
    expect([path, json.total]).toEqual([path, { count: expect.any(Number), more: false }]);
  }
});

test("a file of a list is asked as the list itself", () => {
  const strange = reads().flatMap(([path, operation]) => {
    const list = path.endsWith("/export") ? document.paths[path.replace(/\/export$/, "")]?.get : undefined;
    if (!list || !answered(list)) return [];
    const ofFile = ["format", "bom", "rows"];
    return sendRequest(operation).filter((name) => !sendRequest(list).includes(name) && !ofFile.includes(name));
  });
  expect(strange).toEqual([]);
});

test("an account has one name: storeId, and connectionId only where accounts of every kind are spoken of", () => {
  const wrong: string[] = [];
  const readNow = (value: unknown, where: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const isNamed = name === "connectionId" || (name === "name" && inner === "connectionId");
      if (isNamed) wrong.push(where);
      if (!name.startsWith("example")) readNow(inner, where);
    }
  };
  for (const [path, operations] of Object.entries(document.paths))
    if (!OF_CONNECTIONS.test(path)) readNow(operations, path);
  readNow(document.components.schemas, "schemas");
  expect([...new Set(wrong)]).toEqual([]);
});
