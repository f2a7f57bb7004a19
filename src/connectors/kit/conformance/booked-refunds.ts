/** Refunds whose money was paid back elsewhere: the platform notes them, or refuses to. */
import { expect } from "vitest";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { withGolden } from "./golden.ts";
import { expectDone, moneyOf, refundable, run } from "./golden-commands.ts";

export const bookedRefundCases: readonly Case[] = [
  {
    name: "commands: a refund that is only booked pays nobody, and stands there once at most",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const { key, part, whole, line, amount } = await refundable(bench);
      const isAlwaysPaid = moneyOf(bench, part) === "moves";
      const lines = whole ? [] : [{ lineKey: line.key, quantity: 1, restock: false }];
      const result = await run(bench, part, { kind: "refund", amount, lines, moveMoney: false });
      const paid = bench.record(key).refunds.filter(({ isPaid }) => isPaid ?? isAlwaysPaid);
      expect(paid, "paid to the buyer").toEqual([]);
      if (result.state === "rejected") throw new Unsupported(`a refund is never only booked: ${result.code}`);
      expectDone(result);
      expect(result.state === "done" && result.moneyMoved, "told that money moved").not.toBe(true);
      const reported = (await bench.read(key)).refunds.map(({ amountMinor, lines: units }) => ({ amountMinor, units }));
      // The hub knows its own again by one of the two; what is told otherwise would stand twice.
      const units = reported.map((each) => each.units.map(({ lineKey, quantity }) => ({ lineKey, quantity })));
      expect(reported.length, "refunds told").toBeLessThanOrEqual(1);
      if (reported[0] && reported[0].amountMinor !== amount.minor)
        expect([reported[0].amountMinor, units[0]]).toEqual([
          0n,
          lines.map(({ lineKey, quantity }) => ({ lineKey, quantity })),
        ]);
    }),
  },
];
