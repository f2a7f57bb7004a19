/** A person says that a delivery or record nobody can read does not matter: it holds nothing back any more. */

import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { clearTrouble, UNREAD_ORDER_TROUBLE } from "../stores/health.ts";
import { releaseRaises } from "../sync-state/held-raises.ts";
import { isAboutIncomingEvent } from "./alerted-event.ts";

/** Ends one that failed or waits; a second time it changes nothing. Throws HubError EVENT_NOT_FOUND, EVENT_NOT_FAILED. */
export async function dismissEvent(
  tx: Tx,
  { connectionId, id, actor, now }: By & { readonly connectionId: string; readonly id: string },
): Promise<void> {
  const row = await tx.maybe<{ status: string }>(
    `select status from argosy.inbox_event
     where organization_id = argosy.tenant() and connection_id = $1 and id = $2 for update`,
    [connectionId, id],
  );
  if (!row) throw refusal("EVENT_NOT_FOUND");
  if (row.status === "processed")
    throw new HubError("EVENT_NOT_FAILED", "conflict", "Only a delivery that is not applied can be dismissed.");
  await tx.run(
    `update argosy.inbox_event set status = 'ignored', processed_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [id, now],
  );
  const alerts = await tx.rows<{ cause: string }>(
    `select cause from argosy.alert
     where organization_id = argosy.tenant() and kind = 'event_failed' and state <> 'resolved'
       and ${isAboutIncomingEvent("subject_kind")} and subject_id = $1`,
    [id],
  );
  await resolveAlerts(
    tx,
    alerts.map(({ cause }) => cause),
    now,
    actor,
  );
  await releaseRaises(tx, connectionId, now);
  await clearTrouble(tx, [UNREAD_ORDER_TROUBLE.text]);
}
