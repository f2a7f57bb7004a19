/** The locations a channel has of its own, and which of ours each stands for (decision 533). */

import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { refusal } from "../refusals.ts";

export const channelLocationSchema = z.object({
  key: z.string(),
  name: z.string(),
  active: z.boolean(),
  /** Ours; null: the default location, and everything no other one stands for. */
  locationId: id.nullable(),
});

export type ChannelLocation = Answered<typeof channelLocationSchema>;

/** Which of our locations each of a channel's stands for. */
export type LocationMap = readonly Pick<ChannelLocation, "key" | "locationId">[];

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
  { connectionId, ...input }: LocationMap[number] & { readonly connectionId: string },
): Promise<void> {
  if (await firstUnknown(tx, connectionId, [input])) throw unknownLocation("locationId");
  await writeMap(tx, connectionId, [input]);
}

/** Says it of several at once; the others stay. Throws HubError LOCATION_UNKNOWN, and then none is changed. */
export async function mapChannelLocations(tx: Tx, connectionId: string, map: LocationMap): Promise<void> {
  await checkLocationMap(tx, connectionId, map);
  await writeMap(tx, connectionId, map);
}

/** Throws HubError LOCATION_UNKNOWN when the channel has no such location, or we have none. */
export async function checkLocationMap(tx: Tx, connectionId: string, map: LocationMap): Promise<void> {
  const unknown = await firstUnknown(tx, connectionId, map);
  if (unknown) throw unknownLocation(`locations.${unknown.index}.${unknown.isKnownKey ? "locationId" : "key"}`);
}

const unknownLocation = (field: string) => refusal("LOCATION_UNKNOWN", field);

const inTwo = (map: LocationMap) => [map.map(({ key }) => key), map.map(({ locationId }) => locationId)];

function firstUnknown(
  tx: Tx,
  connectionId: string,
  map: LocationMap,
): Promise<{ readonly index: number; readonly isKnownKey: boolean } | undefined> {
  return tx.maybe(
    `select (w.n - 1)::int as index, e.ext_key is not null as "isKnownKey"
     from unnest($2::text[], $3::uuid[]) with ordinality as w(key, location_id, n)
     left join ext_location e on e.organization_id = argosy.tenant() and e.connection_id = $1 and e.ext_key = w.key
     left join location l on l.organization_id = argosy.tenant() and l.id = w.location_id
     where e.ext_key is null or (w.location_id is not null and l.id is null)
     order by w.n
     limit 1`,
    [connectionId, ...inTwo(map)],
  );
}

async function writeMap(tx: Tx, connectionId: string, map: LocationMap): Promise<void> {
  // Of one that is named twice the last counts, as in the preview.
  const last = [...new Map(map.map((each) => [each.key, each])).values()];
  await tx.run(
    `update ext_location e
     set location_id = w.location_id
     from unnest($2::text[], $3::uuid[]) as w(key, location_id)
     where e.organization_id = argosy.tenant() and e.connection_id = $1 and e.ext_key = w.key`,
    [connectionId, ...inTwo(last)],
  );
  await tx.run(PLACE_ANEW, [connectionId]);
}

// What open orders of the store hold may lie elsewhere now: the fan-out brings it there (reconcileChangedRecipes).
const PLACE_ANEW = `
  insert into recipe_change (organization_id, variant_id)
  select distinct argosy.tenant(), w.id
  from order_line l join sales_order o on o.organization_id = l.organization_id and o.id = l.order_id
  cross join lateral (
    select l.variant_id as id
    union all
    select (part ->> 'variantId')::uuid from jsonb_array_elements(l.pack -> 'parts') as part
  ) as w
  where l.organization_id = argosy.tenant() and o.connection_id = $1 and w.id is not null
    and l.reserved_quantity > 0
  order by 2
  on conflict (organization_id, variant_id) do update set seq = recipe_change.seq + 1, after_order = null`;
