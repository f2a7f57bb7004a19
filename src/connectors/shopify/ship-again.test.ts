/** A shipment that failed halfway, tried again: no parcel stands for two, nor one of before for a new one. */

import { afterEach, expect, it } from "vitest";
import { newId } from "../../sandboxes/shopify/state.ts";
import type { OrderCommand } from "../kit/contract/ports.ts";
import { failing } from "../kit/testing/saving.ts";
import { createProducts, execute, openRig, orderOf, productsAtTwoLocations, type Rig } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

const ship: OrderCommand = { kind: "fulfil", trackingNumbers: ["T-1"], carrier: "DHL", notifyCustomer: false };
const locationsOf = (key: string) => rig.sandbox.state.orders.get(key)?.fulfilments.map((row) => row.locationId);

/** Half of the only line's units leave from the second place. Answers what an older version saved after the first parcel. */
function splitOverTwoPlaces(key: string) {
  const { fulfilmentOrders } = rig.sandbox.state.orders.get(key) ?? {};
  const [first] = fulfilmentOrders ?? [];
  const [line] = first?.lines ?? [];
  if (!first || !line) throw new Error("no line to split");
  const half = line.total / 2;
  Object.assign(line, { total: half, remaining: half });
  const lines = [{ ...line, id: newId(rig.sandbox.state) }];
  fulfilmentOrders?.push({ ...first, id: newId(rig.sandbox.state), locationId: "2", lines });
  const steps = (fulfilmentOrders ?? []).map((row) => ({
    location: row.locationId,
    items: row.lines.map(({ id, lineId, remaining }) => ({
      order: `gid://shopify/FulfillmentOrder/${row.id}`,
      line: `gid://shopify/FulfillmentOrderLineItem/${id}`,
      key: lineId,
      quantity: remaining,
    })),
  }));
  return { steps, done: 1 };
}

it.each([
  { title: "the parcel of the first is not taken for the second's" },
  { title: "the same where an older version, which saved no parcels, made the first", isOlder: true },
  { title: "a first whose answer was lost is found", isLost: true },
])("two locations, one unit of a line at each: $title", async ({ isOlder, isLost }) => {
  rig = await openRig(productsAtTwoLocations);
  const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
  const older = splitOverTwoPlaces(key);
  const part = await orderOf(rig, key);
  const path = "fulfillmentCreate";
  const { saved } = await failing(
    rig,
    isLost
      ? { path, fault: { kind: "drop_after_commit" } }
      : { path, after: 1, fault: { kind: "status", status: 503 } },
    (attempt) => execute(rig, part, ship, attempt),
  );
  expect(locationsOf(key)).toEqual(["1"]);
  for (const _ of [1, 2]) {
    const { result } = await execute(rig, part, ship, { saved: isOlder ? older : saved, uncertain: true });
    expect([result.state, locationsOf(key)]).toEqual(["done", ["1", "2"]]);
  }
});

it("a parcel of yesterday is not taken for today's, which failed without a trace", async () => {
  rig = await openRig(createProducts);
  const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
  const part = await orderOf(rig, key);
  const lines = [{ lineKey: part.lines[0]?.key ?? "", quantity: 1 }];
  const one: OrderCommand = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false, lines };
  await execute(rig, part, one);
  const fault = { path: "fulfillmentCreate", fault: { kind: "drop_before" } } as const;
  const { saved } = await failing(rig, fault, (attempt) => execute(rig, part, one, attempt));
  for (const _ of [1, 2]) {
    const { result } = await execute(rig, part, one, { saved, uncertain: true });
    expect([result.state, locationsOf(key)]).toEqual(["done", ["1", "1"]]);
  }
});
