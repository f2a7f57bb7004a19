/** How long locations and channels take to ship an order: what promise dates are calculated from (decision 676). */

import { z } from "zod";
import { type HandlingTime, isZone, MOST_HANDLING_DAYS, MOST_HOLIDAYS } from "../../commerce/handling-time.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";

export const cutOff = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
  .meta({ examples: ["15:00"] })
  .describe("local time; what is ordered from then on begins the next working day");

export const handling = z.strictObject({
  zone: z.string().max(60).describe("IANA time zone of the location"),
  cutOff,
  days: z.int().min(0).max(MOST_HANDLING_DAYS).describe("working days; 0: the same day"),
  workingDays: z.array(z.int().min(1).max(7)).min(1).max(7).describe("1 Monday to 7 Sunday"),
  holidays: z.array(z.iso.date()).max(MOST_HOLIDAYS).default([]).describe("closed days"),
});

export const locationHandlingSchema = z.object({
  locationId: id,
  locationName: z.string(),
  isDefault: z.boolean(),
  handling: handling.nullable().describe("null: as the default location; there, two days after the order"),
});

export type LocationHandling = Answered<typeof locationHandlingSchema>;

/** Null: as the location. */
export interface ChannelHandling {
  readonly days: number | null;
  readonly cutOff: string | null;
}

export interface HandlingTimes {
  readonly locations: readonly LocationHandling[];
  readonly channels: readonly (ChannelHandling & { readonly storeId: string; readonly storeName: string })[];
}

const HANDLING = `case when h.location_id is not null then json_build_object('zone', h.zone, 'cutOff', h.cut_off,
    'days', h.days, 'workingDays', h.working_days, 'holidays', h.holidays) end`;

export async function handlingTimes(tx: Tx): Promise<HandlingTimes> {
  return {
    locations: await tx.rows<LocationHandling>(
      `select l.id as "locationId", l.name as "locationName", l.is_default as "isDefault", ${HANDLING} as handling
       from argosy.location l
       left join argosy.location_handling h on h.organization_id = argosy.tenant() and h.location_id = l.id
       where l.organization_id = argosy.tenant() and l.active and l.kind = 'own'
       order by l.is_default desc, lower(l.name), l.id`,
    ),
    channels: await tx.rows<HandlingTimes["channels"][number]>(
      `select c.id as "storeId", c.name as "storeName", h.days, h.cut_off as "cutOff"
       from argosy.connection c
       left join argosy.channel_handling h on h.organization_id = argosy.tenant() and h.connection_id = c.id
       where c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.state not in ('draft', 'deleted')
       order by lower(c.name), c.id`,
    ),
  };
}

/** Null: it has none of its own any more. Throws HubError LOCATION_UNKNOWN, HANDLING_ZONE. */
export async function setLocationHandling(tx: Tx, locationId: string, handling: HandlingTime | null): Promise<void> {
  const found = await tx.maybe(
    "select 1 from argosy.location where organization_id = argosy.tenant() and id = $1 and kind = 'own' for key share",
    [locationId],
  );
  if (!found) throw refusal("LOCATION_UNKNOWN");
  if (handling === null) {
    await tx.run("delete from argosy.location_handling where organization_id = argosy.tenant() and location_id = $1", [
      locationId,
    ]);
  } else {
    if (!isZone(handling.zone))
      throw new HubError("HANDLING_ZONE", "validation", message("refused.handlingZone"), "zone");
    await tx.run(
      `insert into argosy.location_handling (organization_id, location_id, zone, cut_off, days, working_days, holidays)
       values (argosy.tenant(), $1, $2, $3, $4, $5, $6)
       on conflict (organization_id, location_id) do update set zone = excluded.zone, cut_off = excluded.cut_off,
         days = excluded.days, working_days = excluded.working_days, holidays = excluded.holidays`,
      [
        locationId,
        handling.zone,
        handling.cutOff,
        handling.days,
        [...new Set(handling.workingDays)].sort(),
        [...new Set(handling.holidays)].sort(),
      ],
    );
  }
  await calculateAgain(tx);
}

/** Throws HubError STORE_UNKNOWN. */
export async function setChannelHandling(tx: Tx, storeId: string, handling: ChannelHandling): Promise<void> {
  const found = await tx.maybe(
    `select 1 from argosy.connection
     where organization_id = argosy.tenant() and id = $1 and kind = 'commerce' and state <> 'deleted' for key share`,
    [storeId],
  );
  if (!found) throw refusal("STORE_UNKNOWN");
  await tx.run(
    `insert into argosy.channel_handling (organization_id, connection_id, days, cut_off)
     values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id, connection_id) do update set days = excluded.days, cut_off = excluded.cut_off`,
    [storeId, handling.days, handling.cutOff],
  );
  await calculateAgain(tx);
}

async function calculateAgain(tx: Tx): Promise<void> {
  await tx.run(
    `insert into argosy.promise_version as p (organization_id, version) values (argosy.tenant(), 1)
     on conflict (organization_id) do update set version = p.version + 1`,
  );
}

export interface Handling {
  /** The handling time of an order of this channel at this location; null: nothing says how long it takes. */
  of(locationId: string | null, connectionId: string | null): HandlingTime | null;
}

export async function loadHandling(tx: Tx): Promise<Handling> {
  const { locations, channels } = await handlingTimes(tx);
  const own = new Map(locations.map(({ locationId, handling }) => [locationId, handling]));
  const main = locations.find(({ isDefault }) => isDefault)?.handling ?? null;
  const byStore = new Map(channels.map(({ storeId, ...channel }) => [storeId, channel]));
  return {
    of(locationId, connectionId) {
      const at = (locationId === null ? null : own.get(locationId)) ?? main;
      if (at === null) return null;
      const channel = connectionId === null ? undefined : byStore.get(connectionId);
      return { ...at, days: channel?.days ?? at.days, cutOff: channel?.cutOff ?? at.cutOff };
    },
  };
}
