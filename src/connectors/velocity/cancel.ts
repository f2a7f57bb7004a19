/** Cancelling is accepted without looking and happens later, or not (sheet section 5.10): the parcel's own word decides. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { hasLeft } from "../../commerce/shipment-states.ts";
import type { Context } from "../kit/contract/context.ts";
import type { CancelResult, OpenShipment } from "../kit/contract/couriers.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { path } from "./auth.ts";
import { classifyBooking } from "./classify.ts";
import { errorTextOf } from "./schemas.ts";
import { meaningOf } from "./statuses.ts";
import { fetchTracked, wordOfParcel } from "./tracking.ts";
import { message } from "./words.ts";

const ASK_AGAIN_MS = 5 * 60_000;
const GIVEN_UP_MS = 24 * 3_600_000;

const savedSchema = z.object({ askedAt: z.string() });

const numbersOf = ({ shipment }: OpenShipment): readonly string[] =>
  shipment.parcels.map(({ trackingNumber }) => trackingNumber);

export async function cancel(open: OpenShipment, ctx: Context): Promise<CancelResult> {
  const request: PlatformRequest = {
    method: "POST",
    url: path("cancel-order"),
    json: { awbs: numbersOf(open) },
    operation: "shipments.cancel",
    // Said twice it is the same request.
    safe: true,
  };
  const { body, response } = await ctx.http.json({
    ...request,
    classify: (answer) => classifyBooking(answer, request),
  });
  if (response.status >= 300)
    return { state: "refused", text: errorTextOf(body) || message("said.refusedCancel", { status: response.status }) };
  const saved: Json = { askedAt: new Date(ctx.clock.now()).toISOString() };
  return { state: "pending", saved, pollAfterMs: ASK_AGAIN_MS };
}

export async function pollCancel(open: OpenShipment, saved: Json, ctx: Context): Promise<CancelResult> {
  const tracked = await fetchTracked(numbersOf(open), ctx);
  const texts = [...tracked.values()].map(wordOfParcel);
  const statuses = texts.map((word) => (word === undefined ? null : (meaningOf(word)?.status ?? null)));
  if (statuses.length > 0 && statuses.every((status) => status === "cancelled"))
    return { state: "cancelled", text: message("said.showsParcelCancelled") };
  if (statuses.some((status) => status !== null && hasLeft(status)))
    return { state: "refused", text: message("said.parcelPickedUpBeforeCould") };
  const requested = savedSchema.safeParse(saved).data;
  const requestedAt = requested === undefined ? ctx.clock.now() : Date.parse(requested.askedAt);
  if (ctx.clock.now() - requestedAt > GIVEN_UP_MS)
    return {
      state: "refused",
      text: message("said.notCancelledParcelWithinDay"),
    };
  return { state: "pending", saved: { askedAt: new Date(requestedAt).toISOString() }, pollAfterMs: ASK_AGAIN_MS };
}
