/**
 * Whether a variant's stock is counted (`variant.counted`). What no linked channel counts and nobody gave a number is sold
 * without limit, as in the shop: it is promised and shipped without any. A bundle is counted when a part of it is. What a
 * seller said (`counted_set`) stands.
 */
import type { Tx } from "../../db/database.ts";
import { NUMBERED } from "./numbered.ts";

const LINKED = (counted: string) => `exists (select 1 from argosy.listing l
  where l.organization_id = argosy.tenant() and l.variant_id = v.id and l.state = 'mapped' and l.gone_at is null
    and ${counted})`;

// Of what a marketplace has in its own warehouses the channel counts nothing here either: that says nothing of ours.
const IS_LIMITED = `case
  when exists (select 1 from argosy.bundle_item b
    where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id)
  then exists (select 1 from argosy.bundle_item b
    join argosy.variant c on c.organization_id = argosy.tenant() and c.id = b.component_variant_id
    where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id and c.counted)
  else not ${LINKED("not l.counted and l.marketplace_at is null")} or ${LINKED("l.counted")} or ${NUMBERED("v.id")} end`;

/** SQL: stock of this variant is counted. */
export const IS_COUNTED = (variant: string) => `coalesce((select counted from argosy.variant
  where organization_id = argosy.tenant() and id = ${variant}), true)`;

/** SQL: of these variants ($1) those that are counted and should not be, or the other way round. */
export const MISCOUNTED = `
  select v.id, v.counted from argosy.variant v
  where v.organization_id = argosy.tenant() and v.id = any($1::uuid[]) and not v.counted_set
    and v.counted <> (${IS_LIMITED})`;

/** True when one of these variants is to be counted from now on, or is not any more. Reads only. */
export async function isMiscounted(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return variantIds.length > 0 && (await tx.rows(`${MISCOUNTED} limit 1`, [variantIds])).length > 0;
}

interface Miscounted {
  readonly counted: readonly string[];
  readonly uncounted: readonly string[];
}

/** Those of them that are to be counted from now on, and those that are not any more; locked. */
export async function lockMiscounted(tx: Tx, variantIds: readonly string[]): Promise<Miscounted> {
  await tx.rows(
    `select id from argosy.variant
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for no key update`,
    [variantIds],
  );
  return miscounted(tx, variantIds);
}

async function miscounted(tx: Tx, variantIds: readonly string[]): Promise<Miscounted> {
  const rows = await tx.rows<{ id: string; counted: boolean }>(MISCOUNTED, [variantIds]);
  const ids = (was: boolean) => rows.flatMap(({ id, counted }) => (counted === was ? [id] : []));
  return { counted: ids(false), uncounted: ids(true) };
}

/** Of these variants, locked by the caller, those that are not counted any more; those that begin to be need a number first. */
export async function endCounting(tx: Tx, variantIds: readonly string[]): Promise<void> {
  const { uncounted } = await miscounted(tx, variantIds);
  await setCounted(tx, uncounted, false);
}

/** Of these variants those whose stock is counted. */
export async function countedOf(tx: Tx, variantIds: readonly string[]): Promise<string[]> {
  if (variantIds.length === 0) return [];
  const rows = await tx.rows<{ id: string }>(
    "select id from argosy.variant where organization_id = argosy.tenant() and id = any($1::uuid[]) and counted",
    [variantIds],
  );
  const counted = new Set(rows.map(({ id }) => id));
  return variantIds.filter((id) => counted.has(id));
}

/** Open orders of these give back or reserve anew before any channel hears of it (orders/recipes.ts). */
export async function setCounted(tx: Tx, variantIds: readonly string[], counted: boolean): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.run(
    "update argosy.variant set counted = $2 where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [variantIds, counted],
  );
}
