import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { HubError } from "../errors.ts";
import { checkLedger } from "../inventory/doctor.ts";
import { listStockHistory } from "../inventory/history.ts";
import { listLevels } from "../inventory/levels.ts";
import { listLowStock } from "../inventory/low-stock.ts";
import { setReorder } from "../inventory/reorder.ts";
import { actor, minutes, noon, testShop } from "../orders/testing.ts";
import { putRates } from "../prices/rates.ts";
import { reverseDocument } from "../stock-documents/post-document.ts";
import { listDocuments } from "../stock-documents/read-documents.ts";
import {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  deletePurchaseOrder,
  type PurchaseLine,
  placePurchaseOrder,
} from "./orders.ts";
import { listPurchaseOrders, type PurchaseOrderFilter } from "./read-orders.ts";
import { type Arrival, receivePurchaseOrder } from "./receive.ts";
import { changeSupplier, createSupplier, deleteSupplier, listSuppliers, type NewSupplier } from "./suppliers.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

const by = { actor, now: noon };
const supplier = (more: Partial<NewSupplier> = {}) =>
  shop.run((tx) => createSupplier(tx, { name: "Linen mill", currency: "EUR", now: noon, ...more }));
const draft = (supplierId: string, lines: readonly PurchaseLine[], more: object = {}) =>
  shop.run((tx) => createPurchaseOrder(tx, { supplierId, lines, ...by, ...more }));
const place = (id: string) => shop.run((tx) => placePurchaseOrder(tx, { id, ...by }));
const receive = (id: string, units: Readonly<Record<number, number>>, more: Partial<Arrival> = {}) =>
  shop.run((tx) =>
    receivePurchaseOrder(tx, {
      id,
      lines: Object.entries(units).map(([line, quantity]) => ({ line: Number(line), quantity })),
      ...by,
      ...more,
    }),
  );
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? error.code : error),
  );
const costOf = async (variantId: string) =>
  (
    await shop.run((tx) =>
      tx.one<{ cost: bigint | null }>(
        "select cost_minor as cost from variant where organization_id = argosy.tenant() and id = $1",
        [variantId],
      ),
    )
  ).cost;
const incoming = async () =>
  Object.fromEntries((await shop.run((tx) => listLevels(tx, {}))).items.map((each) => [each.sku, each.incoming]));
const numbers = async (filter: PurchaseOrderFilter) => {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await shop.run((tx) =>
      listPurchaseOrders(tx, { ...filter, limit: 2, ...(cursor !== null && { cursor }) }),
    );
    found.push(...page.items.map((each) => each.number));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
};

async function ordered() {
  const [cup, lid] = [await shop.newVariant("CUP"), await shop.newVariant("LID")];
  const { id } = await supplier({ leadDays: 14 });
  const order = await draft(id, [
    { sku: "cup", quantity: 10, unitCostMinor: 250n },
    { variantId: lid, quantity: 4 },
  ]);
  await place(order.id);
  return { cup, lid, order, supplierId: id };
}

