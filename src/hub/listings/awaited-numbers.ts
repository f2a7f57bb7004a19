/** Items whose stock waits because Argosy has never counted them. */
import type { Tx } from "../../db/database.ts";
import { NUMBERED } from "../inventory/numbered.ts";

/** SQL: items of these variants ($1) that wait for a number that is there. */
export const GIVEN = `
  select l.id from listing l where l.organization_id = argosy.tenant() and l.awaits_number and l.state = 'mapped'
    and (l.variant_id = any($1::uuid[]) or l.variant_id in (select b.bundle_variant_id from bundle_item b
      where b.organization_id = argosy.tenant() and b.component_variant_id = any($1::uuid[])))
    and ${NUMBERED("l.variant_id")}
  order by l.id`;

/** True when an item waits for a number that is there. Reads only. */
export async function isNumberGiven(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return variantIds.length > 0 && (await tx.rows(`${GIVEN} limit 1`, [variantIds])).length > 0;
}

/**
 * Ends the wait of items whose number is there; their stock is in sync from then on. Call it in a transaction of its
 * own: it locks listings, which a transaction that holds levels or marks must not.
 */
export async function releaseNumbered(tx: Tx, variantIds: readonly string[]): Promise<number> {
  return tx.run(
    `update listing l set stock_sync = true, stock_waits = false, awaits_number = false from (${GIVEN} for update) as g
     where l.organization_id = argosy.tenant() and l.id = g.id`,
    [variantIds],
  );
}

/** Of these variants those whose first number an item of a channel waits for. */
export async function awaitedVariants(tx: Tx, variantIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct variant_id as id
     from listing
     where organization_id = argosy.tenant() and awaits_number and variant_id = any($1::uuid[])`,
    [variantIds],
  );
  return new Set(rows.map((row) => row.id));
}
