/** Holding back what goes out: of the whole hub, or of one organization. What waits stays as state and goes out later. */
import { actorText } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { type OperatorAct, recordHubAudit, recordInOrganization } from "../audit/operator-actions.ts";
import { HubError } from "../errors.ts";
import { organizationNotFound } from "./organizations.ts";

/** Every process listens: the payload is the organization held back, or "*" for all. */
export const PAUSE_CHANNEL = "argosy_outbound";

/** Who holds back what goes out of this organization; null when nobody does. */
export type OutboundPause = "hub" | "organization" | null;

/** Read in a transaction of the organization. */
export async function outboundPause(tx: Tx): Promise<OutboundPause> {
  const row = await tx.one<{ by: OutboundPause }>("select argosy.outbound_pause() as by");
  return row.by;
}

/** Throws HubError OUTBOUND_PAUSED while nothing may be sent: for what a person waits for. */
export async function requireOutbound(tx: Tx): Promise<void> {
  if ((await outboundPause(tx)) === null) return;
  throw new HubError(
    "OUTBOUND_PAUSED",
    "conflict",
    "Whoever runs this hub holds back everything that goes to platforms. Try again when they have resumed it.",
  );
}

export interface HubPause {
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
}

/** The switch of the whole hub. */
export async function hubPause(tx: Tx): Promise<HubPause> {
  return tx.one<HubPause>(
    'select outbound_paused_at as "pausedAt", outbound_paused_by as "pausedBy" from argosy.hub_state',
  );
}

/** From its commit on nothing is sent for any organization; turns under way are stopped in every process. Again is harmless. */
export async function pauseHub(db: Database, act: OperatorAct): Promise<HubPause> {
  return db.operator(async (tx) => {
    const touched = await tx.run(
      "update hub_state set outbound_paused_at = $1, outbound_paused_by = $2 where outbound_paused_at is null",
      [act.now, actorText(act.actor)],
    );
    if (touched > 0) {
      await recordHubAudit(tx, act, { action: "outbound.paused", targetKind: "hub", targetId: "*" });
      await notify(tx, "*");
    }
    return hubPause(tx);
  });
}

/** Sends again, and wakes all that waits. */
export async function resumeHub(db: Database, act: OperatorAct): Promise<HubPause> {
  const after = await db.operator(async (tx) => {
    const touched = await tx.run(
      "update hub_state set outbound_paused_at = null, outbound_paused_by = null where outbound_paused_at is not null",
    );
    if (touched > 0) await recordHubAudit(tx, act, { action: "outbound.resumed", targetKind: "hub", targetId: "*" });
    return hubPause(tx);
  });
  await wakeOutbound(db, act.now, null);
  return after;
}

/** The same for one organization. Throws HubError not_found. */
export async function pauseOrganization(db: Database, act: OperatorAct, organization: OrganizationId): Promise<void> {
  await db.operator(async (tx) => {
    await setPause(tx, organization, act.now);
    await recordHubAudit(tx, act, { action: "outbound.paused", targetKind: "organization", targetId: organization });
    await notify(tx, organization);
  });
  await recordInOrganization(db, act, { organization, action: "outbound.paused" });
}

/** Throws HubError not_found. */
export async function resumeOrganization(db: Database, act: OperatorAct, organization: OrganizationId): Promise<void> {
  await db.operator(async (tx) => {
    await setPause(tx, organization, null);
    await recordHubAudit(tx, act, { action: "outbound.resumed", targetKind: "organization", targetId: organization });
  });
  await wakeOutbound(db, act.now, organization);
  await recordInOrganization(db, act, { organization, action: "outbound.resumed" });
}

async function setPause(tx: Tx, organization: OrganizationId, at: Date | null): Promise<void> {
  const touched = await tx.run(
    `update organization
     set outbound_paused_at = case when $2::timestamptz is null then null else coalesce(outbound_paused_at, $2) end
     where organization_id = $1`,
    [organization, at],
  );
  if (touched === 0) throw organizationNotFound();
}

async function notify(tx: Tx, whom: string): Promise<void> {
  await tx.rows(`select pg_notify('${PAUSE_CHANNEL}', $1)`, [whom]);
}

/** Every lane that sends looks at what waits; one that a crash forgot here is found by the upkeep of the next minute. */
async function wakeOutbound(db: Database, now: Date, organization: OrganizationId | null): Promise<void> {
  // What waits at a home that is away is found when it is back.
  await askHomes(organization === null ? db.homes() : [await db.homeOf(organization)], ({ scheduler }) =>
    scheduler.run(
      `update argosy.lane set due_at = least(due_at, $1), seq = seq + 1
       where kind in ('outbound', 'webhook') and ($2::uuid is null or organization_id = $2)`,
      [now, organization],
    ),
  );
  await db.scheduler.rows("select pg_notify('argosy_lane', kind) from unnest(array['outbound', 'webhook']) as kind");
}
