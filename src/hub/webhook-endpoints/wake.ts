import type { Tx } from "../../db/database.ts";

/**
 * Makes endpoints' lanes due in the transaction that gave them something to send. News leave one that rests after failures
 * to its rest; `now` by a person does not.
 */
export async function wakeEndpoints(
  tx: Tx,
  endpointIds: readonly string[],
  at: Date,
  by: "news" | "person" = "news",
): Promise<void> {
  if (endpointIds.length === 0) return;
  await tx.rows(
    `with woken as (
       insert into lane (organization_id, connection_id, kind, due_at)
       select argosy.tenant(), e, 'webhook', $2 from unnest($1::uuid[]) as e order by e
       on conflict (organization_id, connection_id, kind) do update set seq = lane.seq + 1,
         due_at = case when lane.failures > 0 and not $3 then coalesce(lane.due_at, excluded.due_at)
                       else least(lane.due_at, excluded.due_at) end
       returning 1)
     select pg_notify('argosy_lane', 'webhook') from woken limit 1`,
    [endpointIds, at, by === "person"],
  );
}
