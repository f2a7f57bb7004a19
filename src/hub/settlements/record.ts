/** Takes in settlements a platform tells by its interface, as statements of files are. */
import { payoutRate } from "../../commerce/payout-rate.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { Tx } from "../../db/database.ts";
import { matchOrders } from "./match.ts";
import { reconcile } from "./reconcile.ts";
import { saveBank, saveSettlement } from "./save.ts";

/** Keeps them, matches their lines with orders and compares those anew. Told again they change nothing. */
export async function recordSettlements(
  tx: Tx,
  { connectionId, settlements, now }: { connectionId: string; settlements: readonly ChannelSettlement[]; now: Date },
): Promise<void> {
  const source = { connectionId, gateway: null };
  const keys = settlements.flatMap(({ lines }) => lines.flatMap(({ orderKey }) => orderKey ?? []));
  const matches = await matchOrders(tx, source, keys);
  for (const { key, amount, bank, paidAt, lines } of settlements) {
    const entries = lines.map(({ orderKey = "", amount: of, ...line }) => ({
      ...line,
      orderKey,
      amountMinor: of.minor,
      currency: of.currency,
    }));
    const settlement = { reference: key, fileName: "", paidAt: paidAt ?? null, currency: amount.currency };
    const how = { amountMinor: amount.minor, entries, hasNet: false, by: "api", matches, isCheck: false, now } as const;
    const { id } = await saveSettlement(tx, { ...source, ...settlement, ...how });
    if (bank && id !== null) await saveBank(tx, { id, bank: bank.amount, rate: payoutRate(amount, bank) });
  }
  await reconcile(tx, [...new Set(matches.values())], now);
}
