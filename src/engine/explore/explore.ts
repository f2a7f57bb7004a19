/** Exploring: emulated stores inside this hub, connected the ordinary way, for a person without one. */

import { randomInt } from "node:crypto";
import type { Logger } from "pino";
import type { Actor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import { connectionId as brandedId, type OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Connector, ConnectorMeta } from "../../connectors/kit/contract/contract.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import {
  endSandboxStore,
  runningSandboxStores,
  sandboxPurchases,
  saveSandboxPurchases,
  saveSandboxStore,
} from "../../hub/stores/explored-stores.ts";
import type { Connections } from "../connect/connections.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";
import { buildShop, buy, pastTrade, type Sandboxes } from "./build-shop.ts";
import { connectSandbox } from "./connect-sandbox.ts";
import { connectDriver } from "./connect-session.ts";
import type { LocalShop, LocalShops } from "./local-shops.ts";

export interface ExploreDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly connections: Connections;
  readonly shops: LocalShops;
  /** Absent: the operator does not offer them. */
  readonly sandboxes?: Sandboxes | undefined;
}

interface By {
  readonly organization: OrganizationId;
  readonly actor: Actor;
}

type Of = By & { readonly connectionId: string };

// Shops of different organizations differ by it; sandboxes write it with three digits into their names.
const MAX_SEED = 1_000;
const HISTORY_DAYS = 30;
const FIRST_SYNCS_MS = 15_000;

export function createExplore(deps: ExploreDeps) {
  /** What each organization is starting just now. */
  const starting = new Set<string>();
  return {
    /** Providers that can be explored here, by what their connectors can do. */
    providers: () => explorable(deps).map(({ meta }) => ({ provider: meta.id, name: meta.name })),
    running: (organization: OrganizationId) =>
      deps.db.tenant(organization, async (tx) => {
        const stores = await runningSandboxStores(tx);
        const isHere = (connectionId: string) => deps.shops.of(organization, connectionId) !== undefined;
        return stores.map(({ connectionId, provider, name, state, startedAt }) => {
          return { id: connectionId, provider, name, state, startedAt, isRunning: isHere(connectionId) };
        });
      }),
    async start(input: By & { readonly provider: string; readonly isPreviewed?: boolean | undefined }) {
      const { meta } = offered(deps, input.provider);
      const key = `${input.organization} ${input.provider}`;
      if (starting.has(key)) throw runsAlready(meta);
      starting.add(key);
      try {
        return await start(deps, { ...input, meta });
      } finally {
        starting.delete(key);
      }
    },
    order: (input: Of & { readonly lines?: readonly { sku: string; quantity: number }[] | undefined }) =>
      order(deps, input),
    async end(input: Of) {
      runningShop(deps, input);
      await deps.connections.disconnect(input);
      await forget(deps, input);
    },
    /** A store was disconnected: the sandbox behind it, if there was one, ends too. */
    forget: (input: Pick<Of, "organization" | "connectionId">) => forget(deps, input),
    stop: () => deps.shops.closeAll(),
  };
}

/** Orders are what there is to see: a platform whose orders come by hand-carried files shows nothing by itself. */
function explorable({ sandboxes, connectors }: ExploreDeps): Connector[] {
  return [...connectors.values()].filter(
    ({ meta, maximum }) => sandboxes?.providers.includes(meta.id) && maximum.includes("orders"),
  );
}

function offered(deps: ExploreDeps, provider: string): Connector {
  if (!deps.sandboxes)
    throw new HubError("SANDBOXES_OFF", "forbidden", "The operator of this hub does not offer sandbox stores.");
  const connector = explorable(deps).find(({ meta }) => meta.id === provider);
  if (!connector)
    throw new HubError("SANDBOX_UNKNOWN", "validation", `"${provider}" has no sandbox to explore.`, "providers");
  return connector;
}

const runsAlready = (meta: ConnectorMeta) =>
  new HubError("SANDBOX_RUNS", "conflict", message("refused.sandboxRuns", { platform: meta.name }), "providers");

/** As a channel whose first sync a person looks at before it is applied. */
const PREVIEWED: SyncOptions = { importProducts: false, importOrdersDays: null, stockFrom: "none", review: true };

async function start(
  deps: ExploreDeps,
  input: By & { readonly meta: ConnectorMeta; readonly isPreviewed?: boolean | undefined },
): Promise<string> {
  const { organization, meta, actor } = input;
  const { db, shops } = deps;
  await firstSyncsEnd(deps, organization);
  const { currency, hasGoods, others } = await db.tenant(organization, async (tx) => ({
    ...(await tx.one<{ currency: string; hasGoods: boolean }>(
      `select currency, exists (select from variant v where v.organization_id = o.organization_id) as "hasGoods"
       from organization o where organization_id = argosy.tenant()`,
    )),
    others: await runningSandboxStores(tx),
  }));
  if (others.some(({ provider }) => provider === meta.id)) throw runsAlready(meta);
  const shop = await openShop(deps, { organization, provider: meta.id, currency });
  const name = `${meta.name} (sandbox)`;
  let connectionId: string | undefined;
  try {
    const atOnce: SyncOptions = {
      importProducts: true,
      importOrdersDays: HISTORY_DAYS,
      stockFrom: hasGoods ? "hub" : "channel",
    };
    await connectSandbox(
      connectDriver(deps.connections, {
        shop: shop.local,
        meta,
        name,
        actor,
        options: input.isPreviewed === true ? PREVIEWED : atOnce,
        async reserve() {
          const draft = await deps.connections.openDraft({ organization, provider: meta.id, actor, name });
          connectionId = draft.connectionId;
          shops.name(draft.connectionId, shop.local);
          await saveShop(deps, draft.connectionId, shop);
          return draft;
        },
      }),
      shop.local.sandbox,
      meta,
    );
    if (connectionId === undefined) throw new Error("A sandbox was connected without a connection.");
    return connectionId;
  } catch (error) {
    if (connectionId === undefined) await shops.close(shop.local);
    else {
      await deps.connections
        .disconnect({ organization, connectionId, actor })
        .catch((failure: unknown) => deps.log.warn({ err: failure }, "a sandbox's draft could not be removed"));
      await forget(deps, { organization, connectionId });
    }
    throw error;
  }
}

