import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";

/** Puts a corrected customer on the way to every store that is to hear of it (decision 87). */
export async function publishCustomer(tx: Tx, customerId: string, now: Date): Promise<void> {
  await tx.rows(
    `with due as (
       insert into record_push as p (organization_id, connection_id, kind, subject_id, due_at)
       select argosy.tenant(), c.id, 'customer', $1, $2 from connection c
       where c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.deleted_at is null
         and c.state in ${SELLING}
         and coalesce((c.settings->'publish'->>'customers')::boolean, false) order by c.id
       on conflict (organization_id, connection_id, kind, subject_id) do update set
         seq = p.seq + 1, due_at = excluded.due_at, attempts = 0, state = 'waiting', error = null
       returning connection_id)
     select argosy.wake_lane(argosy.tenant(), array_agg(connection_id), 'outbound', $2) from due having count(*) > 0`,
    [customerId, now],
  );
}
