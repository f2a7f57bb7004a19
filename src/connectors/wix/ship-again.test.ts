/** A parcel whose answer was lost, told again. */

import { expect, it } from "vitest";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { failing } from "../kit/testing/saving.ts";
import { must } from "../kit/testing/shop.ts";
import { openSite } from "./testing.ts";

it.each([
  { title: "that never arrived is told, though yesterday's was just like it", fault: "drop_before" },
  { title: "that did arrive is not told twice", fault: "drop_after_commit" },
] as const)("a parcel without a number $title", async ({ fault }) => {
  await using site = await openSite();
  const connection = await site.connect();
  site.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "15.00", stock: 100 }] });
  const key = site.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "paid" });
  const { parcels } = must(site.sandbox.state.orders.get(key));
  const lineKey = must((await readPart(connection, key)).lines[0]).key;
  const one = {
    kind: "fulfil",
    lines: [{ lineKey, quantity: 1 }],
    trackingNumbers: [],
    notifyCustomer: false,
  } as const;
  await attemptCommand(connection, key, one);
  const rule = { path: "create-fulfillment", fault: { kind: fault } } as const;
  const { saved } = await failing(site, rule, (attempt) => attemptCommand(connection, key, one, attempt));
  for (const _ of [1, 2]) {
    const again = await attemptCommand(connection, key, one, { saved, uncertain: true });
    expect([again.state, parcels.length]).toEqual(["done", 2]);
  }
});
