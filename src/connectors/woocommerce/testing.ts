/** A connected shop for the tests of this folder. */
import type { Clock } from "../../commerce/clock.ts";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import { startSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing/connection.ts";
import { openConnectedShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface TestShop extends TestConnection {
  readonly sandbox: WooSandbox;
  /** Calls made since the last look, as "METHOD path" without query. */
  seen(): string[];
}

/** Starts a shop, prepares it, connects as a seller would, runs the work and cleans up. */
export async function withShop(
  work: (shop: TestShop) => Promise<void>,
  options: Partial<TestConnectionOptions> & {
    readonly currency?: string;
    prepare?(sandbox: WooSandbox): void;
  } = {},
): Promise<void> {
  const { currency, ...rest } = options;
  const start = (clock: Clock) => startSandbox({ clock, ...(currency ? { currency } : {}) });
  await using opened = await openConnectedShop(connector, start, rest);
  const { sandbox, connection } = opened;
  // The hub has made one for each store before it is connected.
  connection.secrets.set("webhookSecret", "s".repeat(43));
  let from = sandbox.calls.length;
  const seen = () => {
    const calls = sandbox.calls.slice(from).map((call) => `${call.method} ${call.path.split("?")[0]}`);
    from = sandbox.calls.length;
    return calls;
  };
  await work({ ...connection, sandbox, seen });
}

const goods = (sandbox: WooSandbox) => {
  sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "10.00", stock: 100 }] });
  sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "4.00", stock: 100 }] });
};

/** As withShop, with a mug (10.00) and a cup (4.00) of which there are 100 each. */
export const shopWith = (
  work: (shop: TestShop) => Promise<void>,
  prepare?: (sandbox: WooSandbox) => void,
  settings?: Record<string, string>,
) =>
  withShop(work, {
    prepare: (sandbox) => {
      goods(sandbox);
      prepare?.(sandbox);
    },
    ...(settings ? { settings } : {}),
  });

/** A customer buys mugs and one cup. */
export const place = (shop: TestShop, quantity = 2, payment: "paid" | "cod" | "pending" = "paid") =>
  shop.sandbox.shop.placeOrder({
    lines: [
      { sku: "MUG", quantity },
      { sku: "CUP", quantity: 1 },
    ],
    payment,
  });
