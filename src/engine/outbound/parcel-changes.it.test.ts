/** What couriers and channels are told of a parcel when its order is another than it was, and by whom it is shipped. */
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { createFiles } from "../../hub/files/files.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { shipMany } from "../../hub/orders/ship-many.ts";
import { cancelShipment, sendAsBooked } from "../../hub/shipping/decide.ts";
import { labelOf } from "../../hub/shipping/documents.ts";
import { manifestFile, readyToHandOver } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { collected, fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const by = (now: number) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(now),
});

const PARCEL = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

interface OrderChange {
  /** Columns of the order, as SQL. */
  readonly columns: string;
  readonly paid?: number;
  readonly refunded?: number;
  /** Units left of the two. */
  readonly units?: number;
}

/** Cash on delivery, in a state its channel would tell. */
async function setOrderState(
  world: ShippingWorld,
  id: string,
  { columns, paid, refunded, units }: OrderChange,
): Promise<void> {
  const { db, organization, clock } = world;
  const now = new Date(clock.now());
  await db.owner.run(`update argosy.sales_order set payment_kind = 'cod', ${columns} where id = $1`, [id]);
  if (units !== undefined)
    await db.owner.run("update argosy.order_line set quantity = $2 where order_id = $1", [id, units]);
  if (refunded !== undefined)
    await db.owner.run(
      `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
       values ($1, $2, 'r', $4, $3, '[]')`,
      [organization, id, now, refunded],
    );
  if (paid !== undefined)
    await db.owner.run(
      `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
         currency, at)
       values ($1, $2, 't', 'sale', 'success', 'upi', $4, 'USD', $3)`,
      [organization, id, now, paid],
    );
}

test("a courier collects what is still owed: goods taken out, refunds and an advance are off it, and a unit is worth its own price [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(5);
  const [edited = "", refunded = "", advance = "", unknown = "", paid = ""] = orders;
  // Shopify: one of two units taken out; the first total stays, the current one tells it.
  await setOrderState(world, edited, { columns: "financial = 'cod_pending', current_total_minor = 1000", units: 1 });
  // WooCommerce: a unit refunded before anybody paid; the total stays.
  await setOrderState(world, refunded, { columns: "financial = 'cod_pending'", units: 1, refunded: 1000 });
  await setOrderState(world, advance, { columns: "financial = 'partially_paid'", paid: 400 });
  await setOrderState(world, unknown, { columns: "financial = 'partially_paid'" });
  await setOrderState(world, paid, { columns: "financial = 'paid'" });
  const cashOf = async (id: string) => {
    const shipment = await world.ask(id);
    const { payment, collectMinor } = await world.inside((tx) => shipmentDetail(tx, shipment));
    const { worth } = await world.db.owner.one<{ worth: string }>(
      "select value_minor::text as worth from argosy.shipment where id = $1",
      [shipment],
    );
    const { money } = await world.inside((tx) => getOrder(tx, id));
    return [payment, collectMinor, worth, money.outstandingMinor];
  };
  expect(await cashOf(edited)).toEqual(["cod", 1000n, "1000", 1000n]);
  expect(await cashOf(refunded)).toEqual(["cod", 1000n, "1000", 1000n]);
  expect(await cashOf(advance)).toEqual(["cod", 1600n, "2000", 1600n]);
  expect(await cashOf(paid)).toEqual(["prepaid", 0n, "2000", 0n]);
  await expect(world.ask(unknown)).rejects.toMatchObject({ code: "SHIPMENT_OWED" });
});

