/** Sets of the extensions Product Bundles and Composite Products: the set has the money, its parts are the goods. */
import type { ShopOrder } from "./schemas.ts";

/** The set's line by the line that is a part of it. */
export function membersOf({ line_items: lines }: ShopOrder): ReadonlyMap<string, string> {
  const known = new Set(lines.map(({ id }) => id));
  return new Map(
    lines.flatMap(({ id, bundled_by: bundle, composite_parent: composite }) => {
      const set = bundle ?? composite;
      return set !== undefined && known.has(set) ? [[id, set] as const] : [];
    }),
  );
}

/** Lines that are sets, not goods. */
export const setsOf = (order: ShopOrder): ReadonlySet<string> => new Set(membersOf(order).values());
