/** What commands share: the order as it stands, and how one ends. */
import type { Json } from "../../commerce/product.ts";
import { type AnswerText, platformText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { write } from "./client.ts";
import { loadOrder } from "./order-read.ts";
import { type Order, shipmentAnswerSchema } from "./order-schemas.ts";
import { message } from "./words.ts";

/** Done, with the order as it stands now. */
export async function done(text: AnswerText, key: string, ctx: Context): Promise<CommandResult> {
  return { state: "done", text, order: (await loadOrder(key, ctx))?.part };
}

/** One answer for all lines: the call must name every line of the order, and half an answer is often refused. */
export async function answerLines(order: Order, accepted: boolean, ctx: Context): Promise<void> {
  const lines: Json[] = order.order_lines.map(({ order_line_id: id }) => ({ accepted, id }));
  await write(ctx, {
    method: "PUT",
    url: `/orders/${encodeURIComponent(order.order_id)}/accept`,
    operation: "orders.accept",
    json: { order_lines: lines },
  });
}

/** Status 201 is no success: what was refused stands beside what was done. */
export function shipmentRefusal(body: Json, ctx: Context): CommandResult | null {
  const { shipment_errors: errors, shipment_success: success } = parseOutcome(shipmentAnswerSchema, body, {
    ctx,
    what: "the answer to shipments",
  });
  const [error] = errors;
  if (error === undefined && success.length > 0) return null;
  const texts = error?.message;
  return rejected("shipment", texts === undefined ? message("refused.shipment") : platformText(texts));
}

export const unknownCarrier = (carrier: string | undefined): CommandResult =>
  rejected("carrier", message("refused.carrierNotListed", { carrier: carrier ?? "" }));
