import { type Actor, actorText, systemActor } from "../../commerce/actor.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { startBase } from "../content-comparison/base.ts";
import { announce } from "../events.ts";
import { endCounting } from "../inventory/counting.ts";
import { NUMBERED } from "../inventory/numbered.ts";
import { jsonParameter } from "../json-column.ts";
import { relinkOpenLines } from "../orders/relink.ts";
import { resolveUnmappedLines } from "../orders/unmapped.ts";
import { OTHER_PRODUCT } from "../sync-state/content.ts";
import { reportPacks } from "./packs.ts";
import { alertSharedNumbers } from "./shared-numbers.ts";
import { byTitle } from "./title-matching.ts";

export interface MatchInput
  extends Optional<{
    /** Only listings of this connection. */
    connectionId: string;
    /** Only these listings. */
    listingIds: readonly string[];
    /** Only listings that name the SKU or barcode of these variants. */
    variantIds: readonly string[];
    /** Also compare titles, which costs more and only ever suggests. */
    titles: boolean;
    /** Somebody asked: also where nothing is to be linked by itself before the first sync's plan is applied. */
    planned: boolean;
  }> {
  readonly now: Date;
}

export interface Matched {
  readonly mappedListingIds: readonly string[];
  readonly suggestedListingIds: readonly string[];
}

/**
 * A variant found for a listing. Only a `certain` match is linked without a person: the same SKU or barcode, which no other
 * item of the store (of a barcode: no other variant either) has, and whose variant is linked to no other item there.
 * `confidence` decides nothing by itself: it sorts suggestions, and people confirm them in bulk from a confidence on.
 */
export interface Match {
  readonly listingId: string;
  readonly variantId: string;
  readonly method: "sku" | "barcode" | "title";
  /** The same SKU 100, the same barcode 90, alike titles their likeness, 95 at most; a suggestion is stored with 90 at most. */
  readonly confidence: number;
  /** What a person reads. */
  readonly reason: string;
  /** It is linked at once (`autoMatch`); any other is a suggestion. */
  readonly certain: boolean;
}

/** The seller of store `c` lists a variant several times there, and asked to be offered that. */
export const SEVERAL = "(coalesce(c.settings->'listings'->>'several', 'false') = 'true')";

// What is no item to be sold (a group of products, a link to another site) is never linked.
const CANDIDATES = `
  candidate as materialized (
    select l.id, l.connection_id, l.sku_key, argosy.code_forms(l.barcode) as codes, l.product_listing_id,
      l.title, ${SEVERAL} as has_several
    from listing l
    join connection c on c.organization_id = l.organization_id and c.id = l.connection_id and c.deleted_at is null
    join product_listing k on k.organization_id = l.organization_id and k.id = l.product_listing_id
    where l.organization_id = argosy.tenant() and l.state in ('unmapped', 'suggested') and l.gone_at is null
      and ($1::uuid is null or l.connection_id = $1) and ($2::uuid[] is null or l.id = any($2))
      and ($4::boolean or not c.awaits_plan)
      and coalesce(k.snapshot->>'kind', 'goods') not in ('group', 'external')
  )`;

// Pairs a person has refused.
const REFUSED = `select 1
   from match_rejection r
   where r.organization_id = argosy.tenant() and r.listing_id = c.id and r.variant_id = v.id`;
const REQUESTED = "v.deleted_at is null and ($3::uuid[] is null or v.id = any($3))";

// The variant of match `m` stands on the store of candidate `c` already.
const LISTED = `exists (select 1 from listing o
    where o.organization_id = argosy.tenant() and o.variant_id = m.variant_id
    and o.connection_id = c.connection_id and o.gone_at is null)`;

// twins: other items of the same store with the same SKU or barcode; taken: the variant is linked there already.
const EXACT = `
  with ${CANDIDATES}, by_sku as (
    select c.id, c.connection_id, v.id as variant_id, 'sku' as method, 100 as confidence,
      (select count(*) from listing o where o.organization_id = argosy.tenant() and o.connection_id = c.connection_id
         and o.sku_key = c.sku_key and o.gone_at is null and o.state <> 'ignored') = 1 as is_single
    from candidate c join variant v on v.organization_id = argosy.tenant() and v.sku_key = c.sku_key and ${REQUESTED}
    where not exists (${REFUSED})
  ), by_barcode as (
    select distinct on (c.id) c.id, c.connection_id, v.id as variant_id, 'barcode' as method, 90 as confidence,
      (select count(*) from listing o where o.organization_id = argosy.tenant() and o.connection_id = c.connection_id
         and o.barcode = any(c.codes) and o.gone_at is null and o.state <> 'ignored') = 1
      and (select count(*) from variant o where o.organization_id = argosy.tenant() and o.barcode = any(c.codes)
         and o.deleted_at is null) = 1 as is_single
    from candidate c join variant v on v.organization_id = argosy.tenant() and v.barcode is not null
      and v.barcode = any(c.codes) and ${REQUESTED}
    where not exists (select 1 from by_sku s where s.id = c.id) and not exists (${REFUSED})
    order by c.id, v.id
  )
  select m.id as "listingId", m.variant_id as "variantId", m.method, m.confidence,
    m.is_single and not taken.so as certain,
    case m.method when 'sku' then 'Same SKU' else 'Same barcode' end || case
      when not m.is_single then '; it stands more than once'
      when taken.so then '; another item of the store is linked to it already' else '' end as reason
  from (select * from by_sku union all select * from by_barcode) as m
  join candidate c on c.id = m.id
  cross join lateral (select ${LISTED} as so) as taken
  where c.has_several or not taken.so
  order by m.id`;

