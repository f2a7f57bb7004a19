/** Shipping is confirmed parcel by parcel (orders v0, which stays for this). A parcel's number is ours: the same again edits it. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { stillToShip } from "../kit/contract/still-to-ship.ts";
import { fetchOrder } from "./order-read.ts";
import { homeOf, textSetting } from "./settings.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;
const unitShape = z.object({ lineKey: z.string(), quantity: z.number() });
type Unit = Readonly<z.output<typeof unitShape>>;

/** What goes in which parcel, dealt once: units dealt from what is left after some were confirmed are others. */
const savedShape = z.object({
  plan: z.array(z.object({ number: z.string(), reference: z.string(), items: z.array(unitShape) })),
  confirmed: z.array(z.string()),
});
type Plan = z.output<typeof savedShape>["plan"];

const METHOD = "Standard";
const DONE = message("done.shippingConfirmed");
/** The words that forbid shipping an order from here; null when nothing does. */
export function shippingRefusal(platformStatus: string): { readonly code: string; readonly text: AnswerText } | null {
  const [status = "", by = "", program = ""] = platformStatus.split(" ");
  if (by === "AMAZON") return { code: "fba", text: message("refused.shipsOrderOwnWarehouseNothing") };
  if (program === "EASY_SHIP")
    return {
      code: "easy_ship",
      text: message("refused.easyShipOrderChoosesCourier"),
    };
  if (status === "PENDING" || status === "PENDING_AVAILABILITY")
    return {
      code: "pending",
      text: message("refused.orderStillPendingMustNot"),
    };
  if (status === "CANCELLED") return { code: "cancelled", text: message("done.orderCancelled") };
  if (status === "UNFULFILLABLE") return { code: "unfulfillable", text: message("refused.markedOrderCannotFulfilled") };
  return null;
}

/** The order is read first: what an earlier attempt has sent is not sent again, and the rest as it was dealt then. */
export async function fulfil(run: CommandRun, command: Fulfil, ctx: Context): Promise<CommandResult> {
  const before = await fetchOrder(run.order.key, ctx);
  if (before === null) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  const forbidden = shippingRefusal(before.platformStatus);
  if (forbidden) return rejected(forbidden.code, forbidden.text);
  const numbers = [...new Set(command.trackingNumbers.map((number) => number.trim()).filter(Boolean))];
  if (numbers.length === 0)
    return rejected("tracking_needed", message("refused.takesShippingConfirmationTrackingNumber"));
  const existing = new Set(before.fulfilments.flatMap(({ trackingNumbers }) => trackingNumbers));
  const { data: saved } = savedShape.safeParse(run.saved);
  const plan = saved?.plan ?? deal(run, command, { before, numbers, known: existing });
  if ("state" in plan) return plan;
  const confirmed = [...(saved?.confirmed ?? [])];
  if (!saved && plan.length > 0) await run.save(progress(plan, confirmed));
  const left = unitsOpen(before);
  for (const { number, reference, items } of plan) {
    const isThere = before.fulfilments.some(({ key }) => key === reference);
    // Told by hand since it was dealt, with these goods.
    const isReported = existing.has(number) && items.every((item) => (left.get(item.lineKey) ?? 0) < item.quantity);
    if (isThere || isReported || confirmed.includes(number)) continue;
    const failure = await confirm(
      {
        orderKey: run.order.key,
        marketplaceId: before.site,
        reference,
        trackingNumber: number,
        carrier: command.carrier,
        items,
      },
      ctx,
    );
    if (failure !== null) return rejected("rejected", failure);
    confirmed.push(number);
    await run.save(progress(plan, confirmed));
  }
  return { state: "done", text: DONE, order: (await fetchOrder(run.order.key, ctx)) ?? undefined };
}

function progress(plan: Plan, confirmed: readonly string[]): Json {
  return {
    plan: plan.map((parcel) => ({ ...parcel, items: parcel.items.map((item) => ({ ...item })) })),
    confirmed: [...confirmed],
  };
}

interface Dealing {
  readonly before: OrderPart;
  readonly numbers: readonly string[];
  readonly known: ReadonlySet<string>;
}

/**
 * The units to ship, dealt out to the numbers Amazon does not know yet. Where it knows all of them, what is left goes with
 * those of other parcels: the same box may hold it. Nothing left: all of it was confirmed before.
 */
function deal(run: CommandRun, command: Fulfil, { before, numbers, known }: Dealing): Plan | CommandResult {
  const references = numbers.map((_, index) => referenceOf(run.idempotencyKey, index));
  const all = numbers.map((number, index) => ({ number, reference: references[index] ?? "" }));
  const unknown = all.filter(({ number }) => !known.has(number));
  const units = unitsOf(command, before, references);
  if (unknown.length === 0 && units.length === 0) return [];
  const isFree = ({ reference }: (typeof all)[number]) => before.fulfilments.every(({ key }) => key !== reference);
  const open = unknown.length > 0 ? unknown : all.filter(isFree).slice(0, 1);
  const parcels = spread(units, open.length);
  if (parcels !== null) return open.map((parcel, index) => ({ ...parcel, items: parcels[index] ?? [] }));
  return rejected(
    "too_many_parcels",
    units.length === 0
      ? message("refused.everythingOrderConfirmedShippedAlready")
      : message("refused.trackingNumbersFewerUnitsWants", { numbers: open.length }),
  );
}

