/** Disconnecting an account: what stands on its platform, its open orders, its secrets; and what of it has to wait. */

import { type Actor, systemActor } from "../../commerce/actor.ts";
import type { LeftOnPlatform } from "../../commerce/connection-states.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { REMOVAL_GIVEN_UP_AFTER_MS, REMOVAL_RETRY_MS } from "../../commerce/retry-schedule.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Tx } from "../../db/database.ts";
import { cancelSomeOpen, endCommandsOfStore, openOrdersOf } from "../../hub/orders/store-deleted.ts";
import { connectionsOfGrant } from "../../hub/stores/grants.ts";
import { softDeleteStore } from "../../hub/stores/lifecycle.ts";
import { wipeSecrets } from "../../hub/stores/secrets.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { type ConnectDeps, connectTimeout, openConnection, type Target } from "./attempt.ts";

type Deps = Pick<ConnectDeps, "db" | "clock" | "log" | "registry" | "forgetRoutes">;

const ORDERS_AT_ONCE = 100;

export type OpenOrders = "finish" | "cancel";

/**
 * Removes webhooks and revokes tokens where the platform answers, wipes secrets, keeps history. What a platform that
 * does not answer still has is removed later. Open orders are finished here from now on, or cancelled.
 */
export async function disconnect(
  deps: Deps,
  target: Target & { readonly actor: Actor; readonly openOrders?: OpenOrders | undefined },
) {
  const { organization, connectionId, actor } = target;
  const open = await openConnection(deps, target);
  const { left, isLater } =
    open.row.state === "draft" ? NOTHING : await removeFromPlatform(deps, open, ["webhooks", "access"]);
  const now = new Date(deps.clock.now());
  const cancelsOrders = target.openOrders === "cancel";
  const retryAt = isLater ? new Date(now.getTime() + REMOVAL_RETRY_MS) : null;
  const openOrders = await deps.db.tenant(organization, async (tx) => {
    const { orders } = await openOrdersOf(tx, connectionId);
    await softDeleteStore(tx, { connectionId, by: actor, now }, { left, retryAt, cancelsOrders });
    await endCommandsOfStore(tx, connectionId, { actor, now });
    if (left.length > 0) await logLeft(tx, { connectionId, left, isLater, now });
    return orders;
  });
  deps.forgetRoutes(connectionId);
  if (cancelsOrders) await cancelOpen(deps, target);
  return { leftOnPlatform: left, isRetried: isLater, openOrders };
}

interface Removed {
  readonly left: readonly LeftOnPlatform[];
  /** The platform did not answer; a later attempt may succeed. */
  readonly isLater: boolean;
}

const NOTHING: Removed = { left: [], isLater: false };

async function removeFromPlatform(
  deps: Deps,
  open: OpenConnection,
  requested: readonly LeftOnPlatform[],
): Promise<Removed> {
  const ctx = open.context({ signal: connectTimeout(), callLog: newCallLog(), priority: "interactive", byHand: true });
  const ofSameGrant = await deps.db.tenant(open.organization, (tx) => connectionsOfGrant(tx, open.row.grant_id));
  const others = ofSameGrant.filter(({ id }) => id !== open.row.id);
  const left: LeftOnPlatform[] = [];
  let isLater = false;
  for (const [what, work] of [
    ["webhooks", open.ports.subscriptions?.remove],
    // Tokens that other stores work with are not taken from them; those the webhooks still need are kept.
    ["access", others.length > 0 ? undefined : open.connector.connect.disconnect],
  ] as const) {
    if (!requested.includes(what)) continue;
    if (isLater && work) {
      left.push(what);
      continue;
    }
    await work?.(ctx).catch((error: unknown) => {
      deps.log.warn({ err: error, connection: open.row.id }, `${what} could not be removed on the platform`);
      left.push(what);
      isLater = isPassing(error);
    });
  }
  return { left, isLater };
}

/** Revoked or refused access stays so; a platform that is down or busy comes back. */
function isPassing(error: unknown): boolean {
  return isConnectorError(error) && ["transient", "throttled", "ambiguous", "suspended"].includes(error.kind);
}

async function logLeft(
  tx: Tx,
  {
    connectionId,
    left,
    isLater,
    now,
  }: { connectionId: string; left: readonly LeftOnPlatform[]; isLater: boolean; now: Date },
): Promise<void> {
  const what = left.length > 1 ? "both" : left[0] === "access" ? "access" : "webhooks";
  const text = message(isLater ? "log.leftLater" : "log.leftByHand", { what });
  await logSync(tx, [{ connectionId, action: "check_webhooks", status: "failed", text, at: now }]);
}

/** In chunks; the next maintenance run finishes what a stopped process leaves. */
async function cancelOpen(
  deps: Pick<Deps, "db" | "clock">,
  { organization, connectionId, actor }: Target & { readonly actor: Actor },
) {
  const now = new Date(deps.clock.now());
  const some = () =>
    deps.db.tenant(organization, (tx) => cancelSomeOpen(tx, connectionId, { actor, now, most: ORDERS_AT_ONCE }));
  while ((await some()) > 0);
  await deps.db.tenant(organization, (tx) =>
    tx.run("update argosy.connection set cancels_orders = false where organization_id = argosy.tenant() and id = $1", [
      connectionId,
    ]),
  );
}

interface Left {
  readonly id: string;
  readonly left: readonly LeftOnPlatform[];
  readonly deleted_at: Date;
  readonly cancels_orders: boolean;
  readonly is_due: boolean;
}

/** Goes on with what deleted stores left to be done: webhooks on platforms that were down, orders to be cancelled. */
export async function finishDisconnecting(deps: Deps, organization: OrganizationId): Promise<void> {
  const now = new Date(deps.clock.now());
  const stores = await deps.db.tenant(organization, (tx) =>
    tx.rows<Left>(
      `select id, removal_left as left, deleted_at, cancels_orders, coalesce(removal_due_at <= $1, false) as is_due
       from argosy.connection
       where organization_id = argosy.tenant() and state = 'deleted' and (cancels_orders or removal_due_at <= $1)
       order by id`,
      [now],
    ),
  );
  for (const store of stores) {
    const target = { organization, connectionId: store.id, actor: systemActor };
    if (store.cancels_orders) await cancelOpen(deps, target);
    if (store.is_due) await removeAgain(deps, target, store);
  }
}

async function removeAgain(deps: Deps, { organization, connectionId }: Target, store: Left): Promise<void> {
  const open = await deps.registry.open(organization, connectionId);
  const { left, isLater } = open
    ? await removeFromPlatform(deps, open, store.left)
    : { left: store.left, isLater: false };
  const now = new Date(deps.clock.now());
  const goesOn = isLater && now.getTime() - store.deleted_at.getTime() < REMOVAL_GIVEN_UP_AFTER_MS;
  await deps.db.tenant(organization, async (tx) => {
    const touched = await tx.run(
      `update argosy.connection
       set removal_left = $2, removal_due_at = $3
       where organization_id = argosy.tenant() and id = $1 and state = 'deleted'`,
      [connectionId, left, goesOn ? new Date(now.getTime() + REMOVAL_RETRY_MS) : null],
    );
    // Connected again meanwhile: what it has is the store's.
    if (touched === 0 || goesOn) return;
    await wipeSecrets(tx, [connectionId]);
    if (left.length > 0) return logLeft(tx, { connectionId, left, isLater: false, now });
    const text = message("log.leftRemoved");
    await logSync(tx, [{ connectionId, action: "check_webhooks", status: "success", text, at: now }]);
  });
  deps.registry.forget(connectionId);
}