describe("a purchase order", () => {
  test("a purchase order is incoming once ordered and raises stock by what arrives, in parts, with its costs", async () => {
    const { cup, lid, order } = await ordered();
    expect(order).toMatchObject({ number: "PO-1", state: "draft", units: 14n, totalMinor: null });
    expect(await incoming()).toEqual({ CUP: 10, LID: 4 });
    const first = await receive(order.id, { 1: 6 }, { reference: "DN-7", note: "one box wet" });
    expect(first.order).toMatchObject({
      state: "partly_received",
      expectedOn: "2026-12-04",
      receivedUnits: 6n,
      lines: [
        { received: 6, incoming: 4 },
        { received: 0, incoming: 4 },
      ],
    });
    expect([await shop.level(cup), await costOf(cup)]).toMatchObject([{ onHand: 6 }, 250n]);
    expect(await incoming()).toEqual({ CUP: 4, LID: 4 });
    const last = await receive(order.id, { 1: 4, 2: 4 });
    expect(last.order.state).toBe("received");
    expect([await shop.level(cup), await shop.level(lid)]).toMatchObject([{ onHand: 10 }, { onHand: 4 }]);
    expect(await incoming()).toEqual({ CUP: 0, LID: 0 });
    const receipts = await shop.run((tx) => listDocuments(tx, { purchaseOrderId: order.id }));
    expect(receipts.items).toMatchObject([
      { number: "PI-2", state: "posted", purchaseOrderNumber: "PO-1" },
      { number: "PI-1", partner: "Linen mill", partnerReference: "DN-7", reason: "PO-1", note: "one box wet" },
    ]);
    const history = await shop.run((tx) => listStockHistory(tx, { variantId: cup }));
    expect(history.items.map((row) => [row.reference, row.note, row.onHandDelta])).toEqual([
      ["PI-2", "Purchase invoice, PO-1", 4],
      ["PI-1", "Purchase invoice, PO-1", 6],
    ]);
    expect(await shop.run(checkLedger)).toEqual([]);
  });

  test("a purchase order takes no more than is open, of two deliveries at once neither", async () => {
    const { cup, order } = await ordered();
    const both = await Promise.all([1, 2].map(() => refusal(receive(order.id, { 1: 7 }))));
    expect(both.sort()).toEqual(["PURCHASE_ORDER_RECEIPT", null]);
    expect(await shop.level(cup)).toMatchObject({ onHand: 7 });
    expect(await refusal(receive(order.id, { 1: 4 }))).toBe("PURCHASE_ORDER_RECEIPT");
    expect(await refusal(receive(order.id, { 9: 1 }))).toBe("PURCHASE_ORDER_RECEIPT");
    expect(await shop.level(cup)).toMatchObject({ onHand: 7 });
  });

  test("a purchase order is open again where a receipt is reversed", async () => {
    const { cup, order } = await ordered();
    const { receiptId } = await receive(order.id, { 1: 10, 2: 4 });
    await shop.run((tx) => reverseDocument(tx, { id: receiptId, ...by }));
    expect(await numbers({ state: ["ordered"] })).toEqual(["PO-1"]);
    expect([await shop.level(cup), await costOf(cup), await incoming()]).toMatchObject([
      { onHand: 0 },
      null,
      { CUP: 10, LID: 4 },
    ]);
  });

  test("a purchase order that is cancelled brings nothing more; what arrived stays", async () => {
    const { cup, order } = await ordered();
    await receive(order.id, { 1: 3 });
    const done = await shop.run((tx) => cancelPurchaseOrder(tx, { id: order.id, ...by }));
    expect(done).toMatchObject({ state: "cancelled", receivedUnits: 3n });
    expect([await shop.level(cup), await incoming()]).toMatchObject([{ onHand: 3 }, { CUP: 0, LID: 0 }]);
    expect(await refusal(receive(order.id, { 1: 1 }))).toBe("PURCHASE_ORDER_STATE");
    expect(await refusal(place(order.id))).toBe("PURCHASE_ORDER_STATE");
  });

  test("a purchase order changes as a draft; placed, only its day, reference and note", async () => {
    const { order, supplierId } = await ordered();
    const change = (more: object) => shop.run((tx) => changePurchaseOrder(tx, { id: order.id, now: noon, ...more }));
    expect(await change({ expectedOn: null, note: "ring first", supplierReference: "LM-9" })).toMatchObject({
      expectedOn: null,
      note: "ring first",
    });
    expect(await refusal(change({ lines: [] }))).toBe("PURCHASE_ORDER_PLACED");
    expect(await refusal(shop.run((tx) => deletePurchaseOrder(tx, order.id)))).toBe("PURCHASE_ORDER_PLACED");
    const other = await draft(supplierId, []);
    expect(await refusal(place(other.id))).toBe("PURCHASE_ORDER_EMPTY");
    expect(await refusal(draft(supplierId, [{ sku: "NOPE", quantity: 1 }]))).toBe("PURCHASE_ORDER_LINES");
    await shop.run((tx) => deletePurchaseOrder(tx, other.id));
    await shop.run((tx) => changeSupplier(tx, { id: supplierId, isActive: false, now: noon }));
    expect(await refusal(draft(supplierId, []))).toBe("SUPPLIER_INACTIVE");
  });

  test("a purchase order in another currency gives costs at the rate in force, or none where they are not needed", async () => {
    const cup = await shop.newVariant("CUP");
    const { id } = await supplier({ currency: "JPY" });
    const order = await draft(id, [{ sku: "CUP", quantity: 3, unitCostMinor: 1_000n }]);
    await place(order.id);
    expect(await refusal(receive(order.id, { 1: 1 }))).toBe("PURCHASE_ORDER_RATE");
    expect(await shop.level(cup)).toMatchObject({ onHand: 0 });
    await receive(order.id, { 1: 1 }, { takesCosts: false });
    expect([await shop.level(cup), await costOf(cup)]).toMatchObject([{ onHand: 1 }, null]);
    const { currency } = await shop.run((tx) =>
      tx.one<{ currency: string }>("select currency from variant where organization_id = argosy.tenant() and id = $1", [
        cup,
      ]),
    );
    await shop.run((tx) =>
      putRates(tx, { rates: [{ base: "JPY", quote: currency, rate: "0.00615" }], source: "manual", now: noon }),
    );
    await receive(order.id, { 1: 2 }, { now: minutes(1) });
    expect(await costOf(cup)).toBe(615n);
  });

  test("a purchase order is found by state, supplier and terms, and listed by its day from either end", async () => {
    const { supplierId } = await ordered();
    const other = await supplier({ name: "Potter" });
    await draft(other.id, [], { expectedOn: "2026-11-25" });
    await draft(other.id, [], { expectedOn: "2027-01-01" });
    await draft(supplierId, []);
    expect(await numbers({})).toEqual(["PO-4", "PO-3", "PO-2", "PO-1"]);
    expect(await numbers({ sort: "oldest" })).toEqual(["PO-1", "PO-2", "PO-3", "PO-4"]);
    expect(await numbers({ sort: "soonest" })).toEqual(["PO-2", "PO-1", "PO-3", "PO-4"]);
    expect(await numbers({ sort: "latest" })).toEqual(["PO-4", "PO-3", "PO-1", "PO-2"]);
    expect(await numbers({ supplierId: other.id, state: ["draft"] })).toEqual(["PO-3", "PO-2"]);
    expect(await numbers({ search: "potter" })).toEqual(["PO-3", "PO-2"]);
  });

  test("a purchase order counts against what is to be ordered again", async () => {
    const { cup, order } = await ordered();
    await shop.run((tx) =>
      setReorder(tx, {
        variantId: cup,
        locationId: shop.locationId,
        reorderPoint: 14,
        reorderQuantity: null,
        now: noon,
      }),
    );
    const low = async () => (await shop.run((tx) => listLowStock(tx))).items;
    expect(await low()).toMatchObject([{ sku: "CUP", incoming: 10, suggestedQuantity: 5 }]);
    await shop.run((tx) => cancelPurchaseOrder(tx, { id: order.id, ...by }));
    expect(await low()).toMatchObject([{ incoming: 0, suggestedQuantity: 15 }]);
  });
});

