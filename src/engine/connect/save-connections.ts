/** Stores a verified connection: form, grant and account data, and schedules its first work. */

import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Share } from "../../connectors/kit/connect/consent.ts";
import { translateMeta } from "../../connectors/kit/connect/translate.ts";
import { type Completion, type Connector, type Detected, LANGUAGES } from "../../connectors/kit/contract/contract.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import { beginStore, CONSENT, lockStores, saveCredentials } from "../../hub/stores/draft.ts";
import { connectionsOfGrant, saveGrant } from "../../hub/stores/grants.ts";
import { saveDetected } from "../../hub/stores/health.ts";
import { accessRenewed, activateStore } from "../../hub/stores/lifecycle.ts";
import { reconnectFormer } from "../../hub/stores/reconnect.ts";
import { forgetSecrets } from "../../hub/stores/secrets.ts";
import { resumeRefused } from "../lanes/refusals.ts";
import { startRun } from "../runs/runs.ts";
import { scheduleSweeps } from "../sweeps/schedule.ts";
import { ATTEMPT, type ConnectDeps, type ConnectRow, type Target } from "./attempt.ts";
import type { FormValues } from "./form.ts";
import { withReplacedSignatures } from "./replaced-secrets.ts";

/** A consent (or keys), with the form and inputs it was requested with. */
export interface ConnectAttempt {
  readonly connector: Connector;
  readonly row: ConnectRow;
  readonly form: FormValues;
  readonly endpoint: string | undefined;
  readonly completion: Completion;
  readonly options: SyncOptions;
  /** Hours that replaced webhook secrets stay valid; absent: the default. */
  readonly overlapHours?: number | undefined;
  readonly actor: Actor;
}

/** What an account answered with what the consent gave it. */
export interface VerifiedAnswer {
  readonly share: Share;
  readonly detected: Detected;
  /** How far the platform's clock stood ahead of ours meanwhile. */
  readonly clockOffsetMs: number;
}

/** An account that answered with what the consent gave it, and the connection it becomes. */
export interface VerifiedAccount extends VerifiedAnswer {
  readonly connectionId: string;
}

/**
 * Makes active connections, in one transaction, of all that `prepare` says was proved; answers their ids. Throws HubError
 * STORE_CONNECTED_ALREADY, or PLAN_STORES when there is no room for all of them; then none is kept.
 */
export async function saveConnections(
  deps: ConnectDeps,
  { organization, what, prepare }: SaveInput,
): Promise<readonly string[]> {
  const touched: string[] = [];
  const ids: string[] = [];
  try {
    await deps.db.tenant(organization, async (tx) => {
      // Before the rows' locks, as everywhere; nobody else keeps a grant of this organization until the end.
      await lockStores(tx);
      const proved: Placed[] = [];
      for (const one of await prepare(tx)) {
        touched.push(one.connectionId);
        await refuseTwice(tx, one, what.connector.meta.id);
        proved.push(await placed(deps, tx, what, one));
      }
      ids.push(...proved.map(({ connectionId }) => connectionId));
      touched.push(...ids);
      const { provider } = what.row;
      await withReplacedSignatures(deps, tx, { organization, provider, overlapHours: what.overlapHours }, async () => {
        for (const one of proved) await saveForm(deps, tx, what, one);
        await saveGrants(deps, tx, what, proved);
      });
      for (const one of proved) {
        await activate(deps, tx, what, one);
        await beginWork(deps, tx, { organization, connectionId: one.connectionId }, what);
      }
    });
  } finally {
    // Also after a failure: what this process read inside the transaction was then never stored.
    for (const id of touched) {
      deps.forgetRoutes(id);
      deps.registry.forget(id);
    }
  }
  // Proved just now: what it refused before is asked again at once.
  const now = new Date(deps.clock.now());
  for (const connectionId of ids) await resumeRefused(deps.db, organization, { connectionId, scopes: null, now });
  return ids;
}

/** Where a proved account has its place: in its draft, or in the store it was before it was deleted. */
interface Placed extends VerifiedAccount {
  readonly isBack: boolean;
}

async function placed(deps: ConnectDeps, tx: Tx, what: ConnectAttempt, one: VerifiedAccount): Promise<Placed> {
  const { meta } = what.connector;
  const draft = await tx.one<{ state: string; name: string }>(
    "select state, name from argosy.connection where organization_id = argosy.tenant() and id = $1",
    [one.connectionId],
  );
  if (draft.state !== "draft") return { ...one, isBack: false };
  const isGiven = !(["en", ...LANGUAGES] as const).some(
    (language) => translateMeta(what.connector, language).name === draft.name,
  );
  const back = await reconnectFormer(tx, deps.vault, {
    draftId: one.connectionId,
    provider: meta.id,
    accountId: one.detected.account.externalId,
    name: isGiven ? draft.name : null,
    keepsSetup: what.options.takeOver !== false,
    notKept: [ATTEMPT, CONSENT],
    by: what.actor,
    now: new Date(deps.clock.now()),
  });
  return back === null ? { ...one, isBack: false } : { ...one, connectionId: back, isBack: true };
}

