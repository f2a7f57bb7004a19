/** For this connector's tests: a connection to a fresh site, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import type { ConnectorError } from "../kit/errors.ts";
import type { CommandResult, CommandRun, OrderCommand, PushItem } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { SiteOptions, WixSandbox } from "./sandbox/index.ts";
import { startSandbox } from "./sandbox/index.ts";

export interface Site extends AsyncDisposable {
  readonly sandbox: WixSandbox;
  readonly shop: WixSandbox["shop"];
  readonly clock: ReturnType<typeof hurryingClock>;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

/** Catalog V3 and an app of the merchant's own unless the options say otherwise. */
export async function openSite(options: Partial<SiteOptions> = {}): Promise<Site> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3, ...options });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  return {
    sandbox,
    shop: sandbox.shop,
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

export const openOldSite = (options: Partial<SiteOptions> = {}): Promise<Site> =>
  openSite({ catalog: "V1", access: "api_key", ...options });

/** The port, or the end of the test. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the connection should have this");
  return value;
}

/** The error of what must fail. */
export async function failure(attempt: Promise<unknown>): Promise<ConnectorError> {
  return attempt.then(
    () => Promise.reject(new Error("It should have failed.")),
    (error: ConnectorError) => error,
  );
}

/** Runs a command on an order as the engine would at the first attempt. */
export async function run(
  connection: TestConnection,
  key: string,
  command: OrderCommand,
  more: Partial<CommandRun> = {},
): Promise<CommandResult> {
  const orders = must(connection.ports.orders);
  const part = must(await orders.get(key, connection.ctx));
  const { number, status, platformStatus, lines, totals } = part;
  const order = { key, number, status, platformStatus, currency: totals.currency, lines };
  const progress = { saved: null, save: async () => undefined, uncertain: false };
  return orders.execute({ command, order, idempotencyKey: "intent-1", ...progress, ...more }, connection.ctx);
}

/** An item of a push as the engine makes it. */
export function wish<V>(key: string, ext: Json, want: V, more: Partial<PushItem<V>> = {}): PushItem<V> {
  return { key, location: "", seq: 1n, want, expected: null, ext, idempotencyKey: `wish-${key}`, ...more };
}

/** Bodies of the calls to a path, oldest first. */
export function sent(sandbox: WixSandbox, path: string): readonly Json[] {
  return sandbox.calls
    .filter((call) => call.path.split("?")[0]?.endsWith(path))
    .map((call) => JSON.parse(call.requestBody) as Json);
}
