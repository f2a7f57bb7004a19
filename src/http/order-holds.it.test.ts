/** A held order over the interface: every way to send, print, pack or give it away is refused alike. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginCall, markBooked } from "../hub/shipping/booking.ts";
import { readyToHandOver } from "../hub/shipping/handover.ts";
import { planPickup } from "../hub/shipping/pickups.ts";
import { applyScans } from "../hub/shipping/scans.ts";
import { shipmentRows } from "../hub/shipping/shipment-row.ts";
import type { Answer } from "./testing.ts";
import { type PosHub, posHub, type Shop } from "./testing-pos.ts";

let hub: PosHub["hub"];
let ana: PosHub["ana"];
let ok: PosHub["ok"];
let at: Shop;
let courier: string;
let box: string;

const run: typeof hub.db.database.tenant = (...requested) => hub.db.database.tenant(...requested);
const by = () => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(hub.clock.now()),
});
const ADDRESS = { name: "Ada", line1: "1 Long Street", city: "Giza", country: "EG", phone: "+201001234567" };
const PARCEL = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

beforeAll(async () => {
  const made = await posHub();
  ({ hub, ana, ok } = made);
  at = await made.shop({}, 100);
  const found = await run(ana.organization, async (tx) => {
    await tx.run(
      `update argosy.location set address = '{"line1":"1 Dock","city":"Cairo","country":"EG"}'
       where organization_id = argosy.tenant()`,
    );
    return tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c') returning id`,
    );
  });
  courier = found.id;
  box = (await ok("POST", "/package-presets", { name: "Box", ...PARCEL, weightGrams: 100 })).items[0].id;
});
afterAll(() => hub[Symbol.asyncDispose]());

const newOrder = async (): Promise<{ id: string; number: string; lineId: string; lineKey: string }> => {
  const made = await ok("POST", "/orders", {
    ...{ currency: "EUR", financial: "paid", paymentKind: "prepaid", shippingAddress: ADDRESS },
    lines: [{ variantId: at.variantId, quantity: 2 }],
  });
  return { id: made.id, number: made.number, lineId: made.lines[0].id, lineKey: made.lines[0].key };
};

/** A label that is booked and lies here. */
async function label(orderId: string, fulfilWhen = "booked"): Promise<string> {
  const { id } = await ok("POST", "/shipments", {
    orderId,
    courierId: courier,
    parcels: [PARCEL],
    fulfilWhen,
  });
  await run(ana.organization, async (tx) => {
    const [row] = await shipmentRows(tx, [id]);
    if (!row || !(await beginCall(tx, row, by()))) throw new Error("It was not called.");
    const [parcel] = row.parcels;
    const parcels = [{ reference: parcel?.reference ?? "", trackingNumber: `T-${id}`, key: `T-${id}` }];
    await markBooked(tx, row, {
      booked: { key: id, carrier: "DHL", parcels },
      needsLabel: false,
      courier: "DHL",
      ...by(),
    });
  });
  return id;
}

const hold = (id: string, more: object = {}) => ok("POST", `/orders/${id}/hold`, { reason: "fraud", ...more });

