import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { announce } from "../events.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { holdRows } from "../sync-state/held-for-person.ts";
import type { GuardedStore } from "./guarded-store.ts";

export const holdCause = (connectionId: string, direction: "out" | "in") => `stock-hold:${connectionId}:${direction}`;

interface Found {
  readonly direction: "out" | "in";
  /** Listings that change with these, within the window. */
  readonly items: number;
  readonly keys: readonly { readonly listingId: string; readonly location: string }[];
  readonly now: Date;
}

const STEERED = `select count(*)::int as listings
  from listing
  where organization_id = argosy.tenant() and connection_id = $1
  and state = 'mapped' and stock_sync and active and counted and gone_at is null`;

const OPEN = `
  insert into stock_hold as h (organization_id, connection_id, direction, items, of_listings, found_at)
  values (argosy.tenant(), $1, $2, $3, $4, $5)
  on conflict (organization_id, connection_id, direction) where state = 'open'
    do update set items = greatest(h.items, excluded.items), of_listings = excluded.of_listings
  returning id, items`;

/** Opens (or adds to) the store's hold when the change is larger than its settings allow; null when it is not. */
export async function openHold(tx: Tx, store: GuardedStore, found: Found): Promise<string | null> {
  const { listings } = await tx.one<{ listings: number }>(STEERED, [store.id]);
  const { holdPercent, holdLeast } = store.inventory;
  if (found.items < holdLeast || found.items * 100 <= listings * holdPercent) return null;
  const hold = await tx.one<{ id: string; items: number }>(OPEN, [
    store.id,
    found.direction,
    found.items,
    listings,
    found.now,
  ]);
  await holdRows(tx, {
    rows: found.keys.map((key) => ({ listing_id: key.listingId, location: key.location })),
    by: hold.id,
    as: found.direction === "out" ? "zero" : "lower",
  });
  await notify(tx, store, { ...found, hold, listings });
  return hold.id;
}

async function notify(
  tx: Tx,
  store: GuardedStore,
  { direction, keys, now, hold, listings }: Found & { readonly hold: { id: string; items: number }; listings: number },
): Promise<void> {
  const samples = await tx.rows<{ name: string }>(
    `select coalesce(sku, ext_key) as name
     from listing
     where organization_id = argosy.tenant() and id = any($1)
     order by 1
     limit 5`,
    [keys.map((key) => key.listingId)],
  );
  const names = samples.map((sample) => sample.name).join(", ");
  const text = message(`alert.stock_hold.${direction}`, { items: hold.items, all: listings, names });
  await raiseAlert(tx, {
    kind: "stock_hold",
    severity: "critical",
    cause: holdCause(store.id, direction),
    connectionId: store.id,
    subject: { kind: "stock_hold", id: hold.id },
    title: message(`alert.stock_hold.title.${direction}`, { store: store.name }),
    text,
    action: { kind: "settle_stock_hold", stockHoldId: hold.id },
    now,
  });
  await logSync(tx, [
    {
      connectionId: store.id,
      action: "update_inventory",
      status: "pending",
      text,
      errorKind: "held",
      at: now,
    },
  ]);
  await announce(tx, "stock_hold.opened", { id: hold.id, storeId: store.id });
}
