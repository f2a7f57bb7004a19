/** Requests to sweeps: read everything up to this moment. One request is answered by one run. */
import { type ConnectionId, connectionId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { type Lane, wakeLanes } from "./lanes.ts";

export interface SweepRequest {
  /** The names of the requested sweeps, as a LIKE pattern. */
  readonly sweeps: string;
  /** The moment up to which everything must be read. */
  readonly since: Date;
  readonly now: Date;
}

/** SQL: a run that began at or after `moment` has come to its end. */
export const hasAnsweredSql = (moment: string) =>
  `(last_started_at >= ${moment} and last_finished_at >= last_started_at)`;

/**
 * Asks the sweeps that have not answered yet. One under way that began late enough answers when it ends; one that
 * began too early runs once more after it. A look at open orders is dear: between two of them lies as long as the last
 * took. One that fails is not tried more than once a minute.
 */
export async function requestSweeps(
  tx: Tx,
  lane: Pick<Lane, "organization" | "connection">,
  { sweeps, since, now }: SweepRequest,
): Promise<number> {
  const requested = await tx.run(
    `update argosy.sync_cursor set asked_at = greatest(asked_at, $3), asked_since = coalesce(asked_since, $4),
       next_at = case when begun_at >= $3 then next_at else least(next_at, greatest($4::timestamptz, case
         when failing_since is not null then turn_at + interval '1 minute'
         when reads = 'open' then last_finished_at + least(last_finished_at - last_started_at, interval '5 minutes')
       end)) end
     where organization_id = argosy.tenant() and connection_id = $1 and sweep like $2 and next_at is not null
       and ${hasAnsweredSql("$3")} is not true`,
    [lane.connection, sweeps, since, now],
  );
  if (requested > 0) await wakeLanes(tx, lane.organization, [connectionId(lane.connection)], "sweep", now);
  return requested;
}

/**
 * Asks for the orders up to `since`, also of stores that sell from the same stock: something happened on the channel
 * that an order may explain.
 */
export async function pollOrdersNow(
  tx: Tx,
  lane: Pick<Lane, "organization" | "connection">,
  now: Date,
  since: Date = now,
): Promise<void> {
  const stockPlaces = await tx.rows<{ connection: ConnectionId }>("select argosy.stock_place_of($1) as connection", [
    lane.connection,
  ]);
  for (const { connection } of stockPlaces)
    await requestSweeps(tx, { organization: lane.organization, connection }, { sweeps: "orders:%", since, now });
}
