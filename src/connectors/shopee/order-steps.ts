/** What the order commands have in common. */

import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import type { ShopeeCall } from "./client.ts";
import { call } from "./client.ts";
import { loadOrder } from "./order-read.ts";

/** Done, with the order as Shopee tells it now. */
export async function done(orderKey: string, text: AnswerText, ctx: Context): Promise<CommandResult> {
  return { state: "done", text, order: (await loadOrder(orderKey, ctx))?.part };
}

/** A write whose refusal is an answer for the seller, not a failure. */
export async function attempt(
  ctx: Context,
  what: ShopeeCall,
): Promise<{ readonly body: Json } | { readonly refusal: CommandResult }> {
  try {
    return { body: await call(ctx, what) };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.info.kind === "rejected") return { refusal: rejected(error.info.code ?? "refused", error.userMessage) };
    if (error.kind === "not_found" || error.kind === "unsupported")
      return { refusal: rejected(error.kind, error.userMessage) };
    throw error;
  }
}
