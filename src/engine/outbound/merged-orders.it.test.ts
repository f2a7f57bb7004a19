/** Orders in one parcel: one booking and one label, and money, stock and channel of each order its own (decision 680). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runsOf } from "../../db/testing-runs.ts";
import { getMerge, mergeOrders, undoMerge } from "../../hub/merging/merges.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { type ChargeRow, courierCosts } from "../../hub/profit/courier-facts.ts";
import { CHARGES } from "../../hub/profit/facts-sql.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { labelOf } from "../../hub/shipping/documents.ts";
import { deliveryException } from "../../hub/shipping/exceptions.ts";
import { readyToHandOver, recordHandover } from "../../hub/shipping/handover.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { packLines } from "../../hub/shipping/pack.ts";
import { saveParcelMoney } from "../../hub/shipping/parcel-money.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;
const at = (world: ShippingWorld) => ({ actor, now: new Date(world.clock.now()) });

const merge = (world: ShippingWorld, orderIds: readonly string[]) =>
  world.inside((tx) => mergeOrders(tx, { orderIds, otherRecipients: false, policy: () => "allowed", ...at(world) }));

const shipmentsOf = async (world: ShippingWorld) =>
  (await world.inside((tx) => listShipments(tx, { sort: "oldest" }))).items;

async function makeCod(world: ShippingWorld, orders: readonly string[]) {
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where id = any ($1)",
    [orders],
  );
}

test("merged orders are booked as one parcel with the sum of goods, value and cash, and have its label each [G1]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(3);
  const [first = "", second = "", third = ""] = orders;
  await makeCod(world, orders);
  const { id } = await merge(world, [first, second]);
  const shipment = await world.ask(second);
  expect(await world.ask(second), "the same key asks once").toBe(shipment);
  await world.engine.runUntilIdle();

  expect(courier.booked).toHaveLength(1);
  const draft = courier.booked[0]?.draft;
  expect(draft).toMatchObject({ collectMinor: 4000n, valueMinor: 4000n, payment: "cod" });
  expect(draft?.parcels).toHaveLength(1);
  expect(draft?.parcels[0]?.items.map(({ quantity }) => quantity)).toEqual([2, 2]);
  const shown = await shipmentsOf(world);
  expect(shown.map((each) => [each.orderId, each.state, each.status, each.collectMinor, each.chargeMinor])).toEqual([
    [second, "booked", "label_ready", 2000n, 275n],
    [first, "booked", "label_ready", 2000n, 275n],
  ]);
  expect(new Set(shown.map(({ trackingNumbers }) => trackingNumbers.join()))).toEqual(new Set(["1Z0000010"]));
  expect(shown.map(({ togetherWith }) => togetherWith)).toEqual([["X-1"], ["X-2"]]);
  const labels = await Promise.all(shown.map((each) => world.inside((tx) => labelOf(tx, each.id, undefined))));
  expect(new Set(labels.map(({ fileId }) => fileId)).size).toBe(1);
  expect(await world.inside((tx) => getMerge(tx, id))).toMatchObject({ state: "booked" });
  await expect(world.inside((tx) => undoMerge(tx, id, at(world)))).rejects.toMatchObject({ code: "MERGE_BOOKED" });
  // The third goes by itself, and what the first two hold is booked by nobody again.
  await expect(world.ask(first, { key: "again" })).rejects.toMatchObject({ code: "SHIPMENT_NOTHING_LEFT" });
  await world.ask(third);
  await world.engine.runUntilIdle();
  expect(courier.booked.map((each) => each.draft.collectMinor)).toEqual([4000n, 2000n]);
});

test("scans, bills and cash of a merged parcel reach every order, and are divided to the cent [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(3);
  await makeCod(world, orders);
  await merge(world, orders);
  const shipment = await world.ask(orders[0] ?? "");
  await world.engine.runUntilIdle();
  const usd = (minor: bigint) => ({ minor, currency: "USD" });
  await world.inside((tx) =>
    saveParcelMoney(tx, {
      connectionId: world.store,
      charges: [{ trackingNumber: "1Z0000010", key: "1", kind: "freight", gross: usd(1000n) }],
      remittances: [{ trackingNumber: "1Z0000010", reference: "T1", amount: usd(5998n), paidAt: "2026-11-30" }],
      source: "file",
      now: at(world).now,
    }),
  );
  const money = await world.db.owner.rows<{ charge: number; charged: number; remitted: number }>(
    `select charge_minor::int as charge, charged_minor::int as charged, remitted_minor::int as remitted
     from argosy.shipment order by id`,
  );
  expect(money.map(({ charge }) => charge)).toEqual([184, 183, 183]);
  expect(money.map(({ charged }) => charged)).toEqual([334, 333, 333]);
  expect(money.map(({ remitted }) => remitted)).toEqual([2000, 1999, 1999]);
  const charges = await world.inside((tx) => tx.rows<ChargeRow>(CHARGES, [orders, "USD", "UTC"]));
  const costs = courierCosts({ shipments: [], charges }, "0");
  expect(costs.map(({ amountMinor }) => amountMinor).toSorted(), "profits add up to the bill").toEqual([
    333n,
    333n,
    334n,
  ]);
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: world.store,
      parcels: [
        {
          trackingNumber: "1Z0000010",
          scans: [
            {
              key: "1",
              at: new Date(world.clock.now()).toISOString(),
              status: "in_transit",
              platformStatus: "x",
              text: "x",
            },
          ],
        },
      ],
      source: "webhook",
      ...at(world),
    }),
  );
  await world.engine.runUntilIdle();
  const states = await world.db.owner.rows<{ fulfilment: string; numbers: string[]; closed: boolean }>(
    `select o.fulfilment, f.tracking_numbers as numbers, not e.is_open as closed
     from argosy.sales_order o
     join argosy.order_fulfilment f on f.order_id = o.id
     join argosy.order_merge_order e on e.order_id = o.id order by o.number`,
  );
  expect(states).toEqual(orders.map(() => ({ fulfilment: "in_transit", numbers: ["1Z0000010"], closed: true })));
  expect(await world.inside((tx) => shipmentDetail(tx, shipment))).toMatchObject({ status: "in_transit" });
  // What its courier is asked about any of them is asked about the one it knows.
  for (const { id } of await shipmentsOf(world))
    expect((await world.inside((tx) => deliveryException(tx, id))).row.id).toBe(shipment);
});

test("a merged label is cancelled for all from any of its orders; then they are undone or booked anew [G1]", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const orders = await world.orders(2);
  const { id } = await merge(world, orders);
  await world.ask(orders[0] ?? "");
  await world.engine.runUntilIdle();
  const follower = (await shipmentsOf(world))[1]?.id ?? "";
  await world.inside((tx) => cancelShipment(tx, follower, at(world)));
  await world.engine.runUntilIdle();
  expect(courier.cancelled).toHaveLength(1);
  expect((await shipmentsOf(world)).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
  expect(await world.inside((tx) => getMerge(tx, id))).toMatchObject({ state: "open" });
  await world.ask(orders[1] ?? "", { key: "anew" });
  await world.engine.runUntilIdle();
  expect(courier.booked).toHaveLength(2);
  expect(courier.booked[1]?.draft.parcels[0]?.items).toHaveLength(2);

  const second = (await shipmentsOf(world)).slice(2).map((each) => each.id);
  const ready = await world.inside((tx) => readyToHandOver(tx, world.store, second));
  expect(ready.rows, "the courier is told of one parcel").toHaveLength(1);
  await world.inside((tx) =>
    recordHandover(tx, {
      connectionId: world.store,
      courier: "UPS",
      rows: ready.rows,
      number: "M-1",
      fileId: null,
      ...at(world),
    }),
  );
  expect((await shipmentsOf(world)).map(({ isHandedOver }) => isHandedOver)).toEqual([false, false, true, true]);
  expect(await world.inside((tx) => getMerge(tx, id))).toMatchObject({ state: "sent" });
});

describe("an order of a merge that is cancelled", () => {
  const cancel = (world: ShippingWorld, order: string) =>
    world.inside(async (tx) => {
      await tx.run("update argosy.sales_order set status = 'cancelled' where id = $1", [order]);
      await announceOrdersChanged(tx, [{ id: order, storeId: null }]);
    });
  const mergedIn = async (world: ShippingWorld, id: string) =>
    new Set((await world.inside((tx) => getMerge(tx, id))).orders.map((order) => order.id));
  const lastEntry = async (world: ShippingWorld, order: string) =>
    (
      await world.db.owner.one<{ text: string }>(
        "select text from argosy.timeline where order_id = $1 order by id desc limit 1",
        [order],
      )
    ).text;

  test("a cancelled order leaves the merge before booking, with a note in the others; the last one leaves by itself", async () => {
    const courier = fakeCourier();
    await using world = await shippingWorld(courier);
    const [one = "", two = "", three = ""] = await world.orders(3);
    const { id } = await merge(world, [one, two, three]);
    await cancel(world, three);
    expect(await lastEntry(world, one)).toBe("Order X-3 is cancelled and left the merged parcel.");
    expect(await mergedIn(world, id)).toEqual(new Set([one, two]));
    await cancel(world, two);
    expect(await lastEntry(world, one)).toContain("no longer merged");
    await world.ask(one);
    await world.engine.runUntilIdle();
    expect(courier.booked[0]?.draft.parcels[0]?.items).toHaveLength(1);
  });

  test("an order cancelled while its parcel is being booked withdraws the booking for all, and leaves", async () => {
    const courier = fakeCourier();
    await using world = await shippingWorld(courier);
    const [one = "", two = "", three = ""] = await world.orders(3);
    const { id } = await merge(world, [one, two, three]);
    await world.ask(one);
    await cancel(world, three);
    await world.engine.runUntilIdle();
    expect(courier.booked).toEqual([]);
    expect(await world.states()).toEqual({ withdrawn: 3 });
    expect(await mergedIn(world, id)).toEqual(new Set([one, two]));
  });
});

test("random orders keep their units and their money through merging, booking, cancelling and undoing", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const left = async (orders: readonly string[]) => {
    const lines = await Promise.all(orders.map((order) => world.inside((tx) => packLines(tx, order))));
    return lines.map((each) => each.map((line) => line.left));
  };
  const round = fc.record({
    totals: fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 4 }),
    units: fc.integer({ min: 1, max: 3 }),
    isCod: fc.boolean(),
    act: fc.constantFrom("undo", "book", "cancel"),
    by: fc.nat({ max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(round, async ({ totals, units, isCod, act, by }) => {
      const orders = await world.orders(totals.length);
      for (const [n, order] of orders.entries()) {
        await world.db.owner.run("update argosy.sales_order set total_minor = $2 where id = $1", [order, totals[n]]);
        await world.db.owner.run(
          "update argosy.order_line set total_minor = $2, quantity = $3, ordered_quantity = $3 where order_id = $1",
          [order, totals[n], units],
        );
      }
      if (isCod) await makeCod(world, orders);
      const before = await left(orders);
      const { id } = await merge(world, orders);
      expect(await left(orders)).toEqual(before);
      const booked = courier.booked.length;
      if (act === "undo") await world.inside((tx) => undoMerge(tx, id, at(world)));
      else {
        const shipment = await world.ask(orders[by % orders.length] ?? "");
        await world.engine.runUntilIdle();
        expect(courier.booked.length).toBe(booked + 1);
        const draft = courier.booked.at(-1)?.draft;
        const total = totals.reduce((sum, each) => sum + each, 0);
        expect(draft?.collectMinor).toBe(isCod ? BigInt(total) : 0n);
        expect(draft?.parcels[0]?.items.reduce((sum, item) => sum + item.quantity, 0)).toBe(units * orders.length);
        const rows = await world.db.owner.rows<{ order: string; charge: number; collect: number }>(
          `select order_id as order, charge_minor::int as charge, collect_minor::int as collect from argosy.shipment
           where order_id = any($1::uuid[])`,
          [orders],
        );
        expect(rows.map((row) => row.order).toSorted(), "each order once").toEqual([...orders].sort());
        expect(rows.reduce((sum, { charge }) => sum + charge, 0)).toBe(550);
        expect(rows.reduce((sum, { collect }) => sum + collect, 0)).toBe(Number(draft?.collectMinor));
        expect((await left(orders)).flat().every((each) => each === 0)).toBe(true);
        if (act === "book") return;
        await world.inside((tx) => cancelShipment(tx, shipment, at(world)));
        await world.engine.runUntilIdle();
        await world.inside((tx) => undoMerge(tx, id, at(world)));
      }
      expect(await left(orders)).toEqual(before);
      const traces = await world.db.owner.rows(
        "select from argosy.order_merge_order where order_id = any($1::uuid[])",
        [orders],
      );
      expect(traces).toEqual([]);
    }),
    { numRuns: runsOf({ few: 8, many: 60 }) },
  );
});
