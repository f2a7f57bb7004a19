/** What couriers and channels are told of a parcel when its order is another than it was, and by whom it is shipped. */
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { shipMany } from "../../hub/orders/ship-many.ts";
import { tellOrdersChanged } from "../../hub/orders/tell-changed.ts";
import { cancelShipment, keepShipment } from "../../hub/shipping/decide.ts";
import { leaving } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, shippingWorld } from "./testing-shipments.ts";

const by = (now: number) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(now),
});

test("a courier collects what is still owed: goods taken out, refunds and an advance are off it, and a unit is worth its own price [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(5);
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where organization_id = $1",
    [world.organization],
  );
  const [edited = "", refunded = "", advance = "", unknown = "", paid = ""] = orders;
  const set = (id: string, columns: string) =>
    world.db.owner.run(`update argosy.sales_order set ${columns} where id = $1`, [id]);
  const oneUnit = (id: string) =>
    world.db.owner.run("update argosy.order_line set quantity = 1 where order_id = $1", [id]);
  // Shopify: one of two units taken out; the first total stays, the current one tells it.
  await set(edited, "current_total_minor = 1000");
  await oneUnit(edited);
  // WooCommerce: a unit refunded before anybody paid; the total stays.
  await oneUnit(refunded);
  await world.db.owner.run(
    `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
     values ($1, $2, 'r', 1000, $3, '[]')`,
    [world.organization, refunded, new Date(world.clock.now())],
  );
  for (const id of [advance, unknown]) await set(id, "financial = 'partially_paid'");
  await world.db.owner.run(
    `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
       currency, at)
     values ($1, $2, 't', 'sale', 'success', 'upi', 400, 'USD', $3)`,
    [world.organization, advance, new Date(world.clock.now())],
  );
  await set(paid, "financial = 'paid'");
  const told = async (id: string) => {
    const shipment = await world.ask(id);
    const { payment, collectMinor } = await world.inside((tx) => shipmentDetail(tx, shipment));
    const { worth } = await world.db.owner.one<{ worth: string }>(
      "select value_minor::text as worth from argosy.shipment where id = $1",
      [shipment],
    );
    const { money } = await world.inside((tx) => getOrder(tx, id));
    return [payment, collectMinor, worth, money.outstandingMinor];
  };
  expect(await told(edited)).toEqual(["cod", 1000n, "1000", 1000n]);
  expect(await told(refunded)).toEqual(["cod", 1000n, "1000", 1000n]);
  expect(await told(advance)).toEqual(["cod", 1600n, "2000", 1600n]);
  expect(await told(paid)).toEqual(["prepaid", 0n, "2000", 0n]);
  await expect(world.ask(unknown)).rejects.toMatchObject({ code: "SHIPMENT_OWED" });
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

test("a parcel whose order is edited, paid or cancelled after it was booked waits for a person, and no list takes it [G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(4);
  await world.db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where organization_id = $1",
    [world.organization],
  );
  const ids: string[] = [];
  for (const order of orders) ids.push(await world.ask(order));
  await world.engine.runUntilIdle();
  const [edited = "", paid = "", cancelled = ""] = orders;
  await world.db.owner.run("update argosy.order_line set quantity = 1 where order_id = $1", [edited]);
  await world.db.owner.run("update argosy.sales_order set financial = 'paid' where id = $1", [paid]);
  await world.db.owner.run("update argosy.sales_order set status = 'cancelled' where id = $1", [cancelled]);
  const look = () =>
    world.inside((tx) =>
      tellOrdersChanged(
        tx,
        orders.map((id) => ({ id, storeId: null })),
      ),
    );
  await look();
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
  ]);
  const open = async () =>
    (await world.inside((tx) => listAlerts(tx, { state: "open", now: new Date(world.clock.now()) }))).items.filter(
      ({ kind }) => kind === "shipment_outdated",
    );
  expect((await open()).map(({ severity }) => severity)).toEqual(["critical", "critical", "critical"]);
  const { rows, leftOut } = await world.inside((tx) => leaving(tx, world.store, ids));
  expect([rows.map(({ id }) => id), leftOut.length]).toEqual([[ids[3]], 3]);
  // A person sends one as it is; another look does not ask again. The cancelled order's is cancelled.
  await world.inside((tx) => keepShipment(tx, ids[0] ?? "", by(world.clock.now())));
  await world.inside((tx) => cancelShipment(tx, ids[2] ?? "", by(world.clock.now())));
  await world.engine.runUntilIdle();
  await look();
  expect((await seen()).map(([stage]) => stage)).toEqual(["ready", "attention", "cancelled", "ready"]);
  expect((await open()).length).toBe(1);
});
