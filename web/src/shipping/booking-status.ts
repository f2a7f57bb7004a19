/** Where each row stands: what keeps it from being sent, that it can be, or what became of it. */
import type { OrderState } from "../../../src/commerce/order-states.ts";
import type { CheckedOrder, ParcelRow, Refusal, SentRow } from "./parcels.ts";
import { numbersIn } from "./pasted.ts";

export type BookingStatus =
  | { readonly kind: "empty" | "unknown" | "ready" | "noTracking" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "twice"; readonly order: string }
  | { readonly kind: "sent"; readonly state: OrderState; readonly shortUnits: number };

interface Known {
  readonly checkedOrders: ReadonlyMap<string, CheckedOrder>;
  readonly sent: ReadonlyMap<number, SentRow>;
  /** Orders without a tracking number are sent too. */
  readonly untracked: boolean;
}

export function bookingStatusOf(rows: readonly ParcelRow[], existing: Known): ReadonlyMap<number, BookingStatus> {
  const owners = new Map<string, string>();
  return new Map(rows.map((row) => [row.key, standingOfRow(row, existing, owners)]));
}

function standingOfRow(
  row: ParcelRow,
  { checkedOrders, sent, untracked }: Known,
  owners: Map<string, string>,
): BookingStatus {
  const name = row.order.trim();
  if (name === "") return { kind: "empty" };
  const found = checkedOrders.get(name);
  const done = sent.get(row.key);
  if (done?.refusal) return { kind: "refused", refusal: done.refusal };
  if (done) return { kind: "sent", state: found?.order?.state ?? "shipping", shortUnits: 0 };
  if (found === undefined) return { kind: "unknown" };
  if (found.refusal) return { kind: "refused", refusal: found.refusal };
  const numbers = numbersIn(row.tracking);
  const number = found.order?.number ?? name;
  const other = numbers.map((each) => owners.get(each)).find((owner) => owner !== undefined && owner !== number);
  for (const each of numbers) if (!owners.has(each)) owners.set(each, number);
  if (other !== undefined) return { kind: "twice", order: other };
  return { kind: numbers.length === 0 && !untracked ? "noTracking" : "ready" };
}
