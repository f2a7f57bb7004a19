/** Lots at the scan station: what is wrong with one. */
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import type { Packing } from "../shipping/scanned.ts";
import { isCodeOf } from "./serials.ts";

export type LotTold =
  /** An item's own code was scanned instead. */
  | { readonly kind: "notLot"; readonly title: string }
  | { readonly kind: "lotUnknown" | "lotBlocked"; readonly code: string }
  /** The last day it could be shipped, YYYY-MM-DD. */
  | { readonly kind: "lotExpired"; readonly code: string; readonly day: string };

interface Scan {
  readonly item: PackedItem;
  readonly lot: string;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** What is known here, also while the hub is away. */
export function lotTold(order: Packing, { item, lot, today }: Scan): LotTold | null {
  if (isCodeOf(order, lot)) return { kind: "notLot", title: item.title };
  const existing = item.lots.find((one) => one.lot === lot);
  if (existing?.isBlocked) return { kind: "lotBlocked", code: lot };
  return lotExpired(existing?.expiresOn ?? null, lot, today);
}

const lotExpired = (expiresOn: string | null, code: string, today: string): LotTold | null =>
  expiresOn !== null && expiresOn < today ? { kind: "lotExpired", code, day: expiresOn } : null;

interface Checked {
  readonly isBlocked: boolean;
  readonly expiresOn: string | null;
}

/** What the hub knows of it. */
export function lookedLotTold([existing]: readonly Checked[], { item, lot, today }: Scan): LotTold | null {
  if (!existing) return item.areLotsKnown ? { kind: "lotUnknown", code: lot } : null;
  return existing.isBlocked ? { kind: "lotBlocked", code: lot } : lotExpired(existing.expiresOn, lot, today);
}