test("every way to send, print, pack or give away a held order is refused with its reason and since when [E2.1]", async () => {
  const order = await newOrder();
  const labelled = await newOrder();
  const picked = await newOrder();
  const collected = await newOrder();
  const shipmentId = await label(labelled.id, "picked_up");
  const batch = await ok("POST", "/pick-batches", { orderIds: [picked.id] });
  await ok("POST", `/orders/${collected.id}/pickup`, { locationId: at.location.id });
  for (const { id } of [order, labelled, picked, collected]) await hold(id, { note: "Card stolen" });

  const call = (method: string, url: string, body?: object) => ana.call(method, `/api${url}`, body);
  const first = (answer: Answer) => answer.json.results[0].error;
  const booked = { courierId: courier, packageId: box };
  const register = { registerId: at.register.id, staffId: at.staff.id };
  const ways: Readonly<Record<string, () => Promise<{ code: string; message?: string; detail?: string }>>> = {
    ship: async () => (await call("POST", `/orders/${order.id}/fulfil`, {})).json,
    "ship what is not in stock": async () =>
      (await call("POST", `/orders/${order.id}/fulfil`, { evenIfShort: true })).json,
    "ship many": async () => first(await call("POST", "/orders/bulk", { action: "fulfil", orderIds: [order.id] })),
    "ship by a list": async () => first(await call("POST", "/orders/ship", { parcels: [{ order: order.number }] })),
    "check a list": async () => first(await call("POST", "/orders/ship/check", { parcels: [{ order: order.number }] })),
    book: async () =>
      (await call("POST", "/shipments", { orderId: order.id, courierId: courier, parcels: [PARCEL] })).json,
    "book many": async () => first(await call("POST", "/shipments/bulk", { orderIds: [order.id], ...booked })),
    "check a booking": async () =>
      (await call("POST", "/shipments/bulk/check", { orders: [{ orderId: order.id, parcel: PARCEL }] })).json.results[0]
        .problems[0],
    "print a label": async () => (await call("GET", `/shipments/${shipmentId}/label`)).json,
    "print labels": async () => (await call("GET", `/shipments/labels?ids=${shipmentId}`)).json,
    "print labels of orders": async () => (await call("GET", `/shipments/labels?orderIds=${labelled.id}`)).json,
    "fetch labels": async () => (await call("POST", "/shipments/generate-label", { shipmentIds: [shipmentId] })).json,
    "print slips": async () => (await call("GET", `/shipments/papers?orderIds=${order.id}&include=slip`)).json,
    "make a batch": async () => (await call("POST", "/pick-batches", { orderIds: [order.id] })).json,
    pick: async () => (await call("POST", `/pick-batches/${batch.id}/picks`, { lineIds: [picked.lineId] })).json,
    pack: async () =>
      (
        await call("POST", `/orders/${order.id}/packings`, {
          ...{ id: randomUUID(), packedAt: new Date(hub.clock.now()).toISOString() },
          items: [{ lineId: order.lineId, units: 2 }],
        })
      ).json,
    "make ready for pickup": async () => (await call("POST", `/pos/pickups/${collected.id}/ready`, register)).json,
    "hand over at a register": async () =>
      (await call("POST", `/pos/pickups/${collected.id}/hand-over`, { ...register, id: randomUUID(), takenBy: "A" }))
        .json,
  };
  for (const [way, act] of Object.entries(ways)) {
    const refused = await act();
    expect(refused, way).toMatchObject({ code: "ORDER_ON_HOLD" });
    expect(refused.message ?? refused.detail, way).toMatch(
      /has been on hold since .* \(suspected fraud: Card stolen\)\. Release it first\./,
    );
  }
  const handover = await run(ana.organization, (tx) => readyToHandOver(tx, courier, [shipmentId]));
  expect(handover.rows).toEqual([]);
  expect(handover.leftOut[0]?.text).toMatch(/has been on hold since/);
  const soon = (hours: number) => new Date(hub.clock.now() + hours * 3_600_000);
  const van = run(ana.organization, (tx) =>
    planPickup(tx, { connectionId: courier, earliest: soon(1), latest: soon(2), ...by() }),
  );
  await expect(van).rejects.toMatchObject({ code: "PICKUP_NOTHING" });
  const next = await ok("POST", "/pick-batches", { next: 20 }).catch(() => null);
  expect(next?.items.map((each: { orderId: string }) => each.orderId) ?? []).not.toContain(order.id);
});

