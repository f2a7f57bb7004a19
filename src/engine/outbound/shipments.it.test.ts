import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { Scan } from "../../commerce/shipment.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { createFiles } from "../../hub/files/files.ts";
import { listDeliveries } from "../../hub/outgoing-webhooks/deliveries.ts";
import { createEndpoint } from "../../hub/outgoing-webhooks/endpoints.ts";
import { cancelShipment, decideShipment } from "../../hub/shipping/decide.ts";
import { labelOf } from "../../hub/shipping/documents.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, type ShippingWorld, STEPS, type Step, shippingWorld } from "./testing-shipments.ts";

const by = (now: number) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(now),
});
/** Bookings in the storm; the test run takes fewer than the check by hand (docs/faults.md). */
const STORM = Number(process.env.ARGOSY_STORM_BOOKINGS ?? 120);

const scanAt = (world: ShippingWorld, minute: number, status: Exclude<Scan["status"], null>): Scan => ({
  key: `${minute}`,
  at: new Date(world.clock.now() + minute * 60_000).toISOString(),
  status,
  platformStatus: status,
  text: status,
});

interface TellingScans {
  /** Of which parcel; absent: of the first that was booked. */
  readonly trackingNumber?: string;
  readonly scans: readonly Scan[];
  readonly source: "webhook" | "poll";
}

const reportScans = (world: ShippingWorld, report: TellingScans) =>
  world.inside((tx) =>
    applyScans(tx, {
      connectionId: world.store,
      parcels: [{ trackingNumber: report.trackingNumber ?? "1Z0000010", scans: report.scans }],
      source: report.source,
      ...by(world.clock.now()),
    }),
  );

test("a shipment is booked once, its label kept, and followed to the door while the order follows [G1, G2]", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const endpoint = await world.inside((tx) =>
    createEndpoint(tx, world.db.vault, {
      url: "http://127.0.0.1:9/hook",
      description: "",
      eventTypes: ["shipment.created", "shipment.updated"],
      by: systemActor,
      now: new Date(world.clock.now()),
    }),
  );
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  expect(await world.ask(order), "the same key asks once").toBe(id);
  await expect(world.ask(order, { key: "again" })).rejects.toMatchObject({ code: "SHIPMENT_NOTHING_LEFT" });
  await world.engine.runUntilIdle();

  const read = () => world.inside((tx) => shipmentDetail(tx, id));
  const booked = await read();
  expect(courier.booked.map(({ reference }) => reference)).toEqual([booked.reference]);
  expect(booked).toMatchObject({ state: "booked", status: "label_ready", labelState: "ready", carrier: "UPS" });
  expect(booked).toMatchObject({ chargeMinor: 550n, trackingNumbers: ["1Z0000010"] });
  const label = await world.inside((tx) => labelOf(tx, id, undefined));
  const bytes = await buffer(createFiles(world.db.database).read(world.organization, label.fileId));
  expect(bytes.toString()).toBe("%PDF label of 1Z0000010");
  const sent = await world.inside((tx) => listDeliveries(tx, { endpointId: endpoint.id, sort: "oldest" }));
  // Made in one moment, they stand in either order.
  expect(sent.items.map(({ type, ids }) => [type, ids]).toSorted()).toEqual([
    ["shipment.created", { id, orderId: order }],
    ["shipment.updated", { id, orderId: order }],
  ]);

  const scan = (minute: number, status: "picked_up" | "in_transit" | "delivered") => scanAt(world, minute, status);
  const report = (...scans: readonly Scan[]) => reportScans(world, { scans, source: "webhook" });
  const shown = () =>
    world.db.owner.one<{ fulfilment: string; units: number; tracking: string[] | null }>(
      `select fulfilment, (select sum(fulfilled_quantity)::int from argosy.order_line where order_id = $1) as units,
         (select tracking_numbers from argosy.order_fulfilment where order_id = $1) as tracking
       from argosy.sales_order
       where id = $1`,
      [order],
    );
  expect(await shown()).toEqual({ fulfilment: "unfulfilled", units: 0, tracking: null });
  await report(scan(2, "in_transit"));
  expect(await shown()).toEqual({ fulfilment: "in_transit", units: 2, tracking: ["1Z0000010"] });
  await report(scan(9, "delivered"));
  await report(scan(1, "picked_up"), scan(3, "in_transit"), scan(9, "delivered"));
  expect(await shown()).toMatchObject({ fulfilment: "delivered" });
  expect(await read()).toMatchObject({ status: "delivered", parcelList: [{ scans: { length: 4 } }] });
  await expect(world.inside((tx) => cancelShipment(tx, id, by(world.clock.now())))).rejects.toMatchObject({
    code: "SHIPMENT_OVER",
  });
});

