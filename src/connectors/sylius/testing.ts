/** For this folder's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import type { State } from "./sandbox/state.ts";

export async function openShop(
  more: {
    readonly values?: Record<string, string>;
    readonly currency?: string;
    /** Changes the shop before it is connected. */
    readonly prepare?: (state: State) => void;
  } = {},
) {
  const opened = await openConnectedShop(
    connector,
    (clock) => startSandbox({ clock, seed: 7, currency: more.currency }),
    { values: more.values, prepare: ({ state }) => more.prepare?.(state) },
  );
  const { connection, sandbox } = opened;
  return {
    ...opened,
    ...connection,
    state: sandbox.state,
    orders: portOf(connection, "orders"),
    read: (key: string): Promise<OrderPart> => readPart(connection, key),
    /** Carries a command out on an order as it stands. */
    run: (command: OrderCommand, key: string, uncertain = false): Promise<CommandResult> =>
      attemptCommand(connection, key, command, { uncertain }),
    writes: () => sandbox.calls.filter((call) => call.write && !call.path.endsWith("/token")),
  };
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
