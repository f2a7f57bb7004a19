/** Web orders picked up at a register: made ready, paid, handed over once, and told to their channel. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderPart } from "../commerce/order.ts";
import { timeVersion } from "../commerce/version.ts";
import { applyOrderParts } from "../hub/orders/apply.ts";
import { orderLine, orderPart } from "../hub/orders/testing.ts";
import { beginTerminalPayment, endTerminalPayment } from "../hub/pos/terminal-payments.ts";
import { takeDuePickupMails } from "../hub/shipping/pickup-mails.ts";
import { type PosHub, posHub, type Shop } from "./testing-pos.ts";

let hub: PosHub["hub"];
let ana: PosHub["ana"];
let ok: PosHub["ok"];
let shop: PosHub["shop"];
let store: string;
let at: Shop;
let numbers = 0;

const run: typeof hub.db.database.tenant = (...requested) => hub.db.database.tenant(...requested);

beforeAll(async () => {
  ({ hub, ana, ok, shop } = await posHub());
  const made = await run(ana.organization, (tx) =>
    tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
       values (argosy.tenant(), 'commerce', 'sample', 'web', 'Web shop', 'active', 'web', 'WEB') returning id`,
    ),
  );
  store = made.id;
});
beforeEach(async () => {
  at = await shop();
});
afterAll(() => hub[Symbol.asyncDispose]());

const when = (minute = 0) => new Date(hub.clock.now() + minute * 60_000);

/** The shop's bag in as many units on an order of the web shop. */
async function told(part: Partial<OrderPart> = {}, units = 2) {
  const n = ++numbers;
  const key = `v-${at.variantId}`;
  await run(ana.organization, async (tx) => {
    const product = await tx.one<{ id: string }>(
      `insert into argosy.product_listing (organization_id, connection_id, ext_key, title)
       values (argosy.tenant(), $1, $2, 'Bag') returning id`,
      [store, `p-${n}`],
    );
    await tx.run(
      `insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, variant_id, state)
       values (argosy.tenant(), $1, $2, $3, $4, 'mapped') on conflict do nothing`,
      [store, product.id, key, at.variantId],
    );
  });
  return orderPart(`o-${n}`, {
    lines: [orderLine({ key: "1", variantKey: key, quantity: units })],
    version: timeVersion(when().toISOString()),
    number: String(5_000 + n),
    placedAt: when(-5).toISOString(),
    contact: { name: "Amal Haddad", email: "amal@example.test", phone: "+201001234567", quality: "real" },
    ...part,
  });
}

async function apply(part: OrderPart): Promise<string> {
  const [applied] = await run(ana.organization, (tx) =>
    applyOrderParts(tx, {
      connection: { id: store, name: "Web shop", orderPrefix: "WEB", stockCutoverAt: null },
      ...{ parts: [part], compareAndSet: "read", now: when(), source: "webhook" },
      actor: { kind: "channel", id: store, name: "Web shop" },
    }),
  );
  return applied?.orderId ?? "";
}

const arrive = async (part: Partial<OrderPart> = {}, units = 2) => apply(await told(part, units));
const level = async (locationId = at.location.id) => {
  const { items } = await ok("GET", `/inventory/levels?variantId=${at.variantId}&locationId=${locationId}`);
  return items[0] ? [items[0].onHand, items[0].reserved] : [0, 0];
};
const here = () => ({ registerId: at.register.id, staffId: at.staff.id });
const handOver = (orderId: string, more: object = {}) =>
  ana.call("POST", `/api/pos/pickups/${orderId}/hand-over`, {
    ...{ id: randomUUID(), ...here(), takenBy: "Amal Haddad" },
    ...more,
  });
const pay = (orderId: string, amountMinor: number, more: object = {}) =>
  ana.call("POST", `/api/pos/pickups/${orderId}/payments`, {
    ...{ id: randomUUID(), sessionId: at.session.id, staffId: at.staff.id, kind: "cash", amountMinor },
    ...more,
  });
const mark = (orderId: string, locationId: string | null, more: object = {}) =>
  ok("POST", `/orders/${orderId}/pickup`, { locationId, ...more });
const pickups = async (search = "") =>
  (await ok("GET", `/pos/pickups?registerId=${at.register.id}&q=${encodeURIComponent(search)}`)).items;

