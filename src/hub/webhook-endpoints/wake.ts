import { type Tx, together } from "../../db/database.ts";

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
  // One after the other: the second sees lanes that another transaction made meanwhile.
  await together([
    tx.rows(
      `select argosy.make_lane(argosy.tenant(), e, 'webhook', $2)
       from (select e from unnest($1::uuid[]) as e where argosy.lane_version(argosy.tenant(), e, 'webhook') is null
         order by e) as missing`,
      [endpointIds, at],
    ),
    tx.rows(
      `with named as materialized (
         select e, argosy.lane_version(argosy.tenant(), e, 'webhook') as v from unnest($1::uuid[]) as e order by e
       ), woken as (
         update argosy.lane l set seq = l.seq + 1,
           due_at = case when l.failures > 0 and not $3 then coalesce(l.due_at, $2) else least(l.due_at, $2) end
         from named
         where l.organization_id = argosy.tenant() and l.connection_id = e and l.kind = 'webhook' and l.version >= v
         returning 1)
       select pg_notify('argosy_lane', 'webhook') from woken limit 1`,
      [endpointIds, at, by === "person"],
    ),
  ]);
}