const STATES: readonly (OrderChange & { readonly state: string; readonly collects: bigint })[] = [
  { state: "pending", columns: "financial = 'pending'", collects: 2500n },
  { state: "pending, as cash on delivery", columns: "financial = 'cod_pending'", collects: 2500n },
  { state: "partly paid", columns: "financial = 'partially_paid'", paid: 500, collects: 2000n },
  {
    state: "partly paid, of which a part was given back",
    ...{ columns: "financial = 'partially_refunded'", paid: 500, refunded: 200, collects: 2000n },
  },
  {
    state: "the same, by a channel whose second total follows refunds",
    columns: "financial = 'partially_refunded', current_total_minor = 2300",
    ...{ paid: 500, refunded: 200, collects: 2000n },
  },
  { state: "edited", columns: "financial = 'cod_pending', current_total_minor = 1500", units: 1, collects: 1500n },
  {
    state: "edited and partly paid",
    ...{ columns: "financial = 'partially_paid', current_total_minor = 1500", units: 1, paid: 500, collects: 1000n },
  },
  {
    state: "partly refunded, not paid",
    columns: "financial = 'cod_pending'",
    refunded: 1000,
    units: 1,
    collects: 1500n,
  },
  {
    state: "paid, partly refunded",
    ...{ columns: "financial = 'partially_refunded'", paid: 2500, refunded: 200, collects: 0n },
  },
  {
    state: "paid, partly refunded, no payment told",
    ...{ columns: "financial = 'partially_refunded'", refunded: 200, collects: 0n },
  },
  { state: "refunded whole", columns: "financial = 'refunded'", paid: 2500, refunded: 2500, collects: 0n },
  { state: "paid", columns: "financial = 'paid'", collects: 0n },
  { state: "paid, not each payment told", columns: "financial = 'paid'", paid: 500, collects: 0n },
  { state: "voided", columns: "financial = 'voided'", collects: 0n },
];

test("cash on delivery in every state of payment: order, courier's request, label and manifest ask for one amount [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  const create = async (open: readonly { readonly reference: string }[]) => ({
    number: "M-1",
    leftOut: [],
    documents: [
      {
        kind: "manifest",
        contentType: "application/pdf",
        bytes: Buffer.from(open.map(({ reference }) => `${reference}${collected(courier, reference)}`).join("\n")),
      },
    ],
  });
  Object.assign(courier.ports, { manifests: { most: 50, create } });
  await using world = await shippingWorld(courier);
  const { engine, organization, store } = world;
  const orders = await world.orders(STATES.length);
  const requested = new Map<string, string>();
  for (const [n, reported] of STATES.entries()) {
    const order = orders[n] ?? "";
    await setOrderState(world, order, {
      ...reported,
      columns: `total_minor = 2500, shipping_minor = 500, ${reported.columns}`,
    });
    requested.set(await world.ask(order), reported.state);
  }
  await engine.runUntilIdle();
  const files = createFiles(world.db.database);
  const read = async (file: string) => (await buffer(files.read(organization, file))).toString();
  const ids = [...requested.keys()];
  const { rows } = await world.inside((tx) => readyToHandOver(tx, store, ids));
  const handed = await engine.couriers.handOver({
    organization,
    ...by(world.clock.now()),
    courierId: store,
    shipmentIds: ids,
  });
  const manifest = await read(await world.inside((tx) => manifestFile(tx, store, handed.manifestId ?? "")));
  const seen = [];
  for (const { id, orderId, reference, collectMinor } of rows) {
    const { money } = await world.inside((tx) => getOrder(tx, orderId));
    const { draft } = courier.booked.find((each) => each.reference === reference) ?? {};
    const label = await read((await world.inside((tx) => labelOf(tx, id, undefined))).fileId);
    const line = manifest.split("\n").find((each) => each.startsWith(reference));
    const amounts = [money.outstandingMinor, collectMinor, draft?.collectMinor];
    seen.push([
      requested.get(id),
      draft?.payment,
      ...amounts,
      ...[label, line].map((text) => text?.split(", collects ")[1]),
    ]);
  }
  expect(seen).toEqual(
    STATES.map(({ state, collects }) => {
      const printed = collects > 0n ? `${collects} USD` : undefined;
      return [state, collects > 0n ? "cod" : "prepaid", collects, collects, collects, printed, printed];
    }),
  );
});

