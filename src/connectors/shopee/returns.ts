/** Returns of orders: an order names none, but its settlement does. */

import { parseMoney } from "../../commerce/money.ts";
import type { OrderRefund, OrderReturn } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { callOrNull, iso } from "./client.ts";
import { readEscrow } from "./escrow.ts";
import type { Order, Return } from "./schemas.ts";
import { ESSENTIAL_OF_RETURN, ESSENTIAL_OF_SETTLEMENT, returnSchema } from "./schemas.ts";
import { RETURN_MEANINGS, type ReturnMeaning } from "./statuses.ts";

/** By order number; orders without a sign of a return are not looked up. */
export type Returns = ReadonlyMap<string, readonly Return[]>;

const hasReturn = ({ order_status: status, item_list: lines }: Order): boolean =>
  status === "TO_RETURN" || lines.some((line) => (line.returned_qty ?? 0) > 0 || (line.return_requested_qty ?? 0) > 0);

/** Certain only where each line counts its returns, which older answers do not. */
export const saysNoReturn = ({ order_status: status, item_list: lines }: Order): boolean =>
  status !== "TO_RETURN" && lines.every((line) => line.returned_qty === 0 && line.return_requested_qty === 0);

export async function readReturns(orders: readonly Order[], ctx: Context): Promise<Returns> {
  const found = new Map<string, readonly Return[]>();
  for (const { order_sn: key } of orders.filter(hasReturn)) {
    const returns: Return[] = [];
    for (const number of await returnNumbers(key, ctx)) {
      const one = await readReturn(number, ctx);
      if (one) returns.push(one);
    }
    found.set(key, returns);
  }
  return found;
}

/** Without the right to read settlements the lines alone tell what came back. */
async function returnNumbers(orderKey: string, ctx: Context): Promise<readonly string[]> {
  try {
    return (await readEscrow(orderKey, ctx, ESSENTIAL_OF_SETTLEMENT))?.return_order_sn_list ?? [];
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return [];
    throw error;
  }
}

async function readReturn(number: string, ctx: Context): Promise<Return | null> {
  const query = [["return_sn", number]] as const;
  const body = await callOrNull(ctx, { path: "returns/get_return_detail", operation: "returns.get", query });
  return body === null
    ? null
    : parseResponse(returnSchema, body, { ctx, what: `return ${number}`, essential: ESSENTIAL_OF_RETURN });
}

/** What a return's status says; unknown words are held open and reported. */
export function meaningOf({ status }: Return, ctx: Pick<Context, "drift">): ReturnMeaning {
  const existing = RETURN_MEANINGS[status];
  if (!existing) ctx.drift({ path: "return.status", problem: "a status this connector does not know", value: status });
  return existing ?? "open";
}

type KeysOf = (item: { readonly item_id: string; readonly model_id: string }) => string | undefined;

/** Money given back by accepted returns of an order. */
export function refundsOf(returns: readonly Return[], keysOf: KeysOf, ctx: Pick<Context, "drift">): OrderRefund[] {
  return returns
    .filter((one) => meaningOf(one, ctx) === "accepted")
    .map((one) => ({
      key: one.return_sn,
      amountMinor: parseMoney(one.refund_amount, one.currency).minor,
      reason: one.text_reason ?? one.reason,
      at: iso(one.update_time),
      lines: one.item.flatMap((item) => {
        const lineKey = keysOf(item);
        // Whether the goods are sold again is the seller's to say.
        return lineKey === undefined ? [] : [{ lineKey, quantity: item.amount, restocked: null }];
      }),
    }));
}

/** `return_solution` of v2.returns.get_return_detail: the money comes back, the goods do not. */
const REFUND_ONLY = 1;

/** Goods on their way back; whose refund alone was asked for is no return. */
export function returnsOf(returns: readonly Return[], keysOf: KeysOf, ctx: Pick<Context, "drift">): OrderReturn[] {
  return returns
    .filter(({ return_solution: solution }) => solution !== REFUND_ONLY)
    .map((one) => ({
      key: one.return_sn,
      state: stageOf(one, ctx),
      platformStatus: one.status,
      reason: one.text_reason ?? one.reason,
      carrier: one.reverse_logistics_channel_name,
      trackingNumber: one.tracking_number,
      lines: one.item.flatMap((item) => {
        const lineKey = keysOf(item);
        return lineKey === undefined ? [] : [{ lineKey, quantity: item.amount }];
      }),
    }));
}

function stageOf(one: Return, ctx: Pick<Context, "drift">): OrderReturn["state"] {
  const meaning = meaningOf(one, ctx);
  if (meaning === "accepted") return "completed";
  if (meaning === "ended") return one.status === "CANCELLED" ? "cancelled" : "rejected";
  return one.status === "REQUESTED" ? "requested" : "approved";
}
