/** What goes into the parcels of an order, by API: several parcels, gifts, and rules that do both. */
import { expect, test } from "vitest";
import { fixture } from "../db/testing-fixtures.ts";
import { type Caller, testApp } from "./testing.ts";

const hub = fixture(testApp);
const ana = fixture(async (): Promise<Caller> => {
  const caller = await hub.signUp("ana@example.test", "ana-shop");
  for (const [sku, onHand] of [
    ["MUG", 20],
    ["TRAY", 1],
    ["STICKER", 9],
  ] as const) {
    await caller.call("POST", "/api/products", { title: sku, variants: [{ sku, priceMinor: 500, currency: "EUR" }] });
    await caller.call("POST", "/api/inventory/levels", { items: [{ sku, onHand }] });
  }
  return caller;
});

const ordered = async (trays = 2): Promise<string> => {
  const { json } = await ana.call("POST", "/api/orders", {
    ...{ currency: "EUR", financial: "paid", paymentKind: "prepaid", contact: { name: "Bo" } },
    shippingAddress: { name: "Bo", line1: "1 Street", city: "Vienna", postcode: "1010", country: "AT" },
    lines: [
      { sku: "MUG", quantity: 1 },
      { sku: "TRAY", quantity: trays },
    ],
  });
  return json.id;
};
const stateOf = async (id: string) => (await ana.call("GET", `/api/orders/${id}`)).json.state;
const cancel = (id: string) => ana.call("POST", `/api/orders/${id}/cancel`, { reason: "other", notifyCustomer: false });

test("an order is split by what is in stock or by items, says which parcel is next, and is put back into one", async () => {
  const id = await ordered();
  const url = `/api/orders/${id}/split`;
  expect(await stateOf(id)).toBe("short");
  const { json } = await ana.call("PUT", url, { by: "availability" });
  expect(json).toMatchObject({
    ...{ isSplit: true, canChange: true },
    parcels: [
      { number: 1, isThere: true, isNext: true, items: [{ sku: "MUG" }, { sku: "TRAY", quantity: 1 }] },
      { number: 2, isThere: false, isNext: false, items: [{ sku: "TRAY", quantity: 1, waiting: 1 }] },
    ],
  });
  expect(await stateOf(id)).toBe("to_ship");
  expect(await ana.call("PUT", url, { by: "location" })).toMatchObject({ status: 409, json: { code: "SPLIT_DONE" } });
  expect((await ana.call("DELETE", url)).json).toMatchObject({ isSplit: false, parcels: [] });
  const lineId = json.parcels[0].items[0].lineId;
  const chosen = { parcels: [[{ lineId, quantity: 1 }]] };
  expect((await ana.call("PUT", url, chosen)).json.parcels).toHaveLength(2);
  await ana.call("DELETE", url);
  expect(await ana.call("PUT", url, { ...chosen, by: "lines" })).toMatchObject({ status: 400 });
  expect(await ana.call("PUT", url, { parcels: [[{ lineId, quantity: 2 }]] })).toMatchObject({
    json: { code: "SPLIT_ITEMS" },
  });
  await cancel(id);
  expect(await ana.call("PUT", url, chosen)).toMatchObject({ status: 409, json: { code: "ORDER_CANCELLED" } });
});

test("a gift is added once for a repeated request, has no price and no place on the invoice, and is taken off", async () => {
  const id = await ordered(1);
  const url = `/api/orders/${id}/gifts`;
  const key = { "idempotency-key": "gift-1" };
  const first = await ana.call("POST", url, { sku: "sticker", units: 2 }, key);
  expect(first).toMatchObject({ status: 201, json: { totalMinor: 1000 } });
  await ana.call("POST", url, { sku: "sticker", units: 2 }, key);
  const { lines } = (await ana.call("GET", `/api/orders/${id}`)).json;
  const gifts = lines.filter((line: { isGift: boolean }) => line.isGift);
  expect(gifts).toMatchObject([{ sku: "STICKER", quantity: 2, reservedQuantity: 2, totalMinor: 0, unitPrice: "0" }]);
  expect(await ana.call("POST", url, { sku: "STICKER", units: 90 })).toMatchObject({ json: { code: "GIFT_SHORT" } });
  const { json } = await ana.call("DELETE", `${url}/${gifts[0].id}`);
  expect(json.lines.filter((line: { quantity: number }) => line.quantity > 0)).toHaveLength(2);
  expect(await ana.call("DELETE", `${url}/${gifts[0].id}`)).toMatchObject({ json: { code: "GIFT_NONE" } });
  await cancel(id);
});

test("rules that split and give are read, tried before they act, and exported; one whose item is not there warns", async () => {
  await ordered(1);
  const rule = (actions: readonly object[]) => ({ name: "Parcels", trigger: "order.received", actions });
  const good = rule([
    { do: "split_order", by: "lines", skus: ["TRAY"] },
    { do: "add_gift", sku: "STICKER" },
  ]);
  const tried = await ana.call("POST", "/api/automations/dry-run", { automations: [good], orders: 1 });
  expect(tried.json.rows[0].matches[0].actions).toEqual(good.actions);
  expect((await ana.call("GET", "/api/orders?limit=1")).json.items[0]).toMatchObject({ units: 2 });
  const bad = await ana.call("POST", "/api/automations", rule([{ do: "split_order", by: "lines" }]));
  expect(bad).toMatchObject({ status: 422, json: { details: [{ field: "actions.0.skus" }] } });
  const gone = { ...rule([{ do: "add_gift", sku: "NOTHING" }]), isOn: true };
  expect(await ana.call("POST", "/api/automations", gone)).toMatchObject({
    status: 422,
    json: { code: "AUTOMATION_REFERENCE", details: [{ field: "actions.0.sku" }] },
  });
  const stored = await ana.call("POST", "/api/automations", { ...gone, isOn: false });
  expect(stored.json.warnings).toMatchObject([{ message: "There is no item with this SKU." }]);
  expect((await ana.call("POST", "/api/automations", good)).json.warnings).toEqual([]);
  const { json } = await ana.call("GET", "/api/automations/export");
  expect(json.automations).toMatchObject([{}, { actions: good.actions }]);
});
