import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { requestCommand } from "../orders/commands.ts";
import { correctAddress } from "../orders/correct-address.ts";
import { createOrder } from "../orders/create.ts";
import { getOrder, getTimeline } from "../orders/detail.ts";
import { listOrders } from "../orders/list.ts";
import { takeBackPromises } from "../orders/release-promises.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { endDueHolds } from "./due-holds.ts";
import { changeHolds, type HoldRequest, holdOrder, releaseHold } from "./order-holds.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

let last = 0;

/** An order of 3 with 5 in stock, or as many as said. */
async function world({
  inStock = 5,
  units = 3,
  ...part
}: Partial<OrderPart> & { inStock?: number; units?: number } = {}) {
  last += 1;
  const key = `h${last}`;
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, key);
  await shop.stock(variant, inStock);
  const sent = orderPart(key, {
    lines: [orderLine({ variantKey: key, quantity: units })],
    shippingAddress: { line1: "1 Nile St", city: "Cairo", country: "EG" },
    ...part,
  });
  const [made] = await store.apply([sent]);
  const id = made?.orderId ?? "";
  return {
    id,
    store,
    sent,
    variant,
    order: () => shop.run((tx) => getOrder(tx, id)),
    said: async () => (await shop.run((tx) => getTimeline(tx, id))).map(({ text }) => text),
    hold: (more: Partial<HoldRequest> = {}) =>
      shop.run((tx) => holdOrder(tx, { orderId: id, reason: "fraud", actor, now: noon, ...more })),
    release: () => shop.run((tx) => releaseHold(tx, { orderId: id, actor, now: noon })),
    free: async () => (await shop.level(variant)).available,
  };
}

test("an order whose buyer its channel doubts is held for that reason, until it doubts no more or somebody releases it [E2.1]", async () => {
  const { store, sent, order, release } = await world();
  const told = (n: number, part: Partial<OrderPart>) => store.apply([later(sent, n, part)]);
  await told(1, { doubt: "fraud" });
  expect(await order()).toMatchObject({ status: "on_hold", hold: { source: "channel", reason: "fraud" } });
  await told(2, { tags: ["seen"] });
  expect(await order(), "a source that does not tell").toMatchObject({ status: "on_hold", hold: { reason: "fraud" } });
  await told(3, { doubt: "address" });
  expect(await order()).toMatchObject({ hold: { source: "channel", reason: "address" } });
  await told(4, { doubt: null });
  expect(await order()).toMatchObject({ status: "processing", hold: null });
  await told(5, { doubt: "fraud" });
  await release();
  await told(6, { doubt: "fraud", status: "processing", platformStatus: "processing" });
  expect(await order(), "released here").toMatchObject({ status: "confirmed", hold: null });
  await told(7, { doubt: "fraud", fulfilment: "fulfilled", status: "completed" });
  expect(await order()).toMatchObject({ status: "completed", hold: null });
});

test("a doubt that holds nothing is the reason of its channel's hold [E2.1]", async () => {
  const { store, sent, order } = await world({ doubt: "payment" });
  expect(await order()).toMatchObject({ status: "processing", hold: null });
  await store.apply([later(sent, 1, { doubt: "payment", status: "on_hold" })]);
  expect(await order()).toMatchObject({ hold: { source: "channel", reason: "payment" } });
});

test("a held order its channel reports as shipped raises one alert, however often it is reported [E2.1]", async () => {
  const { id, store, sent, hold } = await world();
  const free = await world();
  await hold();
  const alerts = async () =>
    (await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }))).items
      .filter(({ kind }) => kind === "held_order_shipped")
      .map(({ subjectId, title, count }) => [subjectId, title, count]);
  const all = ({ lines }: OrderPart) => lines.map((line) => ({ ...line, fulfilledQuantity: line.quantity }));
  await free.store.apply([later(free.sent, 1, { fulfilment: "fulfilled", lines: all(free.sent) })]);
  expect(await alerts(), "of an order that is not held").toEqual([]);
  const shipped = { fulfilment: "fulfilled", lines: all(sent) } as const;
  await store.apply([later(sent, 1, shipped)]);
  await store.apply([later(sent, 2, { ...shipped, tags: ["seen"] })]);
  expect(await alerts()).toEqual([[id, expect.stringMatching(/^Order .+ was shipped while on hold$/), 1]]);
});

