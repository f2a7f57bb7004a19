/** What a warehouse does, through the interface: papers, counts, reorder points, history, and the doctor. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "./testing.ts";

/** Of the tests that tell their shops apart by name: starting one costs more than such a test. */
let hub: TestApp;
beforeAll(async () => {
  hub = await testApp();
});
afterAll(() => hub?.[Symbol.asyncDispose]());

async function shop(at: TestApp, name: string) {
  const ana = await at.signUp(`${name}@example.test`, name);
  await ana.call("POST", "/api/products", { title: "Cup", variants: [{ sku: "CUP" }, { sku: "LID" }] });
  await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "CUP", onHand: 4 }] });
  const units = async () => {
    const { json } = await ana.call("GET", "/api/inventory/levels");
    return Object.fromEntries(json.items.map((each: { sku: string; onHand: number }) => [each.sku, each.onHand]));
  };
  return { ana, units };
}

test("a purchase invoice is written, refused with every wrong line, corrected, posted once and reversed [A4.5, D3.2]", async () => {
  const woken: string[] = [];
  await using hub = await testApp({ engine: { wake: (organization) => void woken.push(organization) } });
  const { ana, units } = await shop(hub, "papers");
  const document = await ana.call("POST", "/api/stock-documents", {
    kind: "purchase_invoice",
    partner: "Potter",
    partnerReference: "P-77",
    lines: [
      { sku: "CUP", quantity: 10, unitCostMinor: 250 },
      { sku: "NEW", quantity: 1 },
    ],
  });
  expect([document.status, document.json.number, document.json.lines[1].problem]).toEqual([
    201,
    "PI-1",
    'There is no variant "NEW".',
  ]);
  const at = `/api/stock-documents/${document.json.id}`;
  const refused = await ana.call("POST", `${at}/post`);
  expect(refused.status).toBe(422);
  expect(refused.json).toMatchObject({ code: "STOCK_DOCUMENT_REFUSED", details: [{ field: "lines.1" }] });
  expect(await units()).toEqual({ CUP: 4, LID: 0 });
  const lines = [{ sku: "CUP", quantity: 10, unitCostMinor: 250 }];
  expect((await ana.call("PATCH", at, { lines, addLines: [{ sku: "LID", quantity: 2 }] })).json.lineCount).toBe(2);
  woken.length = 0;
  for (let n = 0; n < 2; n++) expect((await ana.call("POST", `${at}/post`)).json.state).toBe("posted");
  expect(woken.length).toBeGreaterThan(0);
  expect(await units()).toEqual({ CUP: 14, LID: 2 });
  expect((await ana.call("GET", "/api/variants?sku=CUP")).json.items[0].costMinor).toBe(250);
  expect((await ana.call("PATCH", at, { note: "x" })).status).toBe(409);
  expect((await ana.call("DELETE", at)).status).toBe(409);
  const { json: history } = await ana.call("GET", "/api/inventory/history?reference=PI-1");
  expect(history.items).toMatchObject([
    { cause: "document", documentId: document.json.id, reference: "PI-1" },
    { cause: "document", onHandDelta: 10, onHandAfter: 14 },
  ]);
  expect((await ana.call("POST", `${at}/reverse`)).json.state).toBe("reversed");
  expect(await units()).toEqual({ CUP: 4, LID: 0 });
  const { json: list } = await ana.call("GET", "/api/stock-documents?q=potter&state=reversed");
  expect(list.items.map((each: { number: string }) => each.number)).toEqual(["PI-1"]);
  const { json: callLog } = await ana.call("GET", "/api/audit?limit=200");
  const actions = callLog.items.map((each: { action: string }) => each.action);
  for (const action of ["stock-documents.create", "stock-documents.post", "stock-documents.reverse"])
    expect(actions).toContain(action);
});

test("a shelf is counted in two goes and closed; then it is low, and the list says how many to order [D1.3]", async () => {
  const { ana, units } = await shop(hub, "counted");
  const count = await ana.call("POST", "/api/stock-counts", { scope: "all" });
  expect([count.status, count.json.number, count.json.lines]).toEqual([201, "SC-1", 2]);
  const at = `/api/stock-counts/${count.json.id}`;
  const enter = (items: object[], add = false) => ana.call("POST", `${at}/entries`, { items, add });
  await enter([{ sku: "CUP", counted: 1 }]);
  const second = await enter(
    [
      { sku: "CUP", counted: 2 },
      { sku: "NONE", counted: 1 },
    ],
    true,
  );
  expect(second.json).toMatchObject({
    succeeded: 1,
    failed: 1,
    results: [{ counted: 3, expected: 4, difference: -1 }, { error: { field: "sku" } }],
  });
  const { json: different } = await ana.call("GET", `${at}/lines?show=different`);
  expect(different.items).toMatchObject([{ sku: "CUP", difference: -1 }]);
  expect((await ana.call("POST", `${at}/close`)).json).toMatchObject({ state: "closed", counted: 1, missingUnits: 1 });
  expect((await ana.call("POST", `${at}/cancel`)).status).toBe(409);
  expect(await units()).toEqual({ CUP: 3, LID: 0 });
  const points = await ana.call("PUT", "/api/inventory/reorder-points", {
    items: [
      { sku: "CUP", reorderPoint: 5, reorderQuantity: 6 },
      { sku: "NONE", reorderPoint: 5 },
    ],
  });
  expect(points.json).toMatchObject({ succeeded: 1, failed: 1 });
  const { json: low } = await ana.call("GET", "/api/inventory/low-stock");
  expect(low.items).toMatchObject([{ sku: "CUP", available: 3, suggestedQuantity: 6, waiting: 0 }]);
  expect((await ana.call("GET", "/api/stock-counts?state=closed")).json.items).toHaveLength(1);
});

