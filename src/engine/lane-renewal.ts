/** Keeps leases from running out under turns that take longer. */
import type { Home } from "../db/database.ts";
import { leaseNow } from "./due-lanes.ts";

/** A lane as it was claimed. */
export interface Leased {
  readonly organization: string;
  readonly connection: string;
  readonly kind: string;
  readonly token: string;
  readonly version: bigint;
}

/**
 * Lanes that are still ours, and which of them are ours for longer now. A lane somebody else is changing just then (who
 * wakes it writes to it) is left to the next heartbeat: one that waited for lanes in its own order would wait for whoever
 * waits for it.
 */
const RENEW = `
  WITH mine AS MATERIALIZED (
    SELECT l.organization_id AS o, l.connection_id AS c, l.kind AS k, l.lease_token AS t
    FROM argosy.lane l
    JOIN unnest($1::uuid[], $2::uuid[], $3::text[], $5::uuid[], $6::bigint[]) AS m(o, c, k, t, v)
      ON l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.lease_token = m.t AND l.version >= m.v
  ), free AS MATERIALIZED (
    SELECT mine.*
    FROM mine
    JOIN argosy.lane l ON l.organization_id = o AND l.connection_id = c AND l.kind = k AND l.lease_token = t
    FOR NO KEY UPDATE OF l SKIP LOCKED
  ), renewed AS (
    UPDATE argosy.lane l SET lease_until = ${leaseNow("$4")} + $7 * interval '1 millisecond'
    FROM free
    WHERE l.organization_id = o AND l.connection_id = c AND l.kind = k AND l.lease_token = t
    RETURNING o, c, k
  )
  SELECT concat_ws(' ', c, k, t) AS lane, (o, c, k) IN (SELECT o, c, k FROM renewed) AS "isRenewed" FROM mine`;

/**
 * Renews what nobody else holds just now. Answers of each lane that is still its worker's whether it is renewed; of one
 * that is another's by now nothing. `leaseAt`: from when on; null: by the database's clock.
 */
export async function renewLeases<L extends Leased>(
  homes: readonly Home[],
  leased: readonly L[],
  { leaseAt, leaseMs }: { readonly leaseAt: Date | null; readonly leaseMs: number },
): Promise<ReadonlyMap<L, boolean>> {
  const values = [
    leased.map((lane) => lane.organization),
    leased.map((lane) => lane.connection),
    leased.map((lane) => lane.kind),
    leaseAt,
    leased.map((lane) => lane.token),
    leased.map((lane) => lane.version),
    leaseMs,
  ];
  // A lane is in one home; the others find nothing.
  const rows = await Promise.all(
    homes.map(({ scheduler }) => scheduler.rows<{ lane: string; isRenewed: boolean }>(RENEW, values)),
  );
  const found = new Map(rows.flat().map(({ lane, isRenewed }) => [lane, isRenewed]));
  return new Map(
    leased.flatMap((lane) => {
      const isRenewed = found.get(`${lane.connection} ${lane.kind} ${lane.token}`);
      return isRenewed === undefined ? [] : [[lane, isRenewed] as const];
    }),
  );
}
