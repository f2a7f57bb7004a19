/**
 * When units that orders lack arrive, by purchase orders: the orders in turn take from what comes first. Only what has a
 * day that is not over is promised: a late delivery has no day (decision 686).
 */

export interface LackingUnits {
  readonly orderId: string;
  readonly variantId: string;
  readonly units: number;
  /** Locations it may come from. */
  readonly locations: readonly string[];
}

export interface Supply {
  readonly variantId: string;
  readonly locationId: string;
  readonly units: number;
  /** A day as text; null: not known. */
  readonly on: string | null;
}

export const BACKORDER_STATES = ["expected", "undated", "late"] as const;
/** none: an order lacks units, and nothing that is on its way covers them. */
export const BACKORDERED = [...BACKORDER_STATES, "none"] as const;
export type Backordered = (typeof BACKORDERED)[number];
export type Backorder =
  | { readonly state: "expected"; readonly expectedOn: string }
  | { readonly state: "undated" | "late"; readonly expectedOn: null };

/** By order, the earliest of `lacking` served first; an order that supply does not cover is left out. */
export function backordersOf(
  lacking: readonly LackingUnits[],
  supplies: readonly Supply[],
  today: string,
): ReadonlyMap<string, Backorder> {
  const left = new Map(supplies.map((supply) => [supply, supply.units]));
  const byVariant = Map.groupBy(supplies.toSorted(bySoonest(today)), ({ variantId }) => variantId);
  const found = new Map<string, Backorder | null>();
  for (const { orderId, variantId, units, locations } of lacking) {
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
    const one = missing > 0 || !last ? null : told(last, today);
    const before = found.get(orderId);
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

function told({ on }: Supply, today: string): Backorder {
  if (on === null) return { state: "undated", expectedOn: null };
  return on < today ? { state: "late", expectedOn: null } : { state: "expected", expectedOn: on };
}

/** An order is complete with the last of its units. */
function worse(a: Backorder | null, b: Backorder | null): Backorder | null {
  if (a === null || b === null) return null;
  const position = ({ state }: Backorder) => BACKORDER_STATES.indexOf(state);
  if (position(a) !== position(b)) return position(a) > position(b) ? a : b;
  return (a.expectedOn ?? "") > (b.expectedOn ?? "") ? a : b;
}
