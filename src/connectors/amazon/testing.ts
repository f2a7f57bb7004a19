/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import type { ConnectorError } from "../kit/errors.ts";
import type { CommandRun, OrderCommand } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import { fetchOrder } from "./order-reads.ts";
import { orders } from "./orders.ts";
import { type AmazonSandbox, startSandbox } from "./sandbox.ts";

export interface Account extends AsyncDisposable {
  readonly sandbox: AmazonSandbox;
  readonly shop: AmazonSandbox["shop"];
  readonly state: AmazonSandbox["state"];
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

export async function openAccount(currency?: string): Promise<Account> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 3, currency });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  return {
    sandbox,
    shop: sandbox.shop,
    state: sandbox.state,
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

const INDIA = "A21TJRUUN4KGV";

/** What the mapping needs of a context; drifts are collected. */
export function readingContext(
  settings: Readonly<Record<string, Json>> = {},
  currency = "INR",
): { readonly ctx: Pick<Context, "drift" | "connection">; readonly drifts: string[] } {
  const drifts: string[] = [];
  const connection = {
    account: { externalId: "A3TEST:A21TJRUUN4KGV" },
    facts: { currencies: { [INDIA]: currency } },
    settings: { marketplaceId: INDIA, sellerId: "A3TEST00001", ...settings },
  };
  return { ctx: { connection, drift: ({ path }) => void drifts.push(path) }, drifts };
}

/** Runs a command on an order as the engine would: saves, asks again while it is pending. */
export async function run(connection: TestConnection, key: string, command: OrderCommand, idempotencyKey = "intent-1") {
  const part = await fetchOrder(key, connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  const { number, status, platformStatus, lines, totals } = part;
  const order = { key, number, status, platformStatus, currency: totals.currency, lines };
  let saved: CommandRun["saved"] = null;
  for (let round = 0; round < 60; round += 1) {
    const save = async (progress: Json) => {
      saved = progress;
    };
    const result = await orders.execute(
      { command, order, idempotencyKey, saved, save, uncertain: false },
      connection.ctx,
    );
    if (result.state !== "pending") return result;
    saved = result.saved;
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error(`${command.kind} stays pending for ever`);
}
