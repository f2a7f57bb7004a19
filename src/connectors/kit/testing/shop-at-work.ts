/** For tests of products, stock and orders: a connected shop with what is done to it at hand. */
import type { Clock } from "../../../commerce/clock.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { OrderCommand } from "../../../commerce/order-command.ts";
import type { Connector } from "../contract/contract.ts";
import type { CommandResult } from "../contract/ports.ts";
import type { SandboxAccount, SandboxOf } from "../sandbox/sandbox.ts";
import { attemptCommand, readPart } from "./commands.ts";
import type { TestConnectionOptions } from "./connection.ts";
import { openConnectedShop, portOf } from "./shop.ts";

export interface ShopOptions<State> {
  readonly values?: TestConnectionOptions["values"];
  readonly settings?: TestConnectionOptions["settings"];
  readonly currency?: string | undefined;
  readonly startMs?: number | undefined;
  /** Changes the shop before it is connected. */
  readonly prepare?: ((state: State) => void) | undefined;
}

/** As `openConnectedShop`, with what tests of products, stock and orders do to it at hand. */
export async function openShopAtWork<State, S extends SandboxOf<SandboxAccount> & { readonly state: State }>(
  connector: Connector,
  start: (options: {
    readonly clock: Clock;
    readonly seed: number;
    readonly currency: string | undefined;
  }) => Promise<S>,
  { values, settings, currency, startMs, prepare }: ShopOptions<State> = {},
) {
  const opened = await openConnectedShop(connector, (clock) => start({ clock, seed: 7, currency }), {
    values,
    settings,
    startMs,
    prepare: ({ state }) => prepare?.(state),
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
  };
}