type OpenShop = Awaited<ReturnType<typeof openShop>>;

async function openShop(
  deps: ExploreDeps,
  input: { readonly organization: OrganizationId; readonly provider: string; readonly currency: string },
) {
  const { sandboxes, clock, shops } = deps;
  if (!sandboxes) throw new Error("There are no sandboxes to open.");
  const seed = randomInt(1, MAX_SEED);
  const startedAt = new Date(clock.now());
  const plan = { ...input, seed, startedAt, purchases: pastTrade(seed, startedAt) };
  const { sandbox, purchases } = await buildShop({ sandboxes, clock }, plan);
  const { organization, currency } = input;
  return { local: shops.add({ organization, sandbox, currency, seed }), purchases, startedAt };
}

function saveShop({ db }: ExploreDeps, connectionId: string, { local, purchases, startedAt }: OpenShop): Promise<void> {
  const { sandbox, seed, currency, organization } = local;
  return db.tenant(organization, async (tx) => {
    await saveSandboxStore(tx, { connectionId, seed, currency, port: Number(new URL(sandbox.url).port), startedAt });
    await saveSandboxPurchases(tx, connectionId, purchases);
  });
}

/** What one store brings into the catalog the next is linked to; a platform with few calls a minute is not waited for. */
async function firstSyncsEnd({ db, clock }: ExploreDeps, organization: OrganizationId): Promise<void> {
  for (const end = clock.now() + FIRST_SYNCS_MS; clock.now() < end; await clock.sleep(100)) {
    const open = await db.tenant(organization, (tx) =>
      tx.maybe(
        `select 1
         from run r
         join sandbox_store s on s.organization_id = r.organization_id and s.connection_id = r.connection_id
         where r.organization_id = argosy.tenant() and s.ended_at is null and r.kind = 'initial_sync'
           and r.state in ('queued', 'running') limit 1`,
      ),
    );
    if (!open) return;
  }
}

function runningShop(deps: ExploreDeps, { organization, connectionId }: Pick<Of, "organization" | "connectionId">) {
  const shop = deps.shops.of(organization, connectionId);
  if (!shop) throw new HubError("SANDBOX_NOT_FOUND", "not_found", "No such sandbox is running here.");
  return shop;
}

async function order(
  deps: ExploreDeps,
  input: Of & { readonly lines?: readonly { sku: string; quantity: number }[] | undefined },
) {
  const local = runningShop(deps, input);
  const { shop } = local.sandbox;
  const { organization, connectionId } = input;
  const placedAt = new Date(deps.clock.now());
  return deps.db.tenant(organization, async (tx) => {
    await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.sandbox:' || $1, 0))", [connectionId]);
    const number = (await sandboxPurchases(tx, connectionId)).length;
    const lines = input.lines ?? [pick(local, number)];
    const strange = lines.findIndex(({ sku }) => !shop.skus().includes(sku));
    if (strange >= 0)
      throw new HubError("SANDBOX_SKU", "validation", "The sandbox does not sell this SKU.", `lines.${strange}.sku`);
    const purchase = { number, lines, payment: "paid" as const, placedAt };
    const extKey = buy(shop, purchase);
    await saveSandboxPurchases(tx, connectionId, [{ ...purchase, extKey }]);
    // A platform without webhooks would show the order only at the next poll.
    await pollOrdersNow(tx, { organization, connection: brandedId(connectionId) }, placedAt);
    const made = shop.order(extKey);
    return { key: extKey, number: made?.number ?? extKey, total: made?.total ?? "0", currency: local.currency, lines };
  });
}

/** Something that is there, another each time. */
function pick({ sandbox: { shop } }: LocalShop, number: number): { sku: string; quantity: number } {
  const there = shop.skus().filter((sku) => shop.stockOf(sku) > 1);
  const [sku = shop.skus()[0] ?? ""] = there.slice((number * 3) % Math.max(1, there.length));
  return { sku, quantity: 1 + (number % 2) };
}

async function forget(deps: ExploreDeps, { organization, connectionId }: Pick<Of, "organization" | "connectionId">) {
  const shop = deps.shops.of(organization, connectionId);
  if (shop) await deps.shops.close(shop);
  await deps.db.tenant(organization, (tx) => endSandboxStore(tx, connectionId, new Date(deps.clock.now())));
}
