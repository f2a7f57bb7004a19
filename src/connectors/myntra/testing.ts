/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { collect } from "../kit/conformance-bench.ts";
import type { Delivery } from "../kit/door.ts";
import type { CommandResult, Orders, Stock } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import { type MyntraSandbox, startSandbox } from "./sandbox/index.ts";

export interface Account extends AsyncDisposable {
  readonly sandbox: MyntraSandbox;
  readonly shop: MyntraSandbox["shop"];
  readonly state: MyntraSandbox["state"];
  readonly clock: ReturnType<typeof hurryingClock>;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

/** An account that sells KRT-1, KRT-2 and KRT-3, a hundred of each, at 649.50 rupees. */
export async function openAccount(): Promise<Account> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3 });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  for (const sku of ["KRT-1", "KRT-2", "KRT-3"])
    sandbox.shop.addProduct({ title: `Kurta ${sku}`, variants: [{ sku, price: "649.50", stock: 100 }] });
  return {
    sandbox,
    shop: sandbox.shop,
    state: sandbox.state,
    clock,
    async connect(more = {}) {
      const connection = await openTestConnection(connector, { sandbox, clock, ...more });
      closers.unshift(() => connection.close());
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
    },
  };
}

export function ordersOf({ ports }: TestConnection): Orders {
  if (!ports.orders) throw new Error("no orders port");
  return ports.orders;
}

export function stockOf({ ports }: TestConnection): Stock {
  if (!ports.stock) throw new Error("no stock port");
  return ports.stock;
}

export async function partOf(connection: TestConnection, key: string): Promise<OrderPart> {
  const part = await ordersOf(connection).get(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  return part;
}

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

/** One attempt at a command, as the engine makes it. */
export async function attempt(
  connection: TestConnection,
  key: string,
  command: OrderCommand,
  saved: Json = null,
): Promise<CommandResult> {
  const { orderKey, number, status, platformStatus, lines, totals } = await partOf(connection, key);
  return ordersOf(connection).execute(
    {
      command,
      order: { key: orderKey, number, currency: totals.currency, status, platformStatus, lines },
      idempotencyKey: "intent-1",
      saved,
      save: async () => undefined,
      uncertain: false,
    },
    connection.ctx,
  );
}

/** Myntra's call on the hub's door. */
export function delivery(method: string, topic: string, body: Json, token = "t".repeat(43)): Delivery {
  return {
    method,
    topic,
    headers: { "content-type": "application/json", access_token: token, "x-partner-store": "MYNTRA" },
    query: {},
    body: Buffer.from(JSON.stringify(body)),
    registeredUrl: "",
    receivedAt: new Date("2026-11-20T09:00:00Z"),
  };
}
