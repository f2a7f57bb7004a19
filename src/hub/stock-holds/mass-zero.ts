/**
 * The guard over outgoing zeros: a bad import or an emptied spreadsheet must not take a whole store's goods off sale.
 * What orders have sold, or programs reserved, is never held: another channel would sell it again. Nor is what was offered
 * ahead: nothing comes of it any more (decision 739).
 */
import type { Tx } from "../../db/database.ts";
import type { GuardedStore } from "./guarded-store.ts";
import { openHold } from "./open-stock-hold.ts";

/** What happened within this time counts as one change. */
export const WINDOW_MS = 60 * 60_000;

export interface StockKey {
  readonly listingId: string;
  readonly location: string;
}

interface Affected extends StockKey {
  readonly isWaiting: boolean;
}

const rows = (what: string) => `select s.listing_id, s.location from listing_stock s
  where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.desired = 0 and s.want_seq > s.passed_seq
    and ${what}`;
const DONE = rows("s.zeroed_at > $2");
const DUE = rows("s.due_at is not null and s.expected > 0");
const HELD = rows("s.held_as = 'zero' and s.held_by = $3");

// Cheap, for the usual case of a few items that sell out.
const COUNT = `
  select ((select count(*) from (${DONE} limit $3) as d) + (select count(*) from (${DUE} limit $3) as w))::int as items,
    (select id from stock_hold
      where organization_id = argosy.tenant() and connection_id = $1 and direction = 'out' and state = 'open') as hold`;

const ITEMS = `select l.variant_id union all select b.component_variant_id from bundle_item b
          where b.organization_id = s.organization_id and b.bundle_variant_id = l.variant_id`;

// A number in dispute is not held besides: none of ours is written there, and the dispute stays what it was.
// Goods moved between a channel's locations are not gone, and what an order or a program took within the window is sold.
const UNEXPLAINED = `
  with affected as (${DONE} union ${DUE} union ${HELD})
  select a.listing_id as "listingId", a.location, s.due_at is not null
    and (s.held_by is null or s.held_as = 'zero') as "isWaiting"
  from affected a
  join listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = a.listing_id
    and s.location = a.location
  join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
  where not exists (select 1 from listing_stock o
    where o.organization_id = s.organization_id and o.listing_id = s.listing_id and o.desired > 0)
    and not exists (
      select 1
      from movement m
      where m.organization_id = s.organization_id and m.cause_kind in ('order', 'reservation') and m.created_at > $2
        and (m.reserved_delta > 0 or m.on_hand_delta < 0)
        and m.variant_id in (${ITEMS}))
    and not exists (
      select 1 from variant_presale p
      where p.organization_id = s.organization_id and p.most_ahead is not null and p.variant_id in (${ITEMS}))`;

/**
 * Holds the zeros that wait to be written when they, with those of the last hour, are more of the store than its
 * settings allow; answers the rows held now. One critical alert tells of them; everything else goes on.
 */
export async function holdMassZeros(tx: Tx, store: GuardedStore, now: Date): Promise<readonly StockKey[]> {
  const since = new Date(now.getTime() - WINDOW_MS);
  const { items, hold } = await tx.one<{ items: number; hold: string | null }>(COUNT, [
    store.id,
    since,
    store.inventory.holdLeast,
  ]);
  if (hold === null && items < store.inventory.holdLeast) return [];
  const affected = await tx.rows<Affected>(UNEXPLAINED, [store.id, since, hold]);
  const waiting = affected.filter((row) => row.isWaiting);
  if (waiting.length === 0) return [];
  const id = await openHold(tx, store, {
    direction: "out",
    items: new Set(affected.map((row) => row.listingId)).size,
    keys: waiting,
    now,
  });
  return id === null ? [] : waiting;
}
