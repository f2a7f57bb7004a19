/** Lists are asked by when their rows were: each list of the document, in an organization that has one of everything. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Document, Parameter } from "./document/openapi.ts";
import { type World, world } from "./samples.ts";
import { type Caller, type TestApp, testApp } from "./testing.ts";
import { type Operation, operationsOf, withIdsOf } from "./testing-operations.ts";

/** By path: the field that tells a row's time; "id" where the id itself does. */
const TIMES: Readonly<Record<string, string>> = {
  "/api/admin/audit": "at",
  "/api/admin/organizations": "createdAt",
  "/api/alerts": "lastAt",
  "/api/audit": "at",
  "/api/automations/runs": "id",
  "/api/conflicts": "foundAt",
  "/api/conversations": "changedAt",
  "/api/customers": "id",
  "/api/customers/{id}/orders": "placedAt",
  "/api/discounts": "id",
  "/api/fees": "chargedAt",
  "/api/gift-cards": "id",
  "/api/gift-cards/{id}/entries": "id",
  "/api/imports": "id",
  "/api/inventory/history": "at",
  "/api/listing-drafts": "id",
  "/api/orders": "placedAt",
  "/api/pick-batches": "id",
  "/api/pos/sales": "soldAt",
  "/api/pos/sessions": "openedAt",
  "/api/purchase-orders": "id",
  "/api/returns": "id",
  "/api/runs": "id",
  "/api/settlement-cases": "foundAt",
  "/api/settlements": "paidAt",
  "/api/settlements/{id}/lines": "occurredAt",
  "/api/shipments": "id",
  // In the world it was booked when it was made.
  "/api/shipments/differences": "bookedAt",
  "/api/stock-counts": "id",
  "/api/stock-documents": "id",
  "/api/stock-holds": "id",
  "/api/stock-reservations": "id",
  "/api/stores/{id}/files": "id",
  "/api/stores/{id}/stock-files": "id",
  "/api/stores/{id}/sync-logs": "at",
  "/api/stores/{id}/webhook-events": "id",
  "/api/webhook-endpoints/{id}/deliveries": "id",
};

/** Lists no time narrows, and why not. */
const TIMELESS: Readonly<Record<string, string>> = {
  "/api/admin/users": "people, in the order of their addresses",
  "/api/costs/missing": "what is missing now",
  "/api/customers/duplicates": "what is open now",
  "/api/discounts/{id}/uses": "in the order of the orders",
  "/api/fx-rates": "by currency",
  "/api/history": "of one thing, the newest first",
  "/api/imports/{id}/issues": "rows of one file",
  "/api/inventory/levels": "as it is now",
  "/api/inventory/low-stock": "as it is now",
  "/api/inventory/reservations": "as it is now",
  "/api/lots": "as they are now",
  "/api/lots/orders": "of one lot",
  "/api/marketing/campaigns": "names; their days stand in the spend",
  "/api/pos/catalog": "changes since the device's last question",
  "/api/price-edits": "a few, the last first",
  "/api/price-edits/{id}/items": "of one edit",
  "/api/products": "as they are now",
  "/api/stock-counts/{id}/lines": "of one count",
  "/api/stock-holds/{id}": "of one hold",
  "/api/stores": "what is connected now",
  "/api/stores/{id}/files/{fileId}/issues": "rows of one file",
  "/api/stores/{id}/mappings": "as they are now",
  "/api/stores/{id}/mappings/suggestions": "as they are now",
  "/api/stores/{id}/plan": "of one plan",
  "/api/suppliers": "whom one buys from now",
  "/api/variants": "as they are now",
  "/api/variants/{id}/costs": "each counts from its own day on",
};

let hub: TestApp;
let ana: Caller;
let of: World;
let operations: readonly Operation[];
/** By path: the query of every list. */
let lists: ReadonlyMap<string, readonly Parameter[]>;

beforeAll(async () => {
  hub = await testApp();
  const signedUp = await hub.signUp("ana@example.test", "ana-shop");
  ana = signedUp;
  await hub.db.owner.run('update auth."user" set is_operator = true');
  const { organization } = signedUp;
  const { id } = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    organization,
  ]);
  of = await world(hub.db, organization, id);
  operations = await operationsOf(hub);
  await hub.db.owner.run(
    `insert into argosy.hub_audit (at, actor, action, target_kind, target_id) values (now(), 'system', 'x', 'hub', 'y');
     update argosy.settlement set paid_at = now();
     update argosy.shipment set is_charged_twice = true;
     insert into argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta,
       on_hand_after, reserved_after)
     select organization_id, variant_id, location_id, 'set', 'x', 1, 8, 1 from argosy.level`,
  );
  const document: Document = (await hub.anonymous.call("GET", "/api/openapi.json")).json;
  lists = new Map(
    Object.entries(document.paths).flatMap(([path, { get }]) => {
      const query = (get?.parameters ?? []).flatMap((each) => ("name" in each && each.in === "query" ? [each] : []));
      return query.some(({ name }) => name === "cursor") && !/\/(counts|export)$/.test(path) ? [[path, query]] : [];
    }),
  );
});
afterAll(() => hub[Symbol.asyncDispose]());

const formatOf = (path: string) => lists.get(path)?.find(({ name }) => name === "from")?.schema.format;
const madeAt = (id: string): number => Number.parseInt(id.replace("-", "").slice(0, 12), 16);

async function timesOf(path: string, requested: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const found = operations.find((each) => each.method === "GET" && each.path === path);
  if (!found) throw new Error(`There is no ${path}.`);
  const query = `?${new URLSearchParams(requested)}`;
  const { url } = withIdsOf({ ...found, query: "" }, of);
  const { status, json, text } = await ana.call("GET", url + query);
  if (status !== 200) throw new Error(`${url}${query}: ${text}`);
  const field = TIMES[path] ?? "";
  const rows: readonly Readonly<Record<string, string | null>>[] = json.items;
  return rows.flatMap(({ [field]: reported }) =>
    reported ? [field === "id" ? madeAt(reported) : Date.parse(reported)] : [],
  );
}

test("every list of pages is asked from one time to another, or says why not", () => {
  const without = [...lists].filter(
    ([, query]) => !["from", "to"].every((requested) => query.some((p) => p.name === requested)),
  );
  expect(without.map(([path]) => path).filter((path) => TIMELESS[path] === undefined)).toEqual([]);
  expect(Object.keys(TIMELESS).filter((path) => !without.some(([existing]) => existing === path))).toEqual([]);
  const byMoment = [...lists.keys()].filter((path) => formatOf(path) === "date-time");
  expect(byMoment.toSorted()).toEqual(Object.keys(TIMES).toSorted());
});

test.each(Object.keys(TIMES))(
  "%s: what was at the first moment is in the range, what was at the last is not",
  async (path) => {
    const [at] = await timesOf(path, {});
    if (at === undefined) throw new Error("The world has no row of it with a time; add one to samples.ts.");
    const moment = (ms: number) => new Date(ms).toISOString();
    const sendRequest = async (range: { from?: number; to?: number }) =>
      (await timesOf(path, Object.fromEntries(Object.entries(range).map(([name, ms]) => [name, moment(ms)])))).includes(
        at,
      );
    expect(await sendRequest({ from: at })).toBe(true);
    expect(await sendRequest({ from: at + 1 })).toBe(false);
    expect(await sendRequest({ to: at + 1 })).toBe(true);
    expect(await sendRequest({ to: at })).toBe(false);
    expect(await sendRequest({ from: at, to: at + 1 })).toBe(true);
    expect(await timesOf(path, { from: moment(at + 1), to: moment(at) })).toEqual([]);
  },
);
