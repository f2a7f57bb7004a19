/** Which refunds of an order have a credit note, also where a refund's key changed (ours, then the channel's). */
import type { InvoiceDocument } from "./document.ts";

interface ExistingRefund {
  readonly key: string;
  readonly amountMinor: bigint;
}

interface Note {
  readonly refundKey: string | null;
  readonly paper: Pick<InvoiceDocument, "totalMinor">;
}

/**
 * Keys of the refunds (the oldest first) that are credited. A note of a refund that is no longer there stands for one of
 * the same amount, else for the oldest that such notes pay in full.
 */
export function creditedRefunds(refunds: readonly ExistingRefund[], notes: readonly Note[]): ReadonlySet<string> {
  const keys = new Set(refunds.map(({ key }) => key));
  const credited = new Set(
    notes.flatMap(({ refundKey }) => (refundKey !== null && keys.has(refundKey) ? [refundKey] : [])),
  );
  let left = 0n;
  for (const { refundKey, paper } of notes) {
    if (refundKey !== null && keys.has(refundKey)) continue;
    const same = refunds.find(({ key, amountMinor }) => !credited.has(key) && amountMinor === paper.totalMinor);
    if (same) credited.add(same.key);
    else left += paper.totalMinor;
  }
  for (const { key, amountMinor } of refunds) {
    if (credited.has(key)) continue;
    if (amountMinor > left) break;
    left -= amountMinor;
    credited.add(key);
  }
  return credited;
}
