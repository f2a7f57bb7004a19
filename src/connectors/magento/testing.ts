/** What this folder's tests share: a connection to a fresh shop, and orders as the shop prints them. */

import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { CommandOrder, CommandResult, OrderCommand } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { MagentoSandbox } from "./sandbox/index.ts";
import { startSandbox } from "./sandbox/index.ts";

export interface Bench extends AsyncDisposable {
  readonly sandbox: MagentoSandbox;
  readonly connection: TestConnection;
  readonly clock: ReturnType<typeof hurryingClock>;
}

/** A shop with a connection to it. `prepare` runs before connecting. */
export async function openShop(
  options: {
    readonly currency?: string;
    readonly connection?: Partial<TestConnectionOptions>;
    readonly prepare?: (sandbox: MagentoSandbox) => void;
  } = {},
): Promise<Bench> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 7, currency: options.currency });
  options.prepare?.(sandbox);
  try {
    const connection = await openTestConnection(connector, { ...options.connection, sandbox, clock });
    return {
      sandbox,
      connection,
      clock,
      async [Symbol.asyncDispose]() {
        await connection.close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** A mug of 12.50, and how many of it lie at the first source. */
export function mug(sku: string, stock = 10, price = "12.50") {
  return { title: `Mug ${sku}`, variants: [{ sku, price, stock }] };
}

export function portOf<K extends keyof TestConnection["ports"]>(
  { ports }: TestConnection,
  name: K,
): NonNullable<TestConnection["ports"][K]> {
  const port = ports[name];
  if (!port) throw new Error(`there is no ${name} port`);
  return port as NonNullable<TestConnection["ports"][K]>;
}

export function commandOrder(part: OrderPart): CommandOrder {
  const { orderKey, number, status, platformStatus, lines, totals } = part;
  return {
    key: orderKey,
    number,
    currency: totals.currency,
    status,
    platformStatus,
    lines: lines.map(({ key, quantity, fulfilledQuantity }) => ({ key, quantity, fulfilledQuantity })),
  };
}

export async function partOf(bench: Bench, key: string): Promise<OrderPart> {
  const part = await portOf(bench.connection, "orders").get(key, bench.connection.ctx);
  if (!part) throw new Error(`the shop knows no order ${key}`);
  return part;
}

/** Runs a command once; `saved` is what earlier attempts kept. */
export async function execute(
  bench: Bench,
  key: string,
  command: OrderCommand,
  attempt: { saved?: Json; uncertain?: boolean } = {},
): Promise<CommandResult> {
  const order = commandOrder(await partOf(bench, key));
  return portOf(bench.connection, "orders").execute(
    {
      command,
      order,
      idempotencyKey: "11111111-0000-4000-8000-000000000001",
      saved: attempt.saved ?? null,
      save: async (progress) => {
        attempt.saved = progress;
      },
      uncertain: attempt.uncertain ?? false,
    },
    bench.connection.ctx,
  );
}

/** The calls that changed something, as "POST /path". */
export function writesOf({ sandbox }: Bench): string[] {
  return sandbox.calls
    .filter((call) => call.write)
    .map((call) => `${call.method} ${call.path.replace(/^\/rest\/(\w+)\/V1/, "$1").split("?")[0]}`);
}

export const BUYER = { name: "Noor Visser", email: "noor@example.test", phone: "+31612345678" };

export const FULFIL = {
  kind: "fulfil",
  carrier: "PostNL",
  trackingNumbers: ["3SABC"],
  notifyCustomer: false,
} as const satisfies OrderCommand;

export const CANCEL = {
  kind: "cancel",
  reason: "customer",
  restock: true,
  notifyCustomer: false,
} as const satisfies OrderCommand;

/** An order of mugs "A" at 10.50; its key. */
export function placed(shop: Bench, quantity = 3, payment: "paid" | "pending" | "cod" = "pending"): string {
  const { shop: levers } = shop.sandbox;
  if (!levers.skus().includes("A")) levers.addProduct(mug("A", 100, "10.50"));
  return levers.placeOrder({ lines: [{ sku: "A", quantity }], customer: BUYER, payment });
}

/** What was sent to this path. */
export function bodies(shop: Bench, path: string): Json[] {
  return shop.sandbox.calls
    .filter((call) => call.write && call.path.includes(path))
    .map((call) => JSON.parse(call.requestBody));
}
