/** Cash on delivery of orders that leave in several ways: parcels, by hand, and over a counter. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { dueInPerson, orderMoney } from "../../hub/orders/owed.ts";
import { recordPayment } from "../../hub/orders/payments.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const BOX = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

interface Split {
  readonly lines: readonly { readonly quantity: number; readonly totalMinor: number }[];
  /** Shipping, fees and rounding; below zero: a discount of the order. */
  readonly besideMinor: number;
  readonly state: (typeof STATES)[number];
  /** Where each unit goes: into one of three shipments, or away without one. */
  readonly ways: readonly number[];
}

const STATES = [
  "unpaid",
  "advance",
  "advance given back in part",
  "refunded unpaid",
  "edited",
  "edited, advance",
] as const;
const GONE = 3;

const splits: fc.Arbitrary<Split> = fc.record({
  lines: fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 3 }), totalMinor: fc.integer({ min: 1, max: 5_000 }) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  besideMinor: fc.integer({ min: -500, max: 1_500 }),
  state: fc.constantFrom(...STATES),
  ways: fc.array(fc.integer({ min: 0, max: GONE }), { minLength: 9, maxLength: 9 }),
});

/** What the state leaves of a total, and how its channel would tell it. */
function stateOf({ state }: Split, total: number) {
  const part = Math.floor(total / 4);
  switch (state) {
    case "unpaid":
      return { owed: total, financial: "cod_pending" };
    case "advance":
      return { owed: total - part, financial: "partially_paid", paid: part };
    // What was given back is owed by nobody: the total falls by it.
    case "advance given back in part":
      return { owed: total - part, financial: "partially_refunded", paid: part, refunded: Math.floor(part / 2) };
    case "refunded unpaid":
      return { owed: total - part, financial: "cod_pending", refunded: part };
    case "edited":
      return { owed: total - part, financial: "cod_pending", current: total - part };
    case "edited, advance":
      return { owed: total - 2 * part, financial: "partially_paid", paid: part, current: total - part };
  }
}

async function order(world: ShippingWorld, split: Split) {
  const { owner } = world.db;
  const [id = ""] = await world.orders(1);
  const itemsMinor = split.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
  const total = Math.max(0, itemsMinor + split.besideMinor);
  const { owed, financial, paid = 0, refunded = 0, current = null } = stateOf(split, total);
  await owner.run("delete from argosy.order_line where order_id = $1", [id]);
  const lines = [];
  for (const [n, { quantity, totalMinor }] of split.lines.entries())
    lines.push(
      await owner.one<{ id: string }>(
        `insert into argosy.order_line (organization_id, order_id, ext_key, title, ordered_quantity, quantity,
           unit_price, total_minor) values ($1, $2, $3, 'Mug', $4, $4, 1, $5) returning id`,
        [world.organization, id, `l${n}`, quantity, totalMinor],
      ),
    );
  await owner.run(
    `update argosy.sales_order set payment_kind = 'cod', financial = $2, total_minor = $3, current_total_minor = $4
     where id = $1`,
    [id, financial, total, current],
  );
  const at = new Date(world.clock.now());
  if (paid > 0)
    await owner.run(
      `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
         currency, at) values ($1, $2, 't', 'sale', 'success', 'upi', $3, 'USD', $4)`,
      [world.organization, id, paid, at],
    );
  if (refunded > 0)
    await owner.run(
      `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
       values ($1, $2, 'r', $3, $4, '[]')`,
      [world.organization, id, refunded, at],
    );
  return { id, lines, owed: BigInt(owed) };
}

/** Units by line that go one way. */
function unitsOf({ lines, ways }: Split, way: number): number[] {
  let unit = 0;
  return lines.map(({ quantity }) => {
    let count = 0;
    for (let n = 0; n < quantity; n += 1) count += ways[unit++] === way ? 1 : 0;
    return count;
  });
}

