/** What Walmart charges and pays, from its reconciliation files (sheet section 5.7). */
import { isCostKind } from "../../commerce/cost-kinds.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { daysAfter } from "./recon.ts";
import { reportOf, settlementSweep } from "./settlements.ts";

const DAY_MS = 86_400_000;

const charges: Sweep<Fee> = {
  id: "recon-fees",
  mode: "changed",
  everyMs: DAY_MS / 2,
  async *run({ cursor, since }, ctx) {
    const days = await daysAfter(cursor, since, ctx);
    if (days.length === 0) yield { items: [], cursor: cursor ?? "", safeToSave: true };
    for (const day of days) {
      const { lines } = await reportOf(day, ctx);
      const items = lines.flatMap((line): Fee[] => {
        const { kind, amount } = line;
        if (!isCostKind(kind) || amount.minor === 0n) return [];
        // What is taken off is below zero in the file, a cost is above it here.
        return [{ ...line, key: `${day}-${line.key}`, kind, amount: { ...amount, minor: -amount.minor } }];
      });
      yield { items, cursor: day, safeToSave: true };
    }
  },
};

export const fees: Fees = { sweeps: [charges], settlements: [settlementSweep] };
