/**
 * What a register keeps of the catalog: first all of it by id, then only what changed. Cursors hold numbers of database
 * transactions (decision 370): a change that commits late is found, whatever committed before it.
 */

import type { CatalogItem, CatalogPage } from "../../commerce/till/catalog.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { decodeCursor, encodeCursor } from "../paging.ts";
import { refusal } from "../refusals.ts";

export interface CatalogRequest {
  readonly locationId: string;
  readonly cursor?: string | undefined;
  /** Variants a page, 1 to 500. */
  readonly limit?: number | undefined;
}

export const MAX_CATALOG_PAGE = 500;
const NONE = "00000000-0000-0000-0000-000000000000";

/** `all` walks variants by id; `changes` goes by the transaction that changed them. `since`: what the next round begins with. */
type CatalogPosition =
  | { readonly kind: "all"; readonly since: string; readonly after: string }
  | { readonly kind: "changes"; readonly since: string; readonly from: string; readonly after: string };

interface Feed {
  readonly server: string;
  /** Transactions below it are over. */
  readonly over: string;
}

/** Marks what changes from now on. Its own transaction, committed before the first page is read. */
export async function beginCatalogFeed(tx: Tx, now: Date): Promise<void> {
  const { isKnown } = await tx.one<{ isKnown: boolean }>(
    `select exists (select 1 from pos_catalog_feed
       where organization_id = argosy.tenant() and server = ${SERVER}) as "isKnown"`,
  );
  if (isKnown) return;
  // Restored elsewhere: numbers of the server before would lie in its future.
  await tx.run("delete from pos_catalog_change where organization_id = argosy.tenant()");
  await tx.run(
    `insert into pos_catalog_feed (organization_id, server, begun_at)
     values (argosy.tenant(), ${SERVER}, $1)
     on conflict (organization_id) do update set server = excluded.server, begun_at = excluded.begun_at`,
    [now],
  );
}

const SERVER = "(select system_identifier::text from pg_control_system())";

/** One page for a register at this location. Throws HubError PAGE_CURSOR or PAGE_LIMIT. */
export async function readCatalog(tx: Tx, request: CatalogRequest): Promise<CatalogPage> {
  const limit = request.limit ?? MAX_CATALOG_PAGE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_CATALOG_PAGE)
    throw new HubError(
      "PAGE_LIMIT",
      "validation",
      `The limit is a whole number from 1 to ${MAX_CATALOG_PAGE}.`,
      "limit",
    );
  const feed = await tx.one<Feed>(`select ${SERVER} as server, pg_snapshot_xmin(pg_current_snapshot())::text as over`);
  const existing = locationOf(request, feed);
  const place = existing ?? ({ kind: "all", since: feed.over, after: NONE } satisfies CatalogPosition);
  const read = { locationId: request.locationId, limit };
  const page = await (place.kind === "all" ? walkPage(tx, read, place) : changesPage(tx, read, place));
  const next = page.next ?? ({ kind: "changes", since: "0", from: page.since, after: NONE } satisfies CatalogPosition);
  return {
    items: page.items,
    gone: page.gone,
    cursor: encodeCursor([next.kind, feed.server, request.locationId, ...partsOf(next)]),
    more: page.next !== null,
    restart: existing === null,
  };
}

interface ReadPage {
  readonly items: readonly CatalogItem[];
  readonly gone: readonly string[];
  /** Null: nothing more now. */
  readonly next: CatalogPosition | null;
  /** What the round after this one begins with. */
  readonly since: string;
}

const partsOf = (place: CatalogPosition): string[] => [
  place.since,
  place.kind === "all" ? "0" : place.from,
  place.after,
];

/** Null: from the start, also where a device comes with the place of another server or location. */
function locationOf({ cursor, locationId }: CatalogRequest, feed: Feed): CatalogPosition | null {
  const parts = decodeCursor(cursor, ["text", "text", "id", "number", "number", "id"]);
  if (parts === null) return null;
  const [kind, server, location, since = "0", from = "0", after = NONE] = parts;
  if (server !== feed.server || location !== locationId) return null;
  if (kind === "all") return { kind, since, after };
  // A round begins with what was not over when the last one began.
  return { kind: "changes", since: since === "0" ? feed.over : since, from, after };
}

interface PageRead {
  readonly locationId: string;
  readonly limit: number;
}