test("items have a bin at a location, one result an item; levels and packing tell it", async () => {
  const { ana } = await shop(hub, "bins");
  const bins = async () =>
    (await ana.call("GET", "/api/inventory/levels?sort=sku")).json.items.map(
      ({ sku, bin }: { sku: string; bin: string | null }) => `${sku} ${bin}`,
    );
  const put = (items: readonly object[]) => ana.call("PUT", "/api/inventory/bins", { items });
  expect(
    (
      await put([
        { sku: "CUP", bin: "A-10" },
        { sku: "NONE", bin: "B-1" },
        { sku: "LID", bin: "" },
        { sku: "CUP", bin: " A-2 " },
      ])
    ).json,
  ).toMatchObject({
    succeeded: 2,
    failed: 2,
    results: [
      { ok: true },
      { error: { code: "INVENTORY_VARIANT_UNKNOWN" } },
      { error: { field: "bin" } },
      { ok: true },
    ],
  });
  expect(await bins()).toEqual(["CUP A-2", "LID null"]);
  expect((await ana.call("GET", "/api/inventory/levels")).json.items).toHaveLength(2);
  expect((await put([{ sku: "CUP", bin: null }])).json).toMatchObject({ succeeded: 1 });
  expect(await bins()).toEqual(["CUP null", "LID null"]);
});

test("owners and admins have the stock examined and repaired; nobody else", async () => {
  const { ana, units } = await shop(hub, "doctor");
  expect((await ana.call("GET", "/api/inventory/doctor")).json).toEqual({ isSound: true, levels: [], lines: [] });
  await hub.db.owner.run(
    "alter table level disable trigger user; update level set on_hand = 1; alter table level enable trigger user",
  );
  expect((await ana.call("GET", "/api/inventory/doctor")).json.levels).toMatchObject([{ onHand: 1, ledgerOnHand: 4 }]);
  const { json } = await ana.call("POST", "/api/api-keys", { name: "m", role: "manager" });
  expect((await hub.withKey(json.key).call("POST", "/api/inventory/doctor/repair")).status).toBe(403);
  expect((await ana.call("POST", "/api/inventory/doctor/repair")).json.levels).toMatchObject([{ sku: "CUP" }]);
  expect(await units()).toEqual({ CUP: 4, LID: 0 });
  expect((await ana.call("GET", "/api/inventory/doctor")).json.isSound).toBe(true);
});

test("a row that does not fit is refused in its place; the others are done [C2.1]", async () => {
  const ana = await hub.signUp("rows@example.test", "rows");
  const shirt = { title: "Shirt", variants: [{ sku: "S" }] };
  const made = await ana.call("POST", "/api/products/bulk", {
    action: "create",
    products: [{ title: 7 }, shirt, { ...shirt, colour: "blue" }, { title: "Cap", variants: [{ sku: "C" }] }],
  });
  expect(made).toMatchObject({ status: 200, json: { succeeded: 2, failed: 2 } });
  expect(made.json.results.map((each: { index: number; ok: boolean }) => [each.index, each.ok])).toEqual([
    [0, false],
    [1, true],
    [2, false],
    [3, true],
  ]);
  expect(made.json.results[0].error).toMatchObject({ code: "REQUEST_INVALID", field: "title" });
  const counted = await ana.call("POST", "/api/inventory/levels", {
    items: [
      { sku: "S", onHand: 4 },
      { sku: "C", onHand: "many" },
    ],
  });
  expect(counted.json.results.map((each: { ok: boolean }) => each.ok)).toEqual([true, false]);
  const none = await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "S", onHand: -1 }] });
  expect(none).toMatchObject({ status: 200, json: { succeeded: 0, failed: 1, results: [{ ok: false }] } });
  const wrong = await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "S", onHand: 1 }], why: "x" });
  expect(wrong).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
});