test("an order its channel says is collected waits at that location, and nobody packs it [F4]", async () => {
  await run(ana.organization, (tx) =>
    tx.run(
      `insert into argosy.ext_location (organization_id, connection_id, ext_key, name, location_id)
       values (argosy.tenant(), $1, $2, 'Harbour', $3)`,
      [store, `loc-${at.location.id}`, at.location.id],
    ),
  );
  const before = await ok("GET", "/orders/tabs");
  const orderId = await arrive({ pickup: { place: "Harbour shop", location: `loc-${at.location.id}` } });
  const order = await ok("GET", `/orders/${orderId}`);
  expect(order).toMatchObject({ state: "to_pick_up", pickup: "waiting", pickupPlace: "Harbour shop" });
  expect(order.pickupLocationId).toBe(at.location.id);
  expect(await level()).toEqual([10, 2]);
  const tabs = await ok("GET", "/orders/tabs");
  expect(tabs.toShip.count).toBe(before.toShip.count);
  expect(tabs.toPickUp.count).toBe(before.toPickUp.count + 1);
  expect((await ok("GET", "/orders?state=to_pick_up")).items.map(({ id }: { id: string }) => id)).toContain(orderId);
  expect((await ok("GET", "/orders?toShip=true")).items.map(({ id }: { id: string }) => id)).not.toContain(orderId);
  expect(await pickups()).toMatchObject([{ orderId, units: 2, dueMinor: 0, customerName: "Amal Haddad" }]);
  // Orders of other tests are not sold from this location alone.
  await run(ana.organization, (tx) =>
    tx.run("delete from argosy.ext_location where organization_id = argosy.tenant() and connection_id = $1", [store]),
  );
});

test("an order is found by number, name, phone and its scanned code, and shown at its own location alone [F4]", async () => {
  const orderId = await arrive();
  await mark(orderId, at.location.id);
  const { number, platformNumber } = await ok("GET", `/orders/${orderId}`);
  for (const search of [number, platformNumber, number.toLowerCase(), "haddad", "0100 123 4567", orderId])
    expect(
      (await pickups(search)).map((each: { orderId: string }) => each.orderId),
      search,
    ).toEqual([orderId]);
  expect(await pickups("nobody")).toEqual([]);
  const other = await shop();
  expect((await ok("GET", `/pos/pickups?registerId=${other.register.id}`)).items).toEqual([]);
  const refused = await ana.call("POST", `/api/pos/pickups/${orderId}/hand-over`, {
    ...{ id: randomUUID(), registerId: other.register.id, staffId: other.staff.id, takenBy: "Amal" },
  });
  expect(refused.json.code).toBe("POS_PICKUP_ELSEWHERE");
});

test("an order marked by a person has its units promised where it is collected, and freed there when it is sent [F4]", async () => {
  const orderId = await arrive();
  const main = (await ok("GET", `/orders/${orderId}`)).lines[0].locationId;
  await mark(orderId, at.location.id);
  expect(await level()).toEqual([10, 2]);
  const order = await ok("GET", `/orders/${orderId}`);
  expect(order).toMatchObject({ state: "to_pick_up", isShort: false });
  expect(order.lines[0]).toMatchObject({ locationId: at.location.id, reservedQuantity: 2 });
  await mark(orderId, null);
  const sent = await ok("GET", `/orders/${orderId}`);
  expect([sent.pickup, sent.state]).toEqual(["shipped", "to_ship"]);
  expect(main).not.toBe("");
});

test("goods of another location are packed there, and are stock of the shop once the order is ready [F4]", async () => {
  const from = at;
  const to = await shop();
  const orderId = await arrive();
  await mark(orderId, to.location.id, { goodsLocationId: from.location.id });
  expect(await level(from.location.id)).toEqual([10, 2]);
  expect((await ok("GET", `/orders/${orderId}`)).state).toBe("to_ship");
  expect((await ok("GET", "/orders?toShip=true")).items.map(({ id }: { id: string }) => id)).toContain(orderId);
  await ok("POST", `/pos/pickups/${orderId}/ready`, { registerId: to.register.id, staffId: to.staff.id });
  expect(await level(from.location.id)).toEqual([8, 0]);
  expect(await level(to.location.id)).toEqual([2, 2]);
  expect((await ok("GET", `/orders/${orderId}`)).state).toBe("ready_for_pickup");
});

const back: OrderPart["refunds"][number] = { key: "r", amountMinor: 500n, at: "2026-11-20T12:00:00Z", lines: [] };

