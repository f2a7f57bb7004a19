/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { CommandOf, OrderCommand } from "../../commerce/order-command.ts";
import { startSandbox } from "../../sandboxes/sylius/index.ts";
import type { State } from "../../sandboxes/sylius/state.ts";
import { openShopAtWork, type ShopOptions } from "../kit/testing/shop-at-work.ts";
import { connector } from "./index.ts";

export async function openShop(more: ShopOptions<State> = {}) {
  const opened = await openShopAtWork(connector, startSandbox, more);
  const { sandbox } = opened;
  return {
    ...opened,
    writes: () => sandbox.calls.filter((call) => call.write && !call.path.endsWith("/token")),
  };
}

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  trackingNumbers: ["TRACK-1"],
  notifyCustomer: false,
};
export const CANCEL: OrderCommand = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false };
export const COMPLETE: OrderCommand = { kind: "status", status: "completed" };
export const refundOf = (minor: bigint, currency = "USD"): OrderCommand => ({
  kind: "refund",
  amount: { minor, currency },
  lines: [],
  moveMoney: false,
});
