/** Goods come back once, whoever tells it first: the hub's return or the channel's refund. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RepairEnd } from "../../../commerce/return-goods.ts";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { runsOf } from "../../../db/testing-runs.ts";
import { createLocation } from "../../inventory/locations.ts";
import { getOrder, getTimeline } from "../detail.ts";
import { actor, later, noon, orderLine, orderPart, type TestStore, testShop } from "../testing.ts";
import { finishRepair } from "./finish-repair.ts";
import { openReturn } from "./open-return.ts";
import { moveReturn } from "./return-states.ts";
import { getReturn, listReturns, type ReturnView } from "./return-view.ts";
import { receiving, soundness, unitsOf } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

interface Sold {
  readonly store: TestStore;
  readonly variant: string;
  readonly orderId: string;
  readonly key: string;
  /** Reports the next state of the one line. */
  report(line: { fulfilled?: number; restocked?: number; quantity?: number; cancelled?: boolean }): Promise<void>;
}

let count = 0;

/** An order of `ordered` units of which `shipped` have left, from a stock of 10. */
async function sold(
  ordered: number,
  shipped: number,
  how: { stock?: number; isSentByNobody?: boolean } = {},
): Promise<Sold> {
  count += 1;
  const key = `r${count}`;
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, how.stock ?? 10);
  const line = (units: { fulfilled?: number; restocked?: number; quantity?: number }) =>
    orderLine({
      variantKey: "v",
      orderedQuantity: ordered,
      quantity: units.quantity ?? ordered,
      fulfilledQuantity: units.fulfilled ?? 0,
      restockedQuantity: units.restocked ?? 0,
      channelTook: ordered - (units.restocked ?? 0),
      fulfilledBy: how.isSentByNobody ? "nobody" : "merchant",
    });
  const part = orderPart(key, { lines: [line({ fulfilled: shipped })] });
  const [applied] = await store.apply([part]);
  let version = 1;
  return {
    store,
    variant,
    key,
    orderId: applied?.orderId ?? "",
    async report({ cancelled, ...units }) {
      version += 1;
      const lines = [line({ fulfilled: shipped, ...units })];
      await store.apply([later(part, version, { lines, ...(cancelled ? { status: "cancelled" as const } : {}) })]);
    },
  };
}

const open = (of: Sold, quantity: number, more: { locationId?: string } = {}) =>
  shop.run((tx) =>
    openReturn(tx, {
      orderId: of.orderId,
      lines: [{ lineKey: "v", quantity, ...more }],
      isApproved: true,
      actor,
      now: noon,
    }),
  );
const finish = (of: ReturnView, quantity: number, disposition: RepairEnd) =>
  shop.run((tx) => {
    const lines = [{ lineId: of.lines[0]?.id ?? "", quantity, disposition }];
    return finishRepair(tx, { returnId: of.id, lines, key: crypto.randomUUID(), actor, now: noon });
  });
const receive = receiving(shop);
const onHand = unitsOf(shop);
const sound = soundness(shop);

