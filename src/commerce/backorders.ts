/**
 * When units that orders lack arrive, by purchase orders: the orders in turn take from what comes first. Only what has a
 * day that is not over is promised: a late delivery has no day (decision 686). Where these name no day, that of an item
 * that was sold ahead counts (decision 728).
 */
import { PRESALE_KINDS, type PresaleKind, type SoldAhead } from "./presale.ts";

export interface LackingUnits {
  readonly orderId: string;
  readonly variantId: string;
  readonly units: number;
  /** Locations it may come from. */
  readonly locations: readonly string[];
  /** Null: it was not sold ahead. */
  readonly ahead: SoldAhead | null;
}

export interface Supply {
  readonly variantId: string;
  readonly locationId: string;
  readonly units: number;
  /** A day as text; null: not known. */
  readonly on: string | null;
  readonly purchaseOrderId: string;
}

export const BACKORDER_STATES = ["expected", "undated", "late"] as const;
/** none: an order lacks units, and nothing that is on its way covers them. */
export const BACKORDERED = [...BACKORDER_STATES, "none", ...PRESALE_KINDS] as const;
export type Backordered = (typeof BACKORDERED)[number];
type Day =
  | { readonly state: "expected"; readonly expectedOn: string }
  | { readonly state: "undated" | "late"; readonly expectedOn: null };
/** `kind`: as what its missing units were sold; null: some of them were not sold ahead. */
export type Backorder = Day & { readonly kind: PresaleKind | null };
export type SuppliedBackorder = Backorder & {
  /** Of what brings the last of them; null: the day is the item's own. */
  readonly purchaseOrderId: string | null;
};

/** For each of `lacking`, the earliest served first: when its units come; null where nothing covers them. */
export function suppliedUnits(
  lacking: readonly LackingUnits[],
  supplies: readonly Supply[],
  today: string,
): readonly (SuppliedBackorder | null)[] {
  const left = new Map(supplies.map((supply) => [supply, supply.units]));
  const byVariant = Map.groupBy(supplies.toSorted(bySoonest(today)), ({ variantId }) => variantId);
  return lacking.map(({ variantId, units, locations, ahead }) => {
    let missing = units;
    let last: Supply | undefined;
    for (const supply of byVariant.get(variantId) ?? []) {
      if (missing === 0) break;
      const taken = locations.includes(supply.locationId) ? Math.min(missing, left.get(supply) ?? 0) : 0;
      if (taken === 0) continue;
      left.set(supply, (left.get(supply) ?? 0) - taken);
      missing -= taken;
      last = supply;
    }
    const supplied = missing > 0 || !last ? null : told(last, ahead, today);
    return supplied?.state === "expected" ? supplied : (ownDay(ahead, today) ?? supplied);
  });
}

/** An order is complete with the last of its units; one that nothing covers is left out. */
export function byOrder(
  lacking: readonly LackingUnits[],
  supplied: readonly (SuppliedBackorder | null)[],
): ReadonlyMap<string, SuppliedBackorder> {
  const found = new Map<string, SuppliedBackorder | null>();
  for (const [n, { orderId }] of lacking.entries()) {
    const before = found.get(orderId);
    const one = supplied[n] ?? null;
    found.set(orderId, before === undefined ? one : worse(before, one));
  }
  return new Map([...found].flatMap(([id, backorder]) => (backorder ? [[id, backorder] as const] : [])));
}

/** Days to come first, then without a day, then those that passed. */
const bySoonest = (today: string) => {
  const position = ({ on }: Supply) => (on === null ? 1 : on < today ? 2 : 0);
  return (a: Supply, b: Supply) => position(a) - position(b) || compareText(a.on ?? "", b.on ?? "");
};

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function dayOf(on: string | null, today: string): Day {
  if (on === null) return { state: "undated", expectedOn: null };
  return on < today ? { state: "late", expectedOn: null } : { state: "expected", expectedOn: on };
}

const told = ({ on, purchaseOrderId }: Supply, ahead: SoldAhead | null, today: string): SuppliedBackorder => ({
  ...dayOf(on, today),
  kind: ahead?.kind ?? null,
  purchaseOrderId,
});

const ownDay = (ahead: SoldAhead | null, today: string): SuppliedBackorder | null =>
  ahead && { ...dayOf(ahead.on, today), kind: ahead.kind, purchaseOrderId: null };

function worse(a: SuppliedBackorder | null, b: SuppliedBackorder | null): SuppliedBackorder | null {
  if (a === null || b === null) return null;
  return { ...later(a, b), kind: a.kind && b.kind && (a.kind === "preorder" ? a.kind : b.kind) };
}

function later(a: SuppliedBackorder, b: SuppliedBackorder): SuppliedBackorder {
  const position = ({ state }: Backorder) => BACKORDER_STATES.indexOf(state);
  if (position(a) !== position(b)) return position(a) > position(b) ? a : b;
  return (a.expectedOn ?? "") > (b.expectedOn ?? "") ? a : b;
}