const holds = (tx: Tx, id: string) =>
  tx.rows<{ source: string; why: string | null; by: string | null }>(
    `select source, ended_why as why, ended_by as by from argosy.order_hold
     where organization_id = argosy.tenant() and order_id = $1 order by held_at, id`,
    [id],
  );

test("a held order stays on hold whatever its channel reports of it, and is released as that says [E2.1]", async () => {
  const { id, store, sent, order, said, hold, release } = await world();
  await hold({ note: "Phone does not answer" });
  expect(await order()).toMatchObject({ state: "on_hold", status: "on_hold" });
  await store.apply([later(sent, 1, { status: "confirmed", tags: ["seen"] })]);
  expect(await order()).toMatchObject({ state: "on_hold", tags: ["seen"] });
  const listed = await shop.run((tx) => listOrders(tx, { state: ["on_hold"] }));
  expect(listed.items.map((each) => each.id)).toContain(id);
  await expect(hold()).rejects.toMatchObject({ code: "ORDER_HOLD_OPEN" });
  await release();
  expect(await order()).toMatchObject({ state: "to_ship", status: "confirmed" });
  expect(await said()).toEqual(
    expect.arrayContaining(["On hold: suspected fraud. Note: Phone does not answer", "Released."]),
  );
  await expect(release()).rejects.toMatchObject({ code: "ORDER_HOLD_NONE" });
});

test("an order its channel reports as shipped is held no more, and its timeline says so [E2.1]", async () => {
  const { id, store, sent, order, said, hold } = await world();
  await hold();
  const lines = sent.lines.map((line) => ({ ...line, fulfilledQuantity: 3 }));
  await store.apply([later(sent, 1, { fulfilment: "fulfilled", lines })]);
  expect(await order()).toMatchObject({ state: "shipped", status: "processing" });
  expect(await said()).toContain("The hold has ended: the order is shipped or completed.");
  expect(await shop.run((tx) => holds(tx, id))).toEqual([{ source: "hub", why: "shipped", by: "channel:Cairo shop" }]);
  await expect(hold()).rejects.toMatchObject({ code: "ORDER_HOLD_OVER" });
});

test("a hold that does not keep the units sells them until it is released, and is short then [D2.1]", async () => {
  const { store, sent, order, free, hold, release } = await world();
  expect(await free()).toBe(2);
  await hold({ keepsUnits: false });
  expect(await free()).toBe(5);
  await store.apply([
    orderPart(`${sent.orderKey}-other`, { lines: sent.lines.map((line) => ({ ...line, quantity: 4 })) }),
  ]);
  expect(await free()).toBe(1);
  await release();
  expect(await order()).toMatchObject({ state: "short", shortUnits: 2 });
  expect(await free()).toBe(0);
});

test("holds end at their time, when the order is paid, and when the address is corrected [E2.1]", async () => {
  const dated = await world();
  await dated.hold({ untilAt: minutes(60) });
  await expect(dated.release().then(() => dated.hold({ untilAt: noon }))).rejects.toMatchObject({
    code: "ORDER_HOLD_UNTIL",
    field: "untilAt",
  });
  await dated.hold({ untilAt: minutes(60) });
  const unpaid = await world({ financial: "pending" });
  await unpaid.hold({ reason: "payment", untilEvent: "paid" });
  const lost = await world();
  await lost.hold({ reason: "address", untilEvent: "address_corrected" });
  await shop.run((tx) => endDueHolds(tx, minutes(59)));
  for (const each of [dated, unpaid, lost]) expect((await each.order()).state).toBe("on_hold");
  await unpaid.store.apply([later(unpaid.sent, 1, { financial: "paid" })]);
  const address = { line1: "2 Nile St", city: "Cairo", country: "EG" };
  await shop.run((tx) => correctAddress(tx, { orderId: lost.id, address, actor, now: noon }));
  await shop.run((tx) => endDueHolds(tx, minutes(60)));
  for (const each of [dated, unpaid, lost]) expect((await each.order()).state).toBe("to_ship");
  expect(await dated.said()).toContain("The hold has ended: its time is over.");
  expect(await unpaid.said()).toContain("The hold has ended: the order is paid.");
  expect(await lost.said()).toContain("The hold has ended: the address was corrected.");
});

