/** Connecting accounts: by form, by redirect, from the platform's side. Nothing of a failed attempt is kept but its draft. */
import type { Actor } from "../../commerce/actor.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { BeginInput, CallbackRequest, HttpReply } from "../../connectors/kit/contract.ts";
import { isConnectorError } from "../../connectors/kit/errors.ts";
import { HubError } from "../../hub/errors.ts";
import { createDraft, storeNotFound } from "../../hub/stores/draft.ts";
import { findRoute, openConnectRoute, takeConnectRoute } from "../../hub/stores/routes.ts";
import { keepSecrets, secretsOf } from "../../hub/stores/secrets.ts";
import { ATTEMPT, type Attempt, type ConnectDeps, createBasics, type SyncOptions, type Target } from "./basics.ts";
import { existingConnections } from "./existing.ts";
import { createFinish } from "./finish.ts";
import { readForm } from "./form.ts";

const ATTEMPT_MS = 60 * 60_000;

export type Connections = ReturnType<typeof createConnections>;

export function createConnections(deps: ConnectDeps) {
  const { db, vault, clock } = deps;
  const basics = createBasics(deps);
  const { now, connectorOf, urlsOf, callbackUrl, rowOf, endpointOf, unsavedContext } = basics;
  const finish = createFinish(deps, basics);


  return {
    ...existingConnections(deps, basics),
    openDraft,
    begin,
    complete,


