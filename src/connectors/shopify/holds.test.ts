import { afterEach, expect, it } from "vitest";
import type { HoldCommand } from "../../commerce/order-command.ts";
import { newId } from "../../sandboxes/shopify/state.ts";
import { commandOrder } from "../kit/testing/commands.ts";
import { must } from "../kit/testing/shop.ts";
import { openRig, orderOf, ordersOf, productsAtTwoLocations, type Rig } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

const HOLD = "33333333-0000-4000-8000-000000000001";

async function change(key: string, action: HoldCommand["action"]) {
  const orders = ordersOf(rig);
  return must(orders.hold).call(
    orders,
    {
      command: { kind: "hold", action, holdId: HOLD, reason: "payment" },
      order: commandOrder(await orderOf(rig, key)),
      idempotencyKey: `hold:${HOLD}:${action}`,
      saved: null,
      save: async () => undefined,
      uncertain: false,
    },
    rig.ctx,
  );
}

const rows = (key: string) => rig.sandbox.state.orders.get(key)?.fulfilmentOrders ?? [];
const holdsOf = (key: string) =>
  rows(key).map(({ holds }) => holds.map(({ handle, reason, app }) => [handle, reason, app]));

/** An order whose goods lie at two places: two fulfilment orders. */
async function splitOrder(): Promise<string> {
  rig = await openRig(productsAtTwoLocations);
  const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
  const [first] = rows(key);
  if (first) rows(key).push({ ...first, id: newId(rig.sandbox.state), locationId: "2", holds: [] });
  return key;
}

it("a hold stands on every fulfillment order with its reason, beside the merchant's, which stays", async () => {
  const key = await splitOrder();
  rig.sandbox.shop.holdOrder?.(key);
  expect(await change(key, "place")).toMatchObject({ state: "done", order: { status: "on_hold" } });
  const [theirs, ours] = [
    ["", "OTHER", false],
    [`argosy-${HOLD}`, "AWAITING_PAYMENT", true],
  ];
  expect(holdsOf(key)).toEqual([
    [theirs, ours],
    [theirs, ours],
  ]);
  expect(await change(key, "release")).toMatchObject({ state: "done", order: { status: "on_hold" } });
  expect(holdsOf(key)).toEqual([[theirs], [theirs]]);
});

it("an order stays on no hold of ours where one fulfillment order refuses it", async () => {
  const key = await splitOrder();
  const [, second] = rows(key);
  const full = Array.from({ length: 10 }, (_, n) => ({
    id: `${n}`,
    handle: `h${n}`,
    reason: "OTHER",
    notes: "",
    app: true,
  }));
  if (second) Object.assign(second, { holds: full, status: "ON_HOLD" });
  expect(await change(key, "place")).toMatchObject({ state: "rejected", code: "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED" });
  expect(rows(key).map(({ holds }) => holds.length)).toEqual([0, 10]);
});
