/** Conflicts that nobody has to decide any more close themselves. */

import { CONTENT_FIELDS } from "../../commerce/content-fields.ts";
import type { Tx } from "../../db/database.ts";
import { closeConflicts, closeConflictsOf } from "../conflict-writer.ts";
import { compareContent } from "../content-comparison/fields.ts";
import { contentPairs } from "../content-comparison/pairs.ts";
import { leaveHeld } from "../stock-holds/release-held-stock.ts";
import { endDisputes } from "../sync-state/price.ts";

const LIMIT = 500;

/** Closes open conflicts whose item is unlinked or gone, or whose values are equal again. */
export async function closeResolvedConflicts(tx: Tx, now: Date): Promise<void> {
  for (const reason of ["gone", "unlinked"] as const) {
    const rows = await tx.rows<{ listing: string | null; product: string | null }>(LOST[reason]);
    await closeConflictsOf(tx, {
      listingIds: rows.flatMap((row) => row.listing ?? []),
      productListingIds: rows.flatMap((row) => row.product ?? []),
      reason,
      now,
    });
  }
  await closeEqualContent(tx, now);
  await closeEqualNumbers(tx, now);
  await freePrices(tx);
}

const lost = (listing: string, product: string) => `
  select c.listing_id as listing, c.product_listing_id as product from conflict c
  left join listing l on l.organization_id = c.organization_id and l.id = c.listing_id
  left join product_listing p on p.organization_id = c.organization_id and p.id = c.product_listing_id
  where c.organization_id = argosy.tenant() and c.state = 'open'
    and ((c.listing_id is not null and ${listing}) or (c.product_listing_id is not null and ${product}))
  limit ${LIMIT}`;
const LOST = {
  gone: lost("l.gone_at is not null", "p.gone_at is not null"),
  unlinked: lost("l.variant_id is null", "p.product_id is null"),
};

/** The hub was edited to what the channel shows: the channel itself tells nothing of that. */
async function closeEqualContent(tx: Tx, now: Date): Promise<void> {
  const rows = await tx.rows<{ owner: string }>(
    `select distinct coalesce(c.product_listing_id, l.product_listing_id) as owner from conflict c
     left join listing l on l.organization_id = c.organization_id and l.id = c.listing_id
     left join product_listing p on p.organization_id = c.organization_id
       and p.id = coalesce(c.product_listing_id, l.product_listing_id)
     join product o on o.organization_id = c.organization_id and o.id = p.product_id
     left join variant v on v.organization_id = c.organization_id and v.id = l.variant_id
     where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = any($1)
       and greatest(o.updated_at, v.updated_at, p.own_at) > coalesce(c.hub_at, c.found_at) limit ${LIMIT}`,
    [CONTENT_FIELDS],
  );
  const pairs = await contentPairs(
    tx,
    rows.map((row) => row.owner),
  );
  const equal = pairs.flatMap((pair) =>
    compareContent(pair)
      .filter((one) => one.isSame)
      .map((one) => ({
        field: one.field,
        listingId: one.variant?.listingId ?? null,
        productListingId: one.variant === null ? pair.id : null,
      })),
  );
  await closeConflicts(tx, { conflicts: equal, reason: "equal", now });
}

/** The channel shows the wanted number or price again. */
async function closeEqualNumbers(tx: Tx, now: Date): Promise<void> {
  const stock = await tx.rows<{ id: string; connection: string; listing: string }>(
    `select c.id, c.connection_id as connection, c.listing_id as listing
     from conflict c
     join listing_stock s on s.organization_id = c.organization_id and s.held_by = c.id
     where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = 'stock' and s.observed = s.desired
     limit ${LIMIT}`,
  );
  for (const { id, connection } of stock) await leaveHeld(tx, { connectionId: connection, heldBy: id, now });
  const price = await tx.rows<{ listing: string }>(
    `select c.listing_id as listing
     from conflict c
     join listing_price p on p.organization_id = c.organization_id and p.disputed_by = c.id
     where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = 'price'
       and p.observed_minor = p.desired_minor
     limit ${LIMIT}`,
  );
  const conflicts = [
    ...stock.map((row) => ({ field: "stock", listingId: row.listing, productListingId: null })),
    ...price.map((row) => ({ field: "price", listingId: row.listing, productListingId: null })),
  ];
  await closeConflicts(tx, { conflicts, reason: "equal", now });
}

async function freePrices(tx: Tx): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    `select p.disputed_by as id
       from listing_price p
       where p.organization_id = argosy.tenant() and p.disputed_by is not null and not exists (
       select 1 from conflict c
         where c.organization_id = p.organization_id and c.id = p.disputed_by and c.state = 'open')
       limit ${LIMIT}`,
  );
  if (rows.length === 0) return;
  await endDisputes(
    tx,
    rows.map((row) => row.id),
  );
}