test("shipping an order with a booked label uses the label's carrier and number, alone and in bulk, and its scans follow it [G2]", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [alone = "", many = "", part = ""] = await world.orders(3);
  for (const order of [alone, many, part]) {
    await world.ask(order);
    await world.engine.runUntilIdle();
  }
  const how = { evenIfShort: true, idempotencyKey: "ship", ...by(world.clock.now()) };
  const fulfil = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  await world.inside((tx) => requestCommand(tx, { orderId: alone, command: fulfil, ...how }));
  const [bulk] = await world.inside((tx) =>
    shipMany(tx, { parcels: [{ order: many, trackingNumbers: [] }], notifyCustomer: false, dryRun: false, ...how }),
  );
  expect(bulk?.error).toBeUndefined();
  const one = { ...fulfil, lines: [{ lineKey: "l1", quantity: 1 }] };
  await expect(world.inside((tx) => requestCommand(tx, { orderId: part, command: one, ...how }))).rejects.toMatchObject(
    { code: "ORDER_LABEL_BOOKED" },
  );
  const parcels = (order: string) =>
    world.db.owner.rows(
      `select carrier, tracking_numbers as numbers, status from argosy.order_fulfilment where order_id = $1`,
      [order],
    );
  expect(await parcels(alone)).toMatchObject([{ carrier: "UPS", numbers: ["1Z0000010"] }]);
  expect(await parcels(many)).toMatchObject([{ carrier: "UPS", numbers: ["1Z0000020"] }]);
  const at = new Date(world.clock.now()).toISOString();
  const scan = { key: "1", at, status: "in_transit", platformStatus: "in_transit", text: "" } as const;
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: world.store,
      parcels: [{ trackingNumber: "1Z0000010", scans: [scan] }],
      source: "webhook",
      ...by(world.clock.now()),
    }),
  );
  expect(await parcels(alone), "the scan is no second parcel").toMatchObject([{ numbers: ["1Z0000010"] }]);
});

test("a parcel whose order is edited, paid, cancelled or refunded after it was booked waits for a person, and no list takes it [G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(6);
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where organization_id = $1",
    [world.organization],
  );
  const [edited = "", paid = "", cancelled = "", , refunded = "", before = ""] = orders;
  const set = (id: string, columns: string) =>
    world.db.owner.run(`update argosy.sales_order set ${columns} where id = $1`, [id]);
  await set(refunded, "payment_kind = 'prepaid', financial = 'paid'");
  // Whoever books for an order that was refunded knows it: nobody is asked.
  await set(before, "payment_kind = 'prepaid', financial = 'refunded'");
  const ids: string[] = [];
  for (const order of orders) ids.push(await world.ask(order));
  await world.engine.runUntilIdle();
  await world.db.owner.run("update argosy.order_line set quantity = 1 where order_id = $1", [edited]);
  await set(paid, "financial = 'paid'");
  await set(cancelled, "status = 'cancelled'");
  // Sylius, Squarespace: all of the money went back, and nobody names units.
  await set(refunded, "financial = 'refunded'");
  const check = () =>
    world.inside((tx) =>
      announceOrdersChanged(
        tx,
        orders.map((id) => ({ id, storeId: null })),
      ),
    );
  await check();
  const seen = () =>
    Promise.all(
      ids.map(async (id) => {
        const { stage, orderChange } = await world.inside((tx) => shipmentDetail(tx, id));
        return [stage, orderChange];
      }),
    );
  expect(await seen()).toEqual([
    ["attention", "units"],
    ["attention", "amount"],
    ["attention", "cancelled"],
    ["ready", null],
    ["attention", "refunded"],
    ["ready", null],
  ]);
  const open = async () =>
    (await world.inside((tx) => listAlerts(tx, { state: "open", now: new Date(world.clock.now()) }))).items.filter(
      ({ kind }) => kind === "shipment_outdated",
    );
  expect((await open()).map(({ severity }) => severity)).toEqual(Array(4).fill("critical"));
  expect((await open()).some(({ text }) => text.startsWith("The order was refunded in full."))).toBe(true);
  const { rows, leftOut } = await world.inside((tx) => readyToHandOver(tx, world.store, ids));
  expect([rows.map(({ id }) => id), leftOut.length]).toEqual([[ids[3], ids[5]], 4]);
  // A person sends one as it is; another look does not ask again. The cancelled order's is cancelled.
  await world.inside((tx) => sendAsBooked(tx, ids[0] ?? "", by(world.clock.now())));
  await world.inside((tx) => cancelShipment(tx, ids[2] ?? "", by(world.clock.now())));
  await world.engine.runUntilIdle();
  await check();
  expect((await seen()).map(([stage]) => stage)).toEqual([
    ...["ready", "attention", "cancelled", "ready", "attention", "ready"],
  ]);
  expect((await open()).length).toBe(2);
});

