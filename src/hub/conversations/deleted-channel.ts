/** What becomes of the conversations of a channel that is deleted. */
import { SHOWN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { alertWaiting } from "./alerts.ts";

/**
 * Another channel of the same account goes on with them and alerts again. Without one they wait no more, and no date is
 * watched, until a channel of this account is connected and reads them.
 */
export async function leaveConversations(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const passedOn = await tx.rows<{ id: string }>(
    `update argosy.conversation c set connection_id = o.id, urged_at = null
     from argosy.connection s
     cross join lateral (select o.id from argosy.connection o
       where o.organization_id = s.organization_id and o.id <> s.id and o.provider = s.provider
         and o.stock_place = s.stock_place and o.state in ${SHOWN}
       order by o.id limit 1) o
     where s.organization_id = argosy.tenant() and s.id = $1 and c.organization_id = argosy.tenant()
       and c.connection_id = $1
     returning c.id`,
    [connectionId],
  );
  await tx.run(
    `update argosy.conversation set urged_at = coalesce(urged_at, $2)
     where organization_id = argosy.tenant() and connection_id = $1`,
    [connectionId, now],
  );
  await alertWaiting(
    tx,
    passedOn.map(({ id }) => id),
    now,
  );
}
