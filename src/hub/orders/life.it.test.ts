/** Whatever happens to an order and however late it is told, stock ends where a simple model says. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { withMappedStatus } from "../../commerce/status-mapping.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { patchStore } from "../store-settings/patch-store.ts";
import { openReturn } from "./returns/open-return.ts";
import { receiveReturn } from "./returns/receive-return.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const STOCK = 20;
const KEYS = ["a", "b"] as const;

/** A line on its platform. */
interface Units {
  readonly ordered: number;
  readonly remaining: number;
  readonly shipped: number;
  readonly restocked: number;
}

interface Order {
  readonly lines: readonly [Units, Units];
  readonly isCancelled: boolean;
}

const event = fc.record({
  kind: fc.constantFrom("ship", "edit", "refund", "refund and restock", "ship", "cancel"),
  line: fc.constantFrom(0, 1),
  units: fc.integer({ min: 0, max: 4 }),
});

/** What the platform makes of an event; one that is not possible there changes nothing. */
function next(order: Order, { kind, line, units }: { kind: string; line: number; units: number }): Order {
  if (order.isCancelled && kind !== "refund and restock") return order;
  if (kind === "cancel") {
    const [a, b] = order.lines;
    return {
      isCancelled: true,
      lines: [
        { ...a, remaining: a.shipped },
        { ...b, remaining: b.shipped },
      ],
    };
  }
  const changed = order.lines.map((own, n) => (n === line ? changedLine(own, kind, units) : own));
  const [a = order.lines[0], b = order.lines[1]] = changed;
  return { ...order, lines: [a, b] };
}

function changedLine(own: Units, kind: string, units: number): Units {
  switch (kind) {
    case "ship":
      return { ...own, shipped: Math.min(own.remaining, own.shipped + units) };
    case "edit": {
      const remaining = Math.max(own.shipped, units);
      return { ...own, remaining, ordered: Math.max(own.ordered, remaining) };
    }
    case "refund":
      return { ...own, remaining: Math.max(own.shipped, own.remaining - units) };
    default:
      return { ...own, restocked: Math.min(own.shipped, own.restocked + units) };
  }
}

/** Units of its item in each unit of the first line, where that is a pack. */
const IN_PACK = 2;
const PACK = { variantKey: "pack", pack: { parts: [{ variantKey: "a", quantity: IN_PACK }], takesOwn: false } };

function reported(key: string, order: Order, { minute, isPack }: { minute: number; isPack: boolean }): OrderPart {
  const first = orderPart(key, { lines: [] });
  return later(first, minute, {
    status: order.isCancelled ? "cancelled" : "processing",
    lines: order.lines.map((own, n) =>
      orderLine({
        key: KEYS[n] ?? "",
        variantKey: KEYS[n] ?? "",
        ...(isPack && n === 0 ? PACK : {}),
        orderedQuantity: own.ordered,
        quantity: own.remaining,
        fulfilledQuantity: own.shipped,
        restockedQuantity: own.restocked,
      }),
    ),
  });
}

const story = fc
  .record({
    first: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    events: fc.array(event, { minLength: 1, maxLength: 8 }),
    returned: fc.integer({ min: 0, max: 3 }),
    isPack: fc.boolean(),
    seed: fc.array(fc.nat(1_000), { minLength: 9, maxLength: 9 }),
    at: fc.nat(8),
  })
  .map(({ first, events, ...rest }) => {
    const fresh = (ordered: number): Units => ({ ordered, remaining: ordered, shipped: 0, restocked: 0 });
    const states: Order[] = [{ lines: [fresh(first[0]), fresh(first[1])], isCancelled: false }];
    for (const one of events) states.push(next(states.at(-1) ?? states[0] ?? failed(), one));
    return { states, ...rest };
  });

function failed(): never {
  throw new Error("A story has a beginning.");
}

