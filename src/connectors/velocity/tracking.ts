/** The parcels' way, asked for by up to fifty numbers. Times are India's, without a zone. */
import type { Scan } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Tracking } from "../kit/contract/couriers.ts";
import { indianTime } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { path } from "./auth.ts";
import { type Tracked, trackedSchema, trackingSchema } from "./schemas.ts";
import { activityOf, isComingBack, meaningOf } from "./statuses.ts";

export const tracking: Tracking = {
  batch: 50,
  async pull(parcels, ctx) {
    const tracked = await fetchTracked(
      parcels.map(({ trackingNumber }) => trackingNumber),
      ctx,
    );
    return [...tracked].map(([trackingNumber, reported]) => ({ trackingNumber, scans: scansOf(reported, ctx) }));
  },
};

/** What Velocity tells of each number it knows. An entry that cannot be read does not hold up the others. */
export async function fetchTracked(numbers: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Tracked>> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: path("order-tracking"),
    json: { awbs: numbers },
    operation: "tracking.list",
    safe: true,
  });
  const { result } = parseResponse(trackingSchema, body, { ctx, what: "Velocity tracking" });
  const existing = new Map<string, Tracked>();
  for (const number of numbers) {
    const reported = trackedSchema.safeParse(Object.hasOwn(result, number) ? result[number] : undefined);
    if (reported.success) existing.set(number, reported.data.tracking_data);
  }
  return existing;
}

/** Its newest word: the parcel's own, then its first track's. */
export const wordOfParcel = ({ shipment_status, shipment_track }: Tracked): string | undefined =>
  shipment_status ?? shipment_track?.[0]?.current_status;

function scansOf(reported: Tracked, ctx: Context): readonly Scan[] {
  const word = wordOfParcel(reported);
  const comesBack = word !== undefined && isComingBack(word);
  const history = (reported.shipment_track_activities ?? []).flatMap(({ date, activity, location }) => {
    if (activity === undefined) return [];
    const at = indianTime.toUtc(date);
    return [{ ...lineScan(at, activity, location), status: activityOf(activity, comesBack) }];
  });
  if (word === undefined) return history;
  return [...history, stateScan(word, newestTime(reported, history) ?? new Date(ctx.shopNow()).toISOString(), ctx)];
}

/** A line of the history. Told by webhook and asked for it has the same key. */
export function lineScan(at: string, text: string, place: string | undefined): Omit<Scan, "status"> {
  return {
    key: `${at} ${text}`,
    at,
    platformStatus: text,
    text: text,
    ...(place === undefined ? {} : { place }),
  };
}

/** The word has no time of its own: it is as old as the newest line of the history. */
function stateScan(word: string, at: string, ctx: Context): Scan {
  const meaning = meaningOf(word);
  if (meaning === null) reportUnknown(word, ctx);
  return { key: `${at} state ${word}`, at, status: null, ...meaning, platformStatus: word, text: word };
}

export function reportUnknown(word: string, ctx: Pick<Context, "drift">): void {
  ctx.drift({ path: "status", problem: "a word for a parcel's state that is not known", value: word });
}

function newestTime(reported: Tracked, history: readonly Pick<Scan, "at">[]): string | undefined {
  const [track] = reported.shipment_track ?? [];
  const dates = [track?.pickup_date, track?.delivered_date].filter((date) => date !== undefined);
  const times = [...history.map(({ at }) => at), ...dates.map((date) => indianTime.toUtc(date))];
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}
