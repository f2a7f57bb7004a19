/** A whole hub on a database and port of its own, with sandboxes connected through the public API as a seller does. */
import pino from "pino";
import { type ConnectedShop, connectShop } from "../../demo/connect.ts";
import { type NewSeller, type Seller, signUpSeller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../src/commerce/ids.ts";
import type { Sandbox, SandboxOptions } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { Tx } from "../../src/db/database.ts";
import { type TestDatabase, testDatabase } from "../../src/db/testing.ts";
import type { Limits } from "../../src/http/deps.ts";
import { quickHashing } from "../../src/hub/accounts/testing-hashing.ts";
import { type RunningHub, startHub } from "../../src/start.ts";
import { sandboxConfig } from "./config.ts";
import { freePort, startSandboxOf } from "./start.ts";
import { until } from "./until.ts";

export { freePort, startSandboxOf, until };

export interface ConnectOptions {
  readonly stockFrom?: "channel" | "hub" | "none";
  readonly importOrdersDays?: number | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Values on top of what the sandbox says a seller would type. */
  readonly values?: Readonly<Record<string, string>>;
}

export interface TestHub extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  readonly running: RunningHub;
  /** Everything the hub logged, one JSON line each. */
  readonly logLines: readonly string[];
  seller(slug: string, more?: Partial<NewSeller>): Promise<Seller & { readonly organization: OrganizationId }>;
  sandbox(provider: string, options?: Partial<SandboxOptions>): Promise<Sandbox>;
  connect(seller: Seller, sandbox: Sandbox, name: string, input?: ConnectOptions): Promise<ConnectedShop>;
  /** Looks at the database as this organization. */
  look<T>(seller: Seller, text: string, params?: readonly unknown[]): Promise<T[]>;
  owner: Tx;
}

export async function testHub(
  env: Readonly<Record<string, string>> = {},
  limits: Partial<Limits> = {},
): Promise<TestHub> {
  const db = await testDatabase();
  const port = await freePort();
  const config = sandboxConfig(
    { port, databaseUrl: db.database.ownerUrl, key: Buffer.from(db.keys.current.bytes).toString("hex") },
    env,
  );
  const logLines: string[] = [];
  const log = pino({ level: env.LOG_LEVEL ?? "info" }, { write: (line) => void logLines.push(line) });
  const running = await startHub({
    config,
    log,
    hashing: quickHashing,
    limits: {
      signIn: { most: 10_000, perMs: 60_000 },
      strangerAsks: { most: 100_000, perMs: 60_000 },
      api: { most: 100_000, perMs: 60_000 },
      ...limits,
    },
  });
  let { setupToken } = running;
  const sandboxes: Sandbox[] = [];
  const tenant = <T>(seller: Seller, work: (tx: Tx) => Promise<T>) =>
    db.database.tenant(organizationId(seller.organizationId), work);
  return {
    url: running.url,
    db,
    running,
    logLines,
    owner: db.owner,
    async seller(slug, more = {}) {
      // The first one runs the hub.
      const token = setupToken;
      setupToken = null;
      const person = { url: running.url, name: "Owner", organization: slug, slug, setup: token ?? undefined };
      const seller = await signUpSeller({ ...person, ...more });
      if (token !== null) await seller.post("/operator", { token });
      return { ...seller, organization: organizationId(seller.organizationId) };
    },
    async sandbox(provider, options = {}) {
      const sandbox = await startSandboxOf(provider, { clock: systemClock, seed: 1, ...options });
      sandboxes.push(sandbox);
      return sandbox;
    },
    async connect(seller, sandbox, name, input = {}) {
      const store = await connectShop(seller, sandbox, {
        name,
        values: input.values,
        sync: {
          importProducts: true,
          stockFrom: input.stockFrom ?? "hub",
          importOrdersDays: input.importOrdersDays ?? null,
        },
      });
      if (input.settings) await seller.patch(`/stores/${store.id}`, { settings: input.settings });
      return store;
    },
    look: (seller, text, params) => tenant(seller, (tx) => tx.rows(text, params)),
    async [Symbol.asyncDispose]() {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      await running.stop();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** Real calls at the pace of the platform: where it takes 38 a minute, an empty shop alone needs close to one. */
const FIRST_SYNC_MS = 110_000;

/** Waits for the store's first sync to end, and for its webhooks to be registered where that is automatic. */
export async function firstSyncDone(seller: Seller, store: ConnectedShop): Promise<void> {
  await until(
    `first sync of ${store.provider}`,
    async () => {
      const { items } = await seller.get<{ items: { type: string; status: string; error: string | null }[] }>(
        `/runs?storeId=${store.id}`,
      );
      const run = items.find((one) => one.type === "initial_sync");
      if (run?.status === "failed") throw new Error(`The first sync failed: ${run.error}`);
      return run;
    },
    { wanted: (run) => run?.status === "done", ms: FIRST_SYNC_MS },
  );
}
