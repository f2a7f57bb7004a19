/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { CommandResult } from "../kit/ports.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { shopOf } from "./facts.ts";
import { connector } from "./index.ts";
import { ordersPort } from "./orders.ts";
import { productsPort } from "./products.ts";
import { startSandbox } from "./sandbox/index.ts";
import type { State } from "./sandbox/state.ts";
import { stockPort } from "./stock.ts";

export async function openShop(
  more: {
    readonly values?: Record<string, string>;
    readonly settings?: Record<string, Json>;
    readonly currency?: string;
    readonly startMs?: number;
    /** Changes the shop before it is connected. */
    readonly prepare?: (state: State) => void;
  } = {},
) {
  const clock = hurryingClock(more.startMs);
  const sandbox = await startSandbox({ clock, seed: 7, currency: more.currency });
  more.prepare?.(sandbox.state);
  try {
    const { values, settings } = more;
    const connection = await openTestConnection(connector, { sandbox, clock, values, settings });
    const { ctx, info } = connection;
    const shop = shopOf(info);
    const orders = ordersPort(shop);
    const read = async (key: string): Promise<OrderPart> => {
      const part = await orders.get(key, ctx);
      if (!part) throw new Error(`the shop does not know order ${key}`);
      return part;
    };
    return {
      ...connection,
      clock,
      sandbox,
      shop: sandbox.shop,
      state: sandbox.state,
      orders,
      products: productsPort(shop),
      stock: stockPort(shop),
      read,
      /** Carries a command out on an order as it stands. */
      run: async (command: OrderCommand, key: string, uncertain = false): Promise<CommandResult> =>
        orders.execute({ ...runOf(await read(key), uncertain), command }, ctx),
      /** Method and path of each write, without the query. */
      writes: () =>
        sandbox.calls.filter((call) => call.write).map((call) => `${call.method} ${call.path.split("?")[0]}`),
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

function runOf({ orderKey: key, number, status, platformStatus, lines, totals }: OrderPart, uncertain: boolean) {
  const order = { key, number, currency: totals.currency, status, platformStatus, lines };
  return { order, idempotencyKey: "k", saved: null, save: async () => undefined, uncertain };
}

export type OpenShop = Awaited<ReturnType<typeof openShop>>;

export const FULFIL: Extract<OrderCommand, { kind: "fulfil" }> = {
  kind: "fulfil",
  trackingNumbers: ["TRACK-1"],
  notifyCustomer: false,
};
export const CANCEL: OrderCommand = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false };
export const toStatus = (status: "confirmed" | "processing" | "completed" | "on_hold"): OrderCommand => ({
  kind: "status",
  status,
});
export const refundOf = (minor: bigint, currency = "EUR"): OrderCommand => ({
  kind: "refund",
  amount: { minor, currency },
  lines: [],
  moveMoney: false,
});

/** A mug in the shop, and an order of it. */
export function order(open: OpenShop, payment: "paid" | "cod" | "pending" = "paid", quantity = 2): string {
  if (!open.shop.skus().includes("MUG-1"))
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] });
  return open.shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity }],
    payment,
    customer: { name: "Mila Janssen", email: "mila@example.test", phone: "+31205550101" },
  });
}