test("a parcel that came back is a return to be unpacked and looked at, opened once [G1]", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  await world.ask(order);
  await world.engine.runUntilIdle();
  const ways = ["in_transit", "exception", "rto_in_transit", "rto_delivered", "rto_delivered"] as const;
  for (const [minute, status] of ways.entries()) {
    const at = new Date(world.clock.now() + minute * 60_000).toISOString();
    const scans = [{ key: `${minute}`, at, status, platformStatus: status, text: status }];
    await world.inside((tx) =>
      applyScans(tx, {
        connectionId: world.store,
        parcels: [{ trackingNumber: "1Z0000010", scans }],
        source: "poll",
        ...by(world.clock.now()),
      }),
    );
  }
  const returns = await world.db.owner.rows(
    `select r.state, r.reason, r.tracking_number as number, l.quantity, l.received_quantity as received, o.fulfilment
     from argosy.order_return r
     join argosy.order_return_line l on l.return_id = r.id
     join argosy.sales_order o on o.id = r.order_id
     where r.order_id = $1`,
    [order],
  );
  const awaited = { state: "approved", reason: "RTO", number: "1Z0000010", quantity: 2, received: 0 };
  expect(returns).toEqual([{ ...awaited, fulfilment: "returned" }]);
});

test("a parcel back before its channel took the fulfilment is a return once that is done [G1]", async () => {
  const courier = fakeCourier();
  let isDown = true;
  Object.assign(courier.ports, {
    orders: {
      execute: async () => {
        if (isDown) throw new ConnectorError({ kind: "transient" }, "Down.");
        return { state: "done", text: "Shipped." };
      },
    },
  });
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  await world.db.owner.run("update argosy.sales_order set connection_id = $2, ext_key = 'X-1' where id = $1", [
    order,
    world.store,
  ]);
  await world.ask(order);
  await world.engine.runUntilIdle();
  // The whole way at once, as a poll after a pause tells it.
  const scans = (["picked_up", "rto_in_transit", "rto_delivered"] as const).map((status, minute) =>
    scanAt(world, minute, status),
  );
  await reportScans(world, { scans, source: "poll" });
  const returns = () =>
    world.db.owner.rows(
      `select r.state, l.quantity from argosy.order_return r join argosy.order_return_line l on l.return_id = r.id
       where r.order_id = $1`,
      [order],
    );
  await world.engine.runUntilIdle();
  expect(await returns()).toEqual([]);
  isDown = false;
  world.clock.pass(6 * 60_000);
  await world.engine.runUntilIdle();
  expect(await returns()).toEqual([{ state: "approved", quantity: 2 }]);
});

test("a courier's no is kept in its words, and what it cannot do is not asked of it", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [first = "", second = "", third = ""] = await world.orders(3);
  courier.refusal = "The address is not served.";
  const refused = await world.ask(first);
  await world.engine.runUntilIdle();
  expect(await world.inside((tx) => shipmentDetail(tx, refused))).toMatchObject({
    state: "refused",
    text: "The address is not served.",
  });
  courier.refusal = null;
  await world.ask(first, { key: "elsewhere" });
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where id = $1",
    [second],
  );
  await world.ask(second);
  const withdrawn = await world.ask(third);
  await world.inside((tx) => cancelShipment(tx, withdrawn, by(world.clock.now())));
  await world.engine.runUntilIdle();
  expect(courier.booked).toHaveLength(1);
  expect(await world.states()).toEqual({ booked: 1, refused: 2, withdrawn: 1 });
});

test("a courier that cannot be asked is never asked twice: a person says what became of it [G1]", async () => {
  const courier = fakeCourier({ canFind: false });
  await using world = await shippingWorld(courier);
  const [first = "", second = ""] = await world.orders(2);
  courier.strike = async (step) => {
    if (step === "committed") throw new ConnectorError({ kind: "ambiguous" }, "No answer.");
  };
  const there = await world.ask(first);
  const notThere = await world.ask(second);
  await world.engine.runUntilIdle();
  world.clock.pass(120_000);
  await world.engine.runUntilIdle();
  expect(courier.booked).toHaveLength(2);
  expect(await world.states()).toEqual({ unknown: 2 });
  const detail = await world.inside((tx) => shipmentDetail(tx, there));
  expect(detail.text).toContain(detail.reference);
  await expect(world.inside((tx) => cancelShipment(tx, there, by(world.clock.now())))).rejects.toMatchObject({
    code: "SHIPMENT_UNKNOWN",
  });

  courier.strike = async () => undefined;
  const found = { found: true, trackingNumbers: ["1ZFOUND"] } as const;
  await world.inside((tx) => decideShipment(tx, there, found, by(world.clock.now())));
  await world.inside((tx) => decideShipment(tx, notThere, { found: false }, by(world.clock.now())));
  await world.engine.runUntilIdle();
  expect(courier.booked).toHaveLength(3);
  expect(await world.states()).toEqual({ booked: 2 });
  expect(await world.inside((tx) => shipmentDetail(tx, there))).toMatchObject({ trackingNumbers: ["1ZFOUND"] });
});

