/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { collect } from "../kit/conformance-bench.ts";
import type { ConnectorError } from "../kit/errors.ts";
import type { CommandOrder, CommandResult, Orders, Stock } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import { type FlipkartSandbox, PARTNER, startSandbox } from "./sandbox/index.ts";
import type { StoredShipment } from "./sandbox/state.ts";

/** Settings with which shipments are packed from here. */
export const PACKING = {
  packing: true,
  packageLength: 20,
  packageBreadth: 15,
  packageHeight: 10,
  packageWeight: 0.5,
} as const;

export interface Account extends AsyncDisposable {
  readonly sandbox: FlipkartSandbox;
  readonly shop: FlipkartSandbox["shop"];
  readonly clock: ReturnType<typeof hurryingClock>;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
  /** Shipments of an order as the sandbox keeps them. */
  shipments(orderKey: string): StoredShipment[];
}

/** An account that sells MUG-1, MUG-2 and MUG-3, a hundred of each. */
export async function openAccount(): Promise<Account> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3 });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  for (const sku of ["MUG-1", "MUG-2", "MUG-3"])
    sandbox.shop.addProduct({ title: `Mug ${sku}`, variants: [{ sku, price: "250", stock: 100 }] });
  return {
    sandbox,
    shop: sandbox.shop,
    clock,
    async connect(more = {}) {
      const connection = await openTestConnection(connector, { sandbox, clock, appSecrets: PARTNER, ...more });
      closers.unshift(() => connection.close());
      return connection;
    },
    shipments: (key) => (sandbox.state.byOrder.get(key) ?? []).flatMap((id) => sandbox.state.shipments.get(id) ?? []),
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

/** Everything a sweep of orders tells from a cursor on. */
export async function swept(
  connection: TestConnection,
  id: "changed" | "open",
  input: { readonly cursor?: string | null; readonly openIds?: readonly string[] } = {},
) {
  const sweep = ordersOf(connection).sweeps.find((one) => one.id === id);
  if (!sweep) throw new Error(`no sweep ${id}`);
  return collect(sweep, connection.ctx, input);
}

export async function partOf(connection: TestConnection, key: string): Promise<OrderPart> {
  const part = await ordersOf(connection).get(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  return part;
}

/** The order of these parts as the engine would hand it to a command. */
export function commandOrder(parts: readonly OrderPart[]): CommandOrder {
  const [first] = parts;
  if (!first) throw new Error("no parts");
  return {
    key: first.orderKey,
    number: first.number,
    currency: first.totals.currency,
    status: first.status,
    platformStatus: [...new Set(parts.map((part) => part.platformStatus))].join(", "),
    lines: parts.flatMap((part) =>
      part.lines.map(({ key, quantity, fulfilledQuantity }) => ({ key, quantity, fulfilledQuantity })),
    ),
  };
}

export interface Ran {
  readonly result: CommandResult;
  /** Waits the command asked for, in milliseconds. */
  readonly waits: readonly number[];
  readonly saved: Json;
}

/** Runs a command to its end as the engine does: saves, waits, asks again. */
export async function run(connection: TestConnection, key: string, command: OrderCommand): Promise<Ran> {
  const { items } = await swept(connection, "open", { openIds: [key] });
  const order = commandOrder(items);
  let saved: Json = null;
  const waits: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const result = await ordersOf(connection).execute(
      {
        command,
        order,
        idempotencyKey: "intent-1",
        saved,
        save: async (progress) => {
          saved = progress;
        },
        uncertain: false,
      },
      connection.ctx,
    );
    if (result.state !== "pending") return { result, waits, saved };
    saved = result.saved;
    waits.push(result.pollAfterMs);
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error(`${command.kind} stays pending for ever`);
}

export const FULFIL: Extract<OrderCommand, { kind: "fulfil" }> = {
  kind: "fulfil",
  carrier: "Delhivery",
  trackingNumbers: ["DL-1"],
  notifyCustomer: false,
};

/** The error of what must fail. */
export async function failure(attempt: Promise<unknown>): Promise<ConnectorError> {
  return attempt.then(
    () => Promise.reject(new Error("It should have failed.")),
    (error: ConnectorError) => error,
  );
}

/** Paths of the calls since a mark, without the host's prefix. */
export const calledSince = ({ sandbox }: Account, mark: number): string[] =>
  sandbox.calls
    .slice(mark)
    .map(({ method, path }) => `${method} ${decodeURIComponent(path.replace("/sellers/", "/"))}`);

/** Calls that changed something at the sandbox. */
export const writes = ({ sandbox }: Account) => sandbox.calls.filter((call) => call.write);

/** The body of the last write to this path. */
export const bodyOf = (account: Account, path: string) =>
  JSON.parse(writes(account).findLast((call) => call.path.endsWith(path))?.requestBody ?? "null");