test("an order that waits for stock is released when all of it is there [E2.1]", async () => {
  const { variant, order, hold } = await world({ inStock: 1 });
  await hold({ reason: "stock", untilEvent: "in_stock" });
  await shop.run((tx) => endDueHolds(tx, noon));
  expect((await order()).state).toBe("on_hold");
  await shop.stock(variant, 4);
  await shop.run((tx) => serveShortLines(tx, { variantIds: [variant], now: noon }));
  await shop.run((tx) => endDueHolds(tx, noon));
  expect((await order()).state).toBe("to_ship");
});

test("a channel's own hold is one with its reason, and released here it counts no more until another [E2.1]", async () => {
  const { id, store, sent, order, release, said } = await world({ status: "on_hold", platformStatus: "holded" });
  expect(await order()).toMatchObject({ state: "on_hold" });
  expect(await shop.run((tx) => holds(tx, id))).toEqual([{ source: "channel", why: null, by: null }]);
  await release();
  expect((await order()).state).toBe("to_ship");
  expect(await said()).toContain("Released here. The channel still reports it as on hold.");
  await store.apply([later(sent, 1, { tags: ["same"] })]);
  expect((await order()).state).toBe("to_ship");
  await store.apply([later(sent, 2, { platformStatus: "fraud" })]);
  expect((await order()).state).toBe("on_hold");
  await store.apply([later(sent, 3, { status: "processing", platformStatus: "processing" })]);
  expect((await order()).state).toBe("to_ship");
  expect((await shop.run((tx) => holds(tx, id))).map(({ why }) => why)).toEqual(["released", "channel"]);
});

test("a hold here and one of the channel end apart: released here, the channel's stays [E2.1]", async () => {
  const { store, sent, order, hold, release, said } = await world();
  await hold();
  await store.apply([later(sent, 1, { status: "on_hold", platformStatus: "holded" })]);
  await release();
  expect((await order()).state).toBe("on_hold");
  expect(await said()).toContain("Released here. It stays on hold, as its channel reports.");
  await release();
  expect((await order()).state).toBe("to_ship");
});

test("a channel that takes holds is asked to hold the order and to release it [E2.1]", async () => {
  const { store, sent, order, hold, release } = await world();
  await hold({ offered: ["processing", "on_hold"] });
  const sendRequest = async () => (await order()).commands.map(({ kind, input }) => [kind, input]);
  expect(await sendRequest()).toEqual([["status", { status: "on_hold" }]]);
  // It reports what it was asked for.
  await store.apply([later(sent, 1, { status: "on_hold", platformStatus: "held" })]);
  await release();
  expect((await sendRequest()).map(([, input]) => input)).toEqual([{ status: "processing" }, { status: "on_hold" }]);
  expect((await order()).state).toBe("to_ship");
  await store.apply([later(sent, 2, { status: "processing" })]);
  expect(await order()).toMatchObject({ state: "to_ship", status: "processing" });
});

test("a channel whose settings say so is not told of holds [E2.1]", async () => {
  const { store, order, hold, release } = await world();
  const reports = (tellsHolds: boolean) =>
    shop.run((tx) =>
      tx.run("update argosy.connection set settings = $2 where organization_id = argosy.tenant() and id = $1", [
        store.id,
        JSON.stringify({ orders: { tellsHolds } }),
      ]),
    );
  await reports(false);
  for (const there of [{ takesHold: true }, { offered: ["processing", "on_hold"] }] as const) {
    await hold(there);
    await release();
  }
  expect((await order()).commands).toEqual([]);
  await reports(true);
  await hold({ takesHold: true });
  const [reported] = (await order()).commands;
  expect(reported).toMatchObject({ kind: "hold", input: { action: "place", reason: "fraud" } });
});

