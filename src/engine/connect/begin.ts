/** Opening a form reserves a draft; sending it begins an attempt. */

import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { toStoredText } from "../../commerce/message.ts";
import { translateMeta, translateText } from "../../connectors/kit/connect/translate.ts";
import type { BeginInput, Connector, Language } from "../../connectors/kit/contract/contract.ts";
import type { ConnectInput } from "../../hub/stores/connect-input.ts";
import { createDraft, dropDraft, nameStore, storeNotFound } from "../../hub/stores/draft.ts";
import { openConnectRoute } from "../../hub/stores/routes.ts";
import { storeSecrets } from "../../hub/stores/secrets.ts";
import {
  ATTEMPT,
  type Attempt,
  type ConnectDeps,
  type ConnectRow,
  callbackUrl,
  connectorOf,
  connectRow,
  draftOf,
  endpointOf,
  type Initiator,
  type Target,
  unsavedContext,
  webhookUrls,
} from "./attempt.ts";
import { type FormValues, readForm } from "./form.ts";
import { withStored } from "./stored-values.ts";

const ATTEMPT_MS = 60 * 60_000;

/** Reserves a connection with its webhook addresses and secret, and a one-time callback address. */
export async function openDraft(
  deps: ConnectDeps,
  input: {
    readonly organization: OrganizationId;
    readonly provider: string;
    readonly actor: Actor;
    readonly name?: string | undefined;
    readonly code?: string | undefined;
  },
) {
  const connector = connectorOf(deps, input.provider);
  return deps.db.tenant(input.organization, async (tx) => {
    const draft = await createDraft(
      tx,
      deps.vault,
      draftOf(connector, { name: input.name ?? "", code: input.code, now: new Date(deps.clock.now()) }),
    );
    const state = await openConnectRoute(tx, {
      connectionId: draft.id,
      provider: input.provider,
      expiresAt: draft.expiresAt,
    });
    return {
      connectionId: draft.id,
      webhookUrls: webhookUrls(deps, connector, draft.webhookKey),
      webhookSecret: draft.webhookSecret,
      callbackUrl: callbackUrl(deps, state),
      expiresAt: draft.expiresAt,
    };
  });
}

export interface BeginRequest extends ConnectInput {
  /** The form's language: errors of the form and of the consent are shown in it. */
  readonly language?: Language | undefined;
  /** Who has to be there when it ends; absent: the hub itself. */
  readonly beginner?: Initiator | undefined;
  /** A sandbox of this hub to connect instead of the platform; never from a form. */
  readonly ownEndpoint?: string | undefined;
}

/**
 * Checks the form and asks the connector what comes next; `ready` means the values alone suffice. A draft made for this
 * attempt goes again when it fails.
 */
export async function begin(deps: ConnectDeps, input: BeginRequest) {
  const connector = connectorOf(deps, input.provider);
  const { organization, draftId } = input;
  const values = draftId ? await withStored(deps, { organization, connectionId: draftId }, input.values) : input.values;
  const form = readForm(translateMeta(connector, input.language ?? "en"), values);
  if (draftId !== undefined) return ask(deps, input, { connector, form, connectionId: draftId });
  const { connectionId } = await openDraft(deps, input);
  return dropDraftOnFailure(deps, { organization, connectionId }, () =>
    ask(deps, input, { connector, form, connectionId }),
  );
}

/** Does the work; when it fails, the draft it was for goes too. */
export async function dropDraftOnFailure<T>(deps: ConnectDeps, target: Target, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const now = new Date(deps.clock.now());
    await deps.db.tenant(target.organization, (tx) => dropDraft(tx, target.connectionId, now));
    deps.forgetRoutes(target.connectionId);
    throw error;
  }
}

interface AttemptTarget {
  readonly connector: Connector;
  readonly form: FormValues;
  readonly connectionId: string;
}

async function ask(deps: ConnectDeps, input: BeginRequest, { connector, form, connectionId }: AttemptTarget) {
  const { row, state } = await openAttempt(deps, input, connectionId);
  const endpoint = endpointOf(deps, input, row.endpoint);
  const attempt: BeginInput = {
    values: { ...form.values, ...(endpoint === undefined ? {} : { endpoint }) },
    state,
    callbackUrl: callbackUrl(deps, state),
    returnUrl: `${deps.appUrl}${input.returnTo?.replace(":id", connectionId) ?? `/stores/${connectionId}`}`,
  };
  const ctx = unsavedContext(deps, connector, {
    organization: input.organization,
    form,
    key: row.webhook_key,
    endpoint,
    app: row.app,
    stored: row.settings,
  });
  const step = await connector.connect.begin(attempt, ctx);
  if (step.step === "ready") return { connectionId, step: "ready" as const };
  const { syncOptions: options, actor, language, beginner } = input;
  const stored: Attempt = { begin: attempt, options, actor, language, beginner };
  const secrets = { [ATTEMPT]: JSON.stringify(stored) };
  await deps.db.tenant(input.organization, (tx) =>
    storeSecrets(tx, deps.vault, {
      ownerKind: "connection",
      ownerId: connectionId,
      secrets,
      now: new Date(deps.clock.now()),
    }),
  );
  if (step.step === "redirect") return { connectionId, ...step };
  const text = translateText(connector, language ?? "en", toStoredText(step.text));
  return { connectionId, step: "wait" as const, text };
}

/** Names the draft as the form says, and makes the attempt's one-time state. */
function openAttempt(
  deps: ConnectDeps,
  input: BeginRequest,
  connectionId: string,
): Promise<{ row: ConnectRow; state: string }> {
  const now = new Date(deps.clock.now());
  return deps.db.tenant(input.organization, async (tx) => {
    const row = await connectRow(tx, deps, connectionId);
    if (row.provider !== input.provider) throw storeNotFound();
    if (input.draftId !== undefined && row.state === "draft") {
      await nameStore(tx, {
        connectionId,
        name: input.name.trim() || connectorOf(deps, input.provider).meta.name,
        code: input.code,
        now,
      });
    }
    const expiresAt = new Date(now.getTime() + ATTEMPT_MS);
    const state = await openConnectRoute(tx, { connectionId, provider: input.provider, expiresAt });
    return { row, state };
  });
}
