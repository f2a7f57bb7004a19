/**
 * Opens connections: the stored row, its secrets, and what this process keeps between calls (tokens,
 * breaker), joined into the context a connector works with.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { AbsenceOf } from "../../connectors/absences.ts";
import type { ConnectionInfo, Connector, Context, Grant, Ports } from "../../connectors/kit/contract/contract.ts";
import { type Breaker, createBreaker } from "../../connectors/kit/http/breaker.ts";
import { pausedScopes, publishedScopes } from "../../connectors/kit/http/bucket-scopes.ts";
import type { CallRecord } from "../../connectors/kit/http/call-log.ts";
import { createContext } from "../../connectors/kit/http/create-context.ts";
import type { Egress } from "../../connectors/kit/http/egress.ts";
import type { ContextOptions, DriftReport } from "../../connectors/kit/http/options.ts";
import type { LimitState, PlatformLimiter } from "../../connectors/kit/http/platform-limiter.ts";
import type { ShopClock } from "../../connectors/kit/http/shop-clock.ts";
import { createTokenKeeper, type StoredGrant, type TokenKeeper } from "../../connectors/kit/http/tokens.ts";
import { whileAway } from "../../db/away.ts";
import { type Database, type Tx, together } from "../../db/database.ts";
import { openRow, type SealedRow, type Vault } from "../../db/vault.ts";
import { secretsNow, withReplacedSecrets } from "../../hub/stores/previous-secrets.ts";
import { storeSecrets } from "../../hub/stores/secrets.ts";
import { needed } from "./absent-connector.ts";
import { appValues, bucketKeys, endpointIn, operatorApp, unsavedBucketKeys } from "./app-credentials.ts";
import { createConnectionCache } from "./connection-cache.ts";
import { createConnectionHealth } from "./connection-health.ts";
import { connectorLog } from "./connector-log.ts";
import { withGrantLease } from "./grant-lease.ts";
import { handlerUrl } from "./handler-url.ts";
import type { LocalPlatform, LocalPlatforms } from "./local-platform.ts";
import { createPortCache } from "./port-cache.ts";
import {
  type ConnectionRow,
  grantOf,
  loadGrant,
  loadStores,
  type StoredConnection,
  type StoreIds,
  storeIds,
} from "./stored-connection.ts";
import { noteRenewalFailed, storeGrant } from "./stored-grants.ts";
import { confirmSecrets, isUnconfirmed, unconfirmedName } from "./unconfirmed-secrets.ts";

/** What a turn of work saw, written to the sync log and the drift table with its result. */
export interface CallLog {
  readonly calls: CallRecord[];
  readonly drifts: DriftReport[];
  /** When this turn noted that the platform answers. */
  notedAt: number | null;
}

/** Orders and stock stand before sweeps and imports in the line for a platform's limited calls: their `priority`. */
export interface ProvisionalOptions
  extends Pick<ContextOptions, "signal" | "priority" | "byHand" | "beforeCall" | "beforeWrite" | "beforeChange"> {
  readonly callLog: CallLog;
}

const hooksOf = ({ beforeCall, beforeWrite, beforeChange }: ProvisionalOptions) => ({
  beforeCall,
  beforeWrite,
  beforeChange,
});

export interface OpenConnection {
  readonly organization: OrganizationId;
  readonly row: ConnectionRow;
  readonly connector: Connector;
  /** The connection without secrets, as its ports were opened with. */
  readonly info: ConnectionInfo;
  readonly ports: Ports;
  readonly breaker: Breaker;
  /** How far the platform's clock stands ahead of ours. */
  readonly shopClock: ShopClock;
  /** Secrets of its app, the connection and its grant by name, decrypted. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Of them, those of the organization's own app; empty: it has none. */
  readonly ownApp: ReadonlyMap<string, string>;
  /** The hub's own address as the platform reaches it, or null while it cannot. */
  readonly homeUrl: string | null;
  /** The public URL of a topic, or null while the hub is not reachable from outside. */
  webhookUrl(topic: string): string | null;
  /** The public URL of its app's one webhook address, or null likewise. */
  appUrl(): string | null;
  context(input: ProvisionalOptions): Context;
  /** Renews the grant, at most one renewal at a time in the whole installation. Rejects with the error of `refresh`. */
  renew(refresh: () => Promise<Grant>): Promise<void>;
  /** Ends the pauses the platform requested, because a person retries now. */
  thaw(): Promise<void>;
  /** How much of the platform's published limits is used, by this connection and those it shares them with. */
  limits(): Promise<readonly LimitState[]>;
}

