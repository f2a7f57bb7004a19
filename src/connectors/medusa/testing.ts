/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */

import { startSandbox } from "../../sandboxes/medusa/index.ts";
import type { State } from "../../sandboxes/medusa/state.ts";
import { openShopAtWork, type ShopOptions } from "../kit/testing/shop-at-work.ts";
import { connector } from "./index.ts";

export async function openShop(more: ShopOptions<State> = {}) {
  const opened = await openShopAtWork(connector, startSandbox, more);
  const { sandbox } = opened;
  return {
    ...opened,
    /** Writes whose path ends so. */
    sent: (end: string) => sandbox.calls.filter(({ path, write }) => write && path.split("?")[0]?.endsWith(end)),
  };
}
