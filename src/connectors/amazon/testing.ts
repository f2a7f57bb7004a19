/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import { type AmazonSandbox, startSandbox } from "../../sandboxes/amazon/index.ts";
import type { Context } from "../kit/contract/contract.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface Account extends TestShop<AmazonSandbox> {
  readonly state: AmazonSandbox["state"];
}

export async function openAccount(currency?: string): Promise<Account> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, currency }));
  return { ...opened, state: opened.sandbox.state };
}

const INDIA = "A21TJRUUN4KGV";

/** What the mapping needs of a context; drifts are collected. */
export function readingContext(
  settings: Readonly<Record<string, Json>> = {},
  currency = "INR",
): { readonly ctx: Pick<Context, "drift" | "connection">; readonly drifts: string[] } {
  const drifts: string[] = [];
  const connection = {
    account: { externalId: "A3TEST:A21TJRUUN4KGV" },
    facts: { currencies: { [INDIA]: currency }, language: "en_IN" },
    settings: { marketplaceId: INDIA, sellerId: "A3TEST00001", ...settings },
  };
  return { ctx: { connection, drift: ({ path }) => void drifts.push(path) }, drifts };
}