export interface ConnectionRegistry {
  /** Null when the connection does not exist or its provider is not part of this build. */
  open(organization: OrganizationId, connection: string): Promise<OpenConnection | null>;
  /** The same; throws HubError CONNECTOR_MISSING of a store whose provider is not part of this hub. */
  openNeeded(organization: OrganizationId, connection: string): Promise<OpenConnection | null>;
  /** `open`, and whatever else is read in the same transaction: what a turn needs first costs it no second one. */
  openWith<T>(
    organization: OrganizationId,
    connection: string,
    read: (tx: Tx) => Promise<T>,
  ): Promise<{ readonly open: OpenConnection; readonly read: T } | null>;
  /** `open` inside a transaction, with what it wrote so far. When that may roll back, `forget` afterwards. */
  openIn(tx: Tx, organization: OrganizationId, connection: string): Promise<OpenConnection | null>;
  openStores(tx: Tx, organization: OrganizationId, stores: StoreIds): Promise<OpenConnection[]>;
  /** The cached connection, without a query; null: not cached. Callers check `isStill`. */
  cached(organization: OrganizationId, connection: string): OpenConnection | null;
  /** The same, as it stands now; null where it would be opened with anything else by now, or not at all. */
  isStill(tx: Tx, open: OpenConnection): Promise<OpenConnection | null>;
  /** A context for credentials that are not stored yet. */
  provisionalContext(
    connector: Connector,
    input: {
      /** Null: the app itself, whoever works with it. */
      readonly organization: OrganizationId | null;
      readonly info: ConnectionInfo;
      /** The organization's own app; empty: the operator's counts. */
      readonly app: ReadonlyMap<string, string>;
      /** Beside the grant's. */
      readonly secrets: Readonly<Record<string, string>>;
      readonly grant?: Grant | undefined;
      readonly webhookKey: string;
      /** Keeps what a renewal on the way answers: the pair before it may be worth nothing from then on. */
      readonly onRenewed?: ((renewed: Grant) => Promise<void>) | undefined;
      /** Learns the platform's clock on the way. */
      readonly shopClock?: ShopClock | undefined;
    },
    options: ProvisionalOptions,
  ): Context;
  /** Saves secrets the platform issued for a connection; a webhook secret they replace stays valid for a while. */
  saveSecrets(tx: Tx, connection: string, secrets: Readonly<Record<string, string>>): Promise<void>;
  /** Saves a secret from a delivery, to be confirmed once the delivery is verified. */
  stageSecret(organization: OrganizationId, connection: string, name: string, value: string): Promise<void>;
  /** Makes a remembered secret the one to check against. */
  confirmSecret(organization: OrganizationId, connection: string): Promise<boolean>;
  /** The public URL of an app's own webhook handler, or null while the hub is not reachable from outside. */
  appWebhookUrl(provider: string, topic: string): string | null;
  /** Values of the operator's own app secrets for a provider. */
  appSecrets(provider: string, names: readonly string[]): string[];
  forget(connection: string): void;
}

export interface ConnectionRegistryOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly egress: Egress;
  readonly limiter: PlatformLimiter;
  readonly whileAsking?: ContextOptions["whileAsking"];
  /** Public base URL, null while webhooks cannot reach us. */
  readonly publicBase: string | null;
  /** Platforms that run inside this hub; absent: none do. */
  readonly local?: LocalPlatforms | undefined;
  /** The value of an environment variable that holds one of the operator's app credentials. */
  readonly variable: (name: string) => string | undefined;
  /** What is known of providers without a connector. */
  readonly absenceOf?: AbsenceOf | undefined;
  readonly onCall?: ((provider: string, call: CallRecord) => void) | undefined;
}

export const newCallLog = (): CallLog => ({ calls: [], drifts: [], notedAt: null });

