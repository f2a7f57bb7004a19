import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { checkLocationMap, type LocationMap } from "./channel-locations.ts";
import { loadStockInputs, type StockInputs, type StockTarget, unitsToShowByLocation } from "./units-to-show.ts";

const locationTotalsSchema = z.object({
  key: z.string(),
  changed: z.int().describe("quantities that would be sent there"),
  unitsBefore: z.int().describe("of all items, changed or not"),
  unitsAfter: z.int(),
});

export type LocationTotals = Answered<typeof locationTotalsSchema>;

const locationSampleSchema = z.object({
  listingId: id,
  sku: z.string().nullable(),
  title: z.string(),
  location: z.string().describe("the channel's"),
  shown: z.number().nullable().describe("what the channel shows there; null: not known"),
  after: z.number(),
});

export type LocationSample = Answered<typeof locationSampleSchema>;

/** What a channel would be sent if its locations stood for others of ours. */
export const locationsPreviewSchema = z.object({
  /** Listings looked at; a larger store is judged by its first ones. */
  checked: z.int(),
  complete: z.boolean().describe("false: a larger channel is judged by its first items"),
  changed: z.int().describe("quantities that would be sent"),
  emptied: z.int().describe("of the changed: those that would be none"),
  locations: z.array(locationTotalsSchema).describe("the channel's, where it has quantities or would have"),
  /** The largest changes first. */
  samples: z.array(locationSampleSchema),
});

export type LocationsPreview = Answered<typeof locationsPreviewSchema>;

const PAGE = 2_000;
const MOST = 20_000;
const SAMPLES = 20;

interface Row extends StockTarget {
  readonly sku: string | null;
  readonly title: string;
  readonly numbers: readonly { readonly location: string; readonly shown: number | null; readonly wanted: number }[];
  /** Units of open orders that lie where the channel would sell nothing from. */
  readonly elsewhere: number;
}

const TARGETS = `
  select l.id as "listingId", l.connection_id as "connectionId", l.variant_id as "variantId", l.sku,
    concat_ws(' · ', p.title, nullif(nullif(l.title, ''), p.title)) as title,
    coalesce((select json_agg(json_build_object('location', s.location, 'shown', coalesce(s.observed, s.expected),
        'wanted', coalesce(s.desired, 0)))
      from listing_stock s
      where s.organization_id = argosy.tenant() and s.listing_id = l.id), '[]') as numbers,
    (select coalesce(sum(o.reserved_quantity), 0)::int
     from order_line o
     where o.organization_id = argosy.tenant() and o.listing_id = l.id and o.reserved_quantity > 0
       and o.consumed_quantity = 0 and not o.location_id = any($3::uuid[])) as elsewhere
  from listing l join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
  where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.state = 'mapped' and l.id > $2
    and l.active and l.stock_sync and l.counted and l.gone_at is null
  order by l.id
  limit ${PAGE}`;

/**
 * What would be written with these locations in place of those that stand now; the others stay. Writes nothing. Throws
 * HubError LOCATION_UNKNOWN.
 */
export async function previewLocations(tx: Tx, connectionId: string, map: LocationMap): Promise<LocationsPreview> {
  await checkLocationMap(tx, connectionId, map);
  const locations = await locationsWith(tx, connectionId, map);
  // With one that stands for none of ours, nothing lies elsewhere.
  const areAll = locations.every(({ locationId }) => locationId !== null);
  const locationRows = areAll ? locations.flatMap(({ locationId }) => locationId ?? []) : null;
  let samples: LocationSample[] = [];
  const totals = new Map<string, LocationTotals>();
  const sum = { checked: 0, changed: 0, emptied: 0 };
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await tx.rows<Row>(TARGETS, [connectionId, after, locationRows ?? []]);
    const inputs = withLocations(await loadStockInputs(tx, rows), connectionId, locations);
    const numbers = rows.flatMap((row) => numbersOf(inputs, row, locationRows !== null));
    for (const each of numbers) totals.set(each.location, withNumber(totals.get(each.location), each));
    const changed = numbers.filter(isChanged);
    sum.checked += rows.length;
    sum.changed += changed.length;
    sum.emptied += changed.filter((each) => each.after === 0).length;
    samples = [...samples, ...changed].toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, SAMPLES);
    const last = rows.at(-1);
    const complete = !last || rows.length < PAGE;
    if (complete || sum.checked >= MOST)
      return { ...sum, complete, locations: [...totals.values()].toSorted(byKey), samples };
    after = last.listingId;
  }
}

/** The channel's active locations, with these in place of those that stand now. */
async function locationsWith(tx: Tx, connectionId: string, map: LocationMap): Promise<LocationMap> {
  const existing = await tx.rows<LocationMap[number]>(
    `select ext_key as key, location_id as "locationId"
     from ext_location
     where organization_id = argosy.tenant() and connection_id = $1 and active
     order by ext_key`,
    [connectionId],
  );
  const given = new Map(map.map(({ key, locationId }) => [key, locationId]));
  return existing.map(({ key, locationId }) => ({
    key,
    locationId: given.has(key) ? (given.get(key) ?? null) : locationId,
  }));
}

const byKey = (a: LocationTotals, b: LocationTotals) => (a.key < b.key ? -1 : 1);

function withNumber(sum: LocationTotals | undefined, each: LocationSample): LocationTotals {
  return {
    key: each.location,
    changed: (sum?.changed ?? 0) + Number(isChanged(each)),
    unitsBefore: (sum?.unitsBefore ?? 0) + (each.shown ?? 0),
    unitsAfter: (sum?.unitsAfter ?? 0) + each.after,
  };
}

const isChanged = ({ shown, after }: LocationSample): boolean => shown !== after;
const sizeOf = ({ shown, after }: LocationSample): number => Math.abs((shown ?? 0) - after);

function withLocations(inputs: StockInputs, connectionId: string, channelLocations: LocationMap): StockInputs {
  const channel = inputs.channels.get(connectionId);
  if (!channel) return inputs;
  return {
    ...inputs,
    channels: new Map(inputs.channels).set(connectionId, { ...channel, channelLocations: [...channelLocations] }),
  };
}

/** The numbers of one listing: what is written, and what is taken away where nothing is written any more. */
function numbersOf(inputs: StockInputs, row: Row, movesOrders: boolean): LocationSample[] {
  const { listingId, sku, title } = row;
  const shown = new Map(row.numbers.map((one) => [one.location, one.shown]));
  const all = unitsToShowByLocation(inputs, row);
  const moved = movesOrders ? row.elsewhere : 0;
  // Where the orders will lie: as settling them chooses.
  const claiming =
    all.find(({ quantity }) => quantity >= moved) ?? all.toSorted((a, b) => b.quantity - a.quantity)[0] ?? null;
  const written = all.map((one) => ({
    listingId,
    sku,
    title,
    location: one.location,
    shown: shown.get(one.location) ?? null,
    after: Math.max(0, one.quantity - (one === claiming ? moved : 0)),
  }));
  const stored = new Set(written.map(({ location }) => location));
  const left = row.numbers.filter(({ location, wanted }) => location !== "" && wanted > 0 && !stored.has(location));
  return [
    ...written,
    ...left.map(({ location, shown: was }) => ({ listingId, sku, title, location, shown: was, after: 0 })),
  ];
}
