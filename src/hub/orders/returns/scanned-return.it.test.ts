/** A return is found by what can be scanned of it. */
import { expect, test } from "vitest";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { indexAllDue } from "../../search/index-due.ts";
import { actor, noon, orderLine, orderPart, testShop } from "../testing.ts";
import { openReturn } from "./open-return.ts";
import { moveReturn } from "./return-states.ts";
import { findScannedReturn } from "./scanned-return.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

/** A shipped order; with `trackingNumber` its channel reports the parcel. */
async function shipped(key: string, trackingNumber?: string): Promise<string> {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  const line = orderLine({ variantKey: "v", orderedQuantity: 3, quantity: 3, fulfilledQuantity: 3, channelTook: 3 });
  const parcel = { key: "f1", status: "fulfilled", lines: [{ lineKey: "v", quantity: 3 }] } as const;
  const fulfilments = trackingNumber === undefined ? [] : [{ ...parcel, trackingNumbers: [trackingNumber] }];
  const [applied] = await store.apply([orderPart(key, { lines: [line], fulfilments })]);
  return applied?.orderId ?? "";
}

const open = (orderId: string, trackingNumber?: string) =>
  shop.run((tx) =>
    openReturn(tx, {
      orderId,
      lines: [{ lineKey: "v", quantity: 1 }],
      isApproved: true,
      trackingNumber,
      actor,
      now: noon,
    }),
  );

/** What the code is, the numbers of the returns, and those of the orders. */
async function found(code: string) {
  const { by, returns, orders } = await shop.run((tx) => findScannedReturn(tx, code));
  return [by, returns.map(({ number }) => number), orders.map(({ number }) => number)];
}

test("a scanned code finds the return by its number, however it is written, and by its tracking number", async () => {
  const order = await shipped("S1");
  const one = await open(order, "BACK-1");
  const two = await open(order, "BACK-1");
  expect(await found(one.number.toLowerCase())).toEqual(["return", [one.number], []]);
  expect(await found(" BACK-1 ")).toEqual(["tracking", [two.number, one.number], []]);
});

test("a code of returns that are over shows their order, of which another can be opened", async () => {
  const one = await open(await shipped("S4"), "BACK-4");
  await shop.run((tx) => moveReturn(tx, { move: "cancel", returnId: one.id, actor, now: noon }));
  expect(await found("BACK-4")).toEqual(["tracking", [one.number], ["SH-S4"]]);
});

test("a scanned order finds its returns, or itself when none was opened", async () => {
  const order = await shipped("S2");
  expect(await found("SH-S2")).toEqual(["order", [], ["SH-S2"]]);
  const one = await open(order);
  expect(await found("sh-s2")).toEqual(["order", [one.number], ["SH-S2"]]);
});

test("the label a parcel was sent with finds the returns of its order", async () => {
  const order = await shipped("S3");
  const one = await open(order);
  await shop.run(async (tx) => {
    await tx.run(
      `insert into argosy.shipment (organization_id, id, order_id, connection_id, reference, idempotency_key, state,
         status, location_id, payment, value_minor, currency, tells_at, requested_by, created_at, updated_at)
       select argosy.tenant(), gen_random_uuid(), o.id, o.connection_id, 'P1', 'k1', 'booked', 'delivered', $2,
         'prepaid', 1, 'EUR', 'booked', 'ana', $3, $3
       from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1`,
      [order, shop.locationId, noon],
    );
    await tx.run(
      `insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
         length_mm, width_mm, height_mm, items, tracking_number)
       select argosy.tenant(), s.id, s.connection_id, 0, 'P1', 1, 1, 1, 1, '[]', 'SENT-3'
       from argosy.shipment s where s.organization_id = argosy.tenant() and s.order_id = $1`,
      [order],
    );
  });
  expect(await found("SENT-3")).toEqual(["order", [one.number], ["SH-S3"]]);
});

test("a parcel its channel reported is found before its words are stored, and after", async () => {
  await shipped("S5", "NX-2026-5");
  expect(await found("NX-2026-5")).toEqual(["order", [], ["SH-S5"]]);
  await indexAllDue(shop.run);
  expect(await found("NX-2026-5")).toEqual(["order", [], ["SH-S5"]]);
});

test("a code that nothing has finds nothing, also one that cannot be stored", async () => {
  expect(await found("no-such-code")).toEqual([null, [], []]);
  expect(await found("\u0000")).toEqual([null, [], []]);
});
