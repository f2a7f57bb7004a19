import { formatDecimal, money } from "../../commerce/money.ts";
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { ifOffered } from "../../connectors/kit/sandbox/server.ts";
import { invoiceOrder } from "./documents.ts";
import { totalsOf } from "./order-views.ts";
import { physicalItemsOf } from "./orders.ts";
import type { State, StoredOrder } from "./state.ts";

/** `total_due` of an order that is still to be paid. An invoice of one unit with the shipping takes a part of it in. */
export function owedControls(
  state: State,
  orderOf: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "owedOn" | "payPart" | "payOrder" | "moveOrder">> {
  return {
    owedOn(key) {
      const order = orderOf(key);
      const isOver = order.state === "canceled" || order.state === "closed";
      return isOver ? "0" : formatDecimal(money(totalsOf(order).grand - order.paid, state.currency));
    },
    // It moves no time of the order [live].
    moveOrder(key, street) {
      const { shippingAddress } = orderOf(key);
      if (shippingAddress) shippingAddress.street = [street, ...shippingAddress.street.slice(1)];
    },
    payOrder: (key) => ifOffered(() => invoiceOrder(state, orderOf(key), {})),
    payPart(key) {
      const order = orderOf(key);
      const [item] = physicalItemsOf(order);
      if (item) ifOffered(() => invoiceOrder(state, order, { items: [{ order_item_id: item.id, qty: 1 }] }));
    },
  };
}
