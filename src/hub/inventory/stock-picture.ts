import { type Allocation, allocate, type LocationLevel, type StockRule } from "../../commerce/inventory.ts";
import { type Tx, together } from "../../db/database.ts";

export interface StockTarget {
  readonly listingId: string;
  readonly connectionId: string;
  readonly variantId: string;
}

interface ChannelRow extends StockRule {
  readonly connectionId: string;
  readonly locationIds: string[] | null;
  readonly channelLocations: { readonly key: string; readonly locationId: string | null }[] | null;
}

interface LevelRow {
  readonly variantId: string;
  readonly componentId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly isBundle: boolean;
  readonly locationId: string | null;
  readonly locationName: string | null;
  readonly available: number | null;
}

/** What the number for any listing of some variants and stores follows from. */
export interface StockPicture {
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly levels: ReadonlyMap<string, readonly LevelRow[]>;
}

const CHANNELS = `
  select c.id as "connectionId", r.location_ids as "locationIds", coalesce(r.buffer, 0) as buffer, r.percent, r.cap,
    coalesce(r.zero_below, 0) as "zeroBelow",
    (select json_agg(json_build_object('key', e.ext_key, 'locationId', e.location_id) order by e.ext_key)
      from ext_location e
      where e.organization_id = argosy.tenant() and e.connection_id = c.id and e.active) as "channelLocations"
  from connection c
  left join stock_rule r on r.organization_id = argosy.tenant() and r.connection_id = c.id
  where c.organization_id = argosy.tenant() and c.id = any($1::uuid[])`;

// Not coalesce(component, variant): under row level security an index is never asked for the value of a coalesce.
const LEVELS = `
  with component as materialized (
    select b.bundle_variant_id as variant_id, b.component_variant_id as component_id, b.quantity
    from bundle_item b where b.organization_id = argosy.tenant() and b.bundle_variant_id = any($1::uuid[])
  ), needed as materialized (
    select variant_id, component_id, quantity, true as is_bundle from component
    union all
    select w.v, w.v, 1, false from unnest($1::uuid[]) as w(v)
    where not exists (select 1 from component c where c.variant_id = w.v)
  )
  select n.variant_id as "variantId", n.component_id as "componentId", v.sku, n.quantity, n.is_bundle as "isBundle",
    loc.id as "locationId", loc.name as "locationName", l.available
  from needed n
  join variant v on v.organization_id = argosy.tenant() and v.id = n.component_id
  left join (level l join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
      and loc.active and loc.kind = 'own')
    on l.organization_id = argosy.tenant() and l.variant_id = n.component_id
  order by n.variant_id, n.component_id, loc.is_default desc, loc.name, loc.id`;

/** Reads rules, location maps and levels for these targets in two statements. */
export async function loadStockPicture(tx: Tx, targets: readonly StockTarget[]): Promise<StockPicture> {
  const unique = (ids: readonly string[]) => [...new Set(ids)];
  const [channels, rows] = await together([
    tx.rows<ChannelRow>(CHANNELS, [unique(targets.map((target) => target.connectionId))]),
    tx.rows<LevelRow>(LEVELS, [unique(targets.map((target) => target.variantId))]),
  ]);
  const levels = new Map<string, LevelRow[]>();
  for (const row of rows) {
    const known = levels.get(row.variantId);
    if (known) known.push(row);
    else levels.set(row.variantId, [row]);
  }
  return { channels: new Map(channels.map((channel) => [channel.connectionId, channel])), levels };
}

export interface LocationAllocation extends Allocation {
  /** The channel's location; "" on channels with a single number. */
  readonly location: string;
}

/**
 * The number for each of the channel's locations. A channel location mapped to one of ours shows what is there;
 * the first unmapped one shows everything no other stands for. Further unmapped ones, and a second one mapped to
 * the same location, are not ours to write: showing the same units twice would sell them twice.
 */
export function allocateTarget(picture: StockPicture, target: StockTarget): LocationAllocation[] {
  const channel = picture.channels.get(target.connectionId);
  if (!channel) return [];
  const levels = picture.levels.get(target.variantId) ?? [];
  const chosen = (locationId: string) => channel.locationIds === null || channel.locationIds.includes(locationId);
  const channelLocations = channel.channelLocations ?? [];
  if (channelLocations.length === 0) return [{ location: "", ...allocateAt(levels, channel, chosen) }];
  const claimed = new Set(channelLocations.map((each) => each.locationId));
  const taken = new Set<string | null>();
  const allocations: LocationAllocation[] = [];
  for (const { key, locationId } of channelLocations) {
    if (taken.has(locationId)) continue;
    taken.add(locationId);
    const isHere = (id: string) => chosen(id) && (locationId === null ? !claimed.has(id) : id === locationId);
    allocations.push({ location: key, ...allocateAt(levels, channel, isHere) });
  }
  return allocations;
}

function allocateAt(levels: readonly LevelRow[], rule: StockRule, isHere: (locationId: string) => boolean): Allocation {
  const of = (rows: readonly LevelRow[]): LocationLevel[] =>
    rows.flatMap(({ locationId, locationName, available }) =>
      locationId !== null && isHere(locationId) ? [{ location: locationName ?? "", available: available ?? 0 }] : [],
    );
  if (!levels.some((level) => level.isBundle)) return allocate({ levels: of(levels), rule });
  const components = Map.groupBy(levels, (level) => level.componentId);
  const bundle = [...components.values()].map((rows) => ({
    label: rows[0]?.sku ?? "",
    quantity: rows[0]?.quantity ?? 1,
    levels: of(rows),
  }));
  return allocate({ levels: [], rule, bundle });
}
