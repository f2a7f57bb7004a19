/** For this connector's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { OrderCommand } from "../../commerce/order-command.ts";
import { startSandbox, type TikTokSandbox } from "../../sandboxes/tiktok_shop/index.ts";
import type { State, StoredOrder } from "../../sandboxes/tiktok_shop/state.ts";
import type { Context } from "../kit/contract/contract.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface World extends TestShop<TikTokSandbox> {
  readonly state: State;
}

/** `connect` goes by the custom app's credentials in the form unless the values say otherwise. */
export async function openShop(currency?: string): Promise<World> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, currency }));
  return { ...opened, state: opened.sandbox.state };
}

/** What pure mapping needs of a context; drifts are collected. */
export function readingContext(): { readonly ctx: Pick<Context, "drift">; readonly drifts: string[] } {
  const drifts: string[] = [];
  return { ctx: { drift: ({ path }) => void drifts.push(path) }, drifts };
}

export function stored(state: State, key: string): StoredOrder {
  const order = state.orders.get(key);
  if (!order) throw new Error(`no order ${key} in the sandbox`);
  return order;
}

export function fulfil(
  trackingNumbers: readonly string[],
  more: { readonly carrier?: string; readonly lines?: readonly { lineKey: string; quantity: number }[] } = {},
): OrderCommand {
  return { kind: "fulfil", carrier: "DHL", trackingNumbers, notifyCustomer: false, ...more };
}