describe("a return", () => {
  test("a return raises stock when it arrives, once, and appears in the order with its disposition [E6.1]", async () => {
    const order = await sold(3, 3);
    const opened = await open(order, 2);
    expect(opened).toMatchObject({ state: "approved", number: `SH-${order.key}-R1` });
    expect(await onHand(order)).toBe(7);
    const once = await receive(opened, undefined, "parcel-1");
    const twice = await receive(opened, undefined, "parcel-1");
    expect(twice).toEqual(once);
    expect(once).toMatchObject({ state: "received", lines: [{ receivedQuantity: 2 }] });
    expect(await onHand(order)).toBe(9);
    const detail = await shop.run((tx) => getOrder(tx, order.orderId));
    expect(detail.returns).toHaveLength(1);
    expect(detail.lines[0]).toMatchObject({ fulfilledQuantity: 3, returnedQuantity: 2 });
    const texts = (await shop.run((tx) => getTimeline(tx, order.orderId))).map((entry) => entry.text).join("\n");
    expect(texts).toContain("2 × Item v (v) came back and was restocked at Main.");
    await sound();
  });

  test("a return arrives in parts: some into the annex, some scrapped, some left with the customer [E6.1]", async () => {
    const own = await shop.run((tx) => createLocation(tx, { name: `Annex ${count}`, now: noon }));
    const order = await sold(4, 4);
    const opened = await open(order, 4);
    const first = await receive(opened, [
      { quantity: 1, disposition: "restock", locationId: own.id },
      { quantity: 1, disposition: "scrap" },
    ]);
    expect(first.state).toBe("approved");
    const done = await receive(opened, [{ quantity: 2, disposition: "keep" }]);
    expect(done.state).toBe("received");
    expect(await onHand(order)).toBe(6);
    expect((await shop.level(order.variant, own.id)).onHand).toBe(1);
    const closed = await shop.run((tx) => moveReturn(tx, { returnId: opened.id, move: "close", actor, now: noon }));
    expect(closed.state).toBe("closed");
    await sound();
  });

  test("a return holds its units: another cannot have the same, a cancelled or closed one frees them", async () => {
    const order = await sold(3, 2);
    const opened = await open(order, 2);
    await expect(open(order, 1)).rejects.toThrow(/no unit can come back/);
    await shop.run((tx) => moveReturn(tx, { returnId: opened.id, move: "cancel", actor, now: noon }));
    const again = await open(order, 2);
    await receive(again, [{ quantity: 1, disposition: "restock" }]);
    await expect(
      shop.run((tx) => moveReturn(tx, { returnId: again.id, move: "cancel", actor, now: noon })),
    ).rejects.toThrow(/close it instead/);
    await shop.run((tx) => moveReturn(tx, { returnId: again.id, move: "close", actor, now: noon }));
    await expect(open(order, 2)).rejects.toThrow(/at most 1 can come back/);
    await expect(receive(again)).rejects.toThrow(/is closed: nothing is awaited/);
    await expect(
      shop.run((tx) => moveReturn(tx, { returnId: again.id, move: "approve", actor, now: noon })),
    ).rejects.toThrow(/That is final/);
    expect(await onHand(order)).toBe(9);
  });

  test("a return of a bundle brings back its parts", async () => {
    const [box, cup] = [await shop.newVariant(), await shop.newVariant()];
    const put = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`;
    await shop.run((tx) => tx.run(put, [box, cup]));
    await shop.stock(cup, 10);
    const store = await shop.newStore();
    await store.list(box, "v");
    const line = orderLine({ variantKey: "v", quantity: 2, fulfilledQuantity: 2 });
    const [applied] = await store.apply([orderPart("bundle-back", { lines: [line] })]);
    const order = { store, variant: cup, key: "", orderId: applied?.orderId ?? "", report: async () => undefined };
    expect(await onHand(order)).toBe(6);
    await receive(await open(order, 1));
    expect(await onHand(order)).toBe(8);
    await sound();
  });

  test("a return is found by state, order and store", async () => {
    const order = await sold(1, 1);
    const opened = await open(order, 1);
    const find = (filter: Parameters<typeof listReturns>[1]) => shop.run((tx) => listReturns(tx, filter));
    expect((await find({ orderId: order.orderId })).items.map((one) => one.id)).toEqual([opened.id]);
    expect((await find({ storeIds: [order.store.id], states: ["approved"] })).items).toHaveLength(1);
    expect((await find({ storeIds: [order.store.id], states: ["closed"] })).items).toHaveLength(0);
    const first = await find({ limit: 1 });
    expect(first.items[0]?.id).toBe(opened.id);
    expect((await find({ limit: 1, cursor: first.nextCursor ?? "" })).items[0]?.id).not.toBe(opened.id);
  });
});

describe("the same units told by the channel", () => {
  test.each([false, true])(
    "units the channel reports after they arrived here count once (sent by nobody: %s)",
    async (isSentByNobody) => {
      const order = await sold(3, 3, { isSentByNobody });
      await receive(await open(order, 2));
      await order.report({ restocked: 2 });
      expect(await onHand(order)).toBe(9);
      await order.report({ restocked: 3 });
      expect(await onHand(order)).toBe(10);
      await sound();
    },
  );

  test.each([false, true])(
    "units the channel reports while the return is open count once (sent by nobody: %s)",
    async (isSentByNobody) => {
      const order = await sold(3, 3, { isSentByNobody });
      const opened = await open(order, 2);
      await order.report({ restocked: 2 });
      expect(await onHand(order)).toBe(9);
      await receive(opened);
      expect(await onHand(order)).toBe(9);
      await sound();
    },
  );

  test("units the channel restocks but that are scrapped here are taken out again", async () => {
    const order = await sold(2, 2);
    const opened = await open(order, 1);
    await order.report({ restocked: 1 });
    await receive(opened, [{ quantity: 1, disposition: "scrap" }]);
    expect(await onHand(order)).toBe(8);
    await order.report({ restocked: 1, quantity: 2 });
    expect(await onHand(order)).toBe(8);
    await sound();
  });

  test("units the channel reports before the return was opened are other units", async () => {
    const order = await sold(3, 3);
    await order.report({ restocked: 1 });
    await expect(open(order, 3)).rejects.toThrow(/at most 2/);
    await receive(await open(order, 2));
    expect(await onHand(order)).toBe(10);
    await sound();
  });

  test("random refunds, cancels and returns never bring back more than left, nor lose what arrived [E6.1]", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("restock" as const), units: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant("open" as const), units: fc.integer({ min: 1, max: 3 }) }),
      fc.record({
        do: fc.constant("receive" as const),
        units: fc.integer({ min: 1, max: 3 }),
        disposition: fc.constantFrom(
          "restock" as const,
          "restock" as const,
          "repair" as const,
          "scrap" as const,
          "keep" as const,
        ),
      }),
      fc.record({
        do: fc.constant("finish repair" as const),
        units: fc.integer({ min: 1, max: 3 }),
        disposition: fc.constantFrom("restock" as const, "scrap" as const),
      }),
      fc.record({ do: fc.constantFrom("cancel return" as const, "cancel order" as const), units: fc.constant(1) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        async (ordered, left, steps) => {
          const shipped = Math.min(ordered, left);
          const order = await sold(ordered, shipped);
          let restocked = 0;
          let arrived = 0;
          let dealtWith = 0;
          let isCancelled = false;
          const returns: ReturnView[] = [];
          const report = () =>
            order.report({ restocked, cancelled: isCancelled, quantity: isCancelled ? shipped : ordered });
          for (const one of steps) {
            if (one.do === "restock") {
              restocked = Math.min(shipped, restocked + one.units);
              await report();
            } else if (one.do === "cancel order") {
              isCancelled = true;
              await report();
            } else if (one.do === "open") {
              await open(order, one.units).then((made) => returns.push(made), refusal);
            } else {
              const last = returns.at(-1);
              if (!last) continue;
              if (one.do === "finish repair")
                await finish(last, one.units, one.disposition).then(() => {
                  if (one.disposition === "restock") arrived += one.units;
                }, refusal);
              else if (one.do !== "receive")
                await shop
                  .run((tx) => moveReturn(tx, { returnId: last.id, move: "cancel", actor, now: noon }))
                  .then(() => returns.pop(), refusal);
              else
                await receive(last, [{ quantity: one.units, disposition: one.disposition }]).then(() => {
                  dealtWith += one.units;
                  if (one.disposition === "restock") arrived += one.units;
                }, refusal);
            }
            const hand = await onHand(order);
            expect(hand).toBeLessThanOrEqual(10);
            expect(hand).toBeGreaterThanOrEqual(10 - shipped + arrived);
            expect(hand).toBeLessThanOrEqual(10 - shipped + arrived + restocked);
            if (dealtWith === 0) expect(hand).toBe(10 - shipped + restocked);
            const { reserved } = await shop.level(order.variant);
            expect(reserved).toBe(isCancelled ? 0 : ordered - shipped);
          }
          // Everything is reported again: nothing moves.
          const before = await onHand(order);
          await report();
          expect(await onHand(order)).toBe(before);
          for (const one of returns)
            expect((await shop.run((tx) => getReturn(tx, one.id))).lines[0]?.receivedQuantity).toBeLessThanOrEqual(
              one.lines[0]?.quantity ?? 0,
            );
        },
      ),
      { numRuns: runsOf({ few: 20, many: 60 }) },
    );
    await sound();
  });
});

/** What the hub refuses changes nothing; anything else is a failure of the test. */
function refusal(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "HubError") throw error;
}
