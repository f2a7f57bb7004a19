import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

/** How much of what is available a store may sell (D5). */
export interface StoreStockRule {
  /** Null: every location of our own. */
  readonly locationIds: readonly string[] | null;
  /** Units kept back. */
  readonly buffer: number;
  /** Never show more than this. */
  readonly cap: number | null;
  /** Share of what is available, 0 to 100. */
  readonly percent: number | null;
  /** Below this many, show none. */
  readonly zeroBelow: number;
  /** Units of each item kept for this store: no other store sells them (decision 118). */
  readonly keep: number;
}

const EVERYTHING: StoreStockRule = { locationIds: null, buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };

/** The rule of a store; without one it may sell everything. */
export async function getStockRule(tx: Tx, connectionId: string): Promise<StoreStockRule> {
  const row = await tx.maybe<StoreStockRule>(
    `select location_ids as "locationIds", buffer, cap, percent, zero_below as "zeroBelow", keep from stock_rule
     where organization_id = argosy.tenant() and connection_id = $1`,
    [connectionId],
  );
  return row ?? EVERYTHING;
}

/** Throws HubError LOCATION_UNKNOWN when the rule names a location that is not ours. */
export async function checkStockRule(tx: Tx, rule: StoreStockRule): Promise<void> {
  if (rule.locationIds) {
    const known = await tx.one<{ count: number }>(
      `select count(*)::int as count
       from location
       where organization_id = argosy.tenant() and id = any($1) and kind = 'own'`,
      [rule.locationIds],
    );
    if (known.count < new Set(rule.locationIds).size)
      throw new HubError(
        "LOCATION_UNKNOWN",
        "validation",
        "Not all of these are locations of your own.",
        "locationIds",
      );
  }
}

/** Replaces the rule of a store; its listings are looked at again. Throws HubError LOCATION_UNKNOWN. */
export async function setStockRule(tx: Tx, connectionId: string, rule: StoreStockRule): Promise<void> {
  await checkStockRule(tx, rule);
  await tx.run(
    `insert into stock_rule (organization_id, connection_id, location_ids, buffer, cap, percent, zero_below, keep)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (organization_id, connection_id)
       do update set location_ids = excluded.location_ids, buffer = excluded.buffer,
       cap = excluded.cap, percent = excluded.percent, zero_below = excluded.zero_below, keep = excluded.keep`,
    [connectionId, rule.locationIds, rule.buffer, rule.cap, rule.percent, rule.zeroBelow, rule.keep],
  );
}

export interface ChannelLocation {
  readonly key: string;
  readonly name: string;
  readonly active: boolean;
  /** Ours; null: the default location, and everything no other one stands for. */
  readonly locationId: string | null;
}

/** The locations a channel has, and which of ours each stands for. */
export function listChannelLocations(tx: Tx, connectionId: string): Promise<ChannelLocation[]> {
  return tx.rows<ChannelLocation>(
    `select ext_key as key, name, active, location_id as "locationId" from ext_location
     where organization_id = argosy.tenant() and connection_id = $1 order by name, ext_key`,
    [connectionId],
  );
}

/** Says which location of ours a channel's location stands for. Throws HubError LOCATION_UNKNOWN. */
export async function mapChannelLocation(
  tx: Tx,
  input: { readonly connectionId: string; readonly key: string; readonly locationId: string | null },
): Promise<void> {
  const touched = await tx.run(
    `update ext_location
     set location_id = $3
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2
       and ($3::uuid is null
         or exists (select 1 from location l where l.organization_id = argosy.tenant() and l.id = $3))`,
    [input.connectionId, input.key, input.locationId],
  );
  if (touched === 0) throw new HubError("LOCATION_UNKNOWN", "not_found", "There is no such location.", "locationId");
  await tx.run(PLACE_ANEW, [input.connectionId]);
}

// What open orders of the store hold may lie elsewhere now: the fan-out brings it there (settleChangedRecipes).
const PLACE_ANEW = `
  insert into recipe_change (organization_id, variant_id)
  select argosy.tenant(), l.variant_id
  from order_line l join sales_order o on o.organization_id = l.organization_id and o.id = l.order_id
  where l.organization_id = argosy.tenant() and o.connection_id = $1 and l.variant_id is not null
    and l.reserved_quantity > 0
  group by l.variant_id
  order by l.variant_id
  on conflict (organization_id, variant_id) do update set seq = recipe_change.seq + 1, after_order = null`;
