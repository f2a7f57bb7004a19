/** For this connector's tests: a connection to a fresh site, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import { APP, type SquarespaceSandbox, startSandbox } from "../../sandboxes/squarespace/index.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing/connection.ts";
import { openTestShop, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface Site extends TestShop<SquarespaceSandbox> {
  byApp(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

/** `connect` goes by API key unless the values say otherwise. */
export async function openSite(currency?: string): Promise<Site> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3, currency }), {
    appSecrets: APP,
  });
  return { ...opened, byApp: (more) => opened.connect({ values: { authMode: "oauth" }, ...more }) };
}

/** What the mapping needs of a context; drifts are collected. */
export function readingContext(settings: Readonly<Record<string, Json>> = {}): {
  readonly ctx: Pick<Context, "drift" | "connection">;
  readonly drifts: string[];
} {
  const drifts: string[] = [];
  const connection = { account: { externalId: "site" }, facts: {}, settings };
  return { ctx: { connection, drift: ({ path }) => void drifts.push(path) }, drifts };
}