test("many orders are held and released at once, each with its own answer [E2.6]", async () => {
  const [one, other] = [await world(), await world({ status: "cancelled" })];
  const orderIds = [one.id, other.id];
  const change = (hold?: { reason: "other" }) =>
    shop.run((tx) => changeHolds(tx, { orderIds, hold, actor, now: noon }));
  const held = await change({ reason: "other" });
  expect(held.map(({ error }) => error?.code)).toEqual([undefined, "ORDER_HOLD_OVER"]);
  const released = await change();
  expect(released.map(({ error }) => error?.code)).toEqual([undefined, "ORDER_HOLD_NONE"]);
});

test("a unit is never promised twice, whatever is held, sold and released [D2.1]", async () => {
  const { variant, store, sent } = await world({ inStock: 6, units: 2 });
  const orders = new Map<string, string>();
  let next = 0;
  const place = async (units: number) => {
    next += 1;
    const key = `${sent.orderKey}-${next}`;
    const lines = sent.lines.map((line) => ({ ...line, quantity: units, orderedQuantity: units, channelTook: units }));
    const [made] = await store.apply([orderPart(key, { lines })]);
    orders.set(key, made?.orderId ?? "");
  };
  const act = fc.record({
    kind: fc.constantFrom("place", "free", "keep", "release", "stock"),
    nth: fc.nat(5),
    units: fc.integer({ min: 1, max: 4 }),
  });
  const property = fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
    for (const { kind, nth, units } of acts) {
      const orderId = [...orders.values()].at(-1 - nth) ?? "";
      if (kind === "place") await place(units);
      else if (kind === "stock") {
        await shop.stock(variant, units * 2);
        await shop.run((tx) => takeBackPromises(tx, { variantIds: [variant], now: noon }));
        await shop.run((tx) => serveShortLines(tx, { variantIds: [variant], now: noon }));
      } else if (orderId !== "") {
        const hold = kind === "release" ? undefined : ({ reason: "other", keepsUnits: kind === "keep" } as const);
        await shop.run((tx) => changeHolds(tx, { orderIds: [orderId], hold, actor, now: noon }));
      }
      const { onHand, reserved } = await shop.level(variant);
      expect(reserved, kind).toBeLessThanOrEqual(onHand);
      const rows = await shop.run((tx) =>
        tx.rows<{ effect: string | null; quantity: number; reserved: number; short: number }>(
          `select o.hold_effect as effect, l.quantity, l.reserved_quantity as reserved, l.short_quantity as short
           from argosy.order_line l
           join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
           where l.organization_id = argosy.tenant() and l.variant_id = $1`,
          [variant],
        ),
      );
      for (const row of rows) expect(row.reserved + row.short).toBe(row.effect === "free_units" ? 0 : row.quantity);
      expect(rows.reduce((sum, row) => sum + row.reserved, 0)).toBe(reserved);
    }
  });
  await fc.assert(property, { numRuns: runsOf({ few: 6, many: 100 }) });
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
});

test("a manual order set to on hold is held here, and another status releases it [E2.1]", async () => {
  const lines = [{ title: "Gift", quantity: 1, unitPrice: "4.90" }];
  const made = await shop.run((tx) => createOrder(tx, { currency: "USD", lines, actor, now: noon }));
  const set = (status: "on_hold" | "processing") =>
    shop.run((tx) =>
      requestCommand(tx, {
        orderId: made.id,
        command: { kind: "status", status },
        idempotencyKey: status,
        actor,
        now: noon,
      }),
    );
  await set("on_hold");
  expect(await shop.run((tx) => holds(tx, made.id))).toEqual([{ source: "hub", why: null, by: null }]);
  await set("processing");
  expect(await shop.run((tx) => holds(tx, made.id))).toEqual([
    { source: "hub", why: "released", by: "user:ana@example.test" },
  ]);
});