test("couriers and counter together collect what is owed, whatever leaves by parcel, by hand or over a counter [G1, F4]", async () => {
  await using world = await shippingWorld(fakeCourier({ canFind: true, collects: true }));
  await fc.assert(
    fc.asyncProperty(splits, async (split) => {
      const { id, lines, owed } = await order(world, split);
      const money = await world.inside((tx) => orderMoney(tx, id));
      expect(money?.outstandingMinor).toBe(owed);
      const cashDue = async () => {
        const { sum } = await world.db.owner.one<{ sum: string }>(
          "select coalesce(sum(collect_minor), 0)::text as sum from argosy.shipment where order_id = $1",
          [id],
        );
        const atCounter = (await world.inside((tx) => dueInPerson(tx, [id]))).get(id) ?? 0n;
        return { atDoor: BigInt(sum), atCounter };
      };
      // Handed over, or sent without a courier of ours, before the last parcel.
      const gone = unitsOf(split, GONE);
      for (const [n, line] of lines.entries())
        await world.db.owner.run("update argosy.order_line set fulfilled_quantity = $2 where id = $1", [
          line.id,
          gone[n] ?? 0,
        ]);
      const shipments = [0, 1, 2].map((way) => unitsOf(split, way)).filter((units) => units.some((each) => each > 0));
      for (const [n, units] of shipments.entries()) {
        const items = units.flatMap((quantity, at) =>
          quantity > 0 ? [{ lineId: lines[at]?.id ?? "", quantity }] : [],
        );
        await world.ask(id, { key: `s${n}`, parcels: [{ ...BOX, items }] });
        const { atDoor, atCounter } = await cashDue();
        expect(atDoor + atCounter).toBe(owed);
      }
      const { atDoor, atCounter } = await cashDue();
      expect([atDoor, atCounter]).toEqual(shipments.length === 0 ? [0n, owed] : [owed, 0n]);
    }),
    { numRuns: 40, seed: 48 },
  );
});

test("cash a courier passed on is recorded as such, and counter and last parcel still ask for the rest; a part of which nobody says whose it is is refused [G1, F4]", async () => {
  await using world = await shippingWorld(fakeCourier({ canFind: true, collects: true }));
  const split: Split = {
    lines: [{ quantity: 2, totalMinor: 4_000 }],
    besideMinor: 1_000,
    state: "unpaid",
    ways: [0, 1, 0, 0, 0, 0, 0, 0, 0],
  };
  const { id, lines } = await order(world, split);
  await world.db.owner.run("update argosy.sales_order set connection_id = null where id = $1", [id]);
  const parcel = (key: string) =>
    world.ask(id, { key, parcels: [{ ...BOX, items: [{ lineId: lines[0]?.id ?? "", quantity: 1 }] }] });
  const collects = async (shipment: string) => (await world.inside((tx) => shipmentDetail(tx, shipment))).collectMinor;
  const atCounter = async () => (await world.inside((tx) => dueInPerson(tx, [id]))).get(id);
  const pay = (amountMinor: bigint, fromCourier?: boolean) =>
    world.inside((tx) =>
      recordPayment(tx, {
        orderId: id,
        amountMinor,
        method: "Cash",
        requestKey: `${amountMinor}:${fromCourier}`,
        ...(fromCourier !== undefined && { fromCourier }),
        actor: systemActor,
        now: new Date(world.clock.now()),
      }),
    );
  expect(await collects(await parcel("one"))).toBe(2_000n);
  expect(await atCounter()).toBe(3_000n);
  await expect(pay(2_000n)).rejects.toMatchObject({ code: "ORDER_PAYMENT_SOURCE", field: "fromCourier" });
  await expect(pay(2_001n, true)).rejects.toMatchObject({ code: "ORDER_PAYMENT_TOO_MUCH" });
  await pay(2_000n, true);
  expect(await atCounter()).toBe(3_000n);
  await pay(500n);
  expect(await atCounter()).toBe(2_500n);
  expect(await collects(await parcel("last"))).toBe(2_500n);
  expect(await atCounter()).toBe(0n);
});

test("a last parcel asks for less than is owed once its order costs more, also where the rest left by hand or came back [G1]", async () => {
  await using world = await shippingWorld(fakeCourier({ canFind: true, collects: true }));
  const { owner } = world.db;
  const [byHand = "", back = ""] = await world.orders(2);
  const both = [byHand, back];
  await owner.run("update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where id = any($1)", [
    both,
  ]);
  const one = async (order: string, key: string) => {
    const { id } = await owner.one<{ id: string }>("select id from argosy.order_line where order_id = $1", [order]);
    return world.ask(order, { key, parcels: [{ ...BOX, items: [{ lineId: id, quantity: 1 }] }] });
  };
  await owner.run("update argosy.order_line set fulfilled_quantity = 1 where order_id = $1", [byHand]);
  const ids = [await one(byHand, "1"), await one(back, "1"), await one(back, "2")];
  await world.engine.runUntilIdle();
  await owner.run("update argosy.shipment set status = 'rto_delivered' where id = $1", [ids[1]]);
  const seen = async () => {
    await world.inside((tx) =>
      announceOrdersChanged(
        tx,
        both.map((id) => ({ id, storeId: null })),
      ),
    );
    const all = [];
    for (const id of ids) all.push((await world.inside((tx) => shipmentDetail(tx, id))).orderChange);
    return all;
  };
  expect(await seen()).toEqual([null, null, null]);
  await owner.run("update argosy.sales_order set total_minor = 2300 where id = any($1)", [both]);
  expect(await seen()).toEqual(["amount", null, "amount"]);
});
