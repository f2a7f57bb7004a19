import { z } from "zod";
import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { announce } from "../events.ts";
import type { Page, PageRequest } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { autoMatch, type LinkInput, linkListings } from "./matching.ts";

/** One side of a suggested link, as a person compares it. */
const matchSideSchema = z.object({
  sku: z.string().nullable(),
  barcode: z.string().nullable(),
  productTitle: z.string(),
  title: z.string(),
  imageUrl: z.string().nullable(),
});

/** A suggested link: what the channel has, and what of ours it may be. */
export const suggestionSchema = z
  .object({
    listingId: id,
    storeId: id,
    variantId: id,
    productId: id,
    method: z.enum(["sku", "barcode", "title"]),
    /** 0 to 100. */
    confidence: z.int(),
    reason: z.string().nullable(),
    channel: matchSideSchema.extend({ url: z.string().nullable() }),
    ours: matchSideSchema,
    others: z.int().describe("other items of the channel that are linked to this variant or suggested for it"),
  })
  .meta({ id: "Suggestion", description: "A suggested link with both sides to compare" });

export type Suggestion = Answered<typeof suggestionSchema>;

export const suggestOutcomeSchema = z.object({
  checked: z.int(),
  linked: z.int(),
  suggested: z.int() /** The listing to go on after; null at the end. */,
  next: id.nullable(),
});

export type SuggestOutcome = Answered<typeof suggestOutcomeSchema>;

export interface SuggestionFilter extends PageRequest {
  readonly connectionId: string;
  readonly minConfidence?: number | undefined;
  readonly maxConfidence?: number | undefined;
  readonly method?: Suggestion["method"] | undefined;
}

const OTHERS = `(select count(*) from listing x
    where x.organization_id = argosy.tenant() and x.connection_id = l.connection_id
      and x.variant_id = l.suggested_variant_id and x.gone_at is null)::int
    + (select count(*) from listing x where x.organization_id = argosy.tenant() and x.connection_id = l.connection_id
      and x.state = 'suggested' and x.suggested_variant_id = l.suggested_variant_id and x.id <> l.id
      and x.gone_at is null)::int`;

// The condition on the pair is one of its columns' order: the index gives the page.
const LIST = `l.id as "listingId", l.connection_id as "storeId", v.id as "variantId", v.product_id as "productId",
    l.match_method as method, l.confidence, l.match_reason as reason,
    json_build_object('sku', l.sku, 'barcode', l.barcode, 'productTitle', p.title, 'title', l.title, 'url', p.url,
      'imageUrl', p.snapshot->'images'->0->>'url') as channel,
    json_build_object('sku', v.sku, 'barcode', v.barcode, 'productTitle', o.title, 'title', v.title, 'imageUrl',
      (select i.url from image i where i.organization_id = argosy.tenant() and i.product_id = o.id
        order by i.variant_id = v.id desc nulls last, i.position, i.id limit 1)) as ours,
    ${OTHERS} as others
  from listing l
  join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
  join variant v on v.organization_id = l.organization_id and v.id = l.suggested_variant_id and v.deleted_at is null
  join product o on o.organization_id = v.organization_id and o.id = v.product_id
  where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.state = 'suggested' and l.gone_at is null
    and ($2::int is null or l.confidence >= $2) and ($3::int is null or l.confidence <= $3)
    and ($4::text is null or l.match_method = $4)
`;

const SORT = down(["l.confidence", "bigint"], ["l.id", "uuid"]);

/** Suggested links of a store, the surest first. */
export async function listSuggestions(tx: Tx, filter: SuggestionFilter): Promise<Page<Suggestion>> {
  const params: unknown[] = [
    filter.connectionId,
    filter.minConfidence ?? null,
    filter.maxConfidence ?? null,
    filter.method ?? null,
  ];
  const by = sortedPage(SORT, filter, params);
  const rows = await by.rows<Placed<Suggestion>>(tx, `select ${by.place}, ${LIST} ${by.after} ${by.order}`, params);
  return by.page(rows, unplaced);
}

/** Which suggestions of a store are meant: these, or all of a confidence. */
export interface SuggestionChoice {
  readonly connectionId: string;
  readonly listingIds?: readonly string[] | undefined;
  readonly minConfidence?: number | undefined;
  readonly maxConfidence?: number | undefined;
  readonly by: Actor;
  readonly now: Date;
}

/** Suggestions one call takes at a time; it says when there are more. */
const MOST_AT_ONCE = 2_000;

const CHOSEN = `l.organization_id = argosy.tenant() and l.connection_id = $1 and l.state = 'suggested'
  and l.gone_at is null
  and ($2::uuid[] is null or l.id = any($2)) and ($3::int is null or l.confidence >= $3)
  and ($4::int is null or l.confidence <= $4)`;

const chosen = (choice: SuggestionChoice) => [
  choice.connectionId,
  choice.listingIds?.filter(isUuid) ?? null,
  choice.minConfidence ?? null,
  choice.maxConfidence ?? null,
];

