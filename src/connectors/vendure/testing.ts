/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */

import { startSandbox } from "../../sandboxes/vendure/index.ts";
import type { State } from "../../sandboxes/vendure/state.ts";
import { openShopAtWork, type ShopOptions } from "../kit/testing/shop-at-work.ts";
import { connector } from "./index.ts";

export async function openShop(more: ShopOptions<State> = {}) {
  const opened = await openShopAtWork(connector, startSandbox, more);
  const { sandbox } = opened;
  return {
    ...opened,
    /** Bodies of the calls since the last look whose operation has this name. */
    sent: (name: string) => sandbox.calls.filter(({ requestBody }) => requestBody.includes(name)),
  };
}