test.each([
  ["unpaid", {}, [], 2_000],
  ["unpaid and edited", { currentTotalMinor: 1_000n }, [], 1_000],
  ["unpaid and refunded in part", {}, [back], 1_500],
])(
  "the buyer of an order that is %s is mailed once when it is ready, and pays what is owed there or at the till [F4]",
  async (_state, totals, refunds, owed) => {
    await ok("PATCH", "/tracking-page", { mails: ["ready_for_pickup"] });
    const part = await told({ financial: "pending", refunds });
    const orderId = await apply({ ...part, totals: { ...part.totals, ...totals } });
    await mark(orderId, at.location.id);
    await ok("POST", `/pos/pickups/${orderId}/ready`, here());
    await ok("POST", `/pos/pickups/${orderId}/ready`, here());
    const due = () => run(ana.organization, (tx) => takeDuePickupMails(tx, when()));
    const [first, ...more] = await due();
    expect([more, await due(), first?.mail.to]).toEqual([[], [], "amal@example.test"]);
    expect(first?.mail.subject).toContain("is ready for pickup");
    expect(first?.mail.text).toContain(at.location.name);
    expect(first?.mail.text).toContain(`${owed / 100}.00 EUR`);
    expect(await pickups()).toMatchObject([{ orderId, dueMinor: owed }]);
    expect((await pay(orderId, owed + 1)).json.code).toBe("POS_PICKUP_AMOUNT");
    expect((await pay(orderId, owed)).json.dueMinor).toBe(0);
    expect((await ok("GET", `/orders/${orderId}`)).financial).toBe("paid");
    expect((await handOver(orderId)).status).toBe(200);
    await ok("PATCH", "/tracking-page", { mails: [] });
  },
);

test("the outstanding amount is paid before the hand-over, split and rounded, and the Z report adds up [F4]", async () => {
  at = await shop({ cashUnit: 5 });
  const part = await told({ financial: "cod_pending", payment: { kind: "cod", paymentMethod: "cod" } }, 1);
  const owed = { ...part, totals: { ...part.totals, totalMinor: 1003n } };
  const orderId = await apply(owed);
  await mark(orderId, at.location.id);
  expect((await handOver(orderId)).json.code).toBe("POS_PICKUP_UNPAID");
  expect((await pay(orderId, 1_004)).json.code).toBe("POS_PICKUP_AMOUNT");
  const card = { id: randomUUID(), kind: "card", reference: "slip 9" };
  expect((await pay(orderId, 400, card)).json.dueMinor).toBe(603);
  expect((await pay(orderId, 400, card)).json.dueMinor).toBe(603);
  const paid = await pay(orderId, 603);
  expect(paid.json).toMatchObject({
    dueMinor: 0,
    payments: expect.arrayContaining([
      expect.objectContaining({ kind: "card", roundingMinor: 0 }),
      expect.objectContaining({ kind: "cash", roundingMinor: 2 }),
    ]),
  });
  expect((await ok("GET", `/orders/${orderId}`)).financial).toBe("paid");
  // Its channel does not know of the money, and says so again.
  await apply({ ...owed, version: timeVersion(when(1).toISOString()), buyerNote: "ring twice" });
  const again = await ok("GET", `/orders/${orderId}`);
  expect([again.financial, again.note, again.money.outstandingMinor]).toEqual(["paid", "ring twice", 0]);
  expect((await handOver(orderId)).status).toBe(200);
  await at.send(at.sale([at.line(1)]));
  const { report } = await ok("GET", `/pos/sessions/${at.session.id}`);
  expect(report).toMatchObject({
    sales: 1190,
    collected: 1003,
    rounding: 2,
    salesCount: 1,
    expected: 10_000 + 605 + 1190,
  });
  const sums = report.payments.reduce(
    (all: number, each: { taken: number; returned: number }) => all + each.taken + each.returned,
    0,
  );
  expect(sums).toBe(report.sales + report.returns + report.rounding + report.collected);
  const journal = await ok("GET", `/pos/registers/${at.register.id}/journal/check`);
  expect(journal.brokenAt).toBeNull();
});

