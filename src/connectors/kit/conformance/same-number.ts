/** Parcels of one number: a number that stands on an order says nothing about goods that have not left. */
import { expect } from "vitest";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { withGolden } from "./golden.ts";
import { FULFIL, lineOf, run, shippedInParts } from "./golden-commands.ts";

export const sameNumberCases: readonly Case[] = [
  {
    name: "commands: goods that leave later under a number the platform knows are shipped, or refused",
    proves: ["E2.2"],
    run: withGolden(async (bench) => {
      const { key, part } = await shippedInParts(bench);
      if (bench.shop.assignsTracking) throw new Unsupported("a parcel is arranged, and leaves later");
      const shipped = (sku: string) =>
        bench.record(key).lines.reduce((sum, line) => sum + (line.sku === sku ? line.shipped : 0), 0);
      const send = async (sku: string, intent: number) => {
        const before = shipped(sku);
        const lines = [{ lineKey: lineOf(part, sku).key, quantity: 1 }];
        const now = await bench.read(key);
        const { state } = await run(bench, now, { ...FULFIL, trackingNumbers: ["TRACK-1"], lines }, intent);
        if (state === "done") expect(shipped(sku) - before, `units of ${sku}, done`).toBe(1);
        return state;
      };
      expect(await send("GOLD-1", 1)).toBe("done");
      await send("GOLD-2", 2);
      if (lineOf(part, "GOLD-1").orderedQuantity > 1) await send("GOLD-1", 3);
    }),
  },
];
