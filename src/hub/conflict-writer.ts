/** Writes conflicts down, and closes those nobody has to decide any more. */
import { type Actor, actorText } from "../commerce/actor.ts";
import type { Json } from "../commerce/product.ts";
import type { Tx } from "../db/database.ts";
import { announceAll } from "./events.ts";
import { jsonParameter } from "./json-column.ts";
import { disputePrices } from "./sync-state/price.ts";

/** What a conflict is about. */
export interface ConflictTarget {
  readonly field: string;
  /** One of the two. */
  readonly listingId: string | null;
  readonly productListingId: string | null;
}

export interface FoundConflict extends ConflictTarget {
  readonly hubValue: Json;
  readonly channelValue: Json;
  readonly hubAt: Date | null;
  readonly channelAt: Date | null;
  /** open, or who won by the store's policy. */
  readonly state: "open" | "hub" | "channel";
  readonly policy: string;
}

const NOTE = `
  insert into conflict as c (organization_id, connection_id, listing_id, product_listing_id, field, hub_value,
    channel_value, hub_at, channel_at, state, policy, found_at, settled_at, settled_by)
  select argosy.tenant(), $1, r."listingId", r."productListingId", r.field, r."hubValue", r."channelValue", r."hubAt",
    coalesce(r."channelAt", $3), r.state, r.policy, $3, case when r.state <> 'open' then $3::timestamptz end,
    case when r.state <> 'open' then 'policy' end
  from jsonb_to_recordset($2::jsonb) as r("listingId" uuid, "productListingId" uuid, field text, "hubValue" jsonb,
    "channelValue" jsonb, "hubAt" timestamptz, "channelAt" timestamptz, state text, policy text)
  on conflict (organization_id, connection_id, coalesce(listing_id, product_listing_id), field, location)
  where state = 'open'
    do update set hub_value = excluded.hub_value, channel_value = excluded.channel_value, hub_at = excluded.hub_at,
    channel_at = excluded.channel_at
  returning id, state`;

/** Records conflicts; an open one about the same thing is kept and shows the newest values. */
export async function noteConflicts(
  tx: Tx,
  found: { readonly connectionId: string; readonly conflicts: readonly FoundConflict[]; readonly now: Date },
): Promise<void> {
  if (found.conflicts.length === 0) return;
  const rows = await tx.rows<{ id: string; state: string }>(NOTE, [
    found.connectionId,
    jsonParameter(found.conflicts),
    found.now,
  ]);
  await disputePrices(
    tx,
    rows.map(({ id }) => id),
  );
  await announceAll(
    tx,
    "conflict.opened",
    rows.filter((row) => row.state === "open").map(({ id }) => ({ id })),
  );
}

/** Our value was set by a person while it was in dispute: that decides it. */
export async function winConflicts(
  tx: Tx,
  won: {
    readonly productListingId: string;
    readonly fields: readonly string[];
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    `update argosy.conflict set state = 'hub', settled_at = $3, settled_by = $4
     where organization_id = argosy.tenant() and product_listing_id = $1 and field = any($2) and state = 'open'
     returning id`,
    [won.productListingId, won.fields, won.now, actorText(won.by)],
  );
  await announceAll(tx, "conflict.settled", rows);
}

/** Why a conflict ended without anybody winning. */
export type ClosedBecause = "equal" | "unlinked" | "gone";

/** Closes open conflicts that have become moot. */
export async function closeConflicts(
  tx: Tx,
  closing: { readonly conflicts: readonly ConflictTarget[]; readonly reason: ClosedBecause; readonly now: Date },
): Promise<void> {
  if (closing.conflicts.length === 0) return;
  const rows = await tx.rows<{ id: string }>(
    `update conflict c set state = 'closed', reason = $2, settled_at = $3, settled_by = 'system'
     from jsonb_to_recordset($1::jsonb) as r("listingId" uuid, "productListingId" uuid, field text)
     where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = r.field
       and (c.listing_id = r."listingId" or c.product_listing_id = r."productListingId") returning c.id`,
    [jsonParameter(closing.conflicts), closing.reason, closing.now],
  );
  await announceAll(tx, "conflict.settled", rows);
}

/** Closes every open conflict about listings, or products as listed, that are linked no more or gone. */
export async function closeConflictsOf(
  tx: Tx,
  closing: {
    readonly listingIds?: readonly string[];
    readonly productListingIds?: readonly string[];
    readonly reason: ClosedBecause;
    readonly now: Date;
  },
): Promise<void> {
  const { listingIds = [], productListingIds = [] } = closing;
  if (listingIds.length + productListingIds.length === 0) return;
  const rows = await tx.rows<{ id: string }>(
    `update conflict set state = 'closed', reason = $3, settled_at = $4, settled_by = 'system'
     where organization_id = argosy.tenant() and state = 'open'
       and (listing_id = any($1) or product_listing_id = any($2))
     returning id`,
    [listingIds, productListingIds, closing.reason, closing.now],
  );
  await announceAll(tx, "conflict.settled", rows);
}
