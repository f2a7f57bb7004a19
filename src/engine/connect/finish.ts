/** The end of connecting: the grant is proved with real calls, then everything is stored in one transaction. */
import type { Actor } from "../../commerce/actor.ts";
import { requestedAccount, shareOf } from "../../connectors/kit/connect/consent.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import { requireSameAccount } from "../connections/same-account.ts";
import { notCovered, storeConsent } from "./accounts.ts";
import { type ConnectDeps, connectorOf, connectRow, endpointOf, type Target, unsavedContext } from "./attempt.ts";
import { dropDraftOnFailure } from "./begin.ts";
import { readForm } from "./form.ts";
import { type ConnectAttempt, saveConnections } from "./save-connections.ts";
import { withStored } from "./stored-values.ts";
import { verifyAccount } from "./verify-account.ts";

interface CompleteInput extends Target {
  readonly values: Readonly<Record<string, string>>;
  readonly options: SyncOptions;
  readonly actor: Actor;
  readonly ownEndpoint?: string | undefined;
  /** Hours that webhook secrets it replaces still count. */
  readonly overlapHours?: number | undefined;
  /** The draft was made for this attempt alone: it goes again when the attempt fails. */
  readonly isOwnDraft?: boolean | undefined;
}

/** Connects with what the form alone gives. Throws HubError or ConnectorError with words for the seller. */
export function complete(deps: ConnectDeps, input: CompleteInput) {
  return input.isOwnDraft ? dropDraftOnFailure(deps, input, () => connect(deps, input)) : connect(deps, input);
}

async function connect(deps: ConnectDeps, input: CompleteInput) {
  const row = await deps.db.tenant(input.organization, (tx) => connectRow(tx, deps, input.connectionId));
  const connector = connectorOf(deps, row.provider);
  const form = readForm(connector.meta, await withStored(deps, input, input.values));
  const endpoint = endpointOf(deps, input, row.endpoint);
  const completion = await connector.connect.complete(
    { kind: "form", values: form.values },
    unsavedContext(deps, connector, {
      organization: input.organization,
      form,
      key: row.webhook_key,
      endpoint,
      app: row.app,
    }),
  );
  return finish(deps, input, {
    connector,
    row,
    form,
    endpoint,
    completion,
    options: input.options,
    overlapHours: input.overlapHours,
    actor: input.actor,
  });
}

/**
 * Proves the grant with real calls, then stores everything in one transaction. Where the consent covers several
 * accounts and none was named, it is kept instead until the seller has picked. Answers which store it became: one deleted
 * before comes back for its account.
 */
export async function finish(
  deps: ConnectDeps,
  target: Target,
  what: ConnectAttempt,
): Promise<{ readonly isChoiceOpen: boolean; readonly connectionId: string }> {
  const { completion, row } = what;
  const account = requestedAccount(completion, row.account_id);
  if (!account && completion.accounts.length > 1) {
    if (row.state !== "draft") throw notCovered(completion);
    await storeConsent(deps, target, what);
    return { isChoiceOpen: true, connectionId: target.connectionId };
  }
  const answered = await verifyAccount(deps, what, {
    organization: target.organization,
    share: shareOf(completion, account),
  });
  requireSameAccount(row, answered.detected);
  const proved = [{ connectionId: target.connectionId, ...answered }];
  const [connectionId = target.connectionId] = await saveConnections(deps, {
    organization: target.organization,
    what,
    prepare: async () => proved,
  });
  return { isChoiceOpen: false, connectionId };
}

/**
 * Keeps what came without the one who asked for it: proved with real calls, so that its beginner sees whose account it is,
 * and connected when they say so (`choose`). A store that is there already only gets its own account's new keys.
 */
export async function holdForConfirmation(
  deps: ConnectDeps,
  target: Target,
  what: ConnectAttempt,
): Promise<{ readonly isChoiceOpen: boolean; readonly connectionId: string }> {
  const { completion, row } = what;
  const [only, second] = completion.accounts;
  if (row.state !== "draft") return finish(deps, target, what);
  if (second) await storeConsent(deps, target, what);
  else {
    const { organization } = target;
    const { share, detected } = await verifyAccount(deps, what, { organization, share: shareOf(completion, only) });
    const { externalId, name } = detected.account;
    const account = { ...only, externalId, name, ...(only?.grant && { grant: share.grant }) };
    await storeConsent(deps, target, {
      ...what,
      completion: { ...completion, ...(only?.grant ? {} : { grant: share.grant }), accounts: [account] },
    });
  }
  return { isChoiceOpen: true, connectionId: target.connectionId };
}
