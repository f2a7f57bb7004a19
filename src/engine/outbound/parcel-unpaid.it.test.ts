/** Booked parcels of orders whose payment fails or whose address changes (decision 592). */
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { sendAsBooked } from "../../hub/shipping/decide.ts";
import { readyToHandOver } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { fakeCourier, shippingWorld } from "./testing-shipments.ts";

const by = (now: number) => ({
  actor: { kind: "user", id: "u", name: "ana@example.test" } as const,
  now: new Date(now),
});

test("a payment that fails and an address that changes after booking are told, each decided by itself [G1, G2]", async () => {
  const courier = fakeCourier({ canFind: true, collects: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(5);
  const [voided = "", awaited = "", unpaid = "", moved = "", both = ""] = orders;
  const set = (id: string, columns: string) =>
    world.db.owner.run(`update argosy.sales_order set ${columns} where id = $1`, [id]);
  for (const id of orders) await set(id, "payment_kind = 'prepaid', financial = 'paid'");
  await set(voided, "financial = 'authorized'");
  // Whoever books before a transfer has come knows that it has not.
  await set(unpaid, "financial = 'pending'");
  await set(both, "payment_kind = 'cod', financial = 'cod_pending'");
  const ids: string[] = [];
  for (const id of orders) ids.push(await world.ask(id));
  await world.engine.runUntilIdle();
  const check = () =>
    world.inside((tx) =>
      announceOrdersChanged(
        tx,
        orders.map((id) => ({ id, storeId: null })),
      ),
    );
  const detail = (id = "") => world.inside((tx) => shipmentDetail(tx, id));
  const seen = async () => {
    await check();
    const all = [];
    for (const id of ids) all.push((await detail(id)).orderChanges.join(" "));
    return all;
  };
  expect(await seen()).toEqual(["", "", "", "", ""]);
  const street = (line1: string) => `shipping_address = shipping_address || '{"line1":"${line1}"}'`;
  await set(voided, "financial = 'voided'");
  await set(awaited, "financial = 'pending'");
  await set(moved, street("2 Long Street"));
  await set(both, `${street("2 Long Street")}, current_total_minor = 1500`);
  expect(await seen()).toEqual(["payment", "payment", "", "receiver", "amount receiver"]);
  expect((await detail(ids[3])).stage).toBe("attention");
  const { rows } = await world.inside((tx) => readyToHandOver(tx, world.store, ids));
  expect(rows.map(({ id }) => id)).toEqual([ids[2]]);
  const alerts = async () =>
    (await world.inside((tx) => listAlerts(tx, { state: "open", now: new Date(world.clock.now()) }))).items.flatMap(
      ({ kind, text }) => (kind === "shipment_outdated" ? [text] : []),
    );
  const texts = await alerts();
  expect(texts.length).toBe(4);
  expect(texts.filter((text) => text.includes("another address")).length).toBe(2);
  expect(texts.filter((text) => text.includes("payment failed")).length).toBe(2);
  // Sent as it is: neither hides a later change of the other kind, nor another change of the same.
  for (const id of ids.slice(3)) await world.inside((tx) => sendAsBooked(tx, id, by(world.clock.now())));
  expect(await seen()).toEqual(["payment", "payment", "", "", ""]);
  await set(moved, "financial = 'voided'");
  await set(both, street("3 Long Street"));
  await set(unpaid, "financial = 'voided'");
  expect(await seen()).toEqual(["payment", "payment", "payment", "payment", "receiver"]);
  // Taken back, and the buyer pays once more.
  await set(both, street("1 Long Street"));
  for (const id of [voided, awaited, moved, unpaid]) await set(id, "financial = 'paid'");
  expect(await seen()).toEqual(["", "", "", "", ""]);
  expect(await alerts()).toEqual([]);
});
