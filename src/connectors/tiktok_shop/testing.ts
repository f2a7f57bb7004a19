/** For this connector's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import type { CommandOrder, CommandResult, Orders } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { State, StoredOrder } from "./sandbox/state.ts";
import { startSandbox, type TikTokSandbox } from "./sandbox.ts";

export interface World extends AsyncDisposable {
  readonly sandbox: TikTokSandbox;
  readonly shop: TikTokSandbox["shop"];
  readonly state: State;
  /** By the custom app's credentials in the form unless the values say otherwise. */
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

export async function openShop(currency?: string): Promise<World> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3, currency });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  return {
    sandbox,
    shop: sandbox.shop,
    state: sandbox.state,
    async connect(more) {
      const connection = await openTestConnection(connector, { sandbox, clock, ...more });
      closers.unshift(() => connection.close());
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
    },
  };
}

/** The error of what must fail. */
export async function failure(attempt: Promise<unknown>): Promise<ConnectorError> {
  const error = await attempt.then(
    () => new Error("It should have failed."),
    (reason: unknown) => reason,
  );
  if (error instanceof ConnectorError) return error;
  throw error;
}

/** What pure mapping needs of a context; drifts are collected. */
export function readingContext(): { readonly ctx: Pick<Context, "drift">; readonly drifts: string[] } {
  const drifts: string[] = [];
  return { ctx: { drift: ({ path }) => void drifts.push(path) }, drifts };
}

export function portOf(connection: TestConnection): Orders {
  const { orders } = connection.ports;
  if (!orders) throw new Error("no orders port");
  return orders;
}

export async function readOrder(connection: TestConnection, key: string): Promise<OrderPart> {
  const part = await portOf(connection).get(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  return part;
}

export function stored(state: State, key: string): StoredOrder {
  const order = state.orders.get(key);
  if (!order) throw new Error(`no order ${key} in the sandbox`);
  return order;
}

export function commandOrder({
  orderKey: key,
  number,
  status,
  platformStatus,
  lines,
  totals,
}: OrderPart): CommandOrder {
  return { key, number, status, platformStatus, currency: totals.currency, lines };
}

/** Runs a command as the engine: saves what it says, asks again while it is pending. */
export async function run(
  connection: TestConnection,
  key: string,
  command: OrderCommand,
  more: { readonly uncertain?: boolean; readonly saved?: Json; readonly idempotencyKey?: string } = {},
): Promise<CommandResult> {
  const order = commandOrder(await readOrder(connection, key));
  let saved: Json = more.saved ?? null;
  for (;;) {
    const result = await portOf(connection).execute(
      {
        command,
        order,
        idempotencyKey: more.idempotencyKey ?? "intent-1",
        saved,
        save: async (progress) => {
          saved = progress;
        },
        uncertain: more.uncertain ?? false,
      },
      connection.ctx,
    );
    if (result.state !== "pending") return result;
    saved = result.saved;
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
}

export function fulfil(
  trackingNumbers: readonly string[],
  more: { readonly carrier?: string; readonly lines?: readonly { lineKey: string; quantity: number }[] } = {},
): OrderCommand {
  return { kind: "fulfil", carrier: "DHL", trackingNumbers, notifyCustomer: false, ...more };
}