const BY_TITLE = `
  select t.* from (${byTitle(CANDIDATES, REQUESTED)}) as t
  join listing l on l.organization_id = argosy.tenant() and l.id = t."listingId"
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  where ${SEVERAL}
    or not exists (select 1 from listing o where o.organization_id = argosy.tenant() and o.variant_id = t."variantId"
    and o.connection_id = l.connection_id and o.gone_at is null)
  order by t."listingId"`;

/**
 * Looks for the variant of each unlinked listing: exact SKU in any case, then the same barcode in any of its forms
 * (commerce/product-codes.ts), then (asked for) similar titles. Writes nothing.
 */
export async function findMatches(tx: Tx, input: Omit<MatchInput, "now">): Promise<Match[]> {
  const listings = input.listingIds === undefined ? null : [...input.listingIds];
  if (listings?.length === 0 || input.variantIds?.length === 0) return [];
  const variants = input.variantIds === undefined ? null : [...input.variantIds];
  const parameters = [input.connectionId ?? null, listings, variants, input.planned ?? false];
  const exact = await tx.rows<Match>(EXACT, parameters);
  if (!input.titles) return exact;
  const found = new Set(exact.map((match) => match.listingId));
  const alike = await tx.rows<Match>(BY_TITLE, parameters);
  return [...exact, ...alike.filter((match) => !found.has(match.listingId))];
}

/**
 * Links what is certain and suggests the rest. Several items of one store with the same SKU or barcode are only ever
 * suggested: a person decides. A variant that stands on the store already is offered again only where the seller lists
 * variants several times.
 */
export async function autoMatch(tx: Tx, input: MatchInput): Promise<Matched> {
  const matches = await recheckMatches(tx, await findMatches(tx, input), input);
  const certain = matches.filter((match) => match.certain);
  const mappedListingIds = await linkListings(tx, { links: certain, by: systemActor, now: input.now });
  const linked = new Set(mappedListingIds);
  const suggestions = matches.filter((match) => !linked.has(match.listingId));
  if (suggestions.length === 0) return { mappedListingIds, suggestedListingIds: [] };
  const rows = await tx.rows<{ id: string }>(
    `update listing l set state = 'suggested', suggested_variant_id = m."variantId", match_method = m.method,
       confidence = least(m.confidence, 90), match_reason = m.reason, matched_by = 'system', matched_at = $2
     from jsonb_to_recordset($1::jsonb) as m("listingId" uuid, "variantId" uuid, method text, confidence int,
       reason text)
     where l.organization_id = argosy.tenant() and l.id = m."listingId" and l.state in ('unmapped', 'suggested')
       and (l.suggested_variant_id, l.match_method, l.confidence, l.match_reason) is distinct from (m."variantId",
         m.method, least(m.confidence, 90), m.reason)
     returning l.id`,
    [jsonParameter(suggestions), input.now],
  );
  return { mappedListingIds, suggestedListingIds: rows.map((row) => row.id) };
}

/**
 * A transaction that records or links another item of the same SKU is not seen by this one. Whoever gets the variant
 * second waits for the first, and judges what it did.
 */
async function recheckMatches(tx: Tx, matches: readonly Match[], input: MatchInput): Promise<readonly Match[]> {
  const certain = matches.filter((match) => match.certain);
  if (certain.length === 0) return matches;
  await tx.rows(
    `select 1 from variant where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by id for no key update`,
    [certain.map((match) => match.variantId)],
  );
  const again = await findMatches(tx, { ...input, listingIds: certain.map((match) => match.listingId), titles: false });
  const now = new Map(again.map((match) => [match.listingId, match]));
  return matches.flatMap((match) => (match.certain ? (now.get(match.listingId) ?? []) : match));
}

export interface LinkInput {
  readonly links: readonly {
    readonly listingId: string;
    readonly variantId: string;
    readonly method: "sku" | "barcode" | "title" | "manual" | "created";
    readonly confidence: number;
    readonly reason?: string | undefined;
  }[];
  readonly by: Actor;
  readonly now: Date;
}

/**
 * Links listings to variants, whatever they were before, and hands orders their lines that waited for it. Open order
 * lines of a listing that was linked to another variant go over to the new one with what they reserve. Answers the
 * listings linked now; unknown listings and deleted variants are left out.
 */
