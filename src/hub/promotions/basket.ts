/** A basket as discounts look at it: what its lines sell, and whose it is. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { PromotionBasket, PromotionLine } from "../../commerce/promotions/promotion.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows, storableText } from "../json-column.ts";

export interface BasketLine {
  readonly key: string;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly quantity: number;
  /** Null: the variant's own price. */
  readonly unitPriceMinor: bigint | null;
  /** Taken off by hand, of the whole line. */
  readonly discountMinor: bigint;
}

export interface RequestedBasket {
  readonly currency: string;
  readonly lines: readonly BasketLine[];
  /** Null: nothing is shipped. */
  readonly shippingMinor: bigint | null;
  readonly customer: { readonly id?: string | undefined; readonly email?: string | undefined } | null;
  readonly place: PromotionBasket["place"];
  readonly at: Date;
}

export interface BasketQuestion {
  readonly organization: OrganizationId;
  /** The channel asked for codes that are not the hub's own; absent: none is. */
  readonly connectionId?: string | undefined;
  readonly codes: readonly string[];
  readonly basket: RequestedBasket;
}

export interface ResolvedBasket {
  readonly basket: PromotionBasket;
  readonly customerId: string | null;
}

interface ResolvedFacts {
  readonly n: number;
  readonly variantId: string | null;
  readonly productId: string | null;
  readonly isReduced: boolean;
  readonly isGiftCard: boolean;
  /** Of one unit, in the basket's currency. */
  readonly price: bigint | null;
  readonly categoryIds: readonly string[];
}

/** Looks up what is sold (by variant, else SKU) and who buys. */
export async function resolveBasket(tx: Tx, requested: RequestedBasket): Promise<ResolvedBasket> {
  const rows = await tx.rows<ResolvedFacts>(
    `with recursive item as materialized (
       select n, v, lower(sku) as key
       from json_to_recordset($1) as i(n int, v uuid, sku text)
     ), found as materialized (
       select i.n, o.id, o.product_id, o.compare_at_minor > o.price_minor as is_reduced,
         o.gift_card, case when o.currency = $2 then o.price_minor end as price
       from item i
       join lateral (
         select o.* from argosy.variant o where o.organization_id = argosy.tenant() and o.id = i.v
         union all
         select o.* from argosy.variant o
         where i.v is null and o.organization_id = argosy.tenant() and o.sku_key = i.key and o.deleted_at is null
       ) as o on true
     ), above (product_id, id, depth) as (
       select c.product_id, c.category_id, 0 from argosy.product_category c
       where c.organization_id = argosy.tenant() and c.product_id in (select product_id from found)
       union
       select a.product_id, k.parent_id, a.depth + 1 from above a
       join argosy.category k on k.organization_id = argosy.tenant() and k.id = a.id
       where k.parent_id is not null and a.depth < 30
     )
     select f.n, f.id as "variantId", f.product_id as "productId", coalesce(f.is_reduced, false) as "isReduced",
       f.gift_card as "isGiftCard", f.price,
       (select coalesce(array_agg(distinct a.id::text), '{}')
         from above a where a.product_id = f.product_id) as "categoryIds"
     from found f`,
    [
      jsonRows(requested.lines.map((line, n) => ({ n, v: line.variantId, sku: line.sku && storableText(line.sku) }))),
      requested.currency,
    ],
  );
  const found = new Map(rows.map((row) => [row.n, row]));
  const customerId = await customerOf(tx, requested.customer);
  const lines = requested.lines.map((line, n) => lineOf(line, found.get(n)));
  const { currency, shippingMinor: shipping, place, at } = requested;
  const hasCustomer = customerId !== null || requested.customer?.email !== undefined;
  return { basket: { currency, lines, shipping, hasCustomer, place, at: at.toISOString() }, customerId };
}

const lineOf = (line: BasketLine, existing: ResolvedFacts | undefined): PromotionLine => ({
  key: line.key,
  variantId: existing?.variantId ?? null,
  productId: existing?.productId ?? null,
  categoryIds: existing?.categoryIds ?? [],
  quantity: line.quantity,
  unitPrice: line.unitPriceMinor ?? existing?.price ?? 0n,
  already: line.discountMinor,
  isReduced: existing?.isReduced ?? false,
  isGiftCard: existing?.isGiftCard ?? false,
});

async function customerOf(tx: Tx, customer: RequestedBasket["customer"]): Promise<string | null> {
  if (customer === null) return null;
  const row = await tx.maybe<{ id: string }>(
    `select coalesce(c.merged_into, c.id) as id from argosy.customer c
     where c.organization_id = argosy.tenant() and c.id = coalesce($1::uuid, (
       select p.customer_id from argosy.contact_point p
       where p.organization_id = argosy.tenant() and p.kind = 'email' and p.value = lower(btrim($2))))`,
    [customer.id ?? null, customer.email === undefined ? null : storableText(customer.email)],
  );
  return row?.id ?? null;
}
