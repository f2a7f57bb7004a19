import type { OrderLine } from "../../commerce/order.ts";
import { listingOf, type MatchedListing } from "./match.ts";

/** Leads the keys of lines made here, until the platform names them. */
export const LOCAL_LINE = "local:";

interface StoredIdentity {
  readonly extKey: string;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly title: string;
  readonly totalMinor: string;
  readonly orderedQuantity: number;
}

/**
 * The lines of a manual order that the platform now reports under its own keys: same item, same number of units. A
 * platform that does not list the item reports its SKU or title alone: the line stays with our variant. The surest
 * match is tried first, for all lines: several may share a title.
 */
export function adopted<Line extends StoredIdentity>(
  part: readonly OrderLine[],
  stored: readonly Line[],
  listings: ReadonlyMap<string, MatchedListing>,
): ReadonlyMap<OrderLine, Line> {
  const local = new Set(stored.filter((line) => line.extKey.startsWith(LOCAL_LINE)));
  const found = new Map<OrderLine, Line>();
  if (local.size === 0) return found;
  const storedKeys = new Set(stored.map((line) => line.extKey));
  const signs: readonly ((own: Line, line: OrderLine, variantId: string | null) => boolean)[] = [
    (own, _line, variantId) => variantId !== null && own.variantId === variantId,
    (own, line, variantId) => variantId === null && !!line.sku && own.sku?.toLowerCase() === line.sku.toLowerCase(),
    (own, line, variantId) => variantId === null && own.title === line.title && own.totalMinor === `${line.totalMinor}`,
    (own, line, variantId) => variantId === null && own.title === line.title,
  ];
  for (const isItem of signs)
    for (const line of part) {
      if (storedKeys.has(line.key) || found.has(line)) continue;
      const variantId = listingOf(listings, line)?.variantId ?? null;
      const own = [...local].find(
        (one) => one.orderedQuantity === line.orderedQuantity && isItem(one, line, variantId),
      );
      if (own) found.set(line, own);
      if (own) local.delete(own);
    }
  return found;
}