test("a tip typed at the card terminal stands in the Z report with who took it, for web orders as for deposits [F4]", async () => {
  const now = when();
  const tapped = async (amountMinor: bigint, tipMinor: bigint, ofId?: string) => {
    const id = randomUUID();
    const requested = { id, registerId: at.register.id, amountMinor, currency: "EUR", asksTip: true, now };
    await run(ana.organization, async (tx) => {
      await beginTerminalPayment(tx, { ...requested, ...(ofId !== undefined && { ofId }) });
      await endTerminalPayment(tx, id, { state: "paid", paidMinor: amountMinor, tipMinor, card: "visa 4242", now });
    });
    return id;
  };
  const orderId = await arrive({ financial: "pending" });
  await mark(orderId, at.location.id);
  const paid = await tapped(2_000n, 250n);
  const card = { id: paid, kind: "card", reference: "visa 4242" };
  expect((await pay(orderId, 1_500, card)).json.code).toBe("POS_TERMINAL_DIFFERS");
  expect((await pay(orderId, 2_000, card)).json.dueMinor).toBe(0);
  const omar = await ok("POST", "/pos/staff", { name: "Omar", pin: "4712" });
  const lines = [at.line(1)];
  const aside = { id: randomUUID(), kind: "layaway", registerId: at.register.id, staffId: at.staff.id, basket: {} };
  await ok("POST", "/pos/baskets", { ...aside, lines, totalMinor: 1_190 });
  const deposit = { sessionId: at.session.id, staffId: omar.id, kind: "card" };
  const first = await tapped(500n, 300n);
  await ok("POST", `/pos/baskets/${aside.id}/deposits`, { ...deposit, id: first, amountMinor: 500 });
  const { report } = await ok("GET", `/pos/sessions/${at.session.id}`);
  expect(report.payments).toContainEqual({ kind: "card", count: 2, taken: 2_500, returned: 0, tips: 550 });
  expect(report.tips).toEqual([
    { staffId: omar.id, staffName: "Omar", amount: 300 },
    { staffId: at.staff.id, staffName: "Hala", amount: 250 },
  ]);
  expect([report.collected, report.expected]).toEqual([2_000, 10_000]);
  // Given back with its tip, it is nobody's any more.
  const back = await tapped(800n, 0n, first);
  await ok("POST", `/pos/baskets/${aside.id}/deposits`, { ...deposit, id: back, amountMinor: -500 });
  const after = (await ok("GET", `/pos/sessions/${at.session.id}`)).report;
  expect(after.tips).toEqual([{ staffId: at.staff.id, staffName: "Hala", amount: 250 }]);
  const entries = await run(ana.organization, (tx) =>
    tx.rows<{ data: string }>(
      `select data from argosy.pos_journal where organization_id = argosy.tenant() and register_id = $1
         and kind in ('pickup_payment', 'deposit') order by seq`,
      [at.register.id],
    ),
  );
  expect(entries.map(({ data }) => JSON.parse(data))).toMatchObject([
    { staffId: at.staff.id, amount: 2_000, tip: 250 },
    { staffId: omar.id, amount: 500, tip: 300 },
    { staffId: omar.id, amount: -500, tip: -300 },
  ]);
  await at.send(at.sale(lines, { payments: [{ key: "1", kind: "card", amount: 1_190, tip: 60 }] }));
  const [sold] = await run(ana.organization, (tx) =>
    tx.rows<{ data: string }>(
      `select data from argosy.pos_journal
       where organization_id = argosy.tenant() and register_id = $1 and kind = 'sale'`,
      [at.register.id],
    ),
  );
  expect(JSON.parse(sold?.data ?? "{}").payments).toEqual([{ kind: "card", amount: 1_190, tip: 60 }]);
});

test("a payment goes back the way it came until the order is handed over [F4]", async () => {
  const orderId = await arrive({ financial: "pending" });
  await mark(orderId, at.location.id);
  await pay(orderId, 2_000);
  expect((await pay(orderId, -2_000, { kind: "card" })).json.code).toBe("POS_PICKUP_AMOUNT");
  expect((await pay(orderId, -2_000)).json.dueMinor).toBe(2_000);
  expect((await ok("GET", `/orders/${orderId}`)).financial).toBe("pending");
  const { report } = await ok("GET", `/pos/sessions/${at.session.id}`);
  expect([report.collected, report.expected]).toEqual([0, 10_000]);
});

