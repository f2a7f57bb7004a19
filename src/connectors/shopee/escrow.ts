/** The settlement of an order: what Shopee keeps, and which returns belong to it. */
import type { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { callOrNull } from "./client.ts";
import { escrowDetail } from "./schemas.ts";

export type Escrow = z.output<typeof escrowDetail>;

/**
 * Null for an order without one. The call for many orders is left alone: how its list travels in a GET is told nowhere.
 */
export async function readEscrow(orderKey: string, ctx: Context): Promise<Escrow | null> {
  const query = [["order_sn", orderKey]] as const;
  const body = await callOrNull(ctx, { path: "payment/get_escrow_detail", operation: "fees.details", query });
  return body === null ? null : parseResponse(escrowDetail, body, { ctx, what: `the settlement of order ${orderKey}` });
}
