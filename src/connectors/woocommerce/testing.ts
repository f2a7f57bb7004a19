/** A connected shop for the tests of this folder. */
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { WooSandbox } from "./sandbox/index.ts";
import { startSandbox } from "./sandbox/index.ts";

export interface TestShop extends TestConnection {
  readonly sandbox: WooSandbox;
  /** Calls made since the last look, as "METHOD path" without query. */
  seen(): string[];
}

/** Starts a shop, prepares it, connects as a seller would, runs the work and cleans up. */
export async function withShop(
  work: (shop: TestShop) => Promise<void>,
  options: Partial<TestConnectionOptions> & {
    readonly currency?: string;
    prepare?(sandbox: WooSandbox): void;
  } = {},
): Promise<void> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, ...(options.currency ? { currency: options.currency } : {}) });
  try {
    options.prepare?.(sandbox);
    const connection = await openTestConnection(connector, { ...options, sandbox, clock });
    let from = sandbox.calls.length;
    const seen = () => {
      const calls = sandbox.calls.slice(from).map((call) => `${call.method} ${call.path.split("?")[0]}`);
      from = sandbox.calls.length;
      return calls;
    };
    try {
      await work({ ...connection, sandbox, seen });
    } finally {
      await connection.close();
    }
  } finally {
    await sandbox.close();
  }
}
