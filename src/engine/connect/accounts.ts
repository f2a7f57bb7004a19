/** A consent that covers several accounts: stored encrypted with its draft until the seller selects accounts. */
import type { Actor } from "../../commerce/actor.ts";
import { shareOf, withRenewed } from "../../connectors/kit/connect/consent.ts";
import type { Completion } from "../../connectors/kit/contract/contract.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { announce } from "../../hub/events.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import { CONSENT, createDraft, nameStore } from "../../hub/stores/draft.ts";
import { secretsOf, storeSecrets } from "../../hub/stores/secrets.ts";
import { type ConnectDeps, connectorOf, connectRow, draftOf, type Target } from "./attempt.ts";
import { readFormSoFar } from "./form.ts";
import { type ConnectAttempt, saveConnections, type VerifiedAccount } from "./save-connections.ts";
import { verifyAccount } from "./verify-account.ts";

interface StoredConsent {
  readonly completion: Omit<Completion, "reply">;
  /** The form's values, including secrets. */
  readonly values: Readonly<Record<string, string>>;
  readonly endpoint?: string | undefined;
  readonly options: SyncOptions;
}

/** Seals the consent on its draft, with which it ends. */
export async function storeConsent(deps: ConnectDeps, target: Target, what: ConnectAttempt): Promise<void> {
  const { completion, form, endpoint, options } = what;
  const { reply: _reply, ...stored } = completion;
  await deps.db.tenant(target.organization, async (tx) => {
    await seal(deps, tx, target, { completion: stored, values: form.values, endpoint, options });
    await announce(tx, "store.consented", { id: target.connectionId });
  });
}

async function seal(deps: ConnectDeps, tx: Tx, { connectionId }: Target, consent: StoredConsent): Promise<void> {
  await storeSecrets(tx, deps.vault, {
    ownerKind: "connection",
    ownerId: connectionId,
    secrets: { [CONSENT]: JSON.stringify(consent) },
    now: new Date(deps.clock.now()),
  });
}

/** Throws HubError STORE_NOT_FOUND, or CONSENT_NONE where no choice is open. */
async function openConsent(deps: ConnectDeps, tx: Tx, { connectionId }: Target) {
  const row = await connectRow(tx, deps, connectionId);
  const stored = (await secretsOf(tx, deps.vault, connectionId)).get(CONSENT);
  if (stored === undefined || row.state !== "draft")
    throw new HubError(
      "CONSENT_NONE",
      "not_found",
      "No consent waits here for a choice of accounts. Start connecting again.",
    );
  return { row, consent: JSON.parse(stored) as StoredConsent };
}

/** The accounts a consent covers, and which of them are connected already. */
export async function accounts(deps: ConnectDeps, target: Target) {
  return deps.db.tenant(target.organization, async (tx) => {
    const { row, consent } = await openConsent(deps, tx, target);
    const covered = consent.completion.accounts;
    const connected = await tx.rows<{ id: string; name: string; state: string; account_id: string }>(
      `select id, name, state, account_id
       from argosy.connection
       where organization_id = argosy.tenant() and provider = $1
         and account_id = any ($2) and deleted_at is null and state <> 'draft' order by created_at`,
      [row.provider, covered.map(({ externalId }) => externalId)],
    );
    return {
      accounts: covered.map(({ externalId, name, country }) => {
        const found = connected.find((one) => one.account_id === externalId);
        const connection = found ? { id: found.id, name: found.name, state: found.state } : null;
        return { externalId, name, country: country ?? null, connection };
      }),
      expiresAt: row.draft_expires_at,
    };
  });
}

/**
 * Connects the picked accounts: the first as the draft, each other as a connection of its own. All or none of them.
 * Answers their ids in that order.
 */
export async function choose(
  deps: ConnectDeps,
  input: Target & { readonly accounts: readonly string[]; readonly actor: Actor },
): Promise<{ readonly connectionIds: readonly string[] }> {
  const { row, consent } = await deps.db.tenant(input.organization, (tx) => openConsent(deps, tx, input));
  const connector = connectorOf(deps, row.provider);
  const form = readFormSoFar(connector.meta, consent.values);
  const { endpoint, options } = consent;
  const what = { connector, row, form, endpoint, completion: consent.completion, options, actor: input.actor };
  const proved = await proveEach(deps, { ...input, consent, what });
  const connectionIds = await saveConnections(deps, {
    organization: input.organization,
    what,
    prepare: (tx) => placesFor(deps, tx, { target: input, what, proved }),
  });
  return { connectionIds };
}

type Unplaced = Omit<VerifiedAccount, "connectionId">;

/** One after the other: a renewal for the first serves those that share its tokens. */
async function proveEach(
  deps: ConnectDeps,
  input: Target & {
    readonly accounts: readonly string[];
    readonly consent: StoredConsent;
    readonly what: ConnectAttempt;
  },
): Promise<readonly Unplaced[]> {
  let { completion } = input.consent;
  const proved: Unplaced[] = [];
  for (const accountId of new Set(input.accounts)) {
    const account = completion.accounts.find(({ externalId }) => externalId === accountId);
    if (!account) throw notCovered(completion);
    const share = shareOf(completion, account);
    const answered = await verifyAccount(deps, input.what, {
      organization: input.organization,
      share,
      onRenewed: async (renewed) => {
        completion = withRenewed(completion, share, renewed);
        await deps.db.tenant(input.organization, (tx) => seal(deps, tx, input, { ...input.consent, completion }));
      },
    });
    proved.push(answered);
  }
  return proved;
}

/** A connection for each; the consent must still be there, so that it is used once. */
async function placesFor(
  deps: ConnectDeps,
  tx: Tx,
  {
    target,
    what,
    proved,
  }: { readonly target: Target; readonly what: ConnectAttempt; readonly proved: readonly Unplaced[] },
): Promise<VerifiedAccount[]> {
  await openConsent(deps, tx, target);
  const now = new Date(deps.clock.now());
  const placed: VerifiedAccount[] = [];
  for (const [index, one] of proved.entries()) {
    const draft = draftOf(what.connector, { name: one.detected.account.name, now });
    const connectionId = index === 0 ? target.connectionId : (await createDraft(tx, deps.vault, draft)).id;
    // What the form called the one store tells several of them apart no more.
    if (index === 0 && proved.length > 1) await nameStore(tx, { connectionId, name: draft.name, now });
    placed.push({ ...one, connectionId });
  }
  return placed;
}

/** The consent does not cover the account it was requested for. */
export function notCovered({ accounts: covered }: Pick<Completion, "accounts">): HubError {
  return new HubError(
    "ACCOUNT_NOT_COVERED",
    "validation",
    `This consent covers ${covered.map(({ name, externalId }) => `${name} (${externalId})`).join(", ")} and no other account.`,
    "accounts",
  );
}
