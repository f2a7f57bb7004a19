/** Single steps that several commands share. */

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected, unsupported } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { fieldNodes } from "./change.ts";
import { list, listByIds, write } from "./client.ts";
import { ORDERS } from "./order-read.ts";
import type { Order } from "./schemas.ts";
import { ESSENTIAL, historySchema, orderSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { Kind, StateFlags } from "./statuses.ts";
import { INSTALLED, isGone, isShipping, kindOf, stateFor } from "./statuses.ts";
import { message } from "./words.ts";

export interface Acting {
  readonly order: Order;
  readonly states: ReadonlyMap<string, StateFlags>;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

export async function currentOrder(key: string, ctx: Context): Promise<Order | null> {
  if (!/^\d+$/.test(key)) return null;
  const [row] = await list(ctx, { ...ORDERS, operation: "orders.get", filters: [["id", `[${key}]`]] });
  return row === undefined
    ? null
    : parseResponse(orderSchema, row, { ctx, what: `order ${key}`, essential: ESSENTIAL.orders });
}

export function kindNow({ order, states, shop }: Acting): Kind | null {
  const flags = states.get(order.current_state ?? "0");
  return flags ? kindOf(flags, shop.stateMap) : null;
}

/**
 * Where its goods are: an order that is set back has left all the same, as the shop's own "has been shipped" says. The
 * states gone through are asked for where the order may have been in such a state.
 */
export async function reachedKind(work: Acting): Promise<Kind | null> {
  const { order, states, shop, ctx } = work;
  const now = kindNow(work);
  if (isGone(now) || now === "cancelled" || now === "refunded" || !mayHaveLeft(work)) return now;
  const request = { resource: "order_histories", operation: "orders.order_histories", field: "id_order" };
  const essential = ESSENTIAL.order_histories;
  const left = (await listByIds(ctx, request, [order.id]))
    .map((row) => parseResponse(historySchema, row, { ctx, what: "order history", essential }))
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map((line) => states.get(line.id_order_state ?? ""))
    .filter((state) => state !== undefined && isShipping(state, shop.stateMap))
    .at(-1);
  return left ? kindOf(left, shop.stateMap) : now;
}

/** Entering a state with the box "delivery" writes the order's day of delivery, which stays. */
function mayHaveLeft({ order, states, shop }: Acting): boolean {
  const isWritten = order.delivery_date !== undefined && !order.delivery_date.startsWith("0000");
  return isWritten || [...states.values()].some((state) => isShipping(state, shop.stateMap) && !state.delivery);
}

/** Puts the order into the state for a word of ours, once. */
export async function enter(kind: Kind, notifyCustomer: boolean, work: Acting): Promise<CommandResult> {
  const { order, states, shop } = work;
  const now = kindNow(work);
  const target = stateFor(kind, [...states.values()], shop.stateMap);
  if (!target) {
    const own = [...states.values()].filter(({ id }) => INSTALLED[id] === undefined);
    const list = own.map(({ id, name }) => `${id} ${name}`).join(", ");
    return list === ""
      ? unsupported(message("refused.shopNoStateMakeOne", { kind }))
      : unsupported(message("refused.shopNoStateNameStates", { kind, states: list }));
  }
  if (now === kind || order.current_state === target.id)
    return done(message("done.orderState", { state: target.name }));
  if (now === "cancelled" || now === "refunded")
    return rejected("order_over", message("refused.orderCancelledRefundedShopWould"));
  await certainly(work, target.id, notifyCustomer);
  return done(message("done.orderState", { state: target.name }));
}

/** The state is one of the shop's list: an unknown one would take units again, and 0 would be accepted. */
async function certainly({ order, ctx }: Acting, state: string, notifyCustomer: boolean): Promise<void> {
  const entity = element("order_history", fieldNodes({ id_order: order.id, id_order_state: state }));
  const query = notifyCustomer ? ([["sendemail", "1"]] as const) : [];
  try {
    await write(ctx, {
      method: "POST",
      resource: "order_histories",
      entities: [entity],
      operation: "orders.state",
      query,
    });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "ambiguous") throw error;
    const after = await currentOrder(order.id, ctx);
    if (after?.current_state !== state) throw error;
  }
}

export function done(text: AnswerText): CommandResult {
  return { state: "done", text };
}
