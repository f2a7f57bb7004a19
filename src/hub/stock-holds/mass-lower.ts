/** The guard over incoming numbers: a channel that suddenly shows much less of much is not believed unseen. */
import type { Tx } from "../../db/database.ts";
import type { GuardedStore } from "./guarded-store.ts";
import { WINDOW_MS } from "./mass-zero.ts";
import { openHold } from "./open-stock-hold.ts";

/** A number that would enter the hub. */
export interface Lowered {
  readonly listingId: string;
  readonly location: string;
}

const ITEMS = `
  select count(distinct listing)::int as items from (
    select unnest($3::uuid[]) as listing
    union all
    select c.listing_id
    from conflict c
    where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.state = 'channel'
      and c.found_at > $2 and c.field = 'stock' and c.settled_by = 'policy' and c.channel_value < c.hub_value
    union all
    select s.listing_id
    from listing_stock s
    where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.due_at is not null
      and s.observed < s.expected
    union all
    select s.listing_id
    from listing_stock s
    join stock_hold h on h.organization_id = s.organization_id and h.id = s.held_by and h.state = 'open'
      where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.held_as = 'lower') as each`;

/** Holds these numbers when they, with those of the last hour, are more of the store than its settings allow; answers whether. */
export async function holdMassLower(
  tx: Tx,
  store: GuardedStore,
  { lowered, now }: { readonly lowered: readonly Lowered[]; readonly now: Date },
): Promise<boolean> {
  if (lowered.length === 0) return false;
  const { items } = await tx.one<{ items: number }>(ITEMS, [
    store.id,
    new Date(now.getTime() - WINDOW_MS),
    lowered.map((each) => each.listingId),
  ]);
  return (await openHold(tx, store, { direction: "in", items, keys: lowered, now })) !== null;
}
