/** Corrects where an order goes to: what labels, slips, couriers and registers are told (decision 636). */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { ADDRESS_PARTS, addressDigest, isSameAddress } from "./corrected-address.ts";
import { orderUnknown } from "./detail.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

/**
 * The channel keeps its own address; parcels booked before keep theirs, with an alert.
 * Throws HubError ORDER_UNKNOWN, ORDER_CANCELLED.
 */
export async function correctAddress(
  tx: Tx,
  change: By & { readonly orderId: string; readonly address: Address },
): Promise<void> {
  const [order] = await lockOrders(tx, [change.orderId]);
  if (!order) throw orderUnknown();
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number: order.number }));
  const address = trimmed(change.address);
  if (isSameAddress(order.shipping_address, address)) return;
  const reported = order.corrected_from ?? addressDigest(order.shipping_address);
  const isOwn = order.connection_id === null || reported === addressDigest(address);
  const text = message(order.connection_id === null ? "order.address" : "order.address.apart");
  await reconcileOrders(tx, {
    orders: [{ ...order, shipping_address: address, corrected_from: isOwn ? null : reported }],
    entries: [{ orderId: order.id, kind: "address", text }],
    actor: change.actor,
    now: change.now,
  });
}

const trimmed = (address: Address): Address =>
  Object.fromEntries(
    ADDRESS_PARTS.flatMap((part) => {
      const text = address[part]?.trim() ?? "";
      return text === "" ? [] : [[part, text]];
    }),
  );
