/** Items that are sold before they are there: what their buyers are promised (decision 728). */

export const PRESALE_KINDS = ["preorder", "backorder"] as const;
export type PresaleKind = (typeof PRESALE_KINDS)[number];

export const MOST_BACKORDER_DAYS = 365;
const MOST_PREORDER_YEARS = 10;

export interface Presale {
  /** Ordered until then, it is a preorder, and promised for that day. */
  readonly preorderUntil: string | null;
  /** Ordered at any other time, it is promised for so many days later. */
  readonly backorderDays: number | null;
  /** Units that channels may offer beyond what is in stock, as far as purchase orders bring them; null: none. */
  readonly mostAhead: number | null;
}

/** As what an item was sold that was short, and the day it was promised for. */
export interface SoldAhead {
  readonly kind: PresaleKind;
  readonly on: string;
}

/** Null: it was not sold ahead. */
export function soldAhead(
  presale: Pick<Presale, "preorderUntil" | "backorderDays"> | undefined,
  orderedOn: string,
): SoldAhead | null {
  if (presale === undefined) return null;
  const { preorderUntil, backorderDays } = presale;
  if (preorderUntil !== null && orderedOn <= preorderUntil) return { kind: "preorder", on: preorderUntil };
  return backorderDays === null ? null : { kind: "backorder", on: daysAfter(orderedOn, backorderDays) };
}

/** The last day a preorder may be promised for. */
export function lastPreorderDay(now: Date): string {
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + MOST_PREORDER_YEARS);
  return last.toISOString().slice(0, 10);
}

function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Units of an item that channels may be offered before they are there (decision 739). */
export interface OfferedAhead {
  /** The most that is sold ahead. */
  readonly most: number;
  /** Units that orders lack already, wherever they are to come from. */
  readonly sold: number;
  /** What purchase orders bring on a day that is not over. */
  readonly incoming: readonly { readonly locationId: string; readonly units: number }[];
}

/**
 * Units to offer beyond what lies at these locations. What is sold already is taken from each of them: which one will
 * serve it is not known. `elsewhere`: units of the same limit that the channel offers at others of its locations.
 */
export function offeredAhead(
  offered: OfferedAhead | undefined,
  at: { readonly isHere: (locationId: string) => boolean; readonly elsewhere: number },
): number {
  if (offered === undefined) return 0;
  const { most, sold, incoming } = offered;
  const comes = incoming.reduce((sum, { locationId, units }) => sum + (at.isHere(locationId) ? units : 0), 0);
  return Math.max(0, Math.min(comes - sold, most - sold - at.elsewhere));
}
