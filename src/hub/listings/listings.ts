import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { ListingIssue } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { IS_UNDECIDED } from "../inventory/compared-stock.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";

export type ListingState = "unmapped" | "suggested" | "mapped" | "ignored";

/** Of an item at its channel. */
export const listingIssueSchema = z.object({ blocks: z.boolean(), text: z.string(), sku: z.string().optional() });

/** A channel's item and the variant of ours it stands for. */
export const listingSchema = z
  .object({
    id,
    storeId: id,
    productListingId: id,
    extKey: z.string(),
    extProductKey: z.string().nullable(),
    sku: z.string().nullable(),
    barcode: z.string().nullable(),
    /** Product title and the variant's own, as the channel shows them. */
    productTitle: z.string(),
    title: z.string(),
    url: z.string().nullable(),
    platformStatus: z.string(),
    state: z.enum(["unmapped", "suggested", "mapped", "ignored"]),
    variantId: id.nullable(),
    variantSku: z.string().nullable(),
    suggestedVariantId: id.nullable(),
    suggestedSku: z.string().nullable(),
    matchMethod: z.enum(["sku", "barcode", "title", "manual", "created"]).nullable(),
    confidence: z.int().nullable(),
    matchReason: z.string().nullable(),
    matchedBy: z.string().nullable(),
    matchedAt: time.nullable(),
    stockSync: z.boolean(),
    awaitsNumber: z.boolean().describe("that wait ends by itself with the first number Argosy is given of the item"),
    stockWaits: z.boolean().describe("stock is not in sync because the first sync left open whose number is right"),
    priceSync: z.boolean(),
    /** Whether our title, description and the like go to the channel; of the whole product. */
    contentSync: z.boolean(),
    active: z.boolean(),
    counted: z.boolean(),
    issues: z
      .array(typed<ListingIssue>(listingIssueSchema))
      .describe("what the channel finds wrong with it; a blocking one keeps it off sale"),
    /** Missing on the channel since; a person decides what becomes of the link. */
    goneAt: time.nullable(),
    /** Units: wanted, believed and last seen, over all of the channel's locations; null when unknown. */
    desired: z.int().nullable(),
    expected: z.int().nullable(),
    observed: z.int().nullable(),
    marketplaceUnits: z.int().nullable().describe("in the marketplace's own warehouses (FBA): read, never written"),
    marketplaceAt: time.nullable(),
    stockError: z.string().nullable(),
    undecided: z
      .object({ ours: z.int(), theirs: z.int() })
      .nullable()
      .optional()
      .describe("units Argosy would send and the channel shows, while it is not decided which is right (lists only)"),
  })
  .meta({ id: "Mapping", description: "A channel's item and the variant of ours it stands for" });

export interface Listing extends Omit<Answered<typeof listingSchema>, "undecided"> {
  readonly stockErrorTold: readonly MessagePart[] | null;
}

/** Of the listing's own variant, and of its product as a whole. */
export const ISSUES = `coalesce((select jsonb_agg(i) from jsonb_array_elements(p.issues) as i
    where i->>'sku' is null or i->>'sku' = l.sku), '[]')`;

const COLUMNS = `l.id, l.connection_id as "storeId", l.product_listing_id as "productListingId", l.ext_key as "extKey",
  p.ext_key as "extProductKey", l.sku, l.barcode, p.title as "productTitle", l.title, p.url, p.platform_status as "platformStatus",
  ${ISSUES} as issues,
  l.state, l.variant_id as "variantId", v.sku as "variantSku", l.suggested_variant_id as "suggestedVariantId", s.sku as "suggestedSku",
  ${columns("l", "matchMethod confidence matchReason matchedBy matchedAt stockSync stockWaits awaitsNumber")},
    ${columns("l", "priceSync")}, p.content_sync as "contentSync", l.active, l.counted, l.gone_at as "goneAt",
    stock.desired, stock.expected, stock.observed, l.marketplace_units as "marketplaceUnits", l.marketplace_at as "marketplaceAt",
  stock.error as "stockError", stock.said as "stockErrorTold"`;