test("two parcels of one order together hold and collect no more than it wants, and no less than is owed [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const [less = "", dearer = "", grown = "", whole = ""] = await world.orders(4);
  const all = [less, dearer, grown, whole];
  for (const id of all) await setOrderState(world, id, { columns: "financial = 'cod_pending'" });
  const lines = new Map<string, string>();
  for (const order of all) {
    const { id } = await world.db.owner.one<{ id: string }>("select id from argosy.order_line where order_id = $1", [
      order,
    ]);
    lines.set(order, id);
  }
  const half = async (order: string, key: string) =>
    world.ask(order, {
      key,
      parcels: [{ ...PARCEL, items: [{ lineId: lines.get(order) ?? "", quantity: 1 }] }],
    });
  const ids = [await half(less, "1"), await half(less, "2"), await half(dearer, "1"), await half(dearer, "2")];
  ids.push(await half(grown, "1"), await world.ask(whole));
  await world.engine.runUntilIdle();
  // One of two units taken out: each parcel alone still fits the order.
  await setOrderState(world, less, { columns: "current_total_minor = 1000", units: 1 });
  // Shipping added after booking; a third unit added, which a later parcel can take; nothing changed.
  await setOrderState(world, dearer, { columns: "total_minor = 2500, shipping_minor = 500" });
  await setOrderState(world, grown, { columns: "total_minor = 3000", units: 3 });
  const check = () =>
    world.inside((tx) =>
      announceOrdersChanged(
        tx,
        all.map((id) => ({ id, storeId: null })),
      ),
    );
  const changes = () =>
    Promise.all(ids.map(async (id) => (await world.inside((tx) => shipmentDetail(tx, id))).orderChange));
  await check();
  expect(await changes()).toEqual(["units", "units", "amount", "amount", null, null]);
  // One of the two is cancelled: the other is what the order wants.
  await world.inside((tx) => cancelShipment(tx, ids[1] ?? "", by(world.clock.now())));
  await world.engine.runUntilIdle();
  await check();
  expect((await changes())[0]).toBeNull();
});

test("a parcel that a person sends as it is waits again when its order changes once more, or is cancelled again [G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  await setOrderState(world, order, { columns: "financial = 'cod_pending'" });
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  const change = async (reported: OrderChange) => {
    await setOrderState(world, order, reported);
    await world.inside((tx) => announceOrdersChanged(tx, [{ id: order, storeId: null }]));
    return (await world.inside((tx) => shipmentDetail(tx, id))).orderChange;
  };
  const dismissChange = () => world.inside((tx) => sendAsBooked(tx, id, by(world.clock.now())));
  const texts = async () =>
    (await world.inside((tx) => listAlerts(tx, { state: "open", now: new Date(world.clock.now()) }))).items.flatMap(
      ({ kind, text }) => (kind === "shipment_outdated" ? [text] : []),
    );
  expect(await change({ columns: "current_total_minor = 1800" })).toBe("amount");
  await dismissChange();
  expect(await change({ columns: "current_total_minor = 1800" })).toBeNull();
  expect(await change({ columns: "current_total_minor = 1500" })).toBe("amount");
  expect(await texts()).toEqual([expect.stringContaining("15.00")]);
  // While it waits, the alert follows what is owed.
  expect(await change({ columns: "current_total_minor = 1200" })).toBe("amount");
  expect(await texts()).toEqual([expect.stringContaining("12.00")]);
  expect(await change({ columns: "status = 'cancelled'" })).toBe("cancelled");
  await dismissChange();
  expect(await change({ columns: "status = 'cancelled'" })).toBeNull();
  expect(await change({ columns: "status = 'confirmed', current_total_minor = 2000" })).toBeNull();
  expect(await change({ columns: "status = 'cancelled'" })).toBe("cancelled");
});

test("a parcel sent as it is after a unit was taken out tells the channel of the units that are left, with its number [G2]", async () => {
  const courier = fakeCourier({ canFind: true });
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  await world.db.owner.run("update argosy.order_line set quantity = 1 where order_id = $1", [order]);
  await world.inside((tx) => announceOrdersChanged(tx, [{ id: order, storeId: null }]));
  await world.inside((tx) => sendAsBooked(tx, id, by(world.clock.now())));
  const at = new Date(world.clock.now()).toISOString();
  const scan = { key: "1", at, status: "picked_up", platformStatus: "picked_up", text: "" } as const;
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: world.store,
      parcels: [{ trackingNumber: "1Z0000010", scans: [scan] }],
      source: "webhook",
      ...by(world.clock.now()),
    }),
  );
  const { input } = await world.db.owner.one<{ input: { lines: { quantity: number }[]; trackingNumbers: string[] } }>(
    "select input from argosy.command where order_id = $1 and kind = 'fulfil'",
    [order],
  );
  expect(input).toMatchObject({ lines: [{ quantity: 1 }], trackingNumbers: ["1Z0000010"] });
});
