/** What becomes of refunded units that never left, as the platform counts them. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { createProducts, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { refundable } from "./golden-commands.ts";

const refundedTwice: Case = {
  name: "orders: of two refunds of a line that never left, one put back and one not, the units kept out are counted",
  run: withGolden(async (bench) => {
    const { shop, clock, place, read, record } = bench;
    if (!shop.refundOrder) throw new Unsupported("the shop's panel refunds nothing");
    const key = place();
    await clock.sleep(2_000);
    const before = shop.stockOf("GOLD-1");
    shop.refundOrder(key, [{ sku: "GOLD-1", quantity: 1, restock: true }]);
    await clock.sleep(2_000);
    shop.refundOrder(key, [{ sku: "GOLD-1", quantity: 1, restock: false }]);
    const [line] = (await read(key)).lines.filter(({ sku }) => sku === "GOLD-1");
    const lines = (await read(key)).refunds.flatMap((refund) =>
      refund.lines.filter((one) => one.lineKey === line?.key),
    );
    const refundedUnits = lines.reduce((sum, one) => sum + one.quantity, 0);
    const reported = lines.length > 0 && lines.every(({ restocked }) => restocked !== null);
    if (record(key).refunds.length < 2 || (line?.keptOutQuantity === undefined && !reported))
      throw new Unsupported("nothing is told of units that never left");
    const refused = lines.reduce((sum, one) => sum + (one.restocked === false ? one.quantity : 0), 0);
    const back = shop.stockOf("GOLD-1") - before;
    expect(line?.keptOutQuantity ?? refused, "units kept out").toBe(Math.max(refundedUnits, 2) - back);
  }),
};

/**
 * What becomes of the hub's refund of one of three units that comes back into stock, and how the shop's number of the item
 * changes. Some platforms refuse it of units that never left.
 */
async function putBack(bench: GoldenBench, sku: string, isSent: boolean) {
  const { shop, read, connection, orders } = bench;
  const key = shop.placeOrder({ lines: [{ sku, quantity: 3 }], payment: "paid" });
  if (isSent) shop.shipOrder?.(key);
  const part = await read(key);
  const order = commandOrder(part);
  const [line] = part.lines;
  const isOffered = orders.options(order).some(({ kind, allowed }) => kind === "refund" && allowed);
  if (!line || !isOffered) throw new Unsupported("no refund");
  const before = shop.stockOf(sku);
  const minor = BigInt(Math.round(Number(line.unitPrice) * 100));
  const result = await runCommand(
    connection,
    order,
    {
      kind: "refund",
      amount: { minor, currency: part.totals.currency },
      lines: [{ lineKey: line.key, quantity: 1, restock: true }],
      moveMoney: !isLacking(bench, "refund.moves"),
    },
    { idempotencyKey: `33333333-0000-4000-8000-${key.replace(/\D/g, "").padStart(12, "0").slice(-12)}` },
  );
  return { state: result.state, units: shop.stockOf(sku) - before };
}

const ofAVariant: Case = {
  name: "commands: a refund puts a unit of one of several variants back as it does a single item's",
  proves: ["E6.2"],
  run: withGolden(async (bench) => {
    if (isLacking(bench, "refund.part")) throw new Unsupported("an order is refunded whole, or by hand");
    if (isLacking(bench, "refund.restock")) throw new Unsupported("what becomes of the units is not asked");
    const sizes = ["S", "M"].map((option) => ({ sku: `TEE-${option}`, price: "12.50", stock: 40, option }));
    bench.shop.addProduct({ title: "Tee", status: "active", variants: sizes });
    bench.shop.addProduct(createProducts(7, { stock: 40 }));
    for (const isSent of [false, true]) {
      const single = await putBack(bench, "MUG-7", isSent);
      expect(await putBack(bench, "TEE-M", isSent), isSent ? "sent" : "not sent").toEqual(single);
      if (isSent) expect(single.state).toBe("done");
    }
  }),
};

/** A worker that ended before it sent anything leaves behind that it had begun, and nothing else. */
const STARTED = { uncertain: true, saved: null, sentAt: undefined };

const refundedBefore: Case = {
  name: "commands: a refund made before one of the same sum was asked for is not taken for that one",
  proves: ["E6.2"],
  run: withGolden(async (bench) => {
    if (isLacking(bench, "refund.money")) throw new Unsupported("the platform tells no amounts");
    const { shop, clock, connection, read, record } = bench;
    if (!shop.refundOrder) throw new Unsupported("the shop's panel refunds nothing");
    for (const moveMoney of [true, false]) {
      const { key, line, whole } = await refundable(bench);
      shop.refundOrder(key, [{ sku: line.sku ?? "", quantity: 1, restock: true }]);
      const stand = () => record(key).refunds.length;
      const [first] = record(key).refunds;
      if (!first || Number(first.amount) === 0 || whole)
        throw new Unsupported("an order is refunded whole, or by hand");
      await clock.sleep(600_000);
      const part = await read(key);
      const result = await runCommand(
        connection,
        commandOrder(part),
        {
          kind: "refund",
          amount: parseMoney(first.amount, part.totals.currency),
          lines: [{ lineKey: line.key, quantity: 1, restock: true }],
          moveMoney,
        },
        { ...STARTED, idempotencyKey: `55555555-0000-4000-8000-00000000000${moveMoney ? 1 : 2}` },
      );
      expect(stand(), moveMoney ? "paid back" : "booked").toBe(result.state === "done" ? 2 : 1);
    }
  }),
};

export const refundCases: readonly Case[] = [refundedTwice, ofAVariant, refundedBefore];