const FROM = `from listing l
  join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
  left join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
  left join variant s on s.organization_id = l.organization_id and s.id = l.suggested_variant_id
  cross join lateral (
    select argosy.int_sum(sum(desired)) as desired, argosy.int_sum(sum(expected)) as expected,
      argosy.int_sum(sum(observed)) as observed, max(error) as error,
      (array_agg(error_said order by error desc) filter (where error is not null))[1] as said
    from listing_stock where organization_id = l.organization_id and listing_id = l.id) as stock`;

export type ListingFilter = PageRequest &
  Optional<{
    connectionId: string;
    variantId: string;
    /** Of any of its variants. */
    productId: string;
    state: ListingState;
    gone: boolean;
    /** Kept off sale by the channel. */
    blocked: boolean;
    /** Left out of stock sync until somebody says whose number is right. */
    undecided: boolean;
    /** Part of a title, or of a SKU or barcode, any case. */
    text: string;
    sort: BothEnds;
  }>;

/** Listings in the order they were first seen. */
export async function listListings(tx: Tx, filter: ListingFilter): Promise<Page<Listing>> {
  const params = [
    filter.connectionId ?? null,
    filter.variantId ?? null,
    filter.state ?? null,
    filter.gone ?? null,
    filter.text ? containing(filter.text) : null,
    filter.productId ?? null,
    filter.blocked ?? null,
    filter.undecided ?? null,
  ];
  const by = sortedPage(SORTS[filter.sort ?? "oldest"], filter, params);
  const rows = await by.rows<Placed<Listing>>(
    tx,
    `select ${by.place}, ${COLUMNS} ${FROM} where l.organization_id = argosy.tenant()
       and ($1::uuid is null or l.connection_id = $1) and ($2::uuid is null or l.variant_id = $2)
       and ($3::text is null or l.state = $3)
       and ($4::boolean is null or (l.gone_at is not null) = $4)
       and ($5::text is null or l.title ilike $5 or p.title ilike $5 or l.sku ilike $5 or l.barcode ilike $5)
       and ($6::uuid is null
         or l.variant_id in (select v.id from variant v
           where v.organization_id = argosy.tenant() and v.product_id = $6))
       and ($7::boolean is null or p.is_blocked = $7)
       and ($8::boolean is null or (${IS_UNDECIDED}) = $8) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["l.id", "uuid"]);

/** One listing. Throws HubError LISTING_NOT_FOUND. */
export async function getListing(tx: Tx, id: string): Promise<Listing> {
  const row = await tx.maybe<Listing>(
    `select ${COLUMNS} ${FROM} where l.organization_id = argosy.tenant() and l.id = $1`,
    [id],
  );
  if (!row) throw refusal("LISTING_NOT_FOUND");
  return row;
}

/** How many listings of a store stand where; null: of all stores. */
export async function countListings(
  tx: Tx,
  connectionId: string | null,
): Promise<Readonly<Record<ListingState | "gone" | "undecided", number>>> {
  const rows = await tx.rows<{ state: ListingState; count: number; gone: number; undecided: number }>(
    `select state, count(*)::int as count, count(gone_at)::int as gone,
       (count(*) filter (where ${IS_UNDECIDED}))::int as undecided
     from argosy.listing l
     where organization_id = argosy.tenant()${connectionId === null ? "" : " and connection_id = $1"} group by state`,
    connectionId === null ? [] : [connectionId],
  );
  const counts = { unmapped: 0, suggested: 0, mapped: 0, ignored: 0, gone: 0, undecided: 0 };
  for (const row of rows) {
    counts[row.state] = row.count;
    counts.gone += row.gone;
    counts.undecided += row.undecided;
  }
  return counts;
}
