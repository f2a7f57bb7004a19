/** The settlement of an order: what Shopee keeps, and which returns belong to it. */
import type { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { callOrNull } from "./client.ts";
import { escrowDetail } from "./schemas.ts";

export type Escrow = z.output<typeof escrowDetail>;

/**
 * Null for an order without one. `essential`: what of it decides, where not all. The call for many orders is left alone: how its list travels in a GET is told nowhere.
 */
export async function readEscrow(
  orderKey: string,
  ctx: Context,
  essential?: readonly string[],
): Promise<Escrow | null> {
  const query = [["order_sn", orderKey]] as const;
  const body = await callOrNull(ctx, { path: "payment/get_escrow_detail", operation: "fees.details", query });
  const how = { ctx, what: `the settlement of order ${orderKey}`, essential };
  return body === null ? null : parseResponse(escrowDetail, body, how);
}
