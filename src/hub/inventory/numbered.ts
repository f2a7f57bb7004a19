import type { Tx } from "../../db/database.ts";

const OF = (variant: string) =>
  `(exists (select 1
     from movement m
     where m.organization_id = argosy.tenant() and m.variant_id = ${variant}
       and m.cause_kind not in ('order', 'return', 'reservation'))
    or exists (select 1 from level c
      where c.organization_id = argosy.tenant() and c.variant_id = ${variant} and c.counted_at is not null))`;

/**
 * Somebody has said how many units of this variant, or of a part of this bundle, there are. Orders, returns and reservations say how
 * many moved, not how many there are.
 */
export const NUMBERED = (variant: string) => `(${OF(variant)} or exists (
  select 1
  from bundle_item b
  where b.organization_id = argosy.tenant() and b.bundle_variant_id = ${variant} and ${OF("b.component_variant_id")}))`;

/** Of these variants those nobody has ever said a number of. */
export async function unnumbered(tx: Tx, variantIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (variantIds.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(
    `select v as id from unnest($1::uuid[]) as w(v) where not ${NUMBERED("w.v")}`,
    [[...new Set(variantIds)]],
  );
  return new Set(rows.map((row) => row.id));
}
