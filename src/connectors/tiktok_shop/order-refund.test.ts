import { describe, expect, it } from "vitest";
import { money } from "../../commerce/money.ts";
import type { CommandOf, OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { claimReturn } from "../../sandboxes/tiktok_shop/claims.ts";
import { moveOrder } from "../../sandboxes/tiktok_shop/state.ts";
import { attemptCommand, runCommand } from "../kit/testing/commands.ts";
import { openShop, stored } from "./testing.ts";

/** A delivered order of two mugs. */
async function delivered() {
  const world = await openShop();
  world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
  const connection = await world.connect();
  const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }], payment: "paid" });
  world.shop.shipOrder?.(key);
  world.shop.deliverOrder?.(key);
  const units = stored(world.state, key).units.map(({ id }) => id);
  const claims = () => [...world.state.returns.values()].map(({ amount, unitIds }) => [amount, ...unitIds]);
  return { world, connection, key, units, claims };
}

const oneOf = (line: string | undefined): OrderCommand => ({
  kind: "refund",
  amount: money(1_250n, "GBP"),
  lines: [{ lineKey: line ?? "", quantity: 1, restock: false }],
  moveMoney: true,
});

it("refunds of one unit after the other name each unit once, and none once all are refunded", async () => {
  const { world, connection, key, units, claims } = await delivered();
  await using _ = world;
  const states: string[] = [];
  for (const idempotencyKey of ["first", "second", "third"])
    states.push((await runCommand(connection, key, oneOf(units[0]), { idempotencyKey })).state);
  expect(states).toEqual(["done", "done", "rejected"]);
  expect(claims()).toEqual(units.map((unit) => ["12.50", unit]));
});

it("a refund that never arrived is not taken for one of the same amount before it", async () => {
  const { world, connection, key, units, claims } = await delivered();
  await using _ = world;
  await runCommand(connection, key, oneOf(units[0]), { idempotencyKey: "first" });
  let saved: Json = null;
  const attempt = (uncertain: boolean) =>
    attemptCommand(connection, key, oneOf(units[0]), {
      idempotencyKey: "second",
      saved,
      uncertain,
      save: async (progress) => {
        saved = progress;
      },
    });
  world.sandbox.faults.add({ fault: { kind: "drop_before" }, write: true });
  await expect(attempt(false)).rejects.toThrow();
  world.sandbox.faults.clear();
  expect(await attempt(true)).toMatchObject({ state: "done", moneyMoved: true });
  expect(claims()).toEqual(units.map((unit) => ["12.50", unit]));
});

it("a request whose answer was lost and that is paid is done; one that came to nothing is no claim to the whole order", async () => {
  for (const status of ["RETURN_OR_REFUND_REQUEST_COMPLETE", "RETURN_OR_REFUND_REQUEST_CANCEL"]) {
    const { world, connection, key, units, claims } = await delivered();
    await using _ = world;
    const claim = claimReturn(world.state, stored(world.state, key), {
      type: "REFUND",
      status: "RETURN_OR_REFUND_REQUEST_PENDING",
      action: "SELLER_RESPOND_REFUND",
      amount: "12.50",
      unitIds: units.slice(0, 1),
    });
    let saved: Json = null;
    const save = async (progress: Json) => {
      saved = progress;
    };
    world.sandbox.faults.add({ fault: { kind: "drop_before" }, write: true });
    await expect(attemptCommand(connection, key, oneOf(units[0]), { save })).rejects.toThrow();
    world.sandbox.faults.clear();
    Object.assign(claim, { status, action: null });
    expect(await attemptCommand(connection, key, oneOf(units[0]), { saved, save, uncertain: true })).toMatchObject({
      state: "done",
    });
    const own = status.endsWith("CANCEL") ? [["12.50", units[0]]] : [];
    expect(claims()).toEqual([["12.50", units[0]], ...own]);
  }
});

const REFUND: CommandOf<"refund"> = { kind: "refund", amount: money(1_250n, "GBP"), lines: [], moveMoney: true };

async function withDelivered() {
  const world = await openShop();
  world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
  const connection = await world.connect();
  const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
  const order = stored(world.state, key);
  for (const unit of order.units) unit.displayStatus = "DELIVERED";
  moveOrder(world.state, order, "DELIVERED");
  const sentAt = new Date(world.clock.now());
  const attempt = (again: { readonly uncertain: boolean } | null) =>
    attemptCommand(connection, key, REFUND, again === null ? {} : { ...again, sentAt });
  const claims = () => [...world.state.returns.values()].map(({ amount }) => amount);
  return { world, key, attempt, claims };
}

/** TikTok tells none that is open as paid, and takes our key down last. */
describe("a refund that TikTok is cut off in", () => {
  it.each([0, 1, 2, 3])("a refund cut off after %s steps that finishes later is paid once", async (steps) => {
    const { world, attempt, claims } = await withDelivered();
    await using _ = world;
    world.sandbox.faults.add({ fault: { kind: "unfinished", steps }, times: 1, write: true });
    await expect(attempt(null)).rejects.toMatchObject({ kind: "ambiguous" });
    await world.sandbox.faults.finish();
    for (const uncertain of [true, false]) {
      expect(await attempt({ uncertain })).toMatchObject({ state: "done", found: true });
      expect(claims()).toEqual(["12.50"]);
    }
  });

  it.each([
    [1, "uncertain"],
    [2, "done"],
  ] as const)("a refund cut off after %s steps for good is not made a second time, and is %s", async (steps, state) => {
    const { world, attempt, claims } = await withDelivered();
    await using _ = world;
    world.sandbox.faults.add({ fault: { kind: "unfinished", steps }, times: 1, write: true });
    await expect(attempt(null)).rejects.toMatchObject({ kind: "ambiguous" });
    for (const uncertain of [true, false]) {
      expect(await attempt({ uncertain })).toMatchObject({ state });
      expect(claims()).toEqual(["12.50"]);
    }
  });

  it("an older refund of the same amount is not taken for one that never arrived", async () => {
    const { world, key, attempt, claims } = await withDelivered();
    await using _ = world;
    world.shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock: false }]);
    await world.clock.sleep(60_000);
    const sentAt = new Date(world.clock.now());
    world.sandbox.faults.add({ fault: { kind: "drop_before" }, times: 1, write: true });
    await expect(attempt(null)).rejects.toMatchObject({ kind: "ambiguous" });
    const connection = await world.connect();
    const result = await attemptCommand(connection, key, REFUND, { uncertain: true, sentAt });
    expect(result).toMatchObject({ state: "done", moneyMoved: true });
    expect(claims()).toEqual(["12.50", "12.50"]);
  });
});
