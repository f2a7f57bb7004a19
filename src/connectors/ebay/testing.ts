/** For this connector's tests: a fresh seller account, on a clock where waiting takes no time. */

import { startSandbox, startSiteSandbox } from "../../sandboxes/ebay/index.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

type EbaySandbox = Awaited<ReturnType<typeof startSandbox>>;

export interface Account extends TestShop<EbaySandbox> {
  readonly state: EbaySandbox["state"];
}

/** GBP is a seller of the United Kingdom, whose calls about money are signed. */
export async function openAccount(currency?: string): Promise<Account> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, currency }));
  return { ...opened, state: opened.sandbox.state };
}

/** A seller who lists on eBay's own pages. */
export async function openSiteAccount(currency?: string): Promise<Account> {
  const opened = await openTestShop(connector, (clock) => startSiteSandbox({ clock, seed: 3, currency }));
  return { ...opened, state: opened.sandbox.state };
}

export const mug = (sku: string, stock = 10, price = "12.50") => ({
  title: `Mug ${sku}`,
  variants: [{ sku, price, stock }],
});

/** Calls to a path, oldest first. */
export const callsTo = ({ sandbox }: Account, path: string) => sandbox.calls.filter((call) => call.path.includes(path));
