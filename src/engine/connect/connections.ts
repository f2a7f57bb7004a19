/** Connecting, testing, renewing and disconnecting accounts. Nothing of a failed attempt is kept but its draft. */
import type { Logger } from "pino";
import type { Actor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type {
  BeginInput,
  CallbackRequest,
  Completion,
  Connector,
  Context,
  Detected,
  HttpReply,
} from "../../connectors/kit/contract.ts";
import { isConnectorError } from "../../connectors/kit/errors.ts";
import type { Database, Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { recordAudit } from "../../hub/audit/audit.ts";
import { HubError } from "../../hub/errors.ts";
import { createDraft, saveCredentials, saveGrant, storeNotFound, WEBHOOK_SECRET } from "../../hub/stores/draft.ts";
import { saveDetected, storeHealth } from "../../hub/stores/health.ts";
import { activateStore, softDeleteStore } from "../../hub/stores/lifecycle.ts";
import { findRoute, openConnectRoute, takeConnectRoute } from "../../hub/stores/routes.ts";
import { keepSecrets, secretFacts, secretsOf } from "../../hub/stores/secrets.ts";
import { getStore } from "../../hub/stores/stores.ts";
import type { Jobs } from "../jobs.ts";
import { newTrail, type OpenConnection, type Platform } from "../platform.ts";
import { startRun } from "../runs/runs.ts";
import { scheduleSweeps } from "../sweeps/schedule.ts";
import { type FormValues, readForm } from "./form.ts";

export interface SyncOptions {
  readonly importProducts: boolean;
  readonly importOrdersDays: number | "all" | null;
  readonly stockFrom: "channel" | "hub" | "none";
}

export interface ConnectDeps {
  readonly db: Database;
  readonly vault: Vault;
  readonly platform: Platform;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jobs: Jobs;
  /** Base of links people follow; always set, also when platforms cannot reach it. */
  readonly appUrl: string;
  /** Values may name an endpoint of their own (sandboxes): only where the operator allows private networks. */
  readonly allowEndpoint: boolean;
  readonly forgetRoutes: (connection: string) => void;
}

interface Attempt {
  readonly begin: BeginInput;
  readonly options: SyncOptions;
  readonly actor: Actor;
}

interface Target {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}

const ATTEMPT = "connectAttempt";
const ATTEMPT_MS = 60 * 60_000;
const CONNECT_TIMEOUT_MS = 60_000;

export type Connections = ReturnType<typeof createConnections>;

export function createConnections(deps: ConnectDeps) {
  const { db, vault, platform, clock } = deps;
  const now = () => new Date(clock.now());
  const signal = () => AbortSignal.timeout(CONNECT_TIMEOUT_MS);

  function connectorOf(provider: string): Connector {
    const connector = deps.connectors.get(provider);
    if (!connector) throw new HubError("PROVIDER_UNKNOWN", "not_found", `There is no provider "${provider}".`);
    return connector;
  }

  async function openDraft(input: {
    readonly organization: OrganizationId;
    readonly provider: string;
    readonly actor: Actor;
    readonly name?: string | undefined;
    readonly code?: string | undefined;
  }) {
    const connector = connectorOf(input.provider);
    return db.tenant(input.organization, async (tx) => {
      const draft = await createDraft(tx, vault, {
        kind: connector.meta.kind,
        provider: input.provider,
        name: input.name?.trim() || connector.meta.name,
        orderPrefix: connector.meta.orderPrefix,
        now: now(),
        ...(input.code === undefined ? {} : { code: input.code }),
      });
      const state = await openConnectRoute(tx, {
        connectionId: draft.id,
        provider: input.provider,
        expiresAt: draft.expiresAt,
      });
      return {
        connectionId: draft.id,
        webhookUrls: urlsOf(connector, draft.webhookKey),
        webhookSecret: draft.webhookSecret,
        callbackUrl: callbackUrl(state),
        expiresAt: draft.expiresAt,
      };
    });
  }

  function urlsOf(connector: Connector, key: string): Record<string, string> {
    const base = `${deps.appUrl}/api/webhooks/${connector.meta.id}/${key}`;
    return Object.fromEntries(
      connector.meta.topics.map((topic) => [
        topic.id,
        topic.id === "" || connector.meta.topicRouting === "request" ? base : `${base}/${topic.id}`,
      ]),
    );
  }

  const callbackUrl = (state: string) => `${deps.appUrl}/api/connect/${state}`;

  async function rowOf(
    tx: Tx,
    connectionId: string,
  ): Promise<{
    provider: string;
    webhook_key: string;
    endpoint: string | null;
    settings: Readonly<Record<string, Json>>;
    state: string;
  }> {
    const row = await tx.maybe<{
      provider: string;
      webhook_key: string;
      endpoint: string | null;
      settings: Readonly<Record<string, Json>>;
      state: string;
    }>(
      "SELECT provider, webhook_key, endpoint, settings, state FROM argosy.connection WHERE organization_id = argosy.tenant() AND id = $1 AND deleted_at IS NULL",
      [connectionId],
    );
    if (!row) throw storeNotFound();
    return row;
  }

  function endpointOf(values: Readonly<Record<string, string>>, stored: string | null): string | undefined {
    const given = values.endpoint?.trim();
    if (!given) return stored ?? undefined;
    if (!deps.allowEndpoint)
      throw new HubError(
        "ENDPOINT_NOT_ALLOWED",
        "forbidden",
        "This installation does not connect to other hosts than the platform's own.",
        "endpoint",
      );
    return given;
  }

  function unsavedContext(
    connector: Connector,
    what: {
      readonly form: FormValues;
      readonly key: string;
      readonly endpoint: string | undefined;
      readonly secrets?: Readonly<Record<string, string>>;
      readonly settings?: Readonly<Record<string, Json>>;
      readonly account?: string;
    },
  ): Context {
    const info = {
      account: { externalId: what.account ?? "" },
      facts: {},
      settings: { ...what.form.settings, ...what.settings },
      ...(what.endpoint === undefined ? {} : { endpoint: what.endpoint }),
    };
    return platform.unsaved(
      connector,
      { info, secrets: { ...what.form.secrets, ...what.secrets }, webhookKey: what.key },
      { signal: signal(), trail: newTrail(), priority: "interactive" },
    );
  }

  async function begin(input: {
    readonly organization: OrganizationId;
    readonly provider: string;
    readonly values: Readonly<Record<string, string>>;
    readonly name: string;
    readonly code?: string | undefined;
    readonly draftId?: string | undefined;
    readonly syncOptions: SyncOptions;
    readonly actor: Actor;
  }) {
    const connector = connectorOf(input.provider);
    const form = readForm(connector.meta, input.values);
    const connectionId = input.draftId ?? (await openDraft(input)).connectionId;
    const { row, state } = await db.tenant(input.organization, async (tx) => {
      const found = await rowOf(tx, connectionId);
      if (found.provider !== input.provider) throw storeNotFound();
      if (input.draftId !== undefined && found.state === "draft") {
        await tx.run(
          "UPDATE argosy.connection SET name = $2, updated_at = $3 WHERE organization_id = argosy.tenant() AND id = $1",
          [connectionId, input.name.trim() || connector.meta.name, now()],
        );
      }
      const key = await openConnectRoute(tx, {
        connectionId,
        provider: input.provider,
        expiresAt: new Date(clock.now() + ATTEMPT_MS),
      });
      return { row: found, state: key };
    });
    const endpoint = endpointOf(input.values, row.endpoint);
    const attempt: BeginInput = {
      values: { ...form.values, ...(endpoint === undefined ? {} : { endpoint }) },
      state,
      callbackUrl: callbackUrl(state),
      returnUrl: `${deps.appUrl}/stores/${connectionId}`,
    };
    const step = await connector.connect.begin(
      attempt,
      unsavedContext(connector, { form, key: row.webhook_key, endpoint }),
    );
    if (step.step === "ready") return { connectionId, step: "ready" as const };
    const kept: Attempt = { begin: attempt, options: input.syncOptions, actor: input.actor };
    await db.tenant(input.organization, (tx) =>
      keepSecrets(tx, vault, {
        ownerKind: "connection",
        ownerId: connectionId,
        secrets: { [ATTEMPT]: JSON.stringify(kept) },
        now: now(),
      }),
    );
    return { connectionId, ...step };
  }

  async function complete(
    input: Target & {
      readonly values: Readonly<Record<string, string>>;
      readonly options: SyncOptions;
      readonly actor: Actor;
    },
  ) {
    const row = await db.tenant(input.organization, (tx) => rowOf(tx, input.connectionId));
    const connector = connectorOf(row.provider);
    const form = readForm(connector.meta, input.values);
    const endpoint = endpointOf(input.values, row.endpoint);
    const completion = await connector.connect.complete(
      { kind: "form", values: form.values },
      unsavedContext(connector, { form, key: row.webhook_key, endpoint }),
    );
    return finish(input, { connector, row, form, endpoint, completion, options: input.options, actor: input.actor });
  }

  interface Finishing {
    readonly connector: Connector;
    readonly row: Awaited<ReturnType<typeof rowOf>>;
    readonly form: FormValues;
    readonly endpoint: string | undefined;
    readonly completion: Completion;
    readonly options: SyncOptions;
    readonly actor: Actor;
  }

  /** Proves the grant with real calls, then stores everything in one transaction. */
  async function finish(target: Target, what: Finishing) {
    const { connector, completion, form } = what;
    const account = completion.accounts[0]?.externalId ?? "";
    const ctx = unsavedContext(connector, {
      form,
      key: what.row.webhook_key,
      endpoint: what.endpoint,
      secrets: completion.grant.secrets,
      settings: completion.settings ?? {},
      account,
    });
    const detected = await connector.connect.detect(ctx);
    const store = await db.tenant(target.organization, async (tx) => {
      await refuseTwice(tx, target, connector.meta.id, detected.account.externalId);
      await keepAll(tx, target, what, detected);
      return getStore(tx, target.connectionId);
    });
    deps.forgetRoutes(target.connectionId);
    platform.forget(target.connectionId);
    const open = await platform.open(target.organization, target.connectionId);
    await db.tenant(target.organization, async (tx) => {
      if (open) await scheduleSweeps(tx, open, { now: now(), isRead: what.options.importProducts });
      if (what.options.importProducts || what.options.importOrdersDays !== null) {
        await startRun(deps, tx, {
          organization: target.organization,
          connectionId: target.connectionId,
          kind: "initial_sync",
          options: { ...what.options },
          actor: what.actor,
        }).catch((error: unknown) => {
          if (!(error instanceof HubError) || error.code !== "RUN_ACTIVE") throw error;
        });
      }
    });
    return { store, warnings: detected.warnings, missingScopes: detected.missingScopes };
  }

  async function refuseTwice(tx: Tx, target: Target, provider: string, account: string): Promise<void> {
    if (account === "") return;
    const twin = await tx.maybe<{ name: string }>(
      `SELECT name FROM argosy.connection WHERE organization_id = argosy.tenant() AND provider = $1 AND account_id = $2 AND id <> $3
         AND deleted_at IS NULL AND state <> 'draft' LIMIT 1`,
      [provider, account, target.connectionId],
    );
    if (twin)
      throw new HubError(
        "STORE_CONNECTED_ALREADY",
        "conflict",
        `This account is already connected as "${twin.name}". Edit that store instead.`,
      );
  }

  async function keepAll(tx: Tx, target: Target, what: Finishing, detected: Detected): Promise<void> {
    const { completion, form, connector } = what;
    const granted = new Set(Object.keys(completion.grant.secrets));
    const rest = Object.fromEntries(Object.entries(form.secrets).filter(([name]) => !granted.has(name)));
    const urlField = connector.meta.setupFormFields.find((field) => field.type === "url");
    await saveCredentials(tx, vault, {
      connectionId: target.connectionId,
      secrets: rest,
      settings: { ...form.settings, ...completion.settings },
      now: now(),
      ...(urlField && form.values[urlField.id] ? { storeUrl: form.values[urlField.id] } : {}),
      ...(what.endpoint === undefined ? {} : { endpoint: what.endpoint }),
    });
    await saveGrant(tx, vault, {
      connectionId: target.connectionId,
      secrets: completion.grant.secrets,
      scopes: detected.grantedScopes ?? completion.grant.scopes,
      now: now(),
      ...(completion.grant.expiresAt === undefined ? {} : { expiresAt: new Date(completion.grant.expiresAt) }),
    });
    await saveDetected(tx, {
      connectionId: target.connectionId,
      account: detected.account,
      facts: detected.facts,
      locations: detected.locations,
      missingScopes: detected.missingScopes,
      warnings: detected.warnings,
      now: now(),
    });
    await activateStore(tx, { connectionId: target.connectionId, by: what.actor, now: now() });
    await tx.run(
      "DELETE FROM argosy.secret WHERE organization_id = argosy.tenant() AND owner_kind = 'connection' AND owner_id = $1 AND name = $2",
      [target.connectionId, ATTEMPT],
    );
  }

  async function opened(target: Target): Promise<OpenConnection> {
    const open = await platform.open(target.organization, target.connectionId);
    if (!open || open.row.state === "deleted") throw storeNotFound();
    return open;
  }

  return {
    openDraft,
    begin,
    complete,

    /** Calls the platform as at connecting and keeps what it tells. Throws ConnectorError with words for the seller. */
    async test(target: Target) {
      const open = await opened(target);
      const started = clock.now();
      const detected = await open.connector.connect.detect(
        open.context({ signal: signal(), trail: newTrail(), priority: "interactive" }),
      );
      await db.tenant(target.organization, (tx) =>
        saveDetected(tx, {
          connectionId: target.connectionId,
          account: detected.account,
          facts: detected.facts,
          locations: detected.locations,
          missingScopes: detected.missingScopes,
          warnings: detected.warnings,
          now: now(),
        }),
      );
      return {
        ok: true,
        latencyMs: clock.now() - started,
        account: detected.account,
        facts: detected.facts,
        warnings: detected.warnings,
        missingScopes: detected.missingScopes,
      };
    },

    /** Removes webhooks and revokes tokens where the platform answers, wipes secrets, keeps history. */
    async disconnect(target: Target & { readonly actor: Actor }) {
      const open = await opened(target);
      const left: string[] = [];
      if (open.row.state !== "draft") {
        const ctx = open.context({ signal: signal(), trail: newTrail(), priority: "interactive" });
        for (const [what, work] of [
          ["webhooks", open.ports.subscriptions?.remove],
          ["access", open.connector.connect.disconnect],
        ] as const) {
          await work?.(ctx).catch((error: unknown) => {
            deps.log.warn(
              { err: error, connection: target.connectionId },
              `${what} could not be removed on the platform`,
            );
            left.push(what);
          });
        }
      }
      await db.tenant(target.organization, (tx) =>
        softDeleteStore(tx, { connectionId: target.connectionId, by: target.actor, now: now() }),
      );
      deps.forgetRoutes(target.connectionId);
      return { disconnected: true, leftOnPlatform: left };
    },

    /** Renews the tokens now. Throws HubError when the credentials never expire. */
    async refresh(target: Target & { readonly actor: Actor }) {
      const open = await opened(target);
      const { refresh } = open.connector.connect;
      if (!refresh)
        throw new HubError(
          "CREDENTIALS_DO_NOT_EXPIRE",
          "validation",
          `${open.connector.meta.name} credentials do not expire; there is nothing to renew.`,
        );
      const grant = await refresh(open.context({ signal: signal(), trail: newTrail(), priority: "interactive" }));
      await db.tenant(target.organization, async (tx) => {
        await saveGrant(tx, vault, {
          connectionId: target.connectionId,
          secrets: grant.secrets,
          scopes: grant.scopes,
          now: now(),
          ...(grant.expiresAt === undefined ? {} : { expiresAt: new Date(grant.expiresAt) }),
        });
        await recordAudit(tx, {
          actor: target.actor,
          action: "store.credentials_refreshed",
          targetKind: "connection",
          targetId: target.connectionId,
          details: {},
          now: now(),
        });
      });
      return { expiresAt: grant.expiresAt ?? null };
    },

    /** Secrets the platform makes after saving (webhook secrets). Throws HubError for a name the provider does not have. */
    async setSecrets(target: Target & { readonly values: Readonly<Record<string, string>>; readonly actor: Actor }) {
      const open = await opened(target);
      const known = new Set([
        ...open.connector.meta.setupFormFields.filter((field) => field.type === "secret").map((field) => field.id),
        WEBHOOK_SECRET,
      ]);
      const secrets: Record<string, string> = {};
      for (const [name, value] of Object.entries(target.values)) {
        if (!known.has(name))
          throw new HubError(
            "SECRET_UNKNOWN",
            "validation",
            `${open.connector.meta.name} has no secret "${name}".`,
            name,
          );
        if (value.trim() !== "") secrets[name] = value.trim();
      }
      await db.tenant(target.organization, async (tx) => {
        await replaceSecrets(tx, target, open.row.grant_id, secrets);
        await recordAudit(tx, {
          actor: target.actor,
          action: "store.secrets_set",
          targetKind: "connection",
          targetId: target.connectionId,
          details: { names: Object.keys(secrets) },
          now: now(),
        });
      });
      deps.forgetRoutes(target.connectionId);
      return { set: Object.keys(secrets) };
    },

    async health(target: Target) {
      const open = await opened(target);
      return db.tenant(target.organization, async (tx) => ({
        ...(await storeHealth(tx, target.connectionId, now())),
        breaker: open.breaker.state(),
        credentials: await secretFacts(tx, target.connectionId),
        webhookUrls: urlsOf(open.connector, open.row.webhook_key),
        canReceiveWebhooks: open.webhookUrl("") !== null,
      }));
    },

    /** An install begun on the platform's side: the seller signs in first and finds the form filled in. */
    install(provider: string, request: CallbackRequest): HttpReply {
      connectorOf(provider);
      const query = new URLSearchParams(request.query);
      return { status: 302, headers: { location: `${deps.appUrl}/integrations/connect/${provider}?${query}` } };
    },

    /** What a platform or a seller's browser hands over for an attempt named by its one-time state. */
    async callback(_provider: string | null, stateInPath: string | null, request: CallbackRequest): Promise<HttpReply> {
      const state = stateInPath ?? request.query.state ?? "";
      const route = await findRoute(db.ingest, state, "connect", now());
      if (!route)
        return {
          status: 404,
          headers: { "content-type": "text/plain" },
          body: "This connect link is not known or has expired. Start again from Argosy.",
        };
      const connector = connectorOf(route.provider);
      const early = connector.connect.preflight?.(request) ?? null;
      if (early) return early;
      const organization = organizationId(route.organizationId);
      const target = { organization, connectionId: route.connectionId };
      const loaded = await db.tenant(organization, async (tx) => {
        const secrets = await secretsOf(tx, vault, route.connectionId);
        return { row: await rowOf(tx, route.connectionId), attempt: secrets.get(ATTEMPT) };
      });
      const attempt: Attempt =
        loaded.attempt === undefined ? bareAttempt(state, route.connectionId) : JSON.parse(loaded.attempt);
      const form = readForm(
        {
          ...connector.meta,
          setupFormFields: connector.meta.setupFormFields.map((field) => ({ ...field, required: false })),
        },
        attempt.begin.values,
      );
      const endpoint = attempt.begin.values.endpoint ?? loaded.row.endpoint ?? undefined;
      try {
        const completion = await connector.connect.complete(
          { kind: "callback", begin: attempt.begin, request },
          unsavedContext(connector, { form, key: loaded.row.webhook_key, endpoint }),
        );
        if (!(await db.tenant(organization, (tx) => takeConnectRoute(tx, state, now()))))
          return {
            status: 409,
            headers: { "content-type": "text/plain" },
            body: "This connect link was used already.",
          };
        await finish(target, {
          connector,
          row: loaded.row,
          form,
          endpoint,
          completion,
          options: attempt.options,
          actor: attempt.actor,
        });
        return completion.reply ?? { status: 302, headers: { location: attempt.begin.returnUrl } };
      } catch (error) {
        if (!isConnectorError(error) && !(error instanceof HubError)) throw error;
        deps.log.info({ connection: route.connectionId, reason: error.message }, "connecting did not succeed");
        if (request.method !== "GET")
          return {
            status: 400,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ message: error.message }),
          };
        return {
          status: 302,
          headers: { location: `${attempt.begin.returnUrl}?error=${encodeURIComponent(error.message)}` },
        };
      }
    },
  };

  /** Each secret stands in one place: what the grant holds is replaced there, the rest belongs to the connection. */
  async function replaceSecrets(
    tx: Tx,
    target: Target,
    grantId: string | null,
    secrets: Readonly<Record<string, string>>,
  ): Promise<void> {
    const held = await tx.rows<{ name: string }>(
      "SELECT name FROM argosy.secret WHERE organization_id = argosy.tenant() AND owner_kind = 'grant' AND owner_id = $1 AND name = ANY ($2)",
      [grantId, Object.keys(secrets)],
    );
    const names = new Set(held.map((row) => row.name));
    const those = (inGrant: boolean) =>
      Object.fromEntries(Object.entries(secrets).filter(([name]) => names.has(name) === inGrant));
    await keepSecrets(tx, vault, {
      ownerKind: "connection",
      ownerId: target.connectionId,
      secrets: those(false),
      now: now(),
    });
    if (grantId === null || names.size === 0) return;
    await keepSecrets(tx, vault, { ownerKind: "grant", ownerId: grantId, secrets: those(true), now: now() });
    await tx.run(
      "UPDATE argosy.access_grant SET generation = generation + 1 WHERE organization_id = argosy.tenant() AND id = $1",
      [grantId],
    );
  }

  /** A draft's own callback address, used before the form was sent (install links): only what the platform grants is known. */
  function bareAttempt(state: string, connectionId: string): Attempt {
    return {
      begin: { values: {}, state, callbackUrl: callbackUrl(state), returnUrl: `${deps.appUrl}/stores/${connectionId}` },
      options: { importProducts: true, importOrdersDays: null, stockFrom: "none" },
      actor: { kind: "system", id: "system", name: "Argosy" },
    };
  }
}
