import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { addCounts, percentile } from "./latency.ts";
import { HOUR_MS, hourOf, type SyncHour, syncHours } from "./sync-hours.ts";

export const metricsRanges = ["24h", "30d"] as const;
export type MetricsRange = (typeof metricsRanges)[number];

const syncFiguresFields = {
  orders: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  throttled: z.int().describe("times the platform asked to wait (429)"),
  successPercent: z.number().nullable(),
  latencyMsP50: z.int().nullable(),
  latencyMsP95: z.int().nullable(),
  lagMsAverage: z.int().nullable().describe("how long deliveries waited before they were understood"),
  lagMsMost: z.int().nullable(),
};

/** How a connection did. */
const syncFiguresSchema = z.object(syncFiguresFields);

export type SyncFigures = Answered<typeof syncFiguresSchema>;

const metricsPointSchema = z.object({
  at: z.string().describe("begin of the hour, or the day"),
  ...syncFiguresFields,
});

export type MetricsPoint = Answered<typeof metricsPointSchema>;

export const storeMetricsSchema = z.object({
  range: z.enum(metricsRanges),
  zone: z.string(),
  total: syncFiguresSchema,
  points: z.array(metricsPointSchema),
});

export type StoreMetrics = Answered<typeof storeMetricsSchema>;

/** Sums of hours as figures. */
export function syncFigures(hours: readonly SyncHour[]): SyncFigures {
  const total = (of: (hour: SyncHour) => number) => hours.reduce((sum, hour) => sum + of(hour), 0);
  const succeeded = total((hour) => hour.succeeded);
  const failed = total((hour) => hour.failed);
  const attempts = succeeded + failed;
  const latency = addCounts(hours.map((hour) => hour.latency));
  const applied = total((hour) => hour.applied);
  return {
    orders: total((hour) => hour.orders),
    succeeded,
    failed,
    throttled: total((hour) => hour.throttled),
    successPercent: attempts === 0 ? null : Math.round((succeeded * 1000) / attempts) / 10,
    latencyMsP50: percentile(latency, 0.5),
    latencyMsP95: percentile(latency, 0.95),
    lagMsAverage: applied === 0 ? null : Math.round(total((hour) => Number(hour.lagMsSum)) / applied),
    lagMsMost: applied === 0 ? null : Math.max(...hours.map((hour) => Number(hour.lagMsMost))),
  };
}

const DAY_HOURS = 24;
const MONTH_DAYS = 30;

/** Figures of one connection by hour or by day of the organization's time zone, from what the sync log holds. */
export async function storeMetrics(
  tx: Tx,
  connectionId: string,
  requested: { readonly range: MetricsRange; readonly now: Date },
): Promise<StoreMetrics> {
  const { range, now } = requested;
  const zone = await zoneOf(tx);
  const hours = DAY_HOURS * (range === "24h" ? 1 : MONTH_DAYS);
  // One day more by day: the first day is whole.
  const from = new Date(hourOf(now).getTime() - (hours - 1 + (range === "24h" ? 0 : DAY_HOURS)) * HOUR_MS);
  const found = await syncHours(tx, connectionId, from, now);
  const locationOf = range === "24h" ? (at: Date) => at.toISOString() : dayNamer(zone);
  const locations =
    range === "24h"
      ? Array.from({ length: DAY_HOURS }, (_, n) => locationOf(new Date(from.getTime() + n * HOUR_MS)))
      : lastDays(locationOf(now));
  const byLocation = Map.groupBy(found, (hour) => locationOf(hour.hour));
  const points = locations.map((at) => ({ at, ...syncFigures(byLocation.get(at) ?? []) }));
  return { range, zone, total: syncFigures(locations.flatMap((at) => byLocation.get(at) ?? [])), points };
}

async function zoneOf(tx: Tx): Promise<string> {
  const row = await tx.one<{ zone: string }>("select zone from organization where organization_id = argosy.tenant()");
  return row.zone;
}

/** The day a time lies in; an hour that a day's border divides belongs to the day it begins in. */
function dayNamer(zone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (at) => format.format(at);
}

function lastDays(today: string): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: MONTH_DAYS }, (_, n) =>
    new Date(end - (MONTH_DAYS - 1 - n) * DAY_HOURS * HOUR_MS).toISOString().slice(0, 10),
  );
}
