import { type Actor, actorText, systemActor } from "../../commerce/actor.ts";
import { type ConnectionState, type LeftOnPlatform, mayBecome } from "../../commerce/connection-states.ts";
import { type HubText, message } from "../../commerce/message.ts";
import { BROKEN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { recordAudit } from "../audit/audit.ts";
import { leaveConversations } from "../conversations/deleted-channel.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { textParameters } from "../json-column.ts";
import { lockStores, requireRoomForStore, storeNotFound } from "./draft.ts";
import { markAllListings } from "./mark-listings.ts";
import { endRoutes } from "./routes.ts";
import { wipeSecrets } from "./secrets.ts";

/** A person's or the engine's move of one connection. */
export interface StoreChange {
  readonly connectionId: string;
  readonly by: Actor;
  readonly requestId?: string | undefined;
  readonly now: Date;
}

interface Current {
  readonly state: ConnectionState;
  readonly kind: string;
  readonly name: string;
  readonly accessGivenAt: Date | null;
}

// Platforms retry deliveries for days after a disconnect (Shopify 4 h, Square 3 weeks); privacy requests follow 48 h later.
const ROUTE_AFTERLIFE_MS = 30 * 24 * 60 * 60_000;

/**
 * Draft, paused, inactive, stopped or reconnected to active. The first activation sets the stock cut-over: orders
 * placed before it move no stock. It stands on the platform's own clock, which dates them (to the second: platforms tell
 * no more). Wakes every lane and poll, so that both directions catch up.
 */
export async function activateStore(tx: Tx, change: StoreChange): Promise<void> {
  // Before the row's lock, as everywhere, so that two moves never wait for each other.
  await lockStores(tx);
  const before = await lockForMove(tx, change, "active");
  if (before.state === "active") return;
  if (before.state === "draft" && before.kind === "commerce") await requireRoomForStore(tx);
  await tx.run(
    `update connection set state = 'active', draft_expires_at = null, installed_at = coalesce(installed_at, $2),
       stock_cutover_at = coalesce(stock_cutover_at,
         date_trunc('second', $2::timestamptz + clock_ahead_ms * interval '1 millisecond')),
       last_error = case when state in ${BROKEN} then null else last_error end,
       sync_state = case when sync_state = 'error' then 'idle' else sync_state end,
       health = case when state in ${BROKEN} then 'unknown' else health end,
       failing_since = null, breaker = 'closed', breaker_until = null, updated_at = $2,
       access_given_at = case when state = 'needs_reauth' then $2 else access_given_at end
     where organization_id = argosy.tenant() and id = $1`,
    [change.connectionId, change.now],
  );
  // What a store should show is not worked out while it is inactive.
  if (before.state === "inactive" || before.state === "draft") await markAllListings(tx, change.connectionId);
  await resolveAlert(tx, reauthCause(change.connectionId), change.now, change.by);
  await notify(tx, change, "store.activated", before.state);
  // Last: who holds a lane's row holds up every delivery that shares a write with one of this store's.
  await wakeAll(tx, change);
}

/** Deliveries are stored and not applied, nothing is polled or pushed; what is due stays due. */
export async function deactivateStore(tx: Tx, change: StoreChange): Promise<void> {
  await move(tx, change, "inactive", "store.deactivated");
}

/** What comes in is applied, what should go out waits as state. */
export async function pauseStore(tx: Tx, change: StoreChange): Promise<void> {
  await move(tx, change, "paused", "store.paused");
}

/** Paused or inactive to active, catching up both ways. */
export async function resumeStore(tx: Tx, change: StoreChange): Promise<void> {
  await activateStore(tx, change);
}

/**
 * Stops the connection until a person connects it again; one alert with `text`, what the seller reads. Does
 * nothing where the connection is gone or not set up, or where access was given since the one `used`.
 */
export async function markNeedsReauth(
  tx: Tx,
  connectionId: string,
  { used, ...why }: Stop & { readonly used?: UsedAccess },
): Promise<void> {
  const given = (await lock(tx, connectionId))?.accessGivenAt ?? null;
  if (used && given?.getTime() !== used.givenAt?.getTime()) return;
  const before = await stop(tx, connectionId, { ...why, to: "needs_reauth", action: "store.needs_reauth" });
  if (!before || before.state === "needs_reauth") return;
  await raiseAlert(tx, {
    kind: "needs_reauth",
    severity: "critical",
    cause: reauthCause(connectionId),
    connectionId,
    title: message("alert.needs_reauth.title", { store: before.name }),
    text: why.text,
    action: { kind: "reconnect", connectionId },
    now: why.now,
  });
}

/** The app was removed on the channel's side: the tokens are dead, the rest stays for the day it is connected again. */
export async function markUninstalled(tx: Tx, connectionId: string, input: { readonly now: Date }): Promise<void> {
  await markNeedsReauth(tx, connectionId, {
    text: message("alert.needs_reauth.uninstalled"),
    now: input.now,
  });
}

/** One warning that the channel's consent will run out, until the store is connected again; it works on till then. */
export async function warnAccessEnds(tx: Tx, connectionId: string, why: Stop): Promise<void> {
  const { name } = await tx.one<{ name: string }>(
    "select name from connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  await raiseAlert(tx, {
    kind: "access_ends",
    severity: "warning",
    cause: accessEndsCause(connectionId),
    connectionId,
    title: message("alert.access_ends.title", { store: name }),
    text: why.text,
    action: { kind: "reconnect", connectionId },
    now: why.now,
  });
}

