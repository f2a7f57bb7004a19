/** Two parcels of one order, of which the second failed. */

import { expect, test } from "vitest";
import { attemptCommand } from "../kit/testing/commands.ts";
import { failing } from "../kit/testing/saving.ts";
import { FULFIL, openShop } from "./testing.ts";

const FAILS = { method: "PATCH", path: "/ship", after: 1, fault: { kind: "throttle" } } as const;

test.each([
  { title: "goes on with the second", isNamed: true },
  { title: "goes on with the second, where all that is left is asked for", isNamed: false },
  { title: "goes on with the second, where an older version saved nothing", isNamed: true, isOlder: true },
])("a shipment of two parcels $title", async ({ isNamed, isOlder }) => {
  await using shop = await openShop();
  shop.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 20 }] });
  const key = shop.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
  const stored = shop.state.orders.get(key);
  if (!stored) throw new Error("no order");
  const [first = 0, ...others] = stored.items.flatMap(({ units }) => units);
  const second = { ...stored.shipment, id: stored.shipment.id + 1_000, units: others };
  shop.state.orders.set(key, { ...stored, shipment: { ...stored.shipment, units: [first] }, moreShipments: [second] });
  const [line] = (await shop.read(key)).lines;
  const command = isNamed ? { ...FULFIL, lines: [{ lineKey: line?.key ?? "", quantity: 3 }] } : FULFIL;
  const { saved } = await failing(shop, FAILS, (attempt) => attemptCommand(shop.connection, key, command, attempt));
  expect((await shop.read(key)).fulfilments.map(({ lines }) => lines[0]?.quantity)).toEqual([1]);
  const again = { saved: isOlder ? null : saved, uncertain: true };
  for (const _ of [1, 2]) {
    expect(await attemptCommand(shop.connection, key, command, again)).toMatchObject({ state: "done" });
    const { fulfilments } = await shop.read(key);
    expect(fulfilments.map(({ lines, trackingNumbers }) => [lines[0]?.quantity, trackingNumbers])).toEqual([
      [1, ["TRACK-1"]],
      [2, ["TRACK-1"]],
    ]);
  }
});
