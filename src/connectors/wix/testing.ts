/** For this connector's tests: a connection to a fresh site, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import type { SiteOptions, WixSandbox } from "../../sandboxes/wix/index.ts";
import { startSandbox } from "../../sandboxes/wix/index.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export type Site = TestShop<WixSandbox>;

/** Catalog V3 and an app of the merchant's own unless the options say otherwise. */
export const openSite = (options: Partial<SiteOptions> = {}): Promise<Site> =>
  openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, ...options }));

export const openOldSite = (options: Partial<SiteOptions> = {}): Promise<Site> =>
  openSite({ catalog: "V1", access: "api_key", ...options });

/** An item of a push as the engine makes it. */
export function pushItem<V>(key: string, ext: Json, desired: V, more: Partial<PushItem<V>> = {}): PushItem<V> {
  return { key, location: "", seq: 1n, want: desired, expected: null, ext, idempotencyKey: `wish-${key}`, ...more };
}

/** Bodies of the calls to a path, oldest first. */
export function sent(sandbox: WixSandbox, path: string): readonly Json[] {
  return sandbox.calls
    .filter((call) => call.path.split("?")[0]?.endsWith(path))
    .map((call) => JSON.parse(call.requestBody) as Json);
}

/** More products than a page holds. */
export function addMany({ shop }: Site): void {
  for (let index = 0; index < 130; index += 1)
    shop.addProduct({ title: `P${index}`, variants: [{ sku: `S${index}`, price: "1.00", stock: 1 }] });
}
