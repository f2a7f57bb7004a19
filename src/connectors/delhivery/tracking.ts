/** The parcels' way, asked for by up to fifty numbers or one reference. Times are India's, without a zone. */
import type { Scan } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Tracking } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { indianTime } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { errorTextOf, scanSchema, shipmentSchema, type Tracked, trackingSchema } from "./schemas.ts";
import { meaningOf, wordOf } from "./statuses.ts";
import { message } from "./words.ts";

export const tracking: Tracking = {
  batch: 50,
  async pull(parcels, ctx) {
    const reported = await fetchTracked(
      parcels.map(({ trackingNumber }) => trackingNumber),
      ctx,
    );
    return reported.map((one) => {
      const expected = one.PromisedDeliveryDate ?? one.ExpectedDeliveryDate;
      return {
        trackingNumber: one.AWB,
        scans: scansOf(one, ctx),
        ...(expected === undefined ? {} : { expectedAt: indianTime.toUtc(expected) }),
      };
    });
  },
};

/** What Delhivery tells of these numbers; those it does not know are missing. */
export const fetchTracked = (numbers: readonly string[], ctx: Context): Promise<readonly Tracked[]> =>
  ask(["waybill", numbers.join(",")], ctx);

export const fetchByReference = async (reference: string, ctx: Context): Promise<readonly Tracked[]> =>
  (await ask(["ref_ids", reference], ctx)).filter(({ ReferenceNo }) => ReferenceNo === reference);

const UNKNOWN = /does not exists? for provided|no such waybill or order id/i;

async function ask(by: readonly [string, string], ctx: Context): Promise<readonly Tracked[]> {
  const request: PlatformRequest = {
    method: "GET",
    url: "api/v1/packages/json/",
    query: [by],
    operation: "tracking.list",
  };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const { ShipmentData } = parseResponse(trackingSchema, body, { ctx, what: "Delhivery tracking" });
  if (!ShipmentData) {
    const text = errorTextOf(body);
    if (UNKNOWN.test(text)) return [];
    // Anything else is no proof that it does not stand there.
    throw new ConnectorError({ kind: "transient" }, message("error.notTellParcels", { words: text }));
  }
  return ShipmentData.flatMap((entry) => {
    const reported = shipmentSchema.safeParse(entry);
    if (!reported.success) ctx.drift({ path: "ShipmentData", problem: "a parcel that cannot be read" });
    return reported.success ? [reported.data.Shipment] : [];
  });
}

/** Its scans and its present state, which is one of them as a rule. */
export function scansOf({ Scans, Status }: Tracked, ctx: Pick<Context, "drift">): readonly Scan[] {
  const lines = (Scans ?? []).flatMap((entry) => {
    const reported = scanSchema.safeParse(entry);
    if (!reported.success) return [];
    const {
      Scan: word,
      ScanType,
      StatusCode,
      StatusDateTime,
      ScannedLocation,
      Instructions,
    } = reported.data.ScanDetail;
    const [type, code, text, place] = [ScanType, StatusCode, Instructions, ScannedLocation];
    return [scanOf({ type, word, code, at: StatusDateTime, text, place }, ctx)];
  });
  const state = {
    type: Status.StatusType,
    word: Status.Status,
    code: Status.StatusCode,
    at: Status.StatusDateTime,
    text: Status.Instructions,
    place: Status.StatusLocation,
  };
  const existing = new Map(lines.map((scan) => [scan.key, scan]));
  const last = scanOf(state, ctx);
  return [...existing.values(), ...(existing.has(last.key) ? [] : [last])];
}

export interface ReportedScan {
  readonly type: string | undefined;
  readonly word: string;
  readonly code: string | undefined;
  readonly at: string;
  readonly text: string | undefined;
  readonly place: string | undefined;
}

/** Told by push and asked for it has the same key: its moment and its code. */
export function scanOf(
  { type = "", word, code = "", at, text, place }: ReportedScan,
  ctx: Pick<Context, "drift">,
): Scan {
  const status = meaningOf(type, word, code);
  const platformStatus = wordOf(type, word, code);
  if (status === null)
    ctx.drift({ path: "Status", problem: "a word for a parcel's state that is not known", value: platformStatus });
  return {
    key: `${at} ${code || word}`,
    at: indianTime.toUtc(at),
    status,
    platformStatus,
    text: text ?? word,
    ...(place === undefined ? {} : { place }),
  };
}