export interface SaveInput {
  readonly organization: OrganizationId;
  readonly what: ConnectAttempt;
  prepare(tx: Tx): Promise<readonly VerifiedAccount[]>;
}

/** Throws HubError STORE_CONNECTED_ALREADY. */
async function refuseTwice(tx: Tx, { connectionId, detected }: VerifiedAccount, provider: string): Promise<void> {
  const account = detected.account.externalId;
  if (account === "") return;
  const twin = await tx.maybe<{ name: string }>(
    `select name
     from argosy.connection
     where organization_id = argosy.tenant() and provider = $1 and account_id = $2 and id <> $3
       and deleted_at is null and state <> 'draft' limit 1`,
    [provider, account, connectionId],
  );
  if (twin)
    throw new HubError("STORE_CONNECTED_ALREADY", "conflict", message("refused.connectedAlready", { name: twin.name }));
}

async function saveForm(
  deps: ConnectDeps,
  tx: Tx,
  what: ConnectAttempt,
  { connectionId, share }: VerifiedAccount,
): Promise<void> {
  const { form, connector, endpoint } = what;
  const granted = new Set(Object.keys(share.grant.secrets));
  const rest = Object.fromEntries(Object.entries(form.secrets).filter(([name]) => !granted.has(name)));
  const urlField = connector.meta.setupFormFields.find((field) => field.type === "url");
  await saveCredentials(tx, deps.vault, {
    connectionId,
    secrets: { ...rest, ...share.secrets },
    settings: { ...form.settings, ...share.settings },
    now: new Date(deps.clock.now()),
    ...(urlField && form.values[urlField.id] ? { storeUrl: form.values[urlField.id] } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

/** One grant for all accounts without tokens of their own, so that one renewal serves them all. */
async function saveGrants(
  deps: ConnectDeps,
  tx: Tx,
  what: ConnectAttempt,
  proved: readonly VerifiedAccount[],
): Promise<void> {
  const own = proved.filter(({ share }) => share.hasOwnGrant).map((one) => [one]);
  const shared = proved.filter(({ share }) => !share.hasOwnGrant);
  for (const group of shared.length === 0 ? own : [...own, shared]) {
    const [first, ...rest] = group;
    // Renewed on the way, the last has the newest.
    const last = group.at(-1);
    if (!first || !last) continue;
    const { grant } = last.share;
    const id = await saveGrant(tx, deps.vault, {
      connectionIds: [first.connectionId, ...rest.map(({ connectionId }) => connectionId)],
      secrets: grant.secrets,
      scopes: last.detected.grantedScopes ?? grant.scopes,
      holder: grant.holder,
      ends: grant.ends,
      ownNames: what.completion.accounts.flatMap(({ secrets }) => Object.keys(secrets ?? {})),
      now: new Date(deps.clock.now()),
      ...(grant.expiresAt === undefined ? {} : { expiresAt: new Date(grant.expiresAt) }),
    });
    const here = new Set(group.map(({ connectionId }) => connectionId));
    await renewOthers(deps, tx, what, { grantId: id, except: here });
  }
}

/** Connections of the same consent that were here before work with the new one, and go on where they had stopped. */
async function renewOthers(
  deps: ConnectDeps,
  tx: Tx,
  { completion, actor }: ConnectAttempt,
  { grantId, except }: { readonly grantId: string; readonly except: ReadonlySet<string> },
): Promise<void> {
  const now = new Date(deps.clock.now());
  for (const { id, state, account_id } of await connectionsOfGrant(tx, grantId)) {
    const account = completion.accounts.find(({ externalId }) => externalId === account_id);
    if (except.has(id) || !account) continue;
    await saveCredentials(tx, deps.vault, {
      connectionId: id,
      secrets: account.secrets ?? {},
      settings: { ...completion.settings, ...account.settings },
      now,
    });
    const change = { connectionId: id, by: actor, now };
    if (state === "needs_reauth") await activateStore(tx, change);
    await accessRenewed(tx, change);
  }
}

async function activate(
  deps: ConnectDeps,
  tx: Tx,
  what: ConnectAttempt,
  { connectionId, detected, clockOffsetMs, isBack }: Placed,
): Promise<void> {
  const now = new Date(deps.clock.now());
  await saveDetected(tx, {
    ...detected,
    connectionId,
    clockAheadMs: clockOffsetMs,
    now,
  });
  const change = { connectionId, by: what.actor, now };
  const isLinked = isBack && what.options.takeOver !== false;
  if (what.row.state === "draft" && !isLinked)
    await beginStore(tx, connectionId, { review: what.options.review === true });
  await activateStore(tx, change);
  await accessRenewed(tx, change);
  await forgetSecrets(tx, connectionId, [ATTEMPT, CONSENT]);
}

/** With the store active, its sweeps and the first sync stand too: an active store that nothing reads would look healthy. */
async function beginWork(deps: ConnectDeps, tx: Tx, target: Target, { options, actor }: ConnectAttempt): Promise<void> {
  const open = await deps.registry.openIn(tx, target.organization, target.connectionId);
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
