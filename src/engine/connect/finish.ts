/** The end of connecting: the grant is proved with real calls, then everything is stored in one transaction. */
import type { Actor } from "../../commerce/actor.ts";
import type { Completion, Connector, Detected } from "../../connectors/kit/contract.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { saveCredentials, saveGrant } from "../../hub/stores/draft.ts";
import { saveDetected } from "../../hub/stores/health.ts";
import { accessRenewed, activateStore } from "../../hub/stores/lifecycle.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { startRun } from "../runs/runs.ts";
import { scheduleSweeps } from "../sweeps/schedule.ts";
import {
  ATTEMPT,
  type ConnectDeps,
  type ConnectRow,
  connectorOf,
  connectRow,
  endpointOf,
  type SyncOptions,
  type Target,
  unsavedContext,
} from "./attempt.ts";
import { type FormValues, readForm } from "./form.ts";

/** Connects with what the form alone gives. Throws HubError or ConnectorError with words for the seller. */
export async function complete(
  deps: ConnectDeps,
  input: Target & {
    readonly values: Readonly<Record<string, string>>;
    readonly options: SyncOptions;
    readonly actor: Actor;
    readonly ownEndpoint?: string | undefined;
  },
) {
  const row = await deps.db.tenant(input.organization, (tx) => connectRow(tx, input.connectionId));
  const connector = connectorOf(deps, row.provider);
  const form = readForm(connector.meta, input.values);
  const endpoint = endpointOf(deps, input, row.endpoint);
  const completion = await connector.connect.complete(
    { kind: "form", values: form.values },
    unsavedContext(deps, connector, { form, key: row.webhook_key, endpoint }),
  );
  return finish(deps, input, {
    connector,
    row,
    form,
    endpoint,
    completion,
    options: input.options,
    actor: input.actor,
  });
}

export interface Finishing {
  readonly connector: Connector;
  readonly row: ConnectRow;
  readonly form: FormValues;
  readonly endpoint: string | undefined;
  readonly completion: Completion;
  readonly options: SyncOptions;
  readonly actor: Actor;
}

/** Proves the grant with real calls, then stores everything in one transaction. */
export async function finish(deps: ConnectDeps, target: Target, what: Finishing) {
  const { connector, completion, form } = what;
  const account = completion.accounts[0]?.externalId ?? "";
  const ctx = unsavedContext(deps, connector, {
    form,
    key: what.row.webhook_key,
    endpoint: what.endpoint,
    secrets: completion.grant.secrets,
    settings: completion.settings ?? {},
    account,
  });
  const detected = await connector.connect.detect(ctx);
  const store = await deps.db
    .tenant(target.organization, async (tx) => {
      await refuseTwice(tx, target, { provider: connector.meta.id, account: detected.account.externalId });
      await keepAll(deps, tx, { target, what, detected });
      await beginWork(deps, tx, target, what);
      return getStore(tx, target.connectionId);
    })
    // Also after a failure: what this process read inside the transaction was then never stored.
    .finally(() => {
      deps.forgetRoutes(target.connectionId);
      deps.platform.forget(target.connectionId);
    });
  return { store, warnings: detected.warnings, missingScopes: detected.missingScopes };
}

/** Throws HubError STORE_CONNECTED_ALREADY. */
async function refuseTwice(
  tx: Tx,
  target: Target,
  { provider, account }: { readonly provider: string; readonly account: string },
): Promise<void> {
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

/** With the store active, its sweeps and the first sync stand too: an active store that nothing reads would look healthy. */
async function beginWork(deps: ConnectDeps, tx: Tx, target: Target, { options, actor }: Finishing): Promise<void> {
  const open = await deps.platform.openIn(tx, target.organization, target.connectionId);
  if (open) await scheduleSweeps(tx, open, { now: new Date(deps.clock.now()), isRead: options.importProducts });
  if (!options.importProducts && options.importOrdersDays === null) return;
  await startRun(deps, tx, {
    organization: target.organization,
    connectionId: target.connectionId,
    kind: "initial_sync",
    options: { ...options },
    actor,
  }).catch((error: unknown) => {
    if (!(error instanceof HubError) || error.code !== "RUN_ACTIVE") throw error;
  });
}

async function keepAll(
  deps: ConnectDeps,
  tx: Tx,
  { target, what, detected }: { readonly target: Target; readonly what: Finishing; readonly detected: Detected },
): Promise<void> {
  const now = new Date(deps.clock.now());
  const { completion, form, connector } = what;
  const granted = new Set(Object.keys(completion.grant.secrets));
  const rest = Object.fromEntries(Object.entries(form.secrets).filter(([name]) => !granted.has(name)));
  const urlField = connector.meta.setupFormFields.find((field) => field.type === "url");
  await saveCredentials(tx, deps.vault, {
    connectionId: target.connectionId,
    secrets: rest,
    settings: { ...form.settings, ...completion.settings },
    now,
    ...(urlField && form.values[urlField.id] ? { storeUrl: form.values[urlField.id] } : {}),
    ...(what.endpoint === undefined ? {} : { endpoint: what.endpoint }),
  });
  await saveGrant(tx, deps.vault, {
    connectionId: target.connectionId,
    secrets: completion.grant.secrets,
    scopes: detected.grantedScopes ?? completion.grant.scopes,
    now,
    ...(completion.grant.expiresAt === undefined ? {} : { expiresAt: new Date(completion.grant.expiresAt) }),
  });
  await saveDetected(tx, {
    connectionId: target.connectionId,
    account: detected.account,
    facts: detected.facts,
    locations: detected.locations,
    missingScopes: detected.missingScopes,
    warnings: detected.warnings,
    now,
  });
  const change = { connectionId: target.connectionId, by: what.actor, now };
  await activateStore(tx, change);
  await accessRenewed(tx, change);
  await tx.run(
    "DELETE FROM argosy.secret WHERE organization_id = argosy.tenant() AND owner_kind = 'connection' AND owner_id = $1 AND name = $2",
    [target.connectionId, ATTEMPT],
  );
}
