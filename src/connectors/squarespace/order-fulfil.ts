/** The one thing Squarespace lets a program do with an order: mark it fulfilled, whole and for good. */

import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandOrder, CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { fetchOrder, ORDERS } from "./order-read.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

/** Both are required by Squarespace; the hub does not always know them. */
const CARRIER = "Other";
const SERVICE = "Standard";
const MAX_TEXT = 100;
const MAX_PARCELS = 100;

const DONE = message("done.markedFulfilled");

export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  if (command.kind === "fulfil") return fulfil(run, command, ctx);
  return {
    state: "unsupported",
    text: message("refused.givesProgramsNoWayNothing", { what: command.kind }),
  };
}

/** The order is read first: it has no idempotency key, and a second call would add the parcels again. */
async function fulfil(run: CommandRun, command: Fulfil, ctx: Context): Promise<CommandResult> {
  if (!coversAll(command, run.order)) return rejected("partial", message("refused.markWholeOrderFulfilledShip"));
  if (command.trackingNumbers.length > MAX_PARCELS)
    return rejected("too_many", message("refused.takesMostTrackingNumbersOrder", { most: MAX_PARCELS }));
  const before = await fetchOrder(run.order.key, ctx);
  if (before === null) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  if (before.status === "cancelled") return rejected("cancelled", message("refused.orderCancelled"));
  if (before.fulfilment === "fulfilled") return alreadyDone(before, command);
  const failure = await send(run.order.key, command, ctx);
  if (failure !== null) return rejected("rejected", failure);
  const order = (await fetchOrder(run.order.key, ctx)) ?? undefined;
  return { state: "done", text: DONE, order };
}

function alreadyDone(order: OrderPart, command: Fulfil): CommandResult {
  const existing = new Set(order.fulfilments.flatMap(({ trackingNumbers }) => trackingNumbers));
  if (command.trackingNumbers.every((number) => existing.has(short(number))))
    return { state: "done", text: DONE, order };
  return {
    state: "rejected",
    code: "already_fulfilled",
    text: message("refused.orderAlreadyFulfilledOtherTracking"),
  };
}

/** True when nothing open is left out. */
function coversAll({ lines }: Fulfil, order: CommandOrder): boolean {
  if (lines === undefined) return true;
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of lines) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  return order.lines.every((line) => (units.get(line.key) ?? 0) >= line.quantity - line.fulfilledQuantity);
}

/** Null when it went through, else why Squarespace refused. */
async function send(key: string, command: Fulfil, ctx: Context): Promise<AnswerText | null> {
  try {
    await ctx.http.request({
      method: "POST",
      url: `${ORDERS}/${encodeURIComponent(key)}/fulfillments`,
      json: { shouldSendNotification: command.notifyCustomer, shipments: shipments(command, ctx) },
      operation: "orders.fulfil",
    });
    return null;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "rejected") return error.userMessage;
    throw error;
  }
}

/** A parcel needs a tracking number; without one the list is empty (that Squarespace takes it so is assumed). */
function shipments(command: Fulfil, ctx: Context): Json[] {
  const shipDate = new Date(ctx.shopNow()).toISOString();
  return command.trackingNumbers.map((number) => ({
    carrierName: short(command.carrier?.trim() || CARRIER),
    service: SERVICE,
    shipDate,
    trackingNumber: short(number),
    ...(command.trackingUrl === undefined ? {} : { trackingUrl: command.trackingUrl }),
  }));
}

const short = (text: string): string => text.slice(0, MAX_TEXT);