export async function linkListings(tx: Tx, input: LinkInput): Promise<string[]> {
  if (input.links.length === 0) return [];
  // Whoever deletes one of them meanwhile is waited for, or waits: no item is linked to what is deleted.
  await tx.rows(
    `select 1 from variant
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for no key update`,
    [input.links.map((link) => link.variantId)],
  );
  const rows = await tx.rows<LinkedRow>(LINK, [jsonParameter(input.links), actorText(input.by), input.now]);
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  // Before open lines are settled: what is sold without limit is never short.
  await endCounting(
    tx,
    input.links.map((link) => link.variantId),
  );
  await awaitFirstNumber(tx, ids);
  await alertSharedNumbers(tx, ids, input.now);
  await reportPacks(tx, { listingIds: ids }, input.now);
  await forgetRejections(tx, rows);
  await adoptProducts(
    tx,
    rows.map((row) => row.product_listing_id),
  );
  // Each takes a bounded number of orders at a time.
  const moved = rows.flatMap((row) => (row.was_variant === null ? [] : row.id));
  while ((await relinkOpenLines(tx, moved, { now: input.now, actor: input.by })).length > 0);
  while ((await resolveUnmappedLines(tx, ids, { now: input.now, actor: input.by })).length > 0);
  for (const id of new Set(rows.map((row) => row.connection_id))) await announce(tx, "mappings.changed", { id });
  return ids;
}

interface LinkedRow {
  readonly id: string;
  readonly connection_id: string;
  readonly product_listing_id: string;
  readonly variant_id: string;
  readonly was_variant: string | null;
}

// A number believed under another variant is still what the channel shows; the desired value is worked out anew.
const LINK = `
  with wanted as (
    select distinct on (m."listingId") l.id, l.variant_id as was_variant, v.id as variant_id, m.method, m.confidence,
      m.reason
    from jsonb_to_recordset($1::jsonb) as m("listingId" uuid, "variantId" uuid, method text, confidence int,
      reason text)
    join listing l on l.organization_id = argosy.tenant() and l.id = m."listingId"
    join variant v on v.organization_id = argosy.tenant() and v.id = m."variantId" and v.deleted_at is null
    order by m."listingId"
  )
  update listing l
  set state = 'mapped', variant_id = w.variant_id, leaves = false, suggested_variant_id = null, match_method = w.method,
    confidence = w.confidence, match_reason = w.reason, matched_by = $2, matched_at = $3
  from wanted w where l.organization_id = argosy.tenant() and l.id = w.id and l.variant_id is distinct from w.variant_id
  returning l.id, l.connection_id, l.product_listing_id, l.variant_id, w.was_variant`;

/** Of what nobody has counted there is no number to send: none in the shop's place would take its goods off sale. */
export async function awaitFirstNumber(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await tx.run(
    `update listing l set stock_sync = false, stock_waits = true, awaits_number = true
     where l.organization_id = argosy.tenant() and l.id = any($1) and l.stock_sync and l.counted and not l.made_here
       and not ${NUMBERED("l.variant_id")}`,
    [listingIds],
  );
}

/** Who links a pair now has changed their mind about refusing it. */
async function forgetRejections(tx: Tx, linked: readonly LinkedRow[]): Promise<void> {
  await tx.run(
    `delete from match_rejection r using unnest($1::uuid[], $2::uuid[]) as d(l, v)
     where r.organization_id = argosy.tenant() and r.listing_id = d.l and r.variant_id = d.v`,
    [linked.map((row) => row.id), linked.map((row) => row.variant_id)],
  );
}

/**
 * A product listing stands for the product its linked variants belong to, when that is one. Where the store's content
 * is kept as it is here, so is this product's from now on.
 */
export async function adoptProducts(tx: Tx, productListingIds: readonly string[]): Promise<void> {
  if (productListingIds.length === 0) return;
  await tx.rows(
    `with adopted as (
       update product_listing p
       set product_id = owner.product_id, ${OTHER_PRODUCT},
         content_sync = p.content_sync or owner.product_id is not null and owner.steers
       from (select l.product_listing_id as id,
         case when count(distinct v.product_id) = 1 then min(v.product_id::text)::uuid end as product_id,
               bool_or(coalesce((c.settings->'publish'->>'content')::boolean, false)) as steers
             from listing l join connection c on c.organization_id = l.organization_id and c.id = l.connection_id
             left join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
             where l.organization_id = argosy.tenant() and l.product_listing_id = any($1)
             group by l.product_listing_id) as owner
       where p.organization_id = argosy.tenant() and p.id = owner.id and p.product_id is distinct from owner.product_id
       returning p.product_id, owner.steers)
     select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(product_id), 'content')
     from adopted
     where product_id is not null and steers
     having count(*) > 0`,
    [[...new Set(productListingIds)]],
  );
  await startBase(tx, productListingIds);
}
