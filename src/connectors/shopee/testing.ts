/** For this connector's tests: a connection to a fresh shop, on a clock where waiting takes no time. */

import type { ShopeeSandbox } from "../../sandboxes/shopee/index.ts";
import { startSandbox } from "../../sandboxes/shopee/index.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface Shop extends TestShop<ShopeeSandbox> {
  readonly state: ShopeeSandbox["state"];
}

export async function openShop(currency?: string): Promise<Shop> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, currency }));
  return { ...opened, state: opened.sandbox.state };
}

export function createProducts(
  sku: string,
  more: { readonly price?: string; readonly stock?: number; readonly options?: readonly string[] } = {},
) {
  const { price = "12.50", stock = 10, options } = more;
  const variants = options
    ? options.map((option) => ({ sku: `${sku}-${option}`, price, stock, option }))
    : [{ sku, price, stock }];
  return { title: `Mug ${sku}`, variants };
}

/** API calls to a path, oldest first, and what they carried. */
export const calls = ({ sandbox }: Shop, path: string) => sandbox.calls.filter((call) => call.path.includes(path));

export const bodies = (shop: Shop, path: string) =>
  calls(shop, path).map(({ requestBody }) => JSON.parse(requestBody || "{}"));
