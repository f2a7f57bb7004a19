/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { CommandResult } from "../kit/ports.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import { ordersPort } from "./orders.ts";
import { startSandbox } from "./sandbox/index.ts";
import type { State } from "./sandbox/state.ts";
import { shopOf } from "./shop.ts";

export async function openShop(
  more: {
    readonly values?: Record<string, string>;
    readonly currency?: string;
    /** Changes the shop before it is connected. */
    readonly prepare?: (state: State) => void;
  } = {},
) {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 7, currency: more.currency });
  more.prepare?.(sandbox.state);
  try {
    const connection = await openTestConnection(connector, { sandbox, clock, values: more.values });
    const { ctx, info } = connection;
    const orders = ordersPort(shopOf(info));
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
      read,
      /** Carries a command out on an order as it stands. */
      async run(command: OrderCommand, key: string, uncertain = false): Promise<CommandResult> {
        const { orderKey, number, status, platformStatus, lines, totals } = await read(key);
        const order = { key: orderKey, number, currency: totals.currency, status, platformStatus, lines };
        const rest = { idempotencyKey: "k", saved: null, save: async () => undefined, uncertain };
        return orders.execute({ command, order, ...rest }, ctx);
      },
      writes: () => sandbox.calls.filter((call) => call.write && !call.path.endsWith("/token")),
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

export const FULFIL: Extract<OrderCommand, { kind: "fulfil" }> = {
  kind: "fulfil",
  trackingNumbers: ["TRACK-1"],
  notifyCustomer: false,
};
export const CANCEL: OrderCommand = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false };
export const COMPLETE: OrderCommand = { kind: "status", status: "completed" };
export const refundOf = (minor: bigint, currency = "USD"): OrderCommand => ({
  kind: "refund",
  amount: { minor, currency },
  lines: [],
  moveMoney: false,
});
