/** One line item is one unit (sheet section 5): units of a kind become a line, and a line finds its units again. */
import type { Order, Unit } from "./schemas.ts";

export interface Line {
  /** The first unit's id: stays, whatever happens to single units. */
  readonly key: string;
  readonly units: readonly Unit[];
}

/** Units of one item at one price before discounts; gifts apart, because they are no sale. */
export function linesOf(order: Order): Line[] {
  const kinds = Map.groupBy(order.line_items, (unit) =>
    [unit.sku_id, Number(unit.original_price ?? unit.sale_price ?? 0), unit.is_gift === true].join("|"),
  );
  return [...kinds.values()].map((units) => {
    const sorted = units.toSorted(byId);
    return { key: sorted[0]?.id ?? "", units: sorted };
  });
}

/** Ids are decimal numbers of any length. */
function byId({ id: a }: Unit, { id: b }: Unit): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export type UnitState = "open" | "shipped" | "cancelled";

const SHIPPED = new Set(["AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]);

/**
 * Cancelled by TikTok after the carrier had taken it (`collection_time`), since it was not delivered in time: on its way
 * back, or lost.
 */
export const isUndelivered = ({ status, collection_time }: Pick<Order, "status" | "collection_time">): boolean =>
  (status === "CANCELLED" || status === "CANCEL") && collection_time !== undefined;

/** Of an order that was not delivered: units cancelled before it was made ready stayed with the seller. */
function hasLeft(unit: Unit, order: Order): boolean {
  return isUndelivered(order) && (unit.rts_time !== undefined || order.line_items.every((one) => !one.rts_time));
}

/** What the unit's own word says, else the order's. */
export function unitState(unit: Unit, order: Order): UnitState {
  const word = unit.display_status ?? order.status;
  if (hasLeft(unit, order)) return "shipped";
  if (order.status === "CANCELLED" || word === "CANCELLED" || word === "CANCEL") return "cancelled";
  return SHIPPED.has(word) ? "shipped" : "open";
}

/** The open units a request for a shipment means; null when a line has fewer than are requested. */
export function openUnits(
  order: Order,
  requested: readonly { readonly lineKey: string; readonly quantity: number }[] | undefined,
): Unit[] | null {
  const lines = linesOf(order);
  const open = (line: Line) => line.units.filter((unit) => unitState(unit, order) === "open");
  if (requested === undefined) return lines.flatMap(open);
  const found: Unit[] = [];
  for (const { lineKey, quantity } of requested) {
    const line = lines.find(({ key }) => key === lineKey);
    const free = line ? open(line) : [];
    if (free.length < quantity) return null;
    found.push(...free.slice(0, quantity));
  }
  return found;
}
