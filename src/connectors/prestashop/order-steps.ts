/** Single steps that several commands share. */
import type { HubText } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected, unsupported } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { fieldNodes } from "./change.ts";
import { list, write } from "./client.ts";
import { ORDERS } from "./order-read.ts";
import type { Order } from "./schemas.ts";
import { ESSENTIAL, orderSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { Kind, StateFlags } from "./statuses.ts";
import { INSTALLED, kindOf, stateFor } from "./statuses.ts";
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

export function done(text: HubText): CommandResult {
  return { state: "done", text };
}
