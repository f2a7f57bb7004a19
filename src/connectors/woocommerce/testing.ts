/** A connected shop for the tests of this folder. */
import type { OrderPart } from "../../commerce/order.ts";
import type { CommandResult, CommandRun, OrderCommand } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { WooSandbox } from "./sandbox/index.ts";
import { startSandbox } from "./sandbox/index.ts";

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
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, ...(options.currency ? { currency: options.currency } : {}) });
  try {
    options.prepare?.(sandbox);
    const connection = await openTestConnection(connector, { ...options, sandbox, clock });
    let from = sandbox.calls.length;
    const seen = () => {
      const calls = sandbox.calls.slice(from).map((call) => `${call.method} ${call.path.split("?")[0]}`);
      from = sandbox.calls.length;
      return calls;
    };
    try {
      await work({ ...connection, sandbox, seen });
    } finally {
      await connection.close();
    }
  } finally {
    await sandbox.close();
  }
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

/** The order as the connector reads it now. */
export async function part(shop: TestShop, key: string): Promise<OrderPart> {
  const found = await shop.ports.orders?.get(key, shop.ctx);
  if (!found) throw new Error(`no order ${key}`);
  return found;
}

/** Carries out a command as the engine would. */
export async function run(
  shop: TestShop,
  key: string,
  command: OrderCommand,
  more: Partial<CommandRun> = {},
): Promise<CommandResult> {
  const { number, status, platformStatus, lines, totals } = await part(shop, key);
  const order = {
    key,
    number,
    currency: totals.currency,
    status,
    platformStatus,
    lines: lines.map((line) => ({ key: line.key, quantity: line.quantity, fulfilledQuantity: line.fulfilledQuantity })),
  };
  const orders = shop.ports.orders;
  if (!orders) throw new Error("no orders");
  return orders.execute(
    {
      command,
      order,
      idempotencyKey: "intent-1",
      saved: null,
      save: () => Promise.resolve(),
      uncertain: false,
      ...more,
    },
    shop.ctx,
  );
}

/** A customer buys mugs and one cup. */
export const place = (shop: TestShop, quantity = 2, payment: "paid" | "cod" | "pending" = "paid") =>
  shop.sandbox.shop.placeOrder({
    lines: [
      { sku: "MUG", quantity },
      { sku: "CUP", quantity: 1 },
    ],
    payment,
  });
