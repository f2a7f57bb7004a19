/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */

import type { Json } from "../../commerce/product.ts";
import { type MyntraSandbox, startSandbox } from "../../sandboxes/myntra/index.ts";
import { collect } from "../kit/conformance/bench.ts";
import type { Orders, Stock } from "../kit/contract/ports.ts";
import type { Delivery } from "../kit/contract/webhooks.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { openTestShop, portOf, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface Account extends TestShop<MyntraSandbox> {
  readonly state: MyntraSandbox["state"];
}

/** An account that sells KRT-1, KRT-2 and KRT-3, a hundred of each, at 649.50 rupees. */
export async function openAccount(): Promise<Account> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
  for (const sku of ["KRT-1", "KRT-2", "KRT-3"])
    opened.shop.addProduct({ title: `Kurta ${sku}`, variants: [{ sku, price: "649.50", stock: 100 }] });
  return { ...opened, state: opened.sandbox.state };
}

const ordersOf = (connection: TestConnection): Orders => portOf(connection, "orders");
export const stockOf = (connection: TestConnection): Stock => portOf(connection, "stock");

/** Everything a sweep of orders tells from a cursor on. */
export async function swept(
  connection: TestConnection,
  id: "recent" | "month" | "open",
  input: { readonly cursor?: string | null; readonly openIds?: readonly string[] } = {},
) {
  const sweep = ordersOf(connection).sweeps.find((one) => one.id === id);
  if (!sweep) throw new Error(`no sweep ${id}`);
  return collect(sweep, connection.ctx, input);
}

/** Myntra's call on the hub's webhook address. */
export function delivery(method: string, topic: string, body: Json, token = "t".repeat(43)): Delivery {
  return deliveryOf(body, {
    method,
    topic,
    headers: { "content-type": "application/json", access_token: token, "x-partner-store": "MYNTRA" },
    receivedAt: new Date("2026-11-20T09:00:00Z"),
  });
}
