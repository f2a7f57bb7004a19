/** What every step of connecting works with: who and what is connected, and a context for credentials not stored yet. */
import type { Logger } from "pino";
import type { Actor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type { AbsenceOf } from "../../connectors/absences.ts";
import type { Share } from "../../connectors/kit/connect/consent.ts";
import type { BeginInput, Connector, Context, Grant, Language } from "../../connectors/kit/contract/contract.ts";
import type { ShopClock } from "../../connectors/kit/http/shop-clock.ts";
import type { Database, Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { HubError } from "../../hub/errors.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import { MOST_NAME, type NewDraft, storeNotFound } from "../../hub/stores/draft.ts";
import { ownAppSecrets } from "../../hub/stores/own-app.ts";
import { DEFAULT_SETTINGS } from "../../hub/stores/settings.ts";
import { connectorMissing } from "../connections/absent-connector.ts";
import { type ConnectionRegistry, newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { FormValues } from "./form.ts";

export interface ConnectDeps {
  readonly db: Database;
  readonly vault: Vault;
  readonly registry: ConnectionRegistry;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly absenceOf?: AbsenceOf | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jobs: Jobs;
  /** Base of links people follow; always set, also when platforms cannot reach it. */
  readonly appUrl: string;
  /** Values may name an endpoint of their own (sandboxes): only where the operator allows private networks. */
  readonly allowEndpoint: boolean;
  readonly forgetRoutes: (connection: string) => void;
}

/** An attempt that went to the platform or the seller's browser, kept sealed until somebody comes back with its state. */
export interface Attempt {
  readonly begin: BeginInput;
  readonly options: SyncOptions;
  readonly actor: Actor;
  /** Of the form it was begun with: why it did not succeed is told in it. */
  readonly language?: Language | undefined;
  /** Absent: the hub itself. */
  readonly beginner?: Initiator | undefined;
}

/** Who began an attempt: somebody in a browser, known by its mark, or a program with a key. */
export type Initiator = { readonly browser: string } | "program";

export interface Target {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}

/** Name of the sealed attempt among the connection's secrets. */
export const ATTEMPT = "connectAttempt";

const CONNECT_TIMEOUT_MS = 60_000;

export const connectTimeout = () => AbortSignal.timeout(CONNECT_TIMEOUT_MS);

/** Throws HubError PROVIDER_UNKNOWN, or CONNECTOR_MISSING of one whose package is known. */
export function connectorOf(deps: Pick<ConnectDeps, "connectors" | "absenceOf">, provider: string): Connector {
  const connector = deps.connectors.get(provider);
  if (!connector && deps.absenceOf?.(provider)) throw connectorMissing(deps.absenceOf, provider);
  if (!connector) throw new HubError("PROVIDER_UNKNOWN", "not_found", `There is no provider "${provider}".`);
  return connector;
}

/** A new connection of a provider, as the hub reserves it. */
export function draftOf(
  { meta }: Connector,
  { name, now, code }: { readonly name: string; readonly now: Date; readonly code?: string | undefined },
): NewDraft {
  return {
    kind: meta.kind,
    provider: meta.id,
    name: name.trim().slice(0, MOST_NAME) || meta.name,
    orderPrefix: meta.orderPrefix,
    hasStandardSecret: meta.topics.some(({ secret }) => secret.madeBy === "ours" && secret.form === "standard"),
    now,
    code,
  };
}

/** The webhook addresses to show, by topic. */
export function webhookUrls(deps: ConnectDeps, connector: Connector, key: string): Record<string, string> {
  const base = `${deps.appUrl}/api/webhooks/${connector.meta.id}/${key}`;
  return Object.fromEntries(
    connector.meta.topics.map((topic) => [
      topic.id,
      topic.id === "" || connector.meta.topicRouting === "request" ? base : `${base}/${topic.id}`,
    ]),
  );
}

export const callbackUrl = (deps: ConnectDeps, state: string) => `${deps.appUrl}/api/connect/${state}`;

export interface ConnectRow {
  readonly provider: string;
  readonly webhook_key: string;
  readonly endpoint: string | null;
  readonly settings: Readonly<Record<string, Json>>;
  readonly state: string;
  readonly account_id: string | null;
  readonly draft_expires_at: Date | null;
  /** Values of the organization's own app with the platform; empty: it has none. */
  readonly app: ReadonlyMap<string, string>;
}

/** Throws HubError STORE_NOT_FOUND or CONNECTOR_MISSING. */
export async function connectRow(
  tx: Tx,
  { vault }: Pick<ConnectDeps, "vault">,
  connectionId: string,
): Promise<ConnectRow> {
  const row = await tx.maybe<Omit<ConnectRow, "app">>(
    `select provider, webhook_key, endpoint, settings, state, account_id, draft_expires_at from argosy.connection
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null`,
    [connectionId],
  );
  if (!row) throw storeNotFound();
  return { ...row, app: await ownAppSecrets(tx, vault, row.provider) };
}

/**
 * The host to call instead of the platform's own: a sandbox of this hub (`ownEndpoint`, never from a form), or one the
 * form names where the operator allows it.
 */
export function endpointOf(
  deps: ConnectDeps,
  input: { readonly values: Readonly<Record<string, string>>; readonly ownEndpoint?: string | undefined },
  stored: string | null,
): string | undefined {
  if (input.ownEndpoint !== undefined) return input.ownEndpoint;
  const given = input.values.endpoint?.trim();
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

/** A context for what a form or a callback gave. */
export function unsavedContext(
  deps: ConnectDeps,
  connector: Connector,
  what: {
    readonly organization: OrganizationId;
    readonly form: FormValues;
    readonly key: string;
    readonly endpoint: string | undefined;
    readonly app: ReadonlyMap<string, string>;
    /** Settings of the connection as it is: what is in use of it. */
    readonly stored?: Readonly<Record<string, Json>>;
    /** What a consent gave this account; absent before there is one. */
    readonly share?: Share;
    readonly onRenewed?: (renewed: Grant) => Promise<void>;
    readonly shopClock?: ShopClock;
  },
): Context {
  const info = {
    account: { externalId: what.share?.externalId ?? "" },
    facts: {},
    settings: { ...inUse(what.stored ?? {}), ...what.form.settings, ...what.share?.settings },
    ...(what.endpoint === undefined ? {} : { endpoint: what.endpoint }),
  };
  return deps.registry.provisionalContext(
    connector,
    {
      organization: what.organization,
      info,
      app: what.app,
      secrets: { ...what.form.secrets, ...what.share?.secrets },
      grant: what.share?.grant,
      webhookKey: what.key,
      onRenewed: what.onRenewed,
      shopClock: what.shopClock,
    },
    { signal: connectTimeout(), callLog: newCallLog(), priority: "interactive" },
  );
}

/** The switches of a connection, without what its form was given once. */
const inUse = (settings: Readonly<Record<string, Json>>) =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name in DEFAULT_SETTINGS));

/** The stored connection. Throws HubError STORE_NOT_FOUND. */
export async function openConnection(deps: Pick<ConnectDeps, "registry">, target: Target): Promise<OpenConnection> {
  const open = await deps.registry.openNeeded(target.organization, target.connectionId);
  if (!open || open.row.state === "deleted") throw storeNotFound();
  return open;
}
