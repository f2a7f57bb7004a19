/** What may be done about a parcel that could not be delivered (sheet section 5.11). */
import type { Context } from "../kit/contract/context.ts";
import type { Exceptions } from "../kit/contract/couriers.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { cancelWaybill } from "./cancel.ts";
import { classifyWrite } from "./classify.ts";
import { actionSchema, errorTextOf } from "./schemas.ts";
import { mayReattempt, mayReturn } from "./statuses.ts";
import { message } from "./words.ts";

type Answer = Awaited<ReturnType<Exceptions["act"]>>;

export const exceptions: Exceptions = {
  allowed: (lastStatus, attempts) => [
    ...(mayReattempt(lastStatus, attempts) ? (["reattempt"] as const) : []),
    ...(mayReturn(lastStatus) ? (["return"] as const) : []),
  ],
  async act({ shipment: { shipment }, action }, ctx) {
    const numbers = shipment.parcels.map(({ trackingNumber }) => trackingNumber);
    if (action === "reattempt") return reattempt(numbers, ctx);
    if (action === "return") return sendBack(numbers, ctx);
    return { state: "refused", text: message("said.reschedulesPickupReturnsAlone") };
  },
};

async function reattempt(numbers: readonly string[], ctx: Context): Promise<Answer> {
  const request: PlatformRequest = {
    method: "POST",
    url: "api/p/update",
    json: { data: numbers.map((waybill) => ({ waybill, act: "RE-ATTEMPT" })) },
    operation: "exceptions.act",
    timeoutMs: 150_000,
    // The request for one more attempt at the same failure is one request.
    safe: true,
  };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const { request_id } = parseResponse(actionSchema, body, { ctx, what: "Delhivery re-attempt" });
  if (request_id !== undefined) return { state: "accepted", text: message("said.takenWishAnotherAttempt") };
  return { state: "refused", text: errorTextOf(body) || message("said.refusedAnotherAttempt") };
}

/** Cancelled after pickup, a parcel turns round. */
async function sendBack(numbers: readonly string[], ctx: Context): Promise<Answer> {
  for (const number of numbers) {
    const no = await cancelWaybill(number, ctx);
    if (no !== null) return { state: "refused", text: no };
  }
  return { state: "accepted", text: message("said.sendsParcelBack") };
}
