/** What order lines take from stock: items, parts of bundles, contents of packs. */
import type { Tx } from "../../db/database.ts";
import type { Wanted } from "./line-stock.ts";

export interface Component {
  readonly variantId: string;
  readonly quantity: number;
}

/**
 * What one unit of a line takes: its variant's parts, of a pack those the channel takes itself. The parts of a set take
 * theirs on their own lines: it takes no more than a number of its own.
 */
export function componentsOf({ line, variantId }: Wanted, known: VariantParts): readonly Component[] {
  const own = known.get(variantId) ?? [{ variantId, quantity: 1 }];
  const isBundle = own.some((part) => part.variantId !== variantId);
  if (line.isSet && isBundle) return [];
  if (!line.pack) return own;
  const inside = line.pack.parts.flatMap(({ variantId: id, quantity }) =>
    (id === null ? [] : (known.get(id) ?? [])).map((part) => ({ ...part, quantity: part.quantity * quantity })),
  );
  const all = line.pack.takesOwn && !isBundle ? [...own, ...inside] : inside;
  const units = Map.groupBy(all, (part) => part.variantId);
  return [...units].map(([id, parts]) => ({
    variantId: id,
    quantity: parts.reduce((sum, each) => sum + each.quantity, 0),
  }));
}

/** What one unit of a variant is in stock: itself, or a bundle's components. */
export type VariantParts = ReadonlyMap<string, readonly Component[]>;

/** What one unit of each of these variants takes from stock. */
export async function partsOf(tx: Tx, variantIds: readonly string[]): Promise<VariantParts> {
  if (variantIds.length === 0) return new Map();
  const rows = await tx.rows<Component & { bundleId: string }>(
    `select bundle_variant_id as "bundleId", component_variant_id as "variantId", quantity from bundle_item
     where organization_id = argosy.tenant() and bundle_variant_id = any($1::uuid[]) order by component_variant_id`,
    [[...new Set(variantIds)]],
  );
  const bundles = Map.groupBy(rows, (row) => row.bundleId);
  return new Map(variantIds.map((variantId) => [variantId, bundles.get(variantId) ?? [{ variantId, quantity: 1 }]]));
}
