/**
 * A hub whose clock belongs to the test: the engine works only when told to, hours pass in an instant, and the
 * sandboxes live in the same time. Everything else is real: database, HTTP interface, webhooks, platform calls.
 */
import type { AddressInfo } from "node:net";
import pino from "pino";
import { type ConnectedShop, connectShop } from "../../demo/connect.ts";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { type OrganizationId, organizationId } from "../../src/commerce/ids.ts";
import { connectors } from "../../src/connectors/index.ts";
import type { Sandbox, SandboxOptions } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../../src/db/testing.ts";
import type { Engine } from "../../src/engine/index.ts";
import { createApp } from "../../src/http/app.ts";
import { quickHashing } from "../../src/hub/accounts/testing-hashing.ts";
import { type LabClock, labClock, MINUTE, SECOND } from "./lab-clock.ts";
import { labConfig, labEngine } from "./lab-engine.ts";
import { freePort, startSandboxOf } from "./start.ts";

export { HOUR, MINUTE, SECOND } from "./lab-clock.ts";

export interface LogRow {
  readonly action: string;
  readonly status: string;
  readonly text: string;
  readonly ref: string | null;
  readonly attempt: number;
  readonly errorKind: string | null;
  readonly details: unknown;
  readonly at: string;
}

export interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly count: number;
  readonly state: string;
}

export interface Lab extends AsyncDisposable {
  readonly url: string;
  readonly clock: LabClock;
  readonly engine: Engine;
  readonly db: TestDatabase;
  readonly seller: Seller;
  readonly organization: OrganizationId;
  readonly logLines: readonly string[];
  sandbox(provider: string, options?: Partial<SandboxOptions>): Promise<Sandbox>;
  /** Another organization in the same hub; it ends with this lab. */
  join(slug: string): Promise<Lab>;
  /** Creates products in the hub, the same ones in the shop with `shown` of each, connects it, and works until the shop shows the hub's stock. */
  stocked(provider: string, skus: Readonly<Record<string, number>>, input?: StockedOptions): Promise<ConnectedShop>;
  connect(sandbox: Sandbox, name: string, values?: Readonly<Record<string, string>>): Promise<ConnectedShop>;
  setStock(levels: Readonly<Record<string, number>>): Promise<void>;
  /** Works off all that is due now. */
  work(): Promise<void>;
  /** Lets `ms` pass, working whenever something is due, and at least every `step`. */
  pass(ms: number, step?: number): Promise<void>;
  /** The store's sync log, oldest first. */
  log(store: ConnectedShop, filter?: string): Promise<LogRow[]>;
  alerts(filter?: string): Promise<AlertRow[]>;
  /** Keys of the store's orders in the hub, sorted. */
  orderKeys(store: ConnectedShop): Promise<string[]>;
  /** Switches every store off, so that the next test works alone. */
  rest(): Promise<void>;
  store(store: ConnectedShop): Promise<StoreRow>;
  look<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
}

export interface StockedOptions {
  /** What the shop shows before it is connected; default the hub's own number. */
  readonly shown?: number;
  readonly options?: Partial<SandboxOptions>;
  readonly values?: Readonly<Record<string, string>>;
}

export interface StoreRow {
  readonly state: string;
  readonly health: string;
  readonly syncState: string;
  readonly lastError: string | null;
  readonly failedAttempts: number;
  readonly nextRetryAt: string | null;
  readonly failingItems: number;
}