test("an order's stock is the model's, whatever states are reported in any sequence [D2.1]", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(story, async ({ states, returned, isPack, seed, at }) => {
      const store = await shop.newStore();
      const variants = [await shop.newVariant(), await shop.newVariant()] as const;
      for (const [n, variant] of variants.entries()) {
        await store.list(variant, KEYS[n] ?? "");
        await shop.stock(variant, STOCK);
      }
      const pack = await shop.newVariant();
      await store.list(pack, "pack");
      const key = `life${run++}`;
      const deliveries = states
        .map((state, n) => ({ part: reported(key, state, { minute: n + 1, isPack }), state, order: seed[n] ?? 0 }))
        .sort((x, y) => x.order - y.order);
      let current = -1;
      let back = 0;
      let reportedBefore = 0;
      for (const [n, delivery] of deliveries.entries()) {
        const [applied] = await store.apply([delivery.part, ...(n % 3 === 0 ? [delivery.part] : [])]);
        current = Math.max(current, states.indexOf(delivery.state));
        const [line] = states[current]?.lines ?? failed();
        const input = Math.min(returned, line.shipped - line.restocked);
        if (n !== Math.min(at, deliveries.length - 1) || input < 1) continue;
        const lines = [{ lineKey: "a", quantity: input }];
        const orderId = applied?.orderId ?? failed();
        const made = await shop.run((tx) => openReturn(tx, { orderId, lines, isApproved: true, actor, now: noon }));
        await shop.run((tx) => receiveReturn(tx, { returnId: made.id, key: "once", actor, now: minutes(1) }));
        back = input;
        reportedBefore = line.restocked;
      }
      const last = states.at(-1) ?? failed();
      for (const [n, variant] of variants.entries()) {
        const own = last.lines[n] ?? failed();
        const isReturned = n === 0 && back > 0;
        // What the platform puts back after the return arrived are first the units of the return.
        const twice = isReturned ? Math.min(back, own.restocked - reportedBefore) : 0;
        const each = isPack && n === 0 ? IN_PACK : 1;
        const onHand = STOCK + each * (own.restocked - own.shipped + (isReturned ? back : 0) - twice);
        const reserved = last.isCancelled ? 0 : each * (own.remaining - own.shipped);
        expect(await shop.level(variant)).toEqual({ onHand, reserved, available: onHand - reserved });
      }
      expect(await shop.level(pack)).toEqual({ onHand: 0, reserved: 0, available: 0 });
    }),
    { numRuns: runsOf({ few: 17, many: 50 }) },
  );
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});

test("a shop's own word for a status is told once, and its orders follow what the seller says it means", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v-w");
  await shop.stock(variant, 10);
  const reported = (key: string): OrderPart =>
    orderPart(key, {
      status: "on_hold",
      platformStatus: "Awaiting-Pickup",
      unknownStatus: "Awaiting-Pickup",
      keeps: ["fulfilment"],
      lines: [orderLine({ key: "1", variantKey: "v-w", quantity: 3 })],
    });
  await store.apply([reported("w1"), reported("w2")]);
  await store.apply([later(reported("w1"), 3, { buyerNote: "Ring twice" })]);
  const alerts = () =>
    shop.run((tx) =>
      tx.rows<{ state: string; count: number }>(
        `select state, count
         from alert
         where organization_id = argosy.tenant() and kind = 'status_unknown' and connection_id = $1`,
        [store.id],
      ),
    );
  expect(await alerts()).toEqual([{ state: "open", count: 1 }]);
  const mean = (statusMap: Readonly<Record<string, string>>) =>
    shop.run((tx) =>
      patchStore(tx, { connectionId: store.id, by: actor, now: noon, patch: { settings: { orders: { statusMap } } } }),
    );
  const words = async () => {
    const orders = await shop.run((tx) =>
      tx.rows<{ status: string; fulfilment: string }>(
        `select status, fulfilment
         from sales_order
         where organization_id = argosy.tenant() and connection_id = $1
         order by number`,
        [store.id],
      ),
    );
    return [orders.map(({ status, fulfilment }) => `${status} ${fulfilment}`), await shop.level(variant)];
  };
  await mean({ "awaiting-pickup": "completed" });
  expect(await words()).toEqual([
    ["completed fulfilled", "completed fulfilled"],
    { onHand: 4, reserved: 0, available: 4 },
  ]);
  expect((await alerts()).map(({ state }) => state)).toEqual(["resolved"]);
  await mean({ "awaiting-pickup": "processing" });
  expect(await words()).toEqual([
    ["processing unfulfilled", "processing unfulfilled"],
    { onHand: 10, reserved: 6, available: 4 },
  ]);
  // The same as an order that comes in then.
  await store.apply([withMappedStatus(reported("w3"), { "awaiting-pickup": "completed" })]);
  expect((await words())[0]).toContain("completed fulfilled");
  await mean({});
  expect((await words())[0]).toEqual(Array(3).fill("on_hold unfulfilled"));
});
