/** What a person does with an account that is connected: test it, renew or replace its secrets. */

import { type Actor, systemActor } from "../../commerce/actor.ts";
import { messageParts, textOf } from "../../commerce/message.ts";
import { signingNames } from "../../connectors/kit/connect/signing-names.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../../hub/alerts/alerts.ts";
import { recordAudit } from "../../hub/audit/audit.ts";
import { changesOf } from "../../hub/audit/changes.ts";
import { HubError } from "../../hub/errors.ts";
import { newWebhookSecret, WEBHOOK_SECRET } from "../../hub/stores/draft.ts";
import { noteSuccess, saveDetected } from "../../hub/stores/health.ts";
import { activateStore } from "../../hub/stores/lifecycle.ts";
import { savePrevious } from "../../hub/stores/previous-secrets.ts";
import { secretFacts, secretsOf, storeSecrets } from "../../hub/stores/secrets.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { requireSameAccount } from "../connections/same-account.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import { resumeRefused } from "../lanes/refusals.ts";
import { resumeSweeps } from "../lanes/retry-failed.ts";
import { type ConnectDeps, connectTimeout, openConnection, type Target, webhookUrls } from "./attempt.ts";
import { begin } from "./begin.ts";
import { complete } from "./finish.ts";

type By = Target & { readonly actor: Actor };

interface Overlap {
  /** Hours that replaced webhook secrets still count; absent: none. */
  readonly overlapHours?: number | undefined;
}

const contextOf = (open: OpenConnection) =>
  open.context({ signal: connectTimeout(), callLog: newCallLog(), priority: "interactive", byHand: true });

/**
 * Calls the platform as at connecting and keeps what it tells. A store that had to be connected again goes on where its
 * credentials hold after all. Throws ConnectorError with words for the seller.
 */
export async function test(deps: ConnectDeps, target: Target & { readonly actor?: Actor | undefined }) {
  const open = await openConnection(deps, target);
  const started = deps.clock.now();
  const detected = await open.connector.connect.detect(contextOf(open));
  requireSameAccount(open.row, detected);
  await deps.db.tenant(target.organization, (tx) =>
    saveDetected(tx, {
      ...detected,
      connectionId: target.connectionId,
      clockAheadMs: open.shopClock.aheadMs(),
      now: new Date(deps.clock.now()),
    }),
  );
  if (open.row.state === "needs_reauth") {
    const change = { connectionId: target.connectionId, by: target.actor ?? systemActor };
    const now = new Date(deps.clock.now());
    await deps.db.tenant(target.organization, (tx) => activateStore(tx, { ...change, now }));
  }
  await answersAgain(deps, target);
  return {
    ok: true,
    latencyMs: deps.clock.now() - started,
    account: detected.account,
    facts: detected.facts,
    warnings: detected.warnings.map(textOf),
    warningsTold: detected.warnings.map(messageParts),
    missingScopes: detected.missingScopes.map((scope) => ({
      ...scope,
      disables: textOf(scope.disables),
      disablesTold: messageParts(scope.disables),
    })),
  };
}

/** The store shows what is so now, and what rested for its sake goes on. */
async function answersAgain(deps: ConnectDeps, { organization, connectionId }: Target): Promise<void> {
  const now = new Date(deps.clock.now());
  await resumeRefused(deps.db, organization, { connectionId, scopes: null, now });
  await deps.db.tenant(organization, async (tx) => {
    await resumeSweeps(tx, connectionId, now);
    await noteSuccess(tx, connectionId, now);
    await resolveAlert(tx, `connection-failing:${connectionId}`, now, systemActor);
    await tx.run(
      `update argosy.lane
       set failures = 0
       where organization_id = argosy.tenant() and connection_id = $1 and failures > 0`,
      [connectionId],
    );
    for (const kind of ["inbox", "outbound", "sweep"] as const)
      await wakeLanes(tx, organization, [connectionId], kind, now);
  });
}

/** Renews the tokens now. Throws HubError when the credentials never expire. */
export async function refresh(deps: ConnectDeps, target: By) {
  const open = await openConnection(deps, target);
  const { refresh } = open.connector.connect;
  if (!refresh)
    throw new HubError(
      "CREDENTIALS_DO_NOT_EXPIRE",
      "validation",
      `${open.connector.meta.name} credentials do not expire; there is nothing to renew.`,
    );
  await open.renew(() => refresh(contextOf(open)));
  await deps.db.tenant(target.organization, (tx) =>
    recordAudit(tx, {
      actor: target.actor,
      action: "store.credentials_refreshed",
      targetKind: "connection",
      targetId: target.connectionId,
      details: {},
      now: new Date(deps.clock.now()),
    }),
  );
  const renewed = await openConnection(deps, target);
  return { expiresAt: renewed.row.grant_expires_at?.toISOString() ?? null };
}

