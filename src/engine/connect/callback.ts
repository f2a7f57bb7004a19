/** What comes back from a platform or a seller's browser for an attempt named by its one-time state. */

import { organizationId } from "../../commerce/ids.ts";
import { toStoredText } from "../../commerce/message.ts";
import { translateMeta, translateText } from "../../connectors/kit/connect/translate.ts";
import type { CallbackRequest, Connector, HttpReply } from "../../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { HubError } from "../../hub/errors.ts";
import { findRoute, takeConnectRoute } from "../../hub/stores/routes.ts";
import { secretsOf } from "../../hub/stores/secrets.ts";
import {
  ATTEMPT,
  type Attempt,
  type ConnectDeps,
  type ConnectRow,
  callbackUrl,
  connectorOf,
  connectRow,
  type Target,
  unsavedContext,
} from "./attempt.ts";
import { confirmationPage, decideCallback, isConfirmed } from "./callback-decision.ts";
import { finish, holdForConfirmation } from "./finish.ts";
import { readFormSoFar } from "./form.ts";

const plain = (status: number, body: string): HttpReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body,
});

/** An install begun on the platform's side: the seller signs in first and finds the form filled in. */
export function install(deps: ConnectDeps, provider: string, request: CallbackRequest): HttpReply {
  connectorOf(deps, provider);
  const query = new URLSearchParams(request.query);
  return { status: 302, headers: { location: `${deps.appUrl}/channels/connect/${provider}?${query}` } };
}

/**
 * A grant nobody here asked for (an install from a platform's own store comes back without our state): the seller signs
 * in and starts from the form. What came along stays out of the address: the code in it belongs to no attempt.
 */
export function unrequestedGrant(deps: Pick<ConnectDeps, "connectors" | "appUrl">, provider: string): HttpReply {
  const { meta } = connectorOf(deps, provider);
  return { status: 302, headers: { location: `${deps.appUrl}/channels/connect/${meta.id}` } };
}

/**
 * Answers a preflight, completes the attempt, or says why not; the state works once. `browser` is the mark of the one it
 * comes from, null without one; the hub's own attempts come from none.
 */
export async function callback(
  deps: ConnectDeps,
  state: string,
  given: CallbackRequest,
  browser?: string | null,
): Promise<HttpReply> {
  const route = await findRoute(deps.db, state, "connect", new Date(deps.clock.now()));
  if (!route) return plain(404, "This connect link is not known or has expired. Start again from Argosy.");
  const connector = connectorOf(deps, route.provider);
  const early = connector.connect.preflight?.(given) ?? null;
  if (early) return early;
  const target = { organization: organizationId(route.organizationId), connectionId: route.connectionId };
  const { row, stored } = await deps.db.tenant(target.organization, async (tx) => {
    const secrets = await secretsOf(tx, deps.vault, target.connectionId);
    return { row: await connectRow(tx, deps, target.connectionId), stored: secrets.get(ATTEMPT) };
  });
  const attempt: Attempt = stored === undefined ? bareAttempt(deps, state, target) : JSON.parse(stored);
  const ending = decideCallback(attempt.beginner, given, browser);
  if (ending === "refuse")
    return plain(403, "This was begun in another browser. Open Argosy in this one and start again there.");
  if (ending === "ask")
    return confirmationPage(attempt.language ?? "en", {
      organization: await nameOf(deps, target),
      provider: translateMeta(connector, attempt.language ?? "en").name,
    });
  // What was asked about is what came before.
  const request = isConfirmed(attempt.beginner, given) ? { ...given, method: "GET", body: new Uint8Array() } : given;
  try {
    return await completeAttempt(deps, target, { connector, row, attempt, request, isUnconfirmed: ending === "keep" });
  } catch (error) {
    if (!isConnectorError(error) && !(error instanceof HubError)) throw error;
    deps.log.info({ connection: target.connectionId, reason: error.message }, "connecting did not succeed");
    const message = translateText(
      connector,
      attempt.language ?? "en",
      toStoredText(isConnectorError(error) ? error.userMessage : (error.said ?? error.message)),
    );
    if (request.method === "GET") {
      const page = new URL(attempt.begin.returnUrl);
      page.searchParams.set("error", message);
      return { status: 302, headers: { location: page.href } };
    }
    const body = JSON.stringify({ message });
    return { status: 400, headers: { "content-type": "application/json" }, body };
  }
}

interface Returned {
  readonly connector: Connector;
  readonly row: ConnectRow;
  readonly attempt: Attempt;
  readonly request: CallbackRequest;
  readonly isUnconfirmed: boolean;
}

/** Whose account it will be. */
function nameOf(deps: ConnectDeps, { organization }: Target): Promise<string> {
  return deps.db.tenant(organization, async (tx) => {
    const row = await tx.one<{ name: string }>(
      "select name from argosy.organization where organization_id = argosy.tenant()",
    );
    return row.name;
  });
}

async function completeAttempt(deps: ConnectDeps, target: Target, returned: Returned): Promise<HttpReply> {
  const { connector, row, attempt, request, isUnconfirmed } = returned;
  const { begin, options, actor } = attempt;
  const form = readFormSoFar(connector.meta, begin.values);
  const endpoint = begin.values.endpoint ?? row.endpoint ?? undefined;
  const ctx = unsavedContext(deps, connector, {
    organization: target.organization,
    form,
    key: row.webhook_key,
    endpoint,
    app: row.app,
  });
  const completion = await connector.connect.complete({ kind: "callback", begin, request }, ctx);
  const isFirst = await deps.db.tenant(target.organization, (tx) =>
    takeConnectRoute(tx, begin.state, new Date(deps.clock.now())),
  );
  if (!isFirst) return plain(409, "This connect link was used already.");
  const what = { connector, row, form, endpoint, completion, options, actor };
  const done = await (isUnconfirmed ? holdForConfirmation : finish)(deps, target, what);
  const choice = `${deps.appUrl}/channels/connect/${connector.meta.id}?store=${target.connectionId}`;
  const page = begin.returnUrl.replaceAll(target.connectionId, done.connectionId);
  const location = done.isChoiceOpen ? choice : page;
  return completion.reply ?? { status: 302, headers: { location } };
}

/** A draft's own callback address, used before the form was sent: only what the platform grants is known. */
function bareAttempt(deps: ConnectDeps, state: string, { connectionId }: Target): Attempt {
  return {
    begin: {
      values: {},
      state,
      callbackUrl: callbackUrl(deps, state),
      returnUrl: `${deps.appUrl}/channels/${connectionId}`,
    },
    options: { importProducts: true, importOrdersDays: null, stockFrom: "none" },
    actor: { kind: "system", id: "system", name: "Argosy" },
    beginner: "program",
  };
}