async function walkPage(tx: Tx, { locationId, limit }: PageRead, location: CatalogPosition): Promise<ReadPage> {
  const found = await tx.rows<{ id: string }>(
    `select id from variant
     where organization_id = argosy.tenant() and id > $1 order by id limit $2`,
    [location.after, limit],
  );
  const ids = found.map((row) => row.id);
  const items = await itemsOf(tx, locationId, ids);
  const last = ids.at(-1);
  const next = last !== undefined && ids.length === limit ? { ...location, after: last } : null;
  return { items, gone: [], next, since: location.since };
}

async function changesPage(
  tx: Tx,
  { locationId, limit }: PageRead,
  place: Extract<CatalogPosition, { kind: "changes" }>,
): Promise<ReadPage> {
  const found = await tx.rows<{ id: string; changedIn: string }>(
    `select variant_id as id, changed_in::text as "changedIn"
     from pos_catalog_change
     where organization_id = argosy.tenant() and (changed_in, variant_id) > ($1::text::xid8, $2::uuid)
     order by changed_in, variant_id limit $3`,
    [place.from, place.after, limit],
  );
  const items = await itemsOf(
    tx,
    locationId,
    found.map((row) => row.id),
  );
  const sold = new Set(items.map((item) => item.variantId));
  const last = found.at(-1);
  const isFull = last !== undefined && found.length === limit;
  return {
    items,
    gone: found.flatMap(({ id }) => (sold.has(id) ? [] : [id])),
    next: isFull ? { ...place, from: last.changedIn, after: last.id } : null,
    since: place.since,
  };
}

const STOCK = `case when p.kind = 'virtual' or not v.counted then null else coalesce(
    (select argosy.int_sum(min(greatest(coalesce(l.available, 0), 0) / b.quantity))
     from bundle_item b
     join variant c on c.organization_id = b.organization_id and c.id = b.component_variant_id and c.counted
     left join level l on l.organization_id = b.organization_id and l.variant_id = b.component_variant_id
       and l.location_id = $2
     where b.organization_id = v.organization_id and b.bundle_variant_id = v.id),
    (select l.available from level l
     where l.organization_id = v.organization_id and l.variant_id = v.id and l.location_id = $2), 0) end`;

// The variant's own image before the product's first.
const IMAGE = `(select i.url from image i
    where i.organization_id = v.organization_id and i.product_id = v.product_id
    order by i.variant_id is distinct from v.id, i.position, i.id limit 1)`;

async function itemsOf(tx: Tx, locationId: string, ids: readonly string[]): Promise<CatalogItem[]> {
  if (ids.length === 0) return [];
  return tx.rows<CatalogItem>(
    `select v.id as "variantId", v.product_id as "productId", p.title, v.title as "variantTitle", p.brand, v.sku,
       v.barcode, v.currency, v.price_minor as "priceMinor", v.compare_at_minor as "compareAtMinor",
       p.tax_class as "taxClass",
       p.kind, v.gift_card as "isGiftCard", array(select c.category_id from product_category c
         where c.organization_id = p.organization_id and c.product_id = p.id order by c.category_id) as "categoryIds",
       ${IMAGE} as "imageUrl", ${STOCK} as stock,
       exists (select 1 from pos_favourite f
         where f.organization_id = v.organization_id and f.location_id = $2 and f.variant_id = v.id) as "isFavourite"
     from variant v
     join product p on p.organization_id = v.organization_id and p.id = v.product_id
     where v.organization_id = argosy.tenant() and v.id = any($1::uuid[])
       and v.deleted_at is null and v.active and p.deleted_at is null and p.active
     order by v.id`,
    [ids, locationId],
  );
}

/** Puts a variant first on the registers of a location, or takes it away again. Throws HubError VARIANT_NOT_FOUND. */
export async function chooseFavourite(
  tx: Tx,
  choice: {
    readonly locationId: string;
    readonly variantId: string;
    readonly isFavourite: boolean;
  },
): Promise<void> {
  const { locationId, variantId, isFavourite } = choice;
  if (!isFavourite) {
    await tx.run(
      "delete from pos_favourite where organization_id = argosy.tenant() and location_id = $1 and variant_id = $2",
      [locationId, variantId],
    );
    return;
  }
  const existing = await tx.maybe(
    "select 1 from variant where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [variantId],
  );
  if (!existing) throw refusal("VARIANT_NOT_FOUND");
  await tx.run(
    `insert into pos_favourite (organization_id, location_id, variant_id) values (argosy.tenant(), $1, $2)
     on conflict do nothing`,
    [locationId, variantId],
  );
}
