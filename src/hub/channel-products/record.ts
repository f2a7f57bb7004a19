import type { ChannelProduct } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { observeContent } from "../content/observe.ts";
import { announce } from "../events.ts";
import { IS_COUNTED } from "../inventory/counting.ts";
import { markStock } from "../inventory/mark-stock.ts";
import { jsonParameter } from "../json-column.ts";
import { noteIssues } from "../listings/issues.ts";
import { observeLevels } from "../listings/levels.ts";
import { autoMatch } from "../listings/matching.ts";
import { reportPacks } from "../listings/packs.ts";
import { observePrices } from "../listings/prices.ts";
import { GONE } from "../sync-state/content.ts";
import { markCounted } from "./counted.ts";
import { isEcho } from "./echo.ts";
import {
  EXISTING,
  GIVEN,
  isOutdated,
  listingRow,
  productRows,
  type RecordInput,
  reportedWhole,
  SEEN_EVERY,
  UNSETTLED,
  variantsOf,
} from "./reported-products.ts";

export interface Recorded {
  /** Products told in an older version than the one stored; left out. */
  readonly stale: number;
  readonly newListingIds: readonly string[];
  /** Product listings that are new or whose description on the channel changed. */
  readonly changedProductListingIds: readonly string[];
  /** Listings linked to a variant now, without a person. */
  readonly matchedListingIds: readonly string[];
  /** Listings whose stock on the channel has to be looked at. */
  readonly dueListingIds: readonly string[];
}

const NOTHING: Recorded = {
  stale: 0,
  newListingIds: [],
  changedProductListingIds: [],
  matchedListingIds: [],
  dueListingIds: [],
};

/**
 * Records what a channel sells, set-based and idempotent: product listings, listings, first levels and prices.
 * A variant its product no longer lists is marked gone (a proposal: its link stays until a person decides).
 */
export async function recordChannelProducts(tx: Tx, input: RecordInput): Promise<Recorded> {
  const products = newestOf(input.products);
  if (products.length === 0 || (await isEcho(tx, input, products))) return NOTHING;
  const existing = await existingProducts(tx, input, products);
  const fresh = products.filter((product) => !existing.get(product.key)?.stale);
  // What stands as it is told is left alone: a newer state may be written by now that this one must not undo.
  const moving = fresh.filter((product) => !existing.get(product.key)?.settled);
  const ids = await writeProducts(tx, input, moving, existing);
  const listings = await writeVariants(tx, input, moving, ids);
  await proposeGoneVariants(tx, input, moving, ids);
  await noteIssues(tx, { connectionId: input.connectionId, products: fresh, now: input.now });
  const variants = [...variantsOf(fresh).values()].map(({ variant, product }) => {
    const at = input.readAt?.(product) ?? input.now;
    return { variant, at, pricedAt: input.pricedAt?.(product) ?? at };
  });
  const { listingIds: dueListingIds } = await observeLevels(tx, {
    connectionId: input.connectionId,
    levels: variants.flatMap(({ variant, at }) =>
      (variant.levels ?? []).map((level) => ({ ...level, extKey: variant.key, at })),
    ),
    whole: variants.flatMap(({ variant, at }) => reportedWhole(variant, at)),
    now: input.now,
  });
  await observePrices(tx, {
    connectionId: input.connectionId,
    variants: variants.map(({ variant, pricedAt }) => ({ variant, at: pricedAt })),
    now: input.now,
  });
  const changedProductListingIds = fresh.flatMap((product) =>
    existing.get(product.key)?.same ? [] : (ids.get(product.key) ?? []),
  );
  await observeContent(tx, {
    connectionId: input.connectionId,
    productListingIds: changedProductListingIds,
    now: input.now,
  });
  // A first read tells of itself as a run.
  if (!input.initial && listings.created.length > 0) await announce(tx, "mappings.changed", { id: input.connectionId });
  const matched = input.initial ? null : await autoMatch(tx, { listingIds: listings.unlinked, now: input.now });
  await noteGiftCards(tx, input.connectionId, fresh);
  return {
    stale: products.length - fresh.length,
    newListingIds: listings.created,
    changedProductListingIds,
    matchedListingIds: matched?.mappedListingIds ?? [],
    dueListingIds,
  };
}

