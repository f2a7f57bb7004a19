/** For this connector's tests: a fresh seller account, on a clock where waiting takes no time. */

import { startSandbox, startSiteSandbox } from "../../sandboxes/ebay/index.ts";
import type { SiteListing } from "../../sandboxes/ebay/state.ts";
import type { StockItem, StockResult } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, openTestShop, portOf, type TestShop } from "../kit/testing/shop.ts";
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

export const change = (key: string, desired: number, expected: number | null = null): StockItem => ({
  key,
  location: "",
  seq: 1n,
  want: desired,
  expected,
  ext: null,
  idempotencyKey: `k-${key}-${desired}`,
});

export const send = ({ ports, ctx }: TestConnection, ...items: readonly StockItem[]) =>
  portOf({ ports }, "stock").push.send(items, ctx);

/** A listing of the account, with what differs from a mug that has a SKU. */
export function list({ shop, state }: Account, sku: string, change: Partial<SiteListing> = {}): string {
  const { key } = shop.addProduct(mug(sku));
  const itemId = key.slice("item:".length);
  const listing = must(state.siteListings.get(itemId));
  state.siteListings.set(itemId, { ...listing, ...change });
  return key;
}

export const tradingCalls = ({ sandbox }: Account, name: string) =>
  sandbox.calls.filter(({ path, requestBody }) => path === "/ws/api.dll" && requestBody.includes(`<${name}Request`));

/** An answer of the Trading API that says no, with HTTP 200. */
export const refusal = (name: string, code: string, text: string, more = "") => ({
  kind: "status" as const,
  status: 200,
  body: `<?xml version="1.0"?><${name}Response xmlns="urn:ebay:apis:eBLBaseComponents"><Ack>Failure</Ack><Errors><LongMessage>${text}</LongMessage><ErrorCode>${code}</ErrorCode>${more}</Errors></${name}Response>`,
});

export const callsUsedUp = (name: string) => refusal(name, "518", "Call usage limit has been reached.");

export const outcomesOf = (results: readonly StockResult[]) =>
  Object.fromEntries(results.map((one) => [one.key, one.outcome]));
