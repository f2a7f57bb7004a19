import { countable } from "../../commerce/inventory.ts";
import { type Tx, together } from "../../db/database.ts";
import { IS_COUNTED } from "../inventory/counting.ts";
import { jsonParameter } from "../json-column.ts";
import { firstSeen, seenMoves } from "../sync-state/channel-events.ts";
import { recheckLocations } from "../sync-state/left-locations.ts";
import { leftLocations, type WholeItem } from "./left-locations.ts";

/** A number a channel was seen to show; the listing is named by one of its keys. */
export interface SeenLevel {
  readonly extKey?: string | undefined;
  readonly inventoryKey?: string | undefined;
  readonly listingId?: string | undefined;
  /** The channel's location; "" on channels with a single number. */
  readonly location: string;
  readonly available: number;
  /** Units the channel's own open orders wait for, where it says. */
  readonly committed?: number | undefined;
  /** When it was true. */
  readonly at: Date;
}

/** Time for the order that explains a changed number to arrive before the channel is looked at. */
export const EXPLANATION_MS = 3_000;

/**
 * Takes in what a channel was seen to show. Older than our last look or confirmed write: ignored. A listing
 * whose stock we do not steer simply is believed. Else a number that differs from the expected one makes the
 * listing due in 3 s, when the lane looks afresh. Answers the listings made due. Locks rows in key order.
 */
export async function observeLevels(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly levels: readonly SeenLevel[];
    /** Items of which `levels` has every place that counts them. */
    readonly whole?: readonly WholeItem[] | undefined;
    readonly now: Date;
  },
): Promise<{ readonly listingIds: string[] }> {
  if (input.levels.length === 0) return { listingIds: [] };
  const dueAt = new Date(input.now.getTime() + EXPLANATION_MS);
  const left = await leftLocations(tx, input);
  await recheckLocations(tx, left.uncounted, input.now);
  const seen: readonly SeenLevel[] = [...input.levels, ...left.empty];
  const given = jsonParameter(
    seen.map((level) => ({
      ...level,
      available: countable(level.available),
      ...(level.committed !== undefined && { committed: countable(level.committed) }),
    })),
  );
  const [, rows] = await together([
    tx.run(MARK_UNSEEN, [input.connectionId, given]),
    tx.rows<{ listing_id: string; is_due: boolean }>(OBSERVE, [input.connectionId, given, dueAt]),
  ]);
  const due = rows.filter((row) => row.is_due).map((row) => row.listing_id);
  const listingIds = [...new Set([...due, ...left.uncounted.map((place) => place.listing_id)])];
  if (listingIds.length > 0)
    await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
      input.connectionId,
      dueAt,
    ]);
  return { listingIds };
}

const NAMED = `
  given as materialized (
    select * from jsonb_to_recordset($2::jsonb)
      as g("extKey" text, "inventoryKey" text, "listingId" uuid, location text, available int, committed int,
        at timestamptz)
  ), named as (
    select l.id, l.variant_id, g.location, g.available, g.committed, g.at from given g
      join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g."extKey"
    union all
    select l.id, l.variant_id, g.location, g.available, g.committed, g.at from given g
      join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1
        and l.inventory_key = g."inventoryKey"
      where g."extKey" is null
    union all
    select l.id, l.variant_id, g.location, g.available, g.committed, g.at from given g
      join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.id = g."listingId"
      where g."extKey" is null and g."inventoryKey" is null
  )`;

// A location of a linked listing that was never seen before has no desired value yet. Marked before any number is locked, as
// the fan-out does it: the other way round the two wait for each other in a circle.
const MARK_UNSEEN = `
  with ${NAMED}
  select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(n.variant_id), 'stock') from named n
  where n.variant_id is not null and not exists (select 1 from listing_stock s
    where s.organization_id = argosy.tenant() and s.listing_id = n.id and s.location = n.location)
  having count(*) > 0`;

const OBSERVE = `
  with ${NAMED}, newest as (
    select distinct on (id, location) id, location, available, committed, at from named order by id, location, at desc
  ), locked as (
    select s.listing_id, s.location
    from listing_stock s
    join newest n on n.id = s.listing_id and n.location = s.location
    where s.organization_id = argosy.tenant() order by s.listing_id, s.location for update of s
  ), seen as (
    select n.*, l.variant_id, k.listing_id is not null as is_known,
      l.state = 'mapped' and l.stock_sync and l.active and l.counted and l.gone_at is null
        and ${IS_COUNTED("l.variant_id")}
        and not argosy.is_kept_elsewhere(l.organization_id, l.connection_id, l.ext_key) as is_steered
    from newest n join listing l on l.organization_id = argosy.tenant() and l.id = n.id
    left join locked k on k.listing_id = n.id and k.location = n.location
  ), first_sight as (
    ${firstSeen("$1")}
  ), moved as (
    ${seenMoves("$3")}
  )
  select listing_id, is_due from moved`;
