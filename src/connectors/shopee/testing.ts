/** For this connector's tests: a connection to a fresh shop, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import type { ConnectorError } from "../kit/errors.ts";
import type { CommandResult, CommandRun, OrderCommand, Orders } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { ShopeeSandbox } from "./sandbox.ts";
import { startSandbox } from "./sandbox.ts";

export interface Shop extends AsyncDisposable {
  readonly sandbox: ShopeeSandbox;
  readonly shop: ShopeeSandbox["shop"];
  readonly state: ShopeeSandbox["state"];
  readonly clock: ReturnType<typeof hurryingClock>;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

export async function openShop(currency?: string): Promise<Shop> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3, currency });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
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

/** The error of what must fail. */
export async function failure(attempt: Promise<unknown>): Promise<ConnectorError> {
  return attempt.then(
    () => Promise.reject(new Error("It should have failed.")),
    (error: ConnectorError) => error,
  );
}

/** A port that has to be there. */
export function portOf<T>(port: T | undefined): T {
  if (port === undefined) throw new Error("the port is missing");
  return port;
}

export function goods(
  sku: string,
  more: { readonly price?: string; readonly stock?: number; readonly options?: readonly string[] } = {},
) {
  const { price = "12.50", stock = 10, options } = more;
  const variants = options
    ? options.map((option) => ({ sku: `${sku}-${option}`, price, stock, option }))
    : [{ sku, price, stock }];
  return { title: `Mug ${sku}`, variants };
}

/** API calls to a path, oldest first, and what they carried. */
export const calls = ({ sandbox }: Shop, path: string) => sandbox.calls.filter((call) => call.path.includes(path));

export const bodies = (shop: Shop, path: string) =>
  calls(shop, path).map(({ requestBody }) => JSON.parse(requestBody || "{}"));

/** Runs a command as the engine would, waiting out what is pending. */
export async function run(connection: TestConnection, key: string, command: OrderCommand): Promise<CommandResult> {
  const orders: Orders = portOf(connection.ports.orders);
  const part = await orders.get(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  const { number, status, platformStatus, lines, totals } = part;
  const order = { key, number, status, platformStatus, currency: totals.currency, lines };
  let saved: Json = null;
  for (let round = 0; round < 40; round += 1) {
    const attempt: CommandRun = {
      command,
      order,
      idempotencyKey: "intent-1",
      saved,
      save: async (progress) => {
        saved = progress;
      },
      uncertain: false,
    };
    const result = await orders.execute(attempt, connection.ctx);
    if (result.state !== "pending") return result;
    saved = result.saved;
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error("pending for ever");
}
