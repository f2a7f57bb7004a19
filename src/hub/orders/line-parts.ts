/** What order lines take from stock: items, parts of bundles, contents of packs. */
import type { Tx } from "../../db/database.ts";
import type { StockLine } from "./line-stock.ts";
import type { StoredLine } from "./lines.ts";
import { linkedItems } from "./pack.ts";

export interface Component {
  readonly variantId: string;
  readonly quantity: number;
}

/** A line, and its item: null where that is not linked. */
interface Taker {
  readonly line: Pick<StockLine, "isSet" | "pack">;
  readonly variantId: string | null;
}

/** Keys of an order's lines whose parts are lines of their own. */
export const setKeys = (lines: readonly Pick<StoredLine, "extGroup">[]): ReadonlySet<string> =>
  new Set(lines.flatMap(({ extGroup }) => extGroup ?? []));

/** What one unit of each line of an order takes, by line: what comes back, or is carried elsewhere, is the same. */
export async function takenByLines(
  tx: Tx,
  lines: readonly StoredLine[],
): Promise<ReadonlyMap<string, readonly Component[]>> {
  const parts = await partsOf(tx, linkedItems(lines));
  const sets = setKeys(lines);
  return new Map(
    lines.map(({ id, extKey, variantId, pack }) => {
      const line = { isSet: sets.has(extKey), pack };
      return [id, componentsOf({ line, variantId }, parts)];
    }),
  );
}

/**
 * What one unit of a line takes: its variant's parts, of a pack those the channel takes itself. The parts of a set take
 * theirs on their own lines: it takes no more than a number of its own.
 */
export function componentsOf({ line, variantId }: Taker, componentsByVariant: VariantParts): readonly Component[] {
  const own = variantId === null ? [] : (componentsByVariant.get(variantId) ?? [{ variantId, quantity: 1 }]);
  const isBundle = own.some((part) => part.variantId !== variantId);
  if (line.isSet && isBundle) return [];
  if (!line.pack) return own;
  const inside = line.pack.parts.flatMap(({ variantId: id, quantity }) =>
    (id === null ? [] : (componentsByVariant.get(id) ?? [])).map((part) => ({
      ...part,
      quantity: part.quantity * quantity,
    })),
  );
  const all = line.pack.takesOwn && !isBundle ? [...own, ...inside] : inside;
  const units = Map.groupBy(all, (part) => part.variantId);
  return [...units].map(([id, parts]) => ({
    variantId: id,
    quantity: parts.reduce((sum, each) => sum + each.quantity, 0),
  }));
}

/** What one unit of a variant is in stock: itself, or a bundle's components; nothing where nobody counts it. */
export type VariantParts = ReadonlyMap<string, readonly Component[]>;

interface PartRow extends Component {
  readonly ofId: string;
  readonly counted: boolean;
}

const PARTS = `
  select b.bundle_variant_id as "ofId", b.component_variant_id as "variantId", b.quantity, c.counted
  from argosy.bundle_item b
  join argosy.variant c on c.organization_id = argosy.tenant() and c.id = b.component_variant_id
  where b.organization_id = argosy.tenant() and b.bundle_variant_id = any($1::uuid[])
  union all
  select v.id, v.id, 1, v.counted from argosy.variant v
  where v.organization_id = argosy.tenant() and v.id = any($1::uuid[])
  order by 2`;

/** What one unit of each of these variants takes from stock. */
export async function partsOf(tx: Tx, variantIds: readonly string[]): Promise<VariantParts> {
  if (variantIds.length === 0) return new Map();
  const rows = await tx.rows<PartRow>(PARTS, [[...new Set(variantIds)]]);
  const componentsByVariant = Map.groupBy(rows, (row) => row.ofId);
  return new Map(
    variantIds.map((id) => {
      const all = componentsByVariant.get(id) ?? [];
      const components = all.filter(({ variantId }) => variantId !== id);
      const parts = components.length > 0 ? components : all;
      return [id, parts.flatMap(({ variantId, quantity, counted }) => (counted ? [{ variantId, quantity }] : []))];
    }),
  );
}
