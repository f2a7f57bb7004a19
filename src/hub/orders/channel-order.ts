import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { orderUnknown } from "./detail.ts";

export interface ChannelOrder {
  readonly storeId: string;
  /** The channel's own key of the order. */
  readonly orderKey: string;
}

/** An order as its channel has it. Throws HubError ORDER_UNKNOWN, ORDER_CHANNEL_NONE. */
export async function channelOrder(tx: Tx, orderId: string): Promise<ChannelOrder> {
  const order = await tx.maybe<{ number: string; storeId: string | null; orderKey: string | null }>(
    `select number, connection_id as "storeId", ext_key as "orderKey" from argosy.sales_order
     where organization_id = argosy.tenant() and id = $1`,
    [orderId],
  );
  if (!order) throw orderUnknown();
  const { number, storeId, orderKey } = order;
  if (storeId === null || orderKey === null)
    throw new HubError("ORDER_CHANNEL_NONE", "conflict", message("refused.orderChannelNone", { number }));
  return { storeId, orderKey };
}
