/** An engine over a small connector made for one test, on a database of its own and a clock the test owns. */

import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import pino from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import { type Connector, defineConnector, type Ports } from "../connectors/kit/contract/contract.ts";
import { bareDescriptor } from "../connectors/kit/testing/descriptor.ts";
import { bareAccount } from "../connectors/kit/testing/detected.ts";
import type { Tx } from "../db/database.ts";
import { keyFromHex } from "../db/keys.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import type { SendMail } from "../hub/accounts/mail.ts";
import { postMovements } from "../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../hub/inventory/locations.ts";
import { NOON, sampleStore, sampleVariant } from "../hub/listings/samples.ts";
import { vapidKeysOf } from "../hub/notifications/vapid.ts";
import { createEngine, type Engine, type EngineOptions } from "./index.ts";
import { prepareJobs } from "./jobs/jobs.ts";

/** Virtual time that passes only on request; sleeps end at once. */
export interface TestClock extends Clock {
  pass(ms: number): void;
}

export function testClock(startMs: number = NOON.getTime()): TestClock {
  let current = startMs;
  return {
    isVirtual: true,
    now: () => current,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      current += ms;
      await setImmediate();
      signal?.throwIfAborted();
    },
    pass(ms) {
      current += ms;
    },
  };
}

export interface TestEngine extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly engine: Engine;
  readonly clock: TestClock;
  readonly organization: OrganizationId;
  readonly store: string;
  /** The ports the store has; a test may exchange them. */
  ports: Ports;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Another worker on the same database, as of another process. */
  secondWorker(): Promise<Engine>;
  /** A worker that sees the database as `database` shows it. */
  workerOn(database: EngineOptions["db"]): Promise<Engine>;
  /** A variant of ours linked to an item of the store with the same key; answers both ids. Null: nobody gave a number. */
  listed(sku: string, onHand: number | null): Promise<{ readonly variant: string; readonly listing: string }>;
  /** Raises (or lowers) what is on hand. */
  adjust(variant: string, by: number): Promise<void>;
}

/** A connector whose ports are those of the moment, also while a connection stays open. */
export function fakeShop(ports: () => Ports, more: Partial<Connector> = {}): Connector {
  return defineConnector({
    meta: {
      ...bareDescriptor,
      id: "fakeshop",
      name: "Fakeshop",
      section: "custom",
      icon: "",
      limits: [],
      orderPrefix: "SA",
      orderHistory: { days: "none" },
    },
    auth: { baseUrl: () => "https://fakeshop.example", authorize: (request) => request, secretNames: [] },
    classify: () => null,
    connect: {
      begin: async () => ({ step: "ready" }),
      complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
      detect: async () => bareAccount("Fakeshop"),
    },
    maximum: [],
    open: () => new Proxy<Ports>({}, { get: (_, name) => Reflect.get(ports(), name) }),
    ...more,
  });
}

export async function testEngine(
  ports: Ports,
  more: Partial<Connector> = {},
  environment: Readonly<Record<string, string>> = {},
  sendMail?: SendMail,
  changes: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const db = await testDatabase();
  const clock = testClock();
  const organization = await db.newOrganization();
  const connector = fakeShop(() => made.ports, more);
  const faults: string[] = [];
  const options: EngineOptions = {
    db: db.database,
    vault: db.vault,
    connectors: new Map([[connector.meta.id, connector]]),
    clock,
    log: pino({ level: "error" }, { write: (line) => void faults.push(line) }),
    works: true,
    sharesLimits: false,
    appUrl: "http://localhost",
    canReceiveWebhooks: true,
    allowPrivateNetwork: true,
    allowHttpStores: true,
    payloadRetentionDays: 30,
    syncLogRetentionDays: 30,
    variable: (name) => environment[name],
    alertStorm: { alerts: 5, minutes: 60 },
    sendMail,
    vapid: vapidKeysOf(keyFromHex("00".repeat(32))),
    ...changes,
  };
  const engine = await createEngine(options);
  let preparing: Promise<void> | undefined;
  /** Runs all maintenance, with the job queue; a failure it logs fails the test. */
  async function maintain(): Promise<void> {
    preparing ??= prepareJobs(db.database.ownerUrl);
    await preparing;
    faults.length = 0;
    await engine.upkeep();
    if (faults.length > 0) throw new Error(`Upkeep failed: ${faults.join("")}`);
  }
  const store = await sampleStore(db, organization);
  const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(organization, work);
  const made: TestEngine = {
    db,
    engine: { ...engine, upkeep: maintain },
    clock,
    organization,
    store,
    ports,
    inside,
    adjust,
    secondWorker: () => createEngine(options),
    workerOn: (database) => createEngine({ ...options, db: database }),
    async listed(sku, onHand) {
      const variant = await sampleVariant(db, organization, { sku });
      const { id: listing } = await db.owner.one<{ id: string }>(
        `with page as (
           insert into argosy.product_listing (organization_id, connection_id, ext_key, title, product_id, content_sync)
           select $1, $2, $3, $3, product_id, false
           from argosy.variant
           where organization_id = $1 and id = $4
           returning id)
         insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, sku, state,
           variant_id)
         select $1, $2, id, $3, $3, 'mapped', $4 from page returning id`,
        [organization, store, sku, variant],
      );
      if (onHand !== null) await adjust(variant, onHand);
      return { variant, listing };
    },
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]();
    },
  };
  async function adjust(variant: string, by: number): Promise<void> {
    await inside(async (tx) => {
      const locationId = await ensureDefaultLocation(tx, new Date(clock.now()));
      await postMovements(tx, {
        movements: [
          {
            variantId: variant,
            locationId,
            causeKind: "adjust",
            causeRef: randomUUID(),
            onHandDelta: by,
            reservedDelta: 0,
          },
        ],
        actor: { kind: "system", id: "test", name: "test" },
        now: new Date(clock.now()),
      });
    });
  }
  return made;
}
