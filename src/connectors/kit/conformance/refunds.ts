/** What becomes of refunded units that never left, as the platform counts them. */
import { expect } from "vitest";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { withGolden } from "./golden.ts";

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
    const told = lines.length > 0 && lines.every(({ restocked }) => restocked !== null);
    if (record(key).refunds.length < 2 || (line?.keptOutQuantity === undefined && !told))
      throw new Unsupported("nothing is told of units that never left");
    const refused = lines.reduce((sum, one) => sum + (one.restocked === false ? one.quantity : 0), 0);
    const back = shop.stockOf("GOLD-1") - before;
    expect(line?.keptOutQuantity ?? refused, "units kept out").toBe(Math.max(refundedUnits, 2) - back);
  }),
};

export const refundCases: readonly Case[] = [refundedTwice];
