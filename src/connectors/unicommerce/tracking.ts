/** Only the newest word of each parcel is told: its history is what was seen from time to time (sheet section 5.4). */
import type { Json } from "../../commerce/product.ts";
import type { Scan, TrackedParcel } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Tracking } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { Preset } from "./preset.ts";
import { detailSchema, detailsSchema, errorTextOf, isDone } from "./schemas.ts";
import { statusOfWord } from "./statuses.ts";
import { utcOf } from "./time.ts";

export const trackingOf = (preset: Preset): Tracking => ({
  batch: 50,
  async pull(parcels, ctx) {
    const reported = await ask(
      parcels.map(({ trackingNumber }) => trackingNumber),
      ctx,
    );
    if ("failure" in reported) throw new ConnectorError({ kind: "rejected", code: "tracking" }, reported.failure);
    return reported.rows.flatMap((row) => parcelOf(row, preset, ctx));
  },
});

type Reported = { readonly rows: readonly unknown[] } | { readonly failure: string };

/** A number that makes the whole call fail is found by halves; where both fail it is not the numbers' fault. */
async function ask(numbers: readonly string[], ctx: Context): Promise<Reported> {
  const body = await call(numbers, ctx);
  if (isDone(body)) {
    const { waybillDetails } = parseResponse(detailsSchema, body, { ctx, what: "tracking" });
    return { rows: waybillDetails ?? [] };
  }
  const failure = errorTextOf(body);
  if (numbers.length < 2) return { failure };
  const middle = Math.ceil(numbers.length / 2);
  const halves = [await ask(numbers.slice(0, middle), ctx), await ask(numbers.slice(middle), ctx)];
  const rows = halves.flatMap((half) => ("rows" in half ? [half.rows] : []));
  return rows.length === 0 ? { failure } : { rows: rows.flat() };
}

async function call(numbers: readonly string[], ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "waybillDetails",
    query: [["waybills", numbers.join(",")]],
    operation: "tracking.list",
  });
  return body;
}

function parcelOf(row: unknown, preset: Preset, ctx: Context): readonly TrackedParcel[] {
  const { data } = detailSchema.safeParse(row);
  if (data === undefined) {
    ctx.drift({ path: "waybillDetails", problem: "a row that names no parcel and word" });
    return [];
  }
  return [{ trackingNumber: data.waybill, scans: [scanOf(data, preset, ctx)] }];
}

type Detail = ReturnType<typeof detailSchema.parse>;

function scanOf({ currentStatus, statusDate, current_location }: Detail, preset: Preset, ctx: Context): Scan {
  const status = statusOfWord(currentStatus, preset);
  if (status === null)
    ctx.drift({
      path: "currentStatus",
      problem: "a word for a parcel's state that is not known",
      value: currentStatus,
    });
  const at = statusDate === undefined ? undefined : utcOf(statusDate);
  if (at === undefined)
    ctx.drift({ path: "statusDate", problem: "a time that cannot be read", value: statusDate ?? null });
  return {
    key: `${at ?? ""} ${currentStatus}`.trim(),
    at: at ?? new Date(ctx.shopNow()).toISOString(),
    status,
    platformStatus: currentStatus,
    text: currentStatus,
    ...(current_location === undefined ? {} : { place: current_location }),
  };
}