export function createConnectionRegistry(options: ConnectionRegistryOptions): ConnectionRegistry {
  const { db, vault, connectors, clock, log } = options;
  const health = createConnectionHealth({ clock, log });
  const openPorts = createPortCache();
  const cache = createConnectionCache<OpenConnection>();
  const keepers = new Map<string, { readonly keeper: TokenKeeper; readonly connections: Set<string> }>();
  const unseal = (organization: OrganizationId, row: SealedRow) => openRow(vault, organization, row);

  /** One keeper per grant and process; replaced when another process stored a newer generation. */
  function keeperOf(
    organization: OrganizationId,
    row: ConnectionRow,
    grantSecrets: Readonly<Record<string, string>>,
  ): TokenKeeper {
    const id = row.grant_id ?? row.id;
    const shared = keepers.get(id);
    const stored = grantOf(row, grantSecrets);
    if (shared && shared.keeper.generation() >= stored.generation) {
      shared.connections.add(row.id);
      return shared.keeper;
    }
    const keeper = createTokenKeeper({
      clock,
      initial: stored,
      exclusively: (work) => withGrantLease({ db, clock, log }, { organization, id: row.grant_id }, work),
      load: () => db.tenant(organization, (tx) => reloadGrant(tx, organization, row.grant_id)),
      store: (renewed, answered) =>
        whileAway(clock, () =>
          db.tenant(organization, (tx) =>
            storeGrant(tx, { vault, grantId: row.grant_id, renewed, answered, now: new Date(clock.now()) }),
          ),
        ),
    });
    const noting: TokenKeeper = {
      ...keeper,
      renew: (seen, refresh) =>
        keeper.renew(seen, refresh).catch(async (error: unknown) => {
          const failed = { grantId: row.grant_id, error, now: new Date(clock.now()) };
          await db
            .tenant(organization, (tx) => noteRenewalFailed(tx, failed))
            .catch((failure: unknown) => options.log.warn({ err: failure }, "a failed renewal could not be noted"));
          throw error;
        }),
    };
    keepers.set(id, { keeper: noting, connections: new Set([row.id, ...(shared?.connections ?? [])]) });
    return noting;
  }

  /** By the grant, not by the connection that asks: that one may work with another by now. */
  async function reloadGrant(tx: Tx, organization: OrganizationId, grantId: string | null): Promise<StoredGrant> {
    const fresh = grantId === null ? null : await loadGrant(tx, grantId);
    if (!fresh) return { grant: { secrets: {} }, generation: 0 };
    return grantOf(fresh.row, Object.fromEntries(fresh.sealed.map((one) => [one.name, unseal(organization, one)])));
  }

  async function saveSecrets(tx: Tx, connection: string, secrets: Readonly<Record<string, string>>): Promise<void> {
    const names = new Map([[connection, Object.keys(secrets)]]);
    await withReplacedSecrets(tx, vault, { names, now: new Date(clock.now()) }, () => saveOwn(tx, connection, secrets));
  }

  const saveOwn = (tx: Tx, connection: string, secrets: Readonly<Record<string, string>>) =>
    storeSecrets(tx, vault, { ownerKind: "connection", ownerId: connection, secrets, now: new Date(clock.now()) });

  const localAt = (endpoint: string | null | undefined) =>
    endpoint === null || endpoint === undefined ? undefined : options.local?.at(endpoint);

  const baseFor = (local: LocalPlatform | undefined) => local?.homeUrl ?? options.publicBase;

  function opened(organization: OrganizationId, loaded: StoredConnection | null): OpenConnection | null {
    const connector = loaded ? connectors.get(loaded.row.provider) : undefined;
    if (!loaded || !connector) return null;
    const cached = cache.unchanged(organization, loaded);
    if (cached) return cached;
    const open = openedAnew(organization, loaded, connector);
    // What runs inside this hub may be another one at the same address by now.
    if (localAt(loaded.row.endpoint)) cache.forget(loaded.row.id);
    else cache.set(loaded, open);
    return open;
  }

  function openedAnew(organization: OrganizationId, loaded: StoredConnection, connector: Connector): OpenConnection {
    const { row, sealed } = loaded;
    const local = localAt(row.endpoint);
    const base = baseFor(local);
    const webhookUrl = (topic: string) => handlerUrl(base, row.provider, row.webhook_key, topic);
    const plain = sealed.map((one) => ({ kind: one.owner_kind, name: one.name, value: unseal(organization, one) }));
    const keeper = keeperOf(
      organization,
      row,
      Object.fromEntries(plain.filter((s) => s.kind === "grant").map((s) => [s.name, s.value])),
    );
    const ownApp = new Map(plain.filter((s) => s.kind === "app").map((s) => [s.name, s.value]));
    const secrets = new Map([
      ...appValues(connector, { own: ownApp, variable: options.variable, local }),
      ...plain.filter((s) => s.kind !== "app" && !isUnconfirmed(s)).map((s) => [s.name, s.value] as const),
    ]);
    const { info, ports } = openPorts.open(row.id, connector, {
      account: { externalId: row.account_id ?? "" },
      facts: row.facts,
      settings: row.settings,
      ...endpointIn(connector, row.endpoint, options.variable),
    });
    const scopeKeys = bucketKeys({ row, owner: ownApp.size > 0 ? organization : null });
    return {
      organization,
      row,
      connector,
      info,
      ports,
      breaker: health.breakerOf(row.id),
      shopClock: health.shopClockOf(row),
      secrets,
      ownApp,
      homeUrl: base,
      webhookUrl,
      appUrl: () => handlerUrl(base, row.provider),
      context: (input) =>
        createContext({
          ...common(input, local, row.provider),
          connector,
          connection: info,
          owner: organization,
          secrets,
          tokens: keeper,
          breaker: health.breakerOf(row.id),
          shopClock: health.shopClockOf(row),
          scopeKeys,
          publicUrl: webhookUrl,
          appUrl: () => handlerUrl(base, row.provider),
        }),
      renew: async (refresh) => void (await keeper.renew(row.grant_generation ?? 0, refresh)),
      thaw: () => options.limiter.thaw(pausedScopes({ connector, connection: info, scopeKeys })),
      limits: () => options.limiter.standing(publishedScopes({ connector, connection: info, scopeKeys })),
    };
  }

  async function openWith<T>(organization: OrganizationId, connection: string, read: (tx: Tx) => Promise<T>) {
    const both = (tx: Tx) => together([loadStores(tx, storeIds([connection])), read(tx)]);
    const [[loaded = null], also] = await db.tenant(organization, both, { plans: "kept", atOnce: true });
    const open = opened(organization, loaded);
    return open && { open, read: also };
  }

  return {
    open: async (of, id) => (await openWith(of, id, async () => null))?.open ?? null,
    async openNeeded(of, id) {
      const [loaded = null] = await db.tenant(of, (tx) => loadStores(tx, storeIds([id])));
      return needed(opened(of, loaded), loaded?.row.provider, options.absenceOf);
    },
    openWith,
    openIn: async (tx, of, id) => opened(of, (await loadStores(tx, storeIds([id])))[0] ?? null),
    cached: cache.of,
    async isStill(tx, { organization, row }) {
      const [stored] = await loadStores(tx, storeIds([row.id]));
      return stored ? cache.unchanged(organization, stored) : null;
    },
    openStores: async (tx, of, ids) => (await loadStores(tx, ids)).flatMap((stored) => opened(of, stored) ?? []),
    provisionalContext(connector, input, provisional) {
      const local = localAt(input.info.endpoint);
      const base = baseFor(local);
      return createContext({
        ...common(provisional, local, connector.meta.id),
        connector,
        connection: { ...input.info, ...endpointIn(connector, input.info.endpoint, options.variable) },
        owner: input.organization ?? "",
        secrets: new Map([
          ...appValues(connector, { own: input.app, variable: options.variable, local }),
          ...Object.entries(input.secrets),
        ]),
        tokens: createTokenKeeper({
          clock,
          initial: { grant: input.grant ?? { secrets: {} }, generation: 0 },
          store: async ({ grant }) => {
            await input.onRenewed?.(grant);
            return true;
          },
        }),
        breaker: createBreaker({ clock, failures: 100 }),
        shopClock: input.shopClock,
        triesAddress: true,
        scopeKeys: unsavedBucketKeys(
          connector.meta.id,
          input.webhookKey,
          input.app.size > 0 ? input.organization : null,
        ),
        publicUrl: (topic) => handlerUrl(base, connector.meta.id, input.webhookKey, topic),
        appUrl: () => handlerUrl(base, connector.meta.id),
      });
    },
    saveSecrets,
    async stageSecret(organization, connection, name, value) {
      await db.tenant(organization, (tx) => saveOwn(tx, connection, { [unconfirmedName(name)]: value }));
    },
    confirmSecret: (organization, connection) =>
      db.tenant(organization, (tx) =>
        confirmSecrets(tx, connection, {
          unseal: (row) => unseal(organization, row),
          save: (secrets) => saveSecrets(tx, connection, secrets),
        }),
      ),
    appWebhookUrl: (provider, topic) => handlerUrl(options.publicBase, provider, topic),
    appSecrets(provider, names) {
      const connector = connectors.get(provider);
      const app: ReadonlyMap<string, string> = connector ? operatorApp(connector, options.variable) : new Map();
      return secretsNow(app, names, clock.now());
    },
    forget(connection) {
      health.forget(connection);
      openPorts.forget(connection);
      // Read anew at the next opening, from what is stored, by all that share the grant: a store is remembered with it.
      for (const [id, { connections }] of keepers)
        if (connections.has(connection) && keepers.delete(id)) connections.forEach(cache.forget);
    },
  };

  function common(input: ProvisionalOptions, local: LocalPlatform | undefined, provider: string) {
    return {
      clock,
      log: connectorLog(log),
      egress: local?.egress ?? options.egress,
      limiter: options.limiter,
      whileAsking: options.whileAsking,
      signal: input.signal,
      priority: input.priority,
      byHand: input.byHand,
      ...hooksOf(input),
      onDrift: (report: DriftReport) => void input.callLog.drifts.push(report),
      onCall: (record: CallRecord) => {
        input.callLog.calls.push(record);
        options.onCall?.(provider, record);
      },
    };
  }
}