/**
 * Secrets the platform makes after saving (webhook secrets), or new credentials: those are proved with the platform
 * before the old ones go, and the store goes on where it had stopped. Throws HubError for a name the provider does not
 * have, HubError or ConnectorError where the credentials do not hold; then nothing is changed.
 */
export async function setSecrets(
  deps: ConnectDeps,
  target: By & Overlap & { readonly values: Readonly<Record<string, string>> },
) {
  const open = await openConnection(deps, target);
  const { given, credentials } = readSecrets(open, target.values);
  const stored = await deps.db.tenant(target.organization, (tx) => secretsOf(tx, deps.vault, target.connectionId));
  const before = Object.fromEntries(stored);
  if (open.row.state !== "draft" && Object.keys(credentials).length > 0)
    await proveCredentials(deps, open, { target, credentials });
  await deps.db.tenant(target.organization, async (tx) => {
    const signing = signingNames(open.connector, open.ports.webhooks);
    const names = Object.keys(given).filter(
      (name) => (signing.includes(name) || !(name in credentials)) && given[name] !== before[name],
    );
    await savePreviousOf(deps, tx, target, { names, before: stored });
    await replaceSecrets(deps, tx, { target, grantId: open.row.grant_id, secrets: given });
    await recordAudit(tx, {
      actor: target.actor,
      action: "store.secrets_set",
      targetKind: "connection",
      targetId: target.connectionId,
      details: {
        names: Object.keys(given),
        changes: changesOf(
          Object.keys(given),
          { before, after: given },
          { isTold: false, fingerprint: (value) => deps.vault.fingerprint(target.organization, value) },
        ),
      },
      now: new Date(deps.clock.now()),
    });
  });
  deps.forgetRoutes(target.connectionId);
  deps.registry.forget(target.connectionId);
  return { set: Object.keys(given) };
}

const savePreviousOf = (
  deps: ConnectDeps,
  tx: Tx,
  { connectionId, overlapHours }: Target & Overlap,
  replaced: { readonly names: readonly string[]; readonly before: ReadonlyMap<string, string> },
): Promise<void> => {
  const owner = { ownerKind: "connection", ownerId: connectionId } as const;
  return savePrevious(tx, deps.vault, { ...owner, ...replaced, overlapHours, now: new Date(deps.clock.now()) });
};

interface Given {
  readonly given: Readonly<Record<string, string>>;
  /** Of them, what the platform is called with; the others prove what it sends. */
  readonly credentials: Readonly<Record<string, string>>;
}

function readSecrets({ connector }: OpenConnection, values: Readonly<Record<string, string>>): Given {
  const { meta } = connector;
  const fields = meta.setupFormFields.filter((field) => field.type === "secret");
  const ofDeliveries = new Set([
    WEBHOOK_SECRET,
    ...meta.topics.flatMap(({ secret }) => (secret.madeBy === "platform" ? [secret.field] : [])),
    ...fields.filter((field) => field.afterSave).map((field) => field.id),
  ]);
  const accepted = new Set([...fields.map((field) => field.id), WEBHOOK_SECRET]);
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!accepted.has(name))
      throw new HubError("SECRET_UNKNOWN", "validation", `${meta.name} has no secret "${name}".`, name);
    if (value.trim() !== "") given[name] = value.trim();
  }
  const credentials = Object.entries(given).filter(([name]) => !ofDeliveries.has(name));
  return { given, credentials: Object.fromEntries(credentials) };
}

/**
 * Connects again with what is stored and the new credentials, as the form would. A platform that wants consent on its own
 * page cannot be asked this way: it is called with the new credentials in place of the old.
 */