export async function openLab(slug: string): Promise<Lab> {
  const db = await testDatabase();
  const port = await freePort();
  const config = labConfig(db, port);
  const clock = labClock(Date.now());
  const logLines: string[] = [];
  const log = pino({ level: "info" }, { write: (line) => void logLines.push(line) });
  const engine = await labEngine({ db: db.database, vault: db.vault, connectors, config, clock, log });
  const app = await createApp({
    config,
    db: db.database,
    vault: db.vault,
    keys: db.keys,
    engine,
    clock,
    log,
    connectors,
    hashing: quickHashing,
    limits: {
      signIn: { most: 10_000, perMs: 60_000 },
      strangerAsks: { most: 100_000, perMs: 60_000 },
      api: { most: 100_000, perMs: 60_000 },
    },
  });
  await app.listen({ host: "127.0.0.1", port });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const sandboxes: Sandbox[] = [];

  const work = async () => {
    await Promise.all(sandboxes.map((one) => (one.faults.webhooks.paused ? undefined : one.settle())));
    await engine.runUntilIdle();
  };
  const join = async (slug: string): Promise<Lab> => {
    const seller = await signUpSeller({ url, name: "Owner", organization: slug, slug });
    const organization = organizationId(seller.organizationId);
    const lab: Lab = {
      url,
      clock,
      engine,
      db,
      seller,
      organization,
      logLines,
      work,
      join,
      async sandbox(provider, options = {}) {
        const opened = await startSandboxOf(provider, { clock, seed: sandboxes.length + 1, ...options });
        sandboxes.push(opened);
        return opened;
      },
      async stocked(provider, skus, input = {}) {
        for (const sku of Object.keys(skus)) {
          const existing = await seller.get<{ items: unknown[] }>(`/variants?sku=${sku}`);
          if (existing.items.length === 0)
            await seller.post("/products", {
              title: `Product ${sku}`,
              variants: [{ sku, priceMinor: 1250, currency: "USD" }],
            });
        }
        await lab.setStock(skus);
        const sandbox = await lab.sandbox(provider, input.options);
        const store = await lab.connect(sandbox, `${provider} shop`, input.values);
        await lab.pass(MINUTE);
        for (const [sku, stock] of Object.entries(skus)) {
          sandbox.shop.addProduct({
            title: `Product ${sku}`,
            status: "active",
            variants: [{ sku, price: "12.50", stock: input.shown ?? stock }],
          });
        }
        // New items are found by the next look at the catalog, whose pace is the platform's.
        const linked = () =>
          lab.look(
            `select 1
             from argosy.listing
             where organization_id = argosy.tenant() and connection_id = $1 and state = 'mapped'`,
            [store.id],
          );
        for (let hours = 0; (await linked()).length < Object.keys(skus).length && hours < 30; hours += 0.5)
          await lab.pass(30 * MINUTE, 15 * MINUTE);
        await lab.pass(MINUTE, 10 * SECOND);
        for (const [sku, stock] of Object.entries(skus)) {
          if (sandbox.shop.stockOf(sku) !== stock)
            throw new Error(
              `${provider} shows ${sandbox.shop.stockOf(sku)} of ${sku} instead of ${stock}: ${JSON.stringify(await lab.log(store))}`,
            );
        }
        return store;
      },
      connect: (sandbox, name, values) =>
        connectShop(seller, sandbox, {
          name,
          values,
          sync: { importProducts: false, stockFrom: "none", importOrdersDays: null },
        }),
      async setStock(levels) {
        const { results } = await seller.post<{ results: { ok: boolean }[] }>("/inventory/levels", {
          items: Object.entries(levels).map(([sku, onHand]) => ({ sku, onHand })),
        });
        if (!results.every((result) => result.ok)) throw new Error(JSON.stringify(results));
      },
      async pass(ms, step = Number.POSITIVE_INFINITY) {
        await work();
        for (const end = clock.now() + ms; clock.now() < end; ) {
          const { due } = await db.database.scheduler.one<{ due: Date | null }>(
            "select min(due_at) as due from argosy.lane where due_at > $1",
            [new Date(clock.now())],
          );
          const next = Math.min(end, due?.getTime() ?? end, clock.now() + step);
          clock.leap(Math.max(1, next - clock.now()));
          await work();
        }
      },
      async log(store, filter = "") {
        const rows: LogRow[] = [];
        for (let cursor = ""; ; ) {
          const page = await seller.get<{ items: LogRow[]; nextCursor: string | null }>(
            `/stores/${store.id}/sync-logs?limit=100${filter}${cursor}`,
          );
          rows.push(...page.items);
          if (page.nextCursor === null) return rows.reverse();
          cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
        }
      },
      alerts: async (filter = "") => (await seller.get<{ items: AlertRow[] }>(`/alerts?limit=100${filter}`)).items,
      async orderKeys(store) {
        const rows = await lab.look<{ ext_key: string }>(
          `select ext_key
           from argosy.sales_order
           where organization_id = argosy.tenant() and connection_id = $1
           order by ext_key`,
          [store.id],
        );
        return rows.map((row) => row.ext_key);
      },
      async rest() {
        const { items } = await seller.get<{ items: { id: string }[] }>("/stores?kind=commerce&state=active");
        for (const { id } of items) await seller.post(`/stores/${id}/deactivate`);
      },
      store: (store) => seller.get<StoreRow>(`/stores/${store.id}`),
      look: (text, params) => db.database.tenant(organization, (tx) => tx.rows(text, params)),
      async [Symbol.asyncDispose]() {
        await app.close();
        await Promise.all(sandboxes.map((one) => one.close()));
        await db[Symbol.asyncDispose]();
      },
    };
    return lab;
  };
  return join(slug);
}

/** Calls of a sandbox that changed something, from a position of its record on. */
export const writes = (store: { readonly sandbox: Sandbox }, from = 0) =>
  store.sandbox.calls.slice(from).filter((call) => call.write);
