import type { Tx } from "../../db/database.ts";

export interface SkuOwner {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
}

/** One at a time gives out SKUs of an organization, so that two writers never meet at the unique index. */
export async function lockSkus(tx: Tx): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.skus:' || argosy.tenant()::text, 0))");
}

/** Who has these SKUs now, by the SKU in lower case. */
export async function skuOwners(tx: Tx, skus: readonly string[]): Promise<Map<string, SkuOwner>> {
  if (skus.length === 0) return new Map();
  // lower() by the database, as in the index; materialized, so that the index is used under row level security.
  const rows = await tx.rows<SkuOwner & { key: string; given: string }>(
    `with wanted as materialized (select distinct s as given, lower(s) as key from unnest($1::text[]) as s)
     select w.given, v.sku_key as key, v.id as "variantId", v.product_id as "productId", p.title
     from wanted w join variant v on v.organization_id = argosy.tenant() and v.sku_key = w.key and v.deleted_at is null
     join product p on p.organization_id = v.organization_id and p.id = v.product_id`,
    [skus.map((sku) => sku.trim())],
  );
  return new Map(rows.flatMap((row) => [[row.key, row] as const, [row.given.toLowerCase(), row] as const]));
}
