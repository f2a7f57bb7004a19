/**
 * Parcels. The shop makes one (which takes the stock) and ships it whole: one parcel there for each of ours. Our command's id
 * stands in its metadata, so that one whose answer was lost is found again. No location is sent: the pieces then leave the
 * place where they are reserved; another one would leave them reserved for ever.
 */

import { z } from "zod";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { quantityOf } from "../kit/parse/sold-units.ts";
import { post } from "./client.ts";
import { OUR_CARRIER, OUR_COMMAND, toOrder } from "./order-mapping.ts";
import { orderIn, reportedOrder, WHOLE_ORDER } from "./order-read.ts";
import { linesIn } from "./parcel-lines.ts";
import type { MedusaFulfilment, MedusaLine, MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { CANCELED } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

interface Shipping {
  readonly run: CommandRun;
  readonly command: Fulfil;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

interface Requested {
  readonly id: string;
  readonly quantity: number;
}

const SHIPPED = message("done.parcelShipped");

/** In no parcel yet, and not sent back. */
const openUnits = ({ quantity, detail }: MedusaLine): number => quantity - detail.fulfilled_quantity;

export async function fulfil(order: MedusaOrder, shipping: Shipping): Promise<CommandResult> {
  const { run, command } = shipping;
  const made = order.fulfillments.find((one) => isOurs(one, run));
  if (made) {
    if (made.shipped_at) return { state: "done", text: SHIPPED };
    return ship(order, made, shipping);
  }
  const requested = linesOf(order, command);
  const problem = problemOf(order, requested);
  if (problem) return { state: "rejected", code: problem.code, text: problem.text };
  return ship(order, await pack(order, requested, shipping), shipping);
}

function isOurs({ metadata, canceled_at }: MedusaFulfilment, run: CommandRun): boolean {
  return !canceled_at && metadata[OUR_COMMAND] === run.idempotencyKey;
}

async function pack(
  order: MedusaOrder,
  requested: readonly Requested[],
  shipping: Shipping,
): Promise<MedusaFulfilment> {
  const { run, command, ctx } = shipping;
  const body = await post(ctx, `/admin/orders/${order.id}/fulfillments`, {
    operation: "fulfillments.create",
    query: WHOLE_ORDER,
    json: {
      items: requested.map(({ id, quantity }) => ({ id, quantity: shopQuantity(order, id, quantity) })),
      no_notification: !command.notifyCustomer,
      metadata: {
        [OUR_COMMAND]: run.idempotencyKey,
        ...(command.carrier === undefined ? {} : { [OUR_CARRIER]: command.carrier }),
      },
    },
  });
  const made = toOrder(orderIn(body, ctx), ctx).fulfillments.find((one) => isOurs(one, run));
  if (made) return made;
  throw new ConnectorError({ kind: "ambiguous" }, message("error.notTellParcelJustMade"));
}

/** Of goods sold in fractions the last units are what is left of the line. */
function shopQuantity({ items }: MedusaOrder, id: string, units: number): number {
  const line = items.find((one) => one.id === id);
  if (line?.exactQuantity === undefined) return units;
  const sold = { orderedQuantity: line.quantity, exactQuantity: line.exactQuantity };
  return Number(quantityOf(sold, units, line.detail.fulfilled_quantity));
}

/** A parcel is shipped whole, whatever lines are named. Its labels cannot be changed later. */
async function ship(
  order: MedusaOrder,
  parcel: MedusaFulfilment,
  { command, shop, ctx }: Shipping,
): Promise<CommandResult> {
  const readAtMs = ctx.clock.now();
  const body = await post(ctx, `/admin/orders/${order.id}/fulfillments/${parcel.id}/shipments`, {
    operation: "fulfillments.ship",
    query: WHOLE_ORDER,
    json: {
      items: linesIn(parcel, order).map(({ lineKey: id, quantity }) => ({ id, quantity })),
      labels: labelsOf(command),
      no_notification: !command.notifyCustomer,
    },
  });
  return { state: "done", text: SHIPPED, order: reportedOrder(body, shop, ctx, readAtMs) };
}

/** All three fields have to be there; addresses are of the web, or empty. */
function labelsOf({ trackingNumbers, trackingUrl }: Fulfil): Json {
  const tracking_url = /^https?:\/\//.test(trackingUrl ?? "") ? (trackingUrl ?? "") : "";
  const numbers = trackingNumbers.length === 0 && tracking_url !== "" ? [""] : trackingNumbers;
  return numbers.map((tracking_number) => ({ tracking_number, tracking_url, label_url: "" }));
}

/** The lines asked for, or all that no parcel holds. */
function linesOf(order: MedusaOrder, { lines }: Fulfil): Requested[] {
  const requested =
    lines?.map(({ lineKey, quantity }) => ({ id: lineKey, quantity })) ??
    order.items.map((line) => ({ id: line.id, quantity: openUnits(line) }));
  return requested.filter(({ quantity }) => quantity > 0);
}

/** The shop checks this as well, but not under two calls at once. */
function problemOf(order: MedusaOrder, requested: readonly Requested[]): { code: string; text: AnswerText } | null {
  if (order.status === CANCELED) return { code: "cancelled", text: message("done.orderCancelledShop") };
  if (requested.length === 0) return { code: "nothing_to_ship", text: message("refused.shopNoUnitsOrderCould") };
  const isTooMuch = requested.some(({ id, quantity }) => {
    const line = order.items.find((one) => one.id === id);
    return !line || openUnits(line) < quantity;
  });
  if (!isTooMuch) return null;
  return {
    code: "too_many",
    text: message("refused.shopFewerUnitsLeftThese"),
  };
}

const fulfilmentBody = z.object({ order: z.object({ id: z.string() }) });

/** Parcels that are packed and have not left: an order of which one stands cannot be cancelled. */
export async function withdrawPacked(order: MedusaOrder, ctx: Context): Promise<void> {
  for (const { id, shipped_at, canceled_at } of order.fulfillments) {
    if (shipped_at || canceled_at) continue;
    try {
      const body = await post(ctx, `/admin/orders/${order.id}/fulfillments/${id}/cancel`, {
        operation: "fulfillments.cancel",
        query: [["fields", "id"]],
      });
      parseResponse(fulfilmentBody, body, { ctx, what: "the parcel" });
    } catch (error) {
      if (!isConnectorError(error) || error.info.kind !== "rejected" || error.info.code !== "not_allowed") throw error;
      throw new ConnectorError({ kind: "rejected", code: "parcel_moved" }, message("error.parcelOrderJustLeft"), {
        cause: error,
      });
    }
  }
}