test("a booking that waits when its order is held is withdrawn, and its courier never called [E2.1]", async () => {
  const { id } = await newOrder();
  const shipment = await ok("POST", "/shipments", { orderId: id, courierId: courier, parcels: [PARCEL] });
  await hold(id);
  const isCalled = await run(ana.organization, async (tx) => {
    const [row] = await shipmentRows(tx, [shipment.id]);
    return row ? beginCall(tx, row, by()) : true;
  });
  expect(isCalled).toBe(false);
  expect((await ok("GET", `/shipments/${shipment.id}`)).text).toMatch(/put on hold/);
});

test("a parcel its courier carried off ships a held order, and the hold ends [E2.1]", async () => {
  const { id } = await newOrder();
  const shipmentId = await label(id, "picked_up");
  await hold(id);
  await run(ana.organization, (tx) =>
    applyScans(tx, {
      ...{ connectionId: courier, source: "webhook" },
      parcels: [
        {
          trackingNumber: `T-${shipmentId}`,
          scans: [
            {
              key: "1",
              at: new Date(hub.clock.now()).toISOString(),
              status: "in_transit",
              platformStatus: "x",
              text: "",
            },
          ],
        },
      ],
      ...by(),
    }),
  );
  const after = await ok("GET", `/orders/${id}`);
  expect(after).toMatchObject({ hold: null, state: "in_transit" });
  expect(after.lines[0].fulfilledQuantity).toBe(2);
  const { items } = await ok("GET", `/orders/${id}/timeline`);
  expect(items.map(({ text }: { text: string }) => text)).toContain(
    "The hold has ended: the order is shipped or completed.",
  );
});

test("held orders stand in their tab with who held them and until when, and are released one by one [E2.6]", async () => {
  const [one, other] = [await newOrder(), await newOrder()];
  const before = (await ok("GET", "/orders/tabs")).onHold.count;
  const untilAt = new Date(hub.clock.now() + 86_400_000).toISOString();
  const requested = { action: "hold", reason: "address", note: "Flat?", untilAt, orderIds: [one.id, other.id] };
  expect((await ok("POST", "/orders/holds", requested)).results).toEqual([{ orderId: one.id }, { orderId: other.id }]);
  expect((await ok("GET", "/orders/tabs")).onHold.count).toBe(before + 2);
  const { items } = await ok("GET", "/orders?state=on_hold&limit=50");
  expect(items.find(({ id }: { id: string }) => id === one.id).hold).toMatchObject({
    ...{ source: "hub", reason: "address", note: "Flat?", heldBy: "user:ana@example.test", keepsUnits: true },
    untilEvent: null,
  });
  const again = await ana.call("POST", `/api/orders/${one.id}/hold`, { reason: "other" });
  expect([again.status, again.json.code]).toEqual([409, "ORDER_HOLD_OPEN"]);
  expect(await ok("POST", `/orders/${one.id}/release`)).toMatchObject({ hold: null, state: "to_ship" });
  const { results } = await ok("POST", "/orders/holds", { action: "release", orderIds: [one.id, other.id] });
  expect(results.map(({ error }: { error?: { code: string } }) => error?.code)).toEqual(["ORDER_HOLD_NONE", undefined]);
  expect((await ok("GET", "/orders/tabs")).onHold.count).toBe(before);
});

test("a hold with an end that is there already, or with two, is refused at its field [E4.4]", async () => {
  const { id } = await newOrder();
  const refused = async (body: object) => {
    const { status, json } = await ana.call("POST", `/api/orders/${id}/hold`, { reason: "other", ...body });
    return [status, json.code, json.details?.[0]?.field];
  };
  const past = new Date(hub.clock.now() - 1000).toISOString();
  expect(await refused({ untilAt: past })).toEqual([422, "ORDER_HOLD_UNTIL", "untilAt"]);
  expect(await refused({ untilEvent: "paid" })).toEqual([422, "ORDER_HOLD_UNTIL", "untilEvent"]);
  const both = { untilEvent: "paid", untilAt: new Date(hub.clock.now() + 1000).toISOString() };
  expect(await refused(both)).toEqual([422, "ORDER_HOLD_UNTIL", "untilEvent"]);
});