/**
 * Turns suggestions into links: these, or all of a store from a confidence on; answers how many, and whether there are
 * more. By confidence only where the variant is listed once on the store: several items of one variant are chosen by
 * a person, one by one.
 */
export async function confirmSuggestions(
  tx: Tx,
  choice: SuggestionChoice,
): Promise<{ readonly changed: number; readonly more: boolean }> {
  const single = choice.listingIds === undefined ? `and ${OTHERS} = 0` : "";
  const links = await tx.rows<LinkInput["links"][number]>(
    `select l.id as "listingId", l.suggested_variant_id as "variantId", l.match_method as method, l.confidence,
       l.match_reason as reason
     from listing l
     join variant v on v.organization_id = l.organization_id and v.id = l.suggested_variant_id and v.deleted_at is null
     where ${CHOSEN} ${single} order by l.id limit ${MOST_AT_ONCE}`,
    chosen(choice),
  );
  const linked = await linkListings(tx, { links, by: choice.by, now: choice.now });
  return { changed: linked.length, more: links.length === MOST_AT_ONCE };
}

/** Says that suggested pairs are not the same thing: they are never suggested again. */
export async function rejectSuggestions(
  tx: Tx,
  choice: SuggestionChoice,
): Promise<{ readonly changed: number; readonly more: boolean }> {
  const rows = await tx.rows<{ id: string }>(
    `with chosen as materialized (select l.id, l.suggested_variant_id as variant_id from listing l where ${CHOSEN}
       order by l.id limit ${MOST_AT_ONCE} for update),
     refused as (
       insert into match_rejection (organization_id, listing_id, variant_id, rejected_by, rejected_at)
       select argosy.tenant(), id, variant_id, $5, $6 from chosen where variant_id is not null on conflict do nothing)
     update listing l
     set state = 'unmapped', suggested_variant_id = null, match_method = null, confidence = null, match_reason = null,
       matched_by = $5, matched_at = $6
     from chosen where l.organization_id = argosy.tenant() and l.id = chosen.id returning l.id`,
    [...chosen(choice), actorText(choice.by), choice.now],
  );
  if (rows.length > 0) await announce(tx, "mappings.changed", { id: choice.connectionId });
  return { changed: rows.length, more: rows.length === MOST_AT_ONCE };
}

/** Takes these pairs' links or suggestions for refused; a person has undone them. */
export async function rememberRefused(
  tx: Tx,
  pairs: readonly { readonly listingId: string; readonly variantId: string }[],
  how: { readonly by: Actor; readonly now: Date },
): Promise<void> {
  await tx.run(
    `insert into match_rejection (organization_id, listing_id, variant_id, rejected_by, rejected_at)
     select argosy.tenant(), d.l, d.v, $3, $4
     from unnest($1::uuid[], $2::uuid[]) as d(l, v)
     order by 1, 2, 3
     on conflict do nothing`,
    [pairs.map((pair) => pair.listingId), pairs.map((pair) => pair.variantId), actorText(how.by), how.now],
  );
}

// Comparing titles reads our whole catalog once a call and then little for each item.
const LOOKED_AT = 2_000;

/** Looks for the variants of a store's unlinked items again, by SKU, barcode and title, from a listing on. */
export async function suggestLinks(
  tx: Tx,
  input: { readonly connectionId: string; readonly after?: string | undefined; readonly now: Date },
): Promise<SuggestOutcome> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from listing
     where organization_id = argosy.tenant() and connection_id = $1 and state in ('unmapped', 'suggested')
       and gone_at is null and ($2::uuid is null or id > $2) order by id limit ${LOOKED_AT}`,
    [input.connectionId, input.after ?? null],
  );
  const ids = rows.map((row) => row.id);
  const { mappedListingIds, suggestedListingIds } = await autoMatch(tx, {
    connectionId: input.connectionId,
    listingIds: ids,
    titles: true,
    planned: true,
    now: input.now,
  });
  const next = ids.length === LOOKED_AT ? (ids.at(-1) ?? null) : null;
  return { checked: ids.length, linked: mappedListingIds.length, suggested: suggestedListingIds.length, next };
}

/** What a person should know of links just made: items that share a variant on one store. */
export async function sharedVariantWarnings(
  tx: Tx,
  listingIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ id: string; count: number }>(
    `select l.id,
       (select count(*) from listing x where x.organization_id = argosy.tenant() and x.connection_id = l.connection_id
         and x.variant_id = l.variant_id and x.gone_at is null)::int as count
     from listing l where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.variant_id is not null`,
    [listingIds],
  );
  return new Map(
    rows
      .filter((row) => row.count > 1)
      .map(({ id, count }) => [
        id,
        `This variant is listed ${count} times on this store. Each shows the same units: set a buffer or a cap for it where it sells fast.`,
      ]),
  );
}