test("a supplier has one name, and goes only while nothing was ordered from them", async () => {
  const { id } = await supplier();
  expect(await refusal(supplier({ name: "LINEN MILL" }))).toBe("SUPPLIER_EXISTS");
  expect(await refusal(supplier({ name: "Potter", currency: "XYZ" }))).toBe("SUPPLIER_CURRENCY");
  const other = await supplier({ name: "Potter" });
  expect(await refusal(shop.run((tx) => changeSupplier(tx, { id: other.id, name: "linen mill", now: noon })))).toBe(
    "SUPPLIER_EXISTS",
  );
  expect(
    await shop.run((tx) => changeSupplier(tx, { id, paymentTerms: "30 days net", leadDays: null, now: noon })),
  ).toMatchObject({ paymentTerms: "30 days net", leadDays: null, openOrders: 0 });
  await draft(id, []);
  expect(await refusal(shop.run((tx) => deleteSupplier(tx, id)))).toBe("SUPPLIER_IN_USE");
  await shop.run((tx) => deleteSupplier(tx, other.id));
  const names = async (sort: "newest" | "oldest") =>
    (await shop.run((tx) => listSuppliers(tx, { sort }))).items.map((each) => each.name);
  await supplier({ name: "Weaver", now: minutes(1) });
  expect([await names("newest"), await names("oldest")]).toEqual([
    ["Weaver", "Linen mill"],
    ["Linen mill", "Weaver"],
  ]);
});
