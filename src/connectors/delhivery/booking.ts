/**
 * Booking is one call for all boxes of a shipment, and a 200 whatever became of it: each box says for itself (sheet
 * section 5.5). Boxes of several need numbers that were fetched before and have settled; they are saved first.
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { BookingLookup, BookingResult, BookingRun, Shipments } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { parseOutcome, parseResponse } from "../kit/parse/parse.ts";
import { cancel, cancelWaybill } from "./cancel.ts";
import { classifyWrite } from "./classify.ts";
import { correct } from "./correct.ts";
import { type Consigned, createBody, isMode, lacksOf, problemOf } from "./create-body.ts";
import { fetchCost } from "./rates.ts";
import { type Created, createSchema, errorTextOf, waybillsSchema } from "./schemas.ts";
import { modeOf, pickupNameOf, sellerGstOf } from "./settings.ts";
import { fetchByReference } from "./tracking.ts";
import { message } from "./words.ts";

const BOOKING_TIMEOUT_MS = 90_000;
/** Numbers are made behind the scenes and cannot be used at once (sheet section 5.4). */
const NUMBERS_SETTLE_MS = 60_000;
const ASK_AGAIN_MS = 15 * 60_000;

export const shipments: Shipments = {
  mostParcels: 20,
  directions: ["forward"],
  lacks: lacksOf,
  collects: true,
  settlesWithinMs: 5 * 60_000,
  book,
  find,
  correct,
  cancel,
};

const savedSchema = z.object({ waybills: z.array(z.string()).min(1) });
const waybillsOf = (saved: Json): readonly string[] => savedSchema.safeParse(saved).data?.waybills ?? [];

const refused = (code: string, text: HubText, field?: string): BookingResult => ({
  state: "refused",
  code,
  text,
  ...(field === undefined ? {} : { field }),
});

async function book({ draft, saved }: BookingRun, ctx: Context): Promise<BookingResult> {
  const problem = problemOf(draft);
  if (problem) return refused(problem.code, problem.text, problem.field);
  const { settings } = ctx.connection;
  const place = pickupNameOf(settings, draft.from.key);
  if (place === null) return refused("pickup", message("refused.namePickupLocationCourierSettings"), "from.key");
  const waybills = waybillsOf(saved);
  if (draft.parcels.length > 1 && waybills.length !== draft.parcels.length) {
    const numbers = await fetchNumbers(draft.parcels.length, ctx);
    return { state: "pending", saved: { waybills: numbers }, pollAfterMs: NUMBERS_SETTLE_MS };
  }
  const mode = draft.service !== undefined && isMode(draft.service) ? draft.service : modeOf(settings);
  const priced = await priceOf(draft, mode, ctx);
  if ("state" in priced) return priced;
  const body = await create(draft, { mode, place, sellerGst: sellerGstOf(settings), waybills }, ctx);
  return outcomeOf(draft, body, priced.charge, ctx);
}

/** The price a person saw is the most it may be. Asked for only then: fifty answers in five minutes are all there are. */
async function priceOf(
  draft: ShipmentDraft,
  mode: Consigned["mode"],
  ctx: Context,
): Promise<{ readonly charge: Money | undefined } | BookingResult> {
  if (draft.price === undefined) return { charge: undefined };
  const reported = await fetchCost(draft, mode, ctx);
  if ("text" in reported) return refused("price", reported.text);
  if (reported.price === null) return refused("price", message("refused.namesNoPriceParcelMoment"), "price");
  if (reported.price.minor > draft.price.minor || reported.price.currency !== draft.price.currency)
    return refused("price", message("refused.priceHigherNowThanSaw"), "price");
  return { charge: reported.price };
}

async function fetchNumbers(count: number, ctx: Context): Promise<readonly string[]> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "waybill/api/bulk/json/",
    query: [["count", String(count)]],
    operation: "waybills.take",
  });
  const numbers = parseResponse(waybillsSchema, body, { ctx, what: "Delhivery waybills" });
  if (numbers.length < count)
    throw new ConnectorError({ kind: "transient" }, message("error.gaveFewerNumbersThanAsked"));
  return numbers.slice(0, count);
}

/** Form text, not JSON: sent raw, an "&" in an address would end it. */
async function create(draft: ShipmentDraft, consigned: Consigned, ctx: Context): Promise<Json> {
  const request: PlatformRequest = {
    method: "POST",
    url: "api/cmu/create.json",
    form: [
      ["format", "json"],
      ["data", stringifyJson(createBody(draft, consigned))],
    ],
    operation: "shipments.create",
    timeoutMs: BOOKING_TIMEOUT_MS,
  };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  return body;
}

const isTaken = ({ status, waybill }: Created): boolean => /^success$/i.test(status) && waybill !== undefined;

async function outcomeOf(
  draft: ShipmentDraft,
  body: Json,
  charge: Money | undefined,
  ctx: Context,
): Promise<BookingResult> {
  const { packages, success, rmk } = parseOutcome(createSchema, body, { ctx, what: "Delhivery booking" });
  const taken = packages.filter(isTaken);
  if (taken.length === draft.parcels.length)
    return {
      state: "booked",
      shipment: bookedOf(
        draft,
        taken.map(({ waybill }) => waybill ?? ""),
        charge,
      ),
    };
  const lost = packages.find((one) => !isTaken(one));
  const remarks = (lost?.remarks ?? []).filter(Boolean).join(" ");
  const text = remarks || (rmk ?? errorTextOf(body));
  if (text === "" || success === true)
    throw new ConnectorError({ kind: "ambiguous" }, message("error.answeredBookingNeitherYesNor"));
  if (taken.length > 0) {
    // Some boxes of one shipment are no shipment: those go back, before anybody sticks a label on them.
    for (const { waybill } of taken) await cancelWaybill(waybill ?? "", ctx);
    return refused("courier", text);
  }
  // "Package might have been partially saved", "Duplicate Order Id": it may stand there all the same.
  if (!/partially saved|duplicate/i.test(text)) return refused("courier", text);
  const existing = await find({ draft, saved: null }, ctx);
  if (existing.state === "unsure")
    throw new ConnectorError({ kind: "ambiguous" }, message("error.answeredBookingNeitherYesNor"));
  return existing.state === "found" ? { state: "booked", shipment: existing.shipment } : refused("courier", text);
}

function bookedOf(draft: ShipmentDraft, numbers: readonly string[], charge?: Money): BookedShipment {
  const [first = ""] = numbers;
  return {
    key: first,
    parcels: draft.parcels.map(({ reference }, at) => {
      const trackingNumber = numbers[at] ?? "";
      return { reference, trackingNumber, key: trackingNumber };
    }),
    carrier: "Delhivery",
    ...(charge === undefined ? {} : { charge }),
  };
}

/** By our reference; the boxes of several by the numbers they were given. Some of them are no answer yet. */
async function find({ draft, saved }: Omit<BookingRun, "save">, ctx: Context): Promise<BookingLookup> {
  const existing = await fetchByReference(draft.reference, ctx);
  if (existing.length === 0) return { state: "absent" };
  const numbers = existing.map(({ AWB }) => AWB);
  const requested = waybillsOf(saved);
  const ordered = requested.length === 0 ? numbers : requested.filter((number) => numbers.includes(number));
  if (ordered.length !== draft.parcels.length) return { state: "unsure", pollAfterMs: ASK_AGAIN_MS };
  return { state: "found", shipment: bookedOf(draft, ordered) };
}
