/** A shipment that failed halfway, tried again: what is there already stays, what is not is sent. */

import { expect, test } from "vitest";
import type { CommandOf } from "../../commerce/order-command.ts";
import { type Attempt, attemptCommand, readPart } from "../kit/testing/commands.ts";
import { failing } from "../kit/testing/saving.ts";
import { type Bench, openStore } from "./testing.ts";

const SECOND_PARCEL = { path: "/shipments", method: "POST", after: 1 } as const;

async function withOrder(bench: Bench, quantities: readonly number[]) {
  const skus = quantities.map((_, index) => `MUG-${index}`);
  for (const sku of skus)
    bench.sandbox.shop.addProduct({ title: sku, variants: [{ sku, price: "12.50", stock: 100 }] });
  const ordered = quantities.map((quantity, index) => ({ sku: skus[index] ?? "", quantity }));
  const key = bench.sandbox.shop.placeOrder({ lines: ordered, payment: "paid" });
  const row = bench.sandbox.store.orders.get(Number(key));
  if (!row) throw new Error("no order");
  for (const [index, line] of row.lines.entries()) if (index > 0) line.addressId = row.addressId + 1_000 + index;
  const part = await readPart(bench.connection, key);
  const lines = part.lines.map((line) => ({ lineKey: line.key, quantity: line.quantity }));
  const fulfil = (command: Partial<CommandOf<"fulfil">>, attempt: Attempt = {}) =>
    attemptCommand(
      bench.connection,
      key,
      { kind: "fulfil", trackingNumbers: ["T-1"], notifyCustomer: false, ...command },
      attempt,
    );
  return { row, lines, fulfil, left: () => row.lines.map((line) => line.quantity - line.shipped) };
}

test.each([
  { title: "lines were named", named: true },
  { title: "all that is left goes", named: false },
])("a parcel to the second address that timed out is sent at the next attempt, where $title", async ({ named }) => {
  await using bench = await openStore();
  const { row, lines, fulfil, left } = await withOrder(bench, [2, 1]);
  const command = named ? { lines } : {};
  const { saved } = await failing(bench, { ...SECOND_PARCEL, fault: { kind: "drop_before" } }, (attempt) =>
    fulfil(command, attempt),
  );
  expect(left()).toEqual([0, 1]);
  for (const _ of [1, 2]) {
    expect(await fulfil(command, { saved, uncertain: true })).toMatchObject({ state: "done" });
    expect([left(), row.shipments.length]).toEqual([[0, 0], 2]);
  }
});

test.each([
  { title: "the first parcel's address and the shipments before it were saved", isOlder: false },
  { title: "an older version saved the address alone", isOlder: true },
])("a second parcel refused for want of calls is sent later, where $title", async ({ isOlder }) => {
  await using bench = await openStore();
  const { row, lines, fulfil, left } = await withOrder(bench, [2, 1]);
  const { saved } = await failing(bench, { ...SECOND_PARCEL, fault: { kind: "throttle" } }, (attempt) =>
    fulfil({ lines }, attempt),
  );
  const again = { saved: isOlder ? { shipped: [String(row.addressId)] } : saved };
  expect(await fulfil({ lines }, again)).toMatchObject({ state: "done" });
  expect([left(), row.shipments.length]).toEqual([[0, 0], 2]);
});

test("a shipment without a number is not mistaken for yesterday's", async () => {
  await using bench = await openStore();
  const { row, lines, fulfil } = await withOrder(bench, [2]);
  const one = { lines: lines.map(({ lineKey }) => ({ lineKey, quantity: 1 })), trackingNumbers: [] };
  await fulfil(one);
  const fault = { path: "/shipments", method: "POST", fault: { kind: "drop_before" } } as const;
  const { saved } = await failing(bench, fault, (attempt) => fulfil(one, attempt));
  for (const _ of [1, 2]) {
    expect(await fulfil(one, { saved, uncertain: true })).toMatchObject({ state: "done" });
    expect(row.shipments.length).toBe(2);
  }
});
