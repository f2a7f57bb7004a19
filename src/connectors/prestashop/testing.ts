/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { CommandOf, OrderCommand } from "../../commerce/order-command.ts";
import { startSandbox } from "../../sandboxes/prestashop/index.ts";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { openShopAtWork, type ShopOptions } from "../kit/testing/shop-at-work.ts";
import { connector } from "./index.ts";

export async function openShop(more: ShopOptions<State> = {}) {
  const opened = await openShopAtWork(connector, startSandbox, more);
  const { sandbox } = opened;
  return {
    ...opened,
    /** Method and path of each write, without the query. */
    writes: () => sandbox.calls.filter((call) => call.write).map((call) => `${call.method} ${call.path.split("?")[0]}`),
  };
}

export type OpenShop = Awaited<ReturnType<typeof openShop>>;

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  trackingNumbers: ["TRACK-1"],
  notifyCustomer: false,
};
export const CANCEL: OrderCommand = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false };
export const toStatus = (status: "confirmed" | "processing" | "completed" | "on_hold"): OrderCommand => ({
  kind: "status",
  status,
});
export const refundOf = (minor: bigint, currency = "EUR"): OrderCommand => ({
  kind: "refund",
  amount: { minor, currency },
  lines: [],
  moveMoney: false,
});

/** A mug in the shop, and an order of it. */
export function order(open: OpenShop, payment: "paid" | "cod" | "pending" = "paid", quantity = 2): string {
  if (!open.shop.skus().includes("MUG-1"))
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
  return open.shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity }],
    payment,
    customer: { name: "Mila Janssen", email: "mila@example.test", phone: "+31205550101" },
  });
}