test("a booked shipment is cancelled at its courier, and what it held can be booked again", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  await world.inside((tx) => cancelShipment(tx, id, by(world.clock.now())));
  await world.engine.runUntilIdle();
  expect(courier.cancelled).toHaveLength(1);
  expect(await world.inside((tx) => shipmentDetail(tx, id))).toMatchObject({
    status: "cancelled",
    cancelState: "cancelled",
  });
  await world.ask(order, { key: "again" });
  await world.engine.runUntilIdle();
  expect(courier.booked).toHaveLength(2);
});

test("a parcel whose pickup failed is cancelled, one held up on its way is not, nor a shipment one box of which has left [G1]", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [missed = "", held = "", apart = ""] = await world.orders(3);
  const box = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };
  const ids: string[] = [];
  for (const [order, parcels] of [
    [missed, [box]],
    [held, [box]],
    [apart, [box, box]],
  ] as const)
    ids.push(await world.ask(order, { parcels }));
  await world.engine.runUntilIdle();
  const [missedId = "", heldId = "", apartId = ""] = ids;
  const read = (id: string) => world.inside((tx) => shipmentDetail(tx, id));
  const reportStatus = async (id: string, status: "pickup_failed" | "exception" | "in_transit") => {
    const [trackingNumber = ""] = (await read(id)).trackingNumbers;
    const at = new Date(world.clock.now()).toISOString();
    const scans = [{ key: status, at, status, platformStatus: status, text: status }];
    await reportScans(world, { trackingNumber, scans, source: "poll" });
  };
  await reportStatus(missedId, "pickup_failed");
  await reportStatus(heldId, "exception");
  await reportStatus(apartId, "in_transit");
  expect(await read(missedId)).toMatchObject({ status: "pickup_failed", stage: "attention", leftAt: null });
  const cancel = (id: string) => world.inside((tx) => cancelShipment(tx, id, by(world.clock.now())));
  for (const id of [heldId, apartId]) await expect(cancel(id)).rejects.toMatchObject({ code: "SHIPMENT_OVER" });
  await cancel(missedId);
  await world.engine.runUntilIdle();
  expect(courier.cancelled).toEqual([(await read(missedId)).reference]);
  expect(await read(missedId)).toMatchObject({ status: "cancelled", stage: "cancelled" });
});

test("an order that leaves in two shipments, one of two boxes, is told line by line, partly shipped, and its cash adds up [G1, E3]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending', total_minor = 2350 where id = $1",
    [order],
  );
  const more = await world.db.owner.one<{ id: string; first: string }>(
    `insert into argosy.order_line (organization_id, order_id, ext_key, title, ordered_quantity, quantity,
       unit_price, total_minor)
     select organization_id, id, 'l2', 'Jug', 3, 3, 0, 0 from argosy.sales_order where id = $1
     returning id, (select l.id from argosy.order_line l where l.order_id = $1 and l.ext_key = 'l1') as first`,
    [order],
  );
  const box = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };
  const one = { lineId: more.first, quantity: 1 };
  await expect(
    world.ask(order, { key: "many", parcels: [{ ...box, items: [{ ...one, quantity: 3 }] }] }),
  ).rejects.toMatchObject({
    code: "SHIPMENT_ITEMS",
  });
  const first = await world.ask(order, { key: "a", fulfilWhen: "booked", parcels: [{ ...box, items: [one] }] });
  await world.engine.runUntilIdle();
  const shown = () =>
    world.db.owner.one<{ fulfilment: string }>("select fulfilment from argosy.sales_order where id = $1", [order]);
  expect(await shown()).toEqual({ fulfilment: "partial" });
  const rest = [
    { ...box, items: [one] },
    { ...box, items: [{ lineId: more.id, quantity: 3 }] },
  ];
  const second = await world.ask(order, { key: "b", fulfilWhen: "booked", parcels: rest });
  await world.engine.runUntilIdle();
  expect(await shown()).toEqual({ fulfilment: "fulfilled" });
  await expect(world.ask(order, { key: "c" })).rejects.toMatchObject({ code: "SHIPMENT_NOTHING_LEFT" });

  const collects = await Promise.all([first, second].map((id) => world.inside((tx) => shipmentDetail(tx, id))));
  expect(collects.map(({ collectMinor, parcels }) => [collectMinor, parcels])).toEqual([
    [1_000n, 1],
    [1_350n, 2],
  ]);
  const commands = await world.db.owner.rows<{ lines: string; numbers: string }>(
    `select
       (select string_agg(x ->> 'lineKey' || ' ' || (x ->> 'quantity'), ', ' order by x ->> 'lineKey')
        from jsonb_array_elements(input -> 'lines') x) as lines,
       jsonb_array_length(input -> 'trackingNumbers')::text as numbers
     from argosy.command
     where order_id = $1`,
    [order],
  );
  expect(commands.map(({ lines, numbers }) => `${lines}: ${numbers}`).sort()).toEqual(["l1 1, l2 3: 2", "l1 1: 1"]);
});