async function proveCredentials(
  deps: ConnectDeps,
  open: OpenConnection,
  what: { readonly target: By & Overlap; readonly credentials: Readonly<Record<string, string>> },
): Promise<void> {
  const { organization, connectionId, actor, overlapHours = 0 } = what.target;
  const { id: provider, name } = open.connector.meta;
  const options = { importProducts: false, importOrdersDays: null, stockFrom: "none" } as const;
  const values = what.credentials;
  const started = await begin(deps, {
    organization,
    provider,
    values,
    name,
    draftId: connectionId,
    syncOptions: options,
    actor,
  });
  if (started.step === "ready") {
    await complete(deps, { organization, connectionId, values, options, overlapHours, actor });
    return;
  }
  const secrets = { ...Object.fromEntries(open.secrets), ...values };
  const input = { signal: connectTimeout(), callLog: newCallLog(), priority: "interactive" as const };
  const unsaved = { organization, info: open.info, app: open.ownApp, secrets, webhookKey: open.row.webhook_key };
  requireSameAccount(
    open.row,
    await open.connector.connect.detect(deps.registry.provisionalContext(open.connector, unsaved, input)),
  );
}

/**
 * A new webhook secret of ours, for the one who pastes it again. Throws HubError WEBHOOK_SECRET_NOT_PASTED where nobody
 * pastes one: what the hub registered by itself would no longer be believed.
 */
export async function newSecret(deps: ConnectDeps, target: Target & Overlap): Promise<{ webhookSecret: string }> {
  const open = await openConnection(deps, target);
  const ours = open.connector.meta.topics.flatMap(({ secret, automatic }) =>
    secret.madeBy === "ours" && !automatic ? [secret] : [],
  );
  if (ours.length === 0 && open.row.state !== "draft")
    throw new HubError(
      "WEBHOOK_SECRET_NOT_PASTED",
      "conflict",
      `${open.connector.meta.name} takes no webhook secret by hand; there is nothing to paste anew.`,
    );
  const webhookSecret = newWebhookSecret(ours.some(({ form }) => form === "standard"));
  const now = new Date(deps.clock.now());
  await deps.db.tenant(target.organization, async (tx) => {
    const before = await secretsOf(tx, deps.vault, target.connectionId);
    await savePreviousOf(deps, tx, target, { names: [WEBHOOK_SECRET], before });
    await storeSecrets(tx, deps.vault, {
      ownerKind: "connection",
      ownerId: target.connectionId,
      secrets: { [WEBHOOK_SECRET]: webhookSecret },
      now,
    });
  });
  deps.forgetRoutes(target.connectionId);
  return { webhookSecret };
}

/** Where the platform and the seller's browser reach this connection. */
export async function addresses(deps: ConnectDeps, target: Target) {
  const open = await openConnection(deps, target);
  return {
    connectionId: target.connectionId,
    webhookUrls: webhookUrls(deps, open.connector, open.row.webhook_key),
    callbackUrl: `${deps.appUrl}/api/integrations/${open.connector.meta.id}/oauth/callback`,
  };
}

/** What this process knows of the connection, and the dates of its secrets. */
export async function health(deps: ConnectDeps, target: Target) {
  const open = await openConnection(deps, target);
  return {
    limits: await open.limits(),
    breaker: open.breaker.state(),
    credentials: await deps.db.tenant(target.organization, (tx) => secretFacts(tx, target.connectionId)),
    webhookUrls: webhookUrls(deps, open.connector, open.row.webhook_key),
    canReceiveWebhooks: open.webhookUrl("") !== null,
  };
}

/** Each secret stands in one place: what the grant holds is replaced there, the rest belongs to the connection. */
async function replaceSecrets(
  deps: ConnectDeps,
  tx: Tx,
  what: {
    readonly target: Target;
    readonly grantId: string | null;
    readonly secrets: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { target, grantId, secrets } = what;
  const now = new Date(deps.clock.now());
  const held = await tx.rows<{ name: string }>(
    `select name
     from argosy.secret
     where organization_id = argosy.tenant() and owner_kind = 'grant' and owner_id = $1 and name = any ($2)`,
    [grantId, Object.keys(secrets)],
  );
  const names = new Set(held.map((row) => row.name));
  const those = (inGrant: boolean) =>
    Object.fromEntries(Object.entries(secrets).filter(([name]) => names.has(name) === inGrant));
  await storeSecrets(tx, deps.vault, {
    ownerKind: "connection",
    ownerId: target.connectionId,
    secrets: those(false),
    now,
  });
  if (grantId === null || names.size === 0) return;
  await storeSecrets(tx, deps.vault, { ownerKind: "grant", ownerId: grantId, secrets: those(true), now });
  await tx.run(
    "update argosy.access_grant set generation = generation + 1 where organization_id = argosy.tenant() and id = $1",
    [grantId],
  );
}
