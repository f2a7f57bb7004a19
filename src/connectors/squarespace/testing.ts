/** For this connector's tests: a connection to a fresh site, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import type { ConnectorError } from "../kit/errors.ts";
import type { OrderCommand, Orders } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import { APP, type SquarespaceSandbox, startSandbox } from "./sandbox.ts";

export interface Site extends AsyncDisposable {
  readonly sandbox: SquarespaceSandbox;
  readonly shop: SquarespaceSandbox["shop"];
  /** By API key unless the values say otherwise. */
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
  byApp(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

export async function openSite(currency?: string): Promise<Site> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3, currency });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  const connect = async (more: Partial<TestConnectionOptions> = {}) => {
    const connection = await openTestConnection(connector, { sandbox, clock, appSecrets: APP, ...more });
    closers.unshift(() => connection.close());
    return connection;
  };
  return {
    sandbox,
    shop: sandbox.shop,
    connect,
    byApp: (more) => connect({ values: { authMode: "oauth" }, ...more }),
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

/** What the mapping needs of a context; drifts are collected. */
export function readingContext(settings: Readonly<Record<string, Json>> = {}): {
  readonly ctx: Pick<Context, "drift" | "connection">;
  readonly drifts: string[];
} {
  const drifts: string[] = [];
  const connection = { account: { externalId: "site" }, facts: {}, settings };
  return { ctx: { connection, drift: ({ path }) => void drifts.push(path) }, drifts };
}

/** Runs a command on an order as the engine would at the first attempt. */
export async function run(connection: TestConnection, orders: Orders, key: string, command: OrderCommand) {
  const part = await orders.get(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  const { number, status, platformStatus, lines, totals } = part;
  const order = { key, number, status, platformStatus, currency: totals.currency, lines };
  const progress = { saved: null, save: async () => undefined, uncertain: false };
  return orders.execute({ command, order, idempotencyKey: "intent-1", ...progress }, connection.ctx);
}