/** The store was connected anew: what ran out is given again. */
export async function accessRenewed(tx: Tx, change: StoreChange): Promise<void> {
  await resolveAlert(tx, accessEndsCause(change.connectionId), change.now, change.by);
}

/** Stops the connection after an error no retry can mend. */
export async function markError(tx: Tx, connectionId: string, why: Stop): Promise<void> {
  await stop(tx, connectionId, { ...why, to: "error", action: "store.stopped" });
}

/** The access a refused call was made with. */
interface UsedAccess {
  readonly givenAt: Date | null;
}

interface Stop {
  readonly text: HubText;
  readonly now: Date;
}

async function stop(
  tx: Tx,
  connectionId: string,
  how: Stop & { readonly to: ConnectionState; readonly action: string },
): Promise<Current | undefined> {
  const before = await lock(tx, connectionId);
  if (!before || !mayBecome(before.state, how.to)) return undefined;
  const [text, parts] = textParameters(how.text);
  await tx.run(
    `update connection set state = $4, last_error = $2, last_error_said = $5, sync_state = 'error',
     health = 'failing', last_attempt_at = $3,
       failing_since = coalesce(failing_since, $3), updated_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [connectionId, text, how.now, how.to, parts],
  );
  if (before.state !== how.to)
    await notify(tx, { connectionId, by: systemActor, now: how.now }, how.action, before.state);
  return before;
}

/** What a deletion could not do yet. */
export interface DeletedStore {
  /** Still on the platform. */
  readonly left: readonly LeftOnPlatform[];
  /** When the platform is asked again, with the secrets that stay till then; null: never. */
  readonly retryAt: Date | null;
  /** Its open orders are cancelled; else they are finished here. */
  readonly cancelsOrders: boolean;
}

/**
 * Deletes softly: orders, log and mappings stay, secrets are wiped, lanes sleep, the code is free again, and the
 * webhook address is answered for 30 more days. Revoking tokens and webhooks on the platform comes before (engine).
 */
export async function softDeleteStore(tx: Tx, change: StoreChange, outgoing?: DeletedStore): Promise<void> {
  const before = await lockForMove(tx, change, "deleted");
  const ids = [change.connectionId];
  const retryAt = outgoing?.retryAt ?? null;
  if (retryAt === null) await wipeSecrets(tx, ids);
  await endRoutes(tx, ids, new Date(change.now.getTime() + ROUTE_AFTERLIFE_MS));
  const here = "where organization_id = argosy.tenant() and connection_id = $1";
  await tx.run(`update lane set due_at = null, seq = seq + 1 ${here}`, ids);
  await tx.run(`update sync_cursor set next_at = null ${here}`, ids);
  await tx.run(`delete from subscription ${here}`, ids);
  await tx.run(
    `update connection
     set state = 'deleted', deleted_at = $2, draft_expires_at = null, removal_left = $3, removal_due_at = $4,
       cancels_orders = $5, updated_at = $2 where organization_id = argosy.tenant() and id = $1`,
    [change.connectionId, change.now, outgoing?.left ?? [], retryAt, outgoing?.cancelsOrders ?? false],
  );
  await tx.run(
    `update alert set state = 'resolved', resolved_at = $2, resolved_by = $3 ${here} and state <> 'resolved'`,
    [change.connectionId, change.now, actorText(change.by)],
  );
  await leaveConversations(tx, change.connectionId, change.now);
  await notify(tx, change, "store.deleted", before.state);
}

const accessEndsCause = (connectionId: string): string => `access-ends:${connectionId}`;

function reauthCause(connectionId: string): string {
  return `needs-reauth:${connectionId}`;
}

async function move(tx: Tx, change: StoreChange, to: ConnectionState, action: string): Promise<Current> {
  const before = await lockForMove(tx, change, to);
  if (before.state === to) return before;
  await tx.run(
    "update connection set state = $2, updated_at = $3 where organization_id = argosy.tenant() and id = $1",
    [change.connectionId, to, change.now],
  );
  await notify(tx, change, action, before.state);
  return before;
}

async function lockForMove(tx: Tx, change: StoreChange, to: ConnectionState): Promise<Current> {
  const current = await lock(tx, change.connectionId);
  if (!current) throw storeNotFound();
  if (!mayBecome(current.state, to))
    throw new HubError(
      "STORE_STATE",
      "conflict",
      message("refused.storeState", { name: current.name, from: current.state, to }),
    );
  return current;
}

function lock(tx: Tx, connectionId: string): Promise<Current | undefined> {
  return tx.maybe<Current>(
    `select state, kind, name, access_given_at as "accessGivenAt" from connection
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null for update`,
    [connectionId],
  );
}

/** Walks over everything keep their time: what changed meanwhile is found without them, and they cost thousands of calls. */
async function wakeAll(tx: Tx, change: StoreChange): Promise<void> {
  await tx.run(
    `update sync_cursor
     set next_at = $2
     where organization_id = argosy.tenant() and connection_id = $1 and next_at is not null
       and (reads is distinct from 'all' or next_at < $2)`,
    [change.connectionId, change.now],
  );
  await tx.rows(
    `select argosy.wake_lane(argosy.tenant(), array[$1::uuid], kind, $2)
     from unnest(array['inbox', 'outbound', 'sweep']) as kind`,
    [change.connectionId, change.now],
  );
}

async function notify(tx: Tx, change: StoreChange, action: string, from: ConnectionState): Promise<void> {
  await announce(tx, action, { id: change.connectionId });
  await recordAudit(tx, {
    actor: change.by,
    action,
    targetKind: "connection",
    targetId: change.connectionId,
    details: { from },
    requestId: change.requestId,
    now: change.now,
  });
}