/** A positive number as text, the same for the same intent: sent twice, it edits its own parcel. */
export function referenceOf(idempotencyKey: string, index: number): string {
  const digest = createHash("sha256").update(`${idempotencyKey}:${index}`).digest();
  return String((digest.readUInt32BE(0) % 899_999_999) + 100_000_000);
}

const unitsOpen = (order: OrderPart): ReadonlyMap<string, number> =>
  new Map(order.lines.map((line) => [line.key, line.quantity - line.fulfilledQuantity]));

/** The units to ship: those named less what went under a reference of ours, else all that is left. */
function unitsOf({ lines }: Fulfil, order: OrderPart, references: readonly string[]): Unit[] {
  const left = unitsOpen(order);
  const ours = order.fulfilments.filter(({ key }) => references.includes(key)).flatMap((parcel) => parcel.lines);
  const requested = lines ? stillToShip(lines, ours) : [...left].map(([lineKey, quantity]) => ({ lineKey, quantity }));
  return requested
    .map(({ lineKey, quantity }) => ({ lineKey, quantity: Math.min(quantity, left.get(lineKey) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Deals the units out to the parcels, in order; null when there are fewer units than parcels. */
export function spread(units: readonly Unit[], parcels: number): Unit[][] | null {
  const single = units.flatMap(({ lineKey, quantity }) => Array.from({ length: quantity }, () => lineKey));
  if (single.length < parcels || single.length === 0) return null;
  const dealt: Map<string, number>[] = Array.from({ length: parcels }, () => new Map());
  for (const [index, lineKey] of single.entries()) {
    const parcel = dealt[Math.min(index, parcels - 1)] ?? new Map<string, number>();
    parcel.set(lineKey, (parcel.get(lineKey) ?? 0) + 1);
  }
  return dealt.map((parcel) => [...parcel].map(([lineKey, quantity]) => ({ lineKey, quantity })));
}

interface Confirmation {
  readonly orderKey: string;
  readonly marketplaceId: string | undefined;
  readonly reference: string;
  readonly trackingNumber: string;
  readonly carrier: string | undefined;
  readonly items: readonly Unit[];
  readonly shippedAt?: string | undefined;
}

/** Null when it went through, else why Amazon refused. */
async function confirm(parcel: Confirmation, ctx: Context): Promise<AnswerText | null> {
  const packageDetail: { readonly [key: string]: Json } = {
    packageReferenceId: parcel.reference,
    ...carrierOf(parcel.carrier, ctx),
    shippingMethod: METHOD,
    trackingNumber: parcel.trackingNumber,
    shipDate: parcel.shippedAt ?? new Date(ctx.shopNow()).toISOString(),
    // A list, also for one item: an object is answered with "OrderItemId is invalid".
    orderItems: parcel.items.map(({ lineKey, quantity }) => ({ orderItemId: lineKey, quantity })),
  };
  try {
    await ctx.http.request({
      method: "POST",
      url: `/orders/v0/orders/${encodeURIComponent(parcel.orderKey)}/shipmentConfirmation`,
      json: { marketplaceId: parcel.marketplaceId ?? homeOf(ctx.connection).id, packageDetail },
      operation: "orders.ship",
      safe: true,
      changes: true,
    });
    return null;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "rejected") return error.userMessage;
    throw error;
  }
}

/** Amazon's own code where the seller named it in the settings, letter by letter; every other carrier goes by its name. */
function carrierOf(carrier: string | undefined, ctx: Context): { readonly [key: string]: Json } {
  const name = carrier?.trim() || "Other";
  const codes = textSetting(ctx.connection, "carrierCodes")
    .split(",")
    .map((code) => code.trim());
  const code = codes.find((one) => one !== "" && one.toLowerCase() === name.toLowerCase());
  return code === undefined ? { carrierCode: "Other", carrierName: name } : { carrierCode: code };
}

/** The parcel is confirmed again under its own number, with the same items and the new tracking. */
export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const { command, order } = run;
  const before = await fetchOrder(order.key, ctx);
  const parcel = before?.fulfilments.find(({ key }) => key === command.fulfilmentKey);
  if (!before || !parcel) return rejected("not_found", message("refused.notKnowParcel"));
  const [trackingNumber, ...more] = command.trackingNumbers;
  if (trackingNumber === undefined || more.length > 0)
    return rejected("one_number", message("refused.parcelExactlyTrackingNumber"));
  if (!/^\d+$/.test(parcel.key)) return rejected("not_ours", message("refused.parcelNotConfirmedProgramChange"));
  if (parcel.trackingNumbers.includes(trackingNumber)) return { state: "done", text: DONE, order: before };
  const failure = await confirm(
    {
      orderKey: order.key,
      marketplaceId: before.site,
      reference: parcel.key,
      trackingNumber,
      carrier: command.carrier ?? parcel.carrier,
      items: parcel.lines,
      shippedAt: parcel.shippedAt,
    },
    ctx,
  );
  if (failure !== null) return rejected("rejected", failure);
  return { state: "done", text: DONE, order: (await fetchOrder(order.key, ctx)) ?? undefined };
}
