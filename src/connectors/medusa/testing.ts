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
    /** Changes the shop before it is connected. */
    readonly prepare?: (state: State) => void;
  } = {},
) {
  const opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }), {
    values: more.values,
    prepare: ({ state }) => more.prepare?.(state),
  });
  const { connection, sandbox } = opened;
  return {
    ...opened,
    ...connection,
    state: sandbox.state,
    orders: portOf(connection, "orders"),
    products: portOf(connection, "products"),
    stock: portOf(connection, "stock"),
    read: (key: string): Promise<OrderPart> => readPart(connection, key),
    /** Carries a command out on an order as it stands. */
    run: (command: OrderCommand, key: string, uncertain = false): Promise<CommandResult> =>
      attemptCommand(connection, key, command, { uncertain }),
    /** Writes whose path ends so. */
    sent: (end: string) => sandbox.calls.filter(({ path, write }) => write && path.split("?")[0]?.endsWith(end)),
  };
}