test.each([
  { canFind: true, most: 6 },
  { canFind: false, most: 1 },
])("a courier that can be asked ($canFind) books $most parcels at the same time", async ({ canFind, most }) => {
  const courier = fakeCourier({ canFind });
  await using world = await shippingWorld(courier);
  let under = 0;
  const seen: number[] = [];
  courier.strike = async (step) => {
    if (step === "committed") under -= 1;
    if (step !== "before") return;
    under += 1;
    seen.push(under);
    const alone = () => most > 1 && Math.max(...seen) === 1;
    for (let n = 0; (n < 100 && under < most) || alone(); n += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  for (const order of await world.orders(8)) await world.ask(order);
  await world.engine.runUntilIdle();
  expect(await world.states()).toEqual({ booked: 8 });
  expect(Math.max(...seen)).toBeLessThanOrEqual(most);
  expect(Math.max(...seen) > 1).toBe(most > 1);
});

test("lost answers, faults and lost leases at every step double and lose no booking [G1]", {
  timeout: 300_000,
}, async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const orders = await world.orders(STORM);
  const struck = new Map<string, { readonly nth: number; readonly times: number }>();
  /** Each booking is struck twice, at every step and in every way. */
  courier.strike = async (step: Step, reference) => {
    const { nth, times } = struck.get(reference) ?? { nth: struck.size, times: 0 };
    struck.set(reference, { nth, times });
    if (times >= 2 || step !== STEPS[(nth + times) % STEPS.length]) return;
    struck.set(reference, { nth, times: times + 1 });
    const way = Math.floor(nth / STEPS.length + times) % 4;
    // Killed: another process has the lane, and whatever this one wants to write is not written.
    if (way === 0)
      await world.db.owner.run(
        `update argosy.lane
         set lease_token = gen_random_uuid(), lease_until = null
         where connection_id = $1 and kind = 'outbound'`,
        [world.store],
      );
    if (way === 1) throw new ConnectorError({ kind: "ambiguous" }, "The answer was lost.");
    if (way === 2 && nth % 3 === 0) throw new ConnectorError({ kind: "drift", path: "number" }, "A strange answer.");
    if (way === 2) throw new Error("a fault of ours");
    if (way === 3 && step !== "committed") throw new ConnectorError({ kind: "throttled", waitMs: 1_000 }, "Slower.");
  };
  for (const order of orders) await world.ask(order);
  // A struck courier rests: the more bookings, the longer it takes.
  for (let round = 0; round < 200 + STORM; round += 1) {
    await world.engine.runUntilIdle();
    const { booked = 0 } = await world.states();
    if (booked === STORM) break;
    world.clock.pass(15 * 60_000);
  }
  expect(await world.states()).toEqual({ booked: STORM });
  expect([...struck.values()].reduce((sum, { times }) => sum + times, 0)).toBeGreaterThan(STORM);
  const references = courier.booked.map(({ reference }) => reference);
  expect(new Set(references).size, "none is doubled").toBe(references.length);
  expect(references.length, "none is lost").toBe(STORM);
  const stored = await world.db.owner.rows<{ number: string }>("select tracking_number as number from argosy.parcel");
  expect(stored.map(({ number }) => number).sort()).toEqual(
    courier.booked.flatMap(({ shipment }) => shipment.parcels.map(({ trackingNumber }) => trackingNumber)).sort(),
  );
});
