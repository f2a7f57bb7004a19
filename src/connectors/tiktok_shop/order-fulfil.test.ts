import { expect, test } from "vitest";
import { attemptCommand, commandOrder, readPart, runCommand } from "../kit/testing/commands.ts";
import { failing } from "../kit/testing/saving.ts";
import { fulfil, openShop, stored } from "./testing.ts";

/** An order of three of one item. */
async function withOrder() {
  const world = await openShop();
  world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
  const connection = await world.connect();
  const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
  const writes = () => world.sandbox.calls.filter((call) => call.write);
  return { world, connection, key, order: stored(world.state, key), writes };
}

test("units that have not left under a number that stands there are not called shipped", async () => {
  const { world, connection, key, order } = await withOrder();
  await using _ = world;
  const lineKey = order.units[0]?.id ?? "";
  const existing = commandOrder(await readPart(connection, key));
  const units = (quantity: number) => fulfil(["BOX"], { lines: [{ lineKey, quantity }] });
  await runCommand(connection, key, units(1));
  // The hub has not heard of it when it asks for the same unit, and for two.
  expect((await attemptCommand(connection, existing, units(1))).state).toBe("done");
  expect(await attemptCommand(connection, existing, units(2))).toMatchObject({ state: "rejected", code: "21011025" });
  expect(order.units.map(({ trackingNumber }) => trackingNumber)).toEqual(["BOX", "", ""]);
});

test("units whose answer was lost are shipped once, and no others in their place", async () => {
  const { world, connection, key, order, writes } = await withOrder();
  await using _ = world;
  const unit = fulfil(["BOX"], { lines: [{ lineKey: order.units[0]?.id ?? "", quantity: 1 }] });
  const lost = { fault: { kind: "drop_after_commit" }, write: true } as const;
  const { saved } = await failing(world, lost, (attempt) => attemptCommand(connection, key, unit, attempt));
  const sent = writes().length;
  expect((await attemptCommand(connection, key, unit, { saved, uncertain: true })).state).toBe("done");
  expect(writes()).toHaveLength(sent);
  expect(order.units.map(({ trackingNumber }) => trackingNumber)).toEqual(["BOX", "", ""]);
});