test("two tills hand over one order at once: one does, the other is refused, and the channel is told once [F4]", async () => {
  const second = await ok("POST", "/pos/registers", {
    ...{ name: "Second", prefix: `S${at.register.prefix}`, locationId: at.location.id, currency: "EUR" },
  });
  const orderId = await arrive();
  await mark(orderId, at.location.id);
  const id = randomUUID();
  const answers = await Promise.all([
    handOver(orderId, { id }),
    handOver(orderId, { registerId: second.id, takenBy: "Omar" }),
    handOver(orderId, { id }),
  ]);
  const done = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(new Set(refused.map(({ json }) => json.code))).toEqual(new Set(["ORDER_PICKUP_OVER"]));
  expect(new Set(done.map(({ json }) => json.handOvers[0].id)).size).toBe(1);
  const { commands, state, pickup } = await ok("GET", `/orders/${orderId}`);
  expect(commands.map((each: { kind: string; state: string }) => [each.kind, each.state])).toEqual([
    ["fulfil", "waiting"],
  ]);
  expect([state, pickup]).toEqual(["shipping", "handed"]);
  expect(await pickups()).toEqual([]);
  expect((await pickups(orderId))[0]).toMatchObject({ orderId, pickup: "handed" });
});

test("an order is handed over by line, and taking the last unit ends it [F4]", async () => {
  const orderId = await arrive({}, 3);
  await mark(orderId, at.location.id);
  const part = await handOver(orderId, { lines: [{ lineKey: "1", quantity: 2 }] });
  expect(part.json).toMatchObject({ pickup: "ready", lines: [{ left: 1 }], handOvers: [{ takenBy: "Amal Haddad" }] });
  expect((await handOver(orderId, { lines: [{ lineKey: "1", quantity: 2 }] })).json.code).toBe("ORDER_LINE_TOO_MANY");
  const last = await handOver(orderId, { takenBy: "Omar" });
  expect(last.json).toMatchObject({ pickup: "handed", lines: [{ left: 0 }] });
  const { commands } = await ok("GET", `/orders/${orderId}`);
  expect(commands.map((each: { input: { lines: object[] } }) => each.input.lines)).toEqual([
    [{ lineKey: "1", quantity: 1 }],
    [{ lineKey: "1", quantity: 2 }],
  ]);
});

test("a cancelled order is refused, and an overdue one is cancelled with its units back for sale [F4]", async () => {
  await ok("PATCH", `/locations/${at.location.id}`, { pickupDays: 3 });
  const orderId = await arrive();
  await mark(orderId, at.location.id);
  await ok("POST", `/pos/pickups/${orderId}/ready`, here());
  expect((await pickups())[0].isOverdue).toBe(false);
  await run(ana.organization, (tx) =>
    tx.run(
      `update argosy.sales_order set pickup_ready_at = pickup_ready_at - interval '4 days'
       where organization_id = argosy.tenant() and id = $1`,
      [orderId],
    ),
  );
  expect((await pickups())[0].isOverdue).toBe(true);
  await ok("POST", `/orders/${orderId}/cancel`, { restock: true });
  expect((await handOver(orderId)).json.code).toBe("ORDER_CANCELLING");
  await apply({
    ...(await told({ status: "cancelled" })),
    orderKey: `o-${numbers - 1}`,
    version: timeVersion(when(2).toISOString()),
  });
  expect((await ok("GET", `/orders/${orderId}`)).status).toBe("cancelled");
  expect((await handOver(orderId)).json.code).toBe("ORDER_CANCELLED");
  expect((await level())[1]).toBe(0);
  expect(await pickups()).toEqual([]);
});

test("an order made here is handed over at once, its units leave the shop [F4]", async () => {
  const made = await ok("POST", "/orders", {
    ...{ currency: "EUR", lines: [{ variantId: at.variantId, quantity: 2, unitPrice: "11.90" }] },
    contact: { name: "Nour" },
  });
  await mark(made.id, at.location.id);
  await pay(made.id, 2_380);
  const handed = await handOver(made.id, { takenBy: "Nour" });
  expect(handed.json.handOvers).toMatchObject([{ state: "done" }]);
  expect(await level()).toEqual([8, 0]);
  expect((await ok("GET", `/orders/${made.id}`)).state).toBe("picked_up");
});

test("no courier is booked for an order that is collected where it lies [F4]", async () => {
  const orderId = await arrive({ shippingAddress: { line1: "1 Quay", country: "DE" } });
  await mark(orderId, at.location.id);
  const { shippedOrder, receiverOf } = await import("../hub/shipping/consignment.ts");
  const order = await run(ana.organization, (tx) => shippedOrder(tx, orderId));
  expect(() => receiverOf(order)).toThrow(expect.objectContaining({ code: "ORDER_PICKUP" }));
});