/** What a channel sells as a gift card is one here too; none says that something is not. */
async function noteGiftCards(tx: Tx, connectionId: string, products: readonly ChannelProduct[]): Promise<void> {
  const keys = products.flatMap(({ variants }) => variants.filter(({ giftCard }) => giftCard).map(({ key }) => key));
  if (keys.length === 0) return;
  await tx.run(
    `update argosy.variant v set gift_card = true
     from argosy.listing l
     where v.organization_id = argosy.tenant() and not v.gift_card
       and l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = any($2::text[])
       and l.variant_id = v.id`,
    [connectionId, keys],
  );
}

/** A batch may hold one product several times: the newest speaks. */
function newestOf(products: readonly ChannelProduct[]): ChannelProduct[] {
  const byKey = new Map<string, ChannelProduct>();
  for (const product of products) {
    const other = byKey.get(product.key);
    const isOlder = other && other.version.kind === product.version.kind && other.version.value > product.version.value;
    if (!isOlder) byKey.set(product.key, product);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

interface ExistingProduct {
  readonly id: string;
  readonly stale: boolean;
  readonly same: boolean;
  /** Told in the state that is stored, with all of its items, and noted as seen: nothing is to be written. */
  readonly settled: boolean;
}

async function existingProducts(
  tx: Tx,
  input: RecordInput,
  products: readonly ChannelProduct[],
): Promise<Map<string, ExistingProduct>> {
  const read = (some: readonly ChannelProduct[], lock: string) =>
    tx.rows<ExistingProduct & { key: string }>(`${EXISTING} ${lock}`, [
      input.connectionId,
      productRows(some),
      input.now,
    ]);
  const existing = new Map((await read(products, "")).map((row) => [row.key, row]));
  const alike = products.filter((product) => existing.get(product.key)?.settled);
  const unsettled = await withUnsettledItems(tx, input, alike);
  const moving = products.filter(({ key }) => existing.has(key) && (!existing.get(key)?.settled || unsettled.has(key)));
  if (moving.length === 0) return existing;
  // What is older is told from what is newer under the lock: another transaction may be writing a newer state just now.
  const classified = await read(moving, "order by p.ext_key for no key update of p");
  return new Map([
    ...existing,
    ...classified.map((row): [string, ExistingProduct] => [row.key, { ...row, settled: false }]),
  ]);
}

const UNSETTLED_ITEMS = UNSETTLED("$2");

/** Of products that stand as they are told, those with an item that does not. */
async function withUnsettledItems(
  tx: Tx,
  { connectionId, now }: RecordInput,
  products: readonly ChannelProduct[],
): Promise<ReadonlySet<string>> {
  if (products.length === 0) return new Set();
  const items = [...variantsOf(products).values()].map(({ variant, product }) => ({
    ...listingRow(variant, null),
    product: product.key,
  }));
  const rows = await tx.rows<{ key: string }>(UNSETTLED_ITEMS, [
    connectionId,
    jsonParameter(items),
    now,
    products.filter((product) => product.variants.length > 0).map((product) => product.key),
    items.map(({ key }) => key),
  ]);
  return new Set(rows.map(({ key }) => key));
}

async function writeProducts(
  tx: Tx,
  input: RecordInput,
  fresh: readonly ChannelProduct[],
  existing: ReadonlyMap<string, ExistingProduct>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [key, { id, stale }] of existing) if (!stale) ids.set(key, id);
  if (fresh.length === 0) return ids;
  const rows = await tx.rows<{ key: string; id: string }>(
    `insert into product_listing as p (organization_id, connection_id, ext_key, title, platform_status, url, ext,
     snapshot, raw, version_kind, version_value, seen_at, created_at)
     select argosy.tenant(), $1, g.key, g.title, g.status, g.url, coalesce(g.ext, 'null'), g.snapshot,
       coalesce(g.raw, 'null'), g."versionKind", g."versionValue", $3, $3
     from ${GIVEN} order by g.key
     on conflict (organization_id, connection_id, ext_key) do update set
       title = excluded.title, platform_status = excluded.platform_status, url = excluded.url, ext = excluded.ext,
         snapshot = excluded.snapshot,
       raw = excluded.raw, version_kind = excluded.version_kind, version_value = excluded.version_value,
         seen_at = excluded.seen_at, gone_at = null
     where (p.version_kind is distinct from excluded.version_kind or p.version_value is null
         or p.version_value <= excluded.version_value)
       and (p.gone_at is not null or p.seen_at is null or p.seen_at < excluded.seen_at - interval '${SEEN_EVERY}'
         or (p.snapshot, p.ext, p.version_kind, p.version_value)
           is distinct from (excluded.snapshot, excluded.ext, excluded.version_kind, excluded.version_value))
     returning ext_key as key, id`,
    [input.connectionId, productRows(fresh), input.now],
  );
  for (const { key, id } of rows) ids.set(key, id);
  return ids;
}

interface ExistingListing {
  readonly id: string;
  readonly key: string;
  readonly variant_id: string | null;
  readonly was_gone: boolean;
  /** It is told as made of something else than before. */
  readonly has_other_contents: boolean;
  readonly counted: boolean;
}

async function writeVariants(
  tx: Tx,
  input: RecordInput,
  fresh: readonly ChannelProduct[],
  ids: ReadonlyMap<string, string>,
): Promise<{ created: string[]; unlinked: string[] }> {
  const placed = variantsOf(fresh);
  if (placed.size === 0) return { created: [], unlinked: [] };
  const reported = jsonParameter(
    [...placed.values()].map(({ variant, product }) => listingRow(variant, ids.get(product.key) ?? null)),
  );
  const before = await tx.rows<ExistingListing>(
    `select l.id, l.ext_key as key, l.variant_id, l.gone_at is not null as was_gone,
       l.contents is distinct from g.contents as has_other_contents, l.counted
     from jsonb_to_recordset($2::jsonb) as g(key text, contents jsonb)
     join argosy.listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key`,
    [input.connectionId, reported],
  );
  const existing = new Map(before.map((row) => [row.key, row]));
  const written = await tx.rows<{ id: string; key: string; state: string }>(WRITE_VARIANTS, [
    input.connectionId,
    reported,
    input.now,
  ]);
  const otherPacks = before.flatMap((row) => (row.has_other_contents && row.variant_id ? [row.variant_id] : []));
  await reportPacks(tx, { variantIds: otherPacks }, input.now);
  const back = before.flatMap((row) => (row.was_gone && row.variant_id ? [row.variant_id] : []));
  await markStock(tx, back);
  for (const counted of [false, true]) {
    const some = [...placed.values()].filter(({ variant }) => (variant.levels !== undefined) === counted);
    const extKeys = some.flatMap(({ variant: { key } }) =>
      (existing.get(key)?.counted ?? true) === counted ? [] : key,
    );
    await markCounted(tx, input.connectionId, { extKeys, counted });
  }
  return {
    created: written.filter((row) => !existing.has(row.key)).map((row) => row.id),
    unlinked: written.filter((row) => row.state === "unmapped" || row.state === "suggested").map((row) => row.id),
  };
}

const REPORTED_HERE = { product: "excluded.product_listing_id", seenAt: "excluded.seen_at", shared: "shared_stock" };

const WRITE_VARIANTS = `
  insert into listing as l (organization_id, connection_id, product_listing_id, ext_key, inventory_key, sku, barcode,
    title, ext, counted, shared_stock, contents, price_sync, seen_at, created_at)
  select argosy.tenant(), $1, g."productListingId", g.key, g.inventory_key, g.sku, g.barcode, g.title,
    coalesce(g.ext, 'null'), g.counted, g.shared, g.contents,
    coalesce((select c.settings->'prices'->>'newItems' = 'true' from connection c
      where c.organization_id = argosy.tenant() and c.id = $1), false), $3, $3
  from jsonb_to_recordset($2::jsonb) as g(key text, "productListingId" uuid, inventory_key text, sku text,
    barcode text, title text, ext jsonb, counted boolean, shared text, contents jsonb)
  where g."productListingId" is not null order by g.key
  on conflict (organization_id, connection_id, ext_key) do update set
    product_listing_id = excluded.product_listing_id, inventory_key = excluded.inventory_key, sku = excluded.sku,
      barcode = excluded.barcode,
    title = excluded.title, ext = excluded.ext, shared_stock = excluded.shared_stock, contents = excluded.contents,
    counted = excluded.counted or l.made_here, seen_at = excluded.seen_at, gone_at = null
  where ${isOutdated("excluded", REPORTED_HERE)}
  returning id, ext_key as key, state`;

/**
 * Items the hub created on a channel are counted from then on, where the hub counts them: not counted by the channel's
 * answer, they would sell without limit and nobody would hear of it. A channel that cannot count them refuses their number, which is told.
 */
export async function markMadeHere(tx: Tx, connectionId: string, extKeys: readonly string[]): Promise<void> {
  if (extKeys.length === 0) return;
  await tx.run(
    `update listing l set made_here = true, counted = true
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2) and not made_here
       and ${IS_COUNTED("l.variant_id")}`,
    [connectionId, extKeys],
  );
}

async function proposeGoneVariants(
  tx: Tx,
  input: RecordInput,
  fresh: readonly ChannelProduct[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  // A product without any variant is a product that was not told whole.
  const whole = fresh.filter((product) => product.variants.length > 0);
  if (whole.length === 0) return;
  const keys = whole.flatMap((product) => product.variants.map((variant) => variant.key));
  await tx.run(
    `update listing set gone_at = $4 where organization_id = argosy.tenant() and connection_id = $1
       and product_listing_id = any($2) and ext_key <> all($3) and gone_at is null`,
    [input.connectionId, whole.flatMap((product) => ids.get(product.key) ?? []), keys, input.now],
  );
}

/** Products that no longer exist on the channel: they and their variants are marked gone, their links stay. */
export async function markProductsGone(
  tx: Tx,
  input: { readonly connectionId: string; readonly extKeys: readonly string[]; readonly now: Date },
): Promise<void> {
  await tx.run(
    `with gone as (
       update product_listing set gone_at = $3, ${GONE}
       where organization_id = argosy.tenant() and connection_id = $1
         and ext_key = any($2) and gone_at is null returning id)
     update listing l set gone_at = $3 from gone
     where l.organization_id = argosy.tenant() and l.product_listing_id = gone.id and l.gone_at is null`,
    [input.connectionId, input.extKeys, input.now],
  );
}

/**
 * What a walk over the whole shop that began at `startedAt` did not meet. That alone proves nothing: the channel has to
 * be asked for each. Being seen is noted hourly, so only what was last seen an hour before the walk counts as missed.
 */
export async function missedByWalk(
  tx: Tx,
  input: { readonly connectionId: string; readonly startedAt: Date; readonly limit: number },
): Promise<{ readonly key: string; readonly title: string }[]> {
  return tx.rows(
    `select ext_key as key, title from product_listing where organization_id = argosy.tenant() and connection_id = $1
       and ext_key is not null and gone_at is null and seen_at < $2::timestamptz - interval '${SEEN_EVERY}'
         order by id limit $3`,
    [input.connectionId, input.startedAt, input.limit],
  );
}
