/** For tests: a fresh sandbox and connections to it, on a clock where waiting takes no time. */
import type { Clock } from "../../../commerce/clock.ts";
import type { Connector, Ports } from "../contract/contract.ts";
import type { SandboxAccount, SandboxOf } from "../sandbox/sandbox.ts";
import {
  autoAdvancingClock,
  openTestConnection,
  type TestConnection,
  type TestConnectionOptions,
} from "./connection.ts";

/** Disposing ends every connection, then the sandbox. */
export interface TestShop<S extends SandboxOf<SandboxAccount>> extends AsyncDisposable {
  readonly sandbox: S;
  readonly shop: S["shop"];
  readonly clock: Clock;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
}

export interface ConnectedShop<S extends SandboxOf<SandboxAccount>> extends TestShop<S> {
  readonly connection: TestConnection;
}

/** Starts a sandbox; `always` is what every connection to it has unless it says otherwise. */
export async function openTestShop<S extends SandboxOf<SandboxAccount>>(
  connector: Connector,
  start: (clock: Clock) => Promise<S>,
  always: Partial<TestConnectionOptions> & { readonly startMs?: number | undefined } = {},
): Promise<TestShop<S>> {
  const { startMs, ...options } = always;
  const clock = autoAdvancingClock(startMs);
  const sandbox = await start(clock);
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  return {
    sandbox,
    shop: sandbox.shop,
    clock,
    async connect(more = {}) {
      const connection = await openTestConnection(connector, { sandbox, clock, ...options, ...more });
      closers.unshift(() => connection.close());
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
    },
  };
}

/** As `openTestShop`, with one connection; `prepare` changes the shop before it is connected. */
export async function openConnectedShop<S extends SandboxOf<SandboxAccount>>(
  connector: Connector,
  start: (clock: Clock) => Promise<S>,
  options: Parameters<typeof openTestShop>[2] & { readonly prepare?: ((sandbox: S) => void) | undefined } = {},
): Promise<ConnectedShop<S>> {
  const { prepare, ...always } = options;
  const opened = await openTestShop(connector, start, always);
  try {
    prepare?.(opened.sandbox);
    return { ...opened, connection: await opened.connect() };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** A port that has to be there. */
export function portOf<K extends keyof Ports>({ ports }: { readonly ports: Ports }, name: K): NonNullable<Ports[K]> {
  const port = ports[name];
  if (port === undefined) throw new Error(`there is no ${name} port`);
  return port as NonNullable<Ports[K]>;
}

/** What has to be there, or the end of the test. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("it should be there");
  return value;
}
