/** Keeps leases from running out under turns that take longer. */
import { isDatabaseAway } from "../db/away.ts";
import type { Database, Home } from "../db/database.ts";
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
const RENEW = `select concat_ws(' ', connection_id, kind, token) as lane, renewed as "isRenewed"
  from argosy.renew_leases($1, $2, $3, $5, $6, ${leaseNow("$4")} + $7 * interval '1 millisecond')`;

/**
 * Renews what nobody else holds just now. Answers of each lane that is still its worker's whether it is renewed; of one
 * that is another's by now nothing. `leaseAt`: from when on; null: by the database's clock.
 */
export async function renewLeases<L extends Leased>(
  db: Pick<Database, "homeOf">,
  leased: readonly L[],
  how: Renewal,
): Promise<ReadonlyMap<L, boolean>> {
  const at = new Map<Home, L[]>();
  for (const lane of leased) {
    const home = await db.homeOf(lane.organization);
    at.set(home, [...(at.get(home) ?? []), lane]);
  }
  const renewed = await Promise.all([...at].map(([home, lanes]) => renewAt(home, lanes, how)));
  return new Map(renewed.flat());
}

interface Renewal {
  readonly leaseAt: Date | null;
  readonly leaseMs: number;
}

async function renewAt<L extends Leased>(
  { scheduler }: Home,
  leased: readonly L[],
  { leaseAt, leaseMs }: Renewal,
): Promise<(readonly [L, boolean])[]> {
  const values = [
    leased.map((lane) => lane.organization),
    leased.map((lane) => lane.connection),
    leased.map((lane) => lane.kind),
    leaseAt,
    leased.map((lane) => lane.token),
    leased.map((lane) => lane.version),
    leaseMs,
  ];
  try {
    const rows = await scheduler.rows<{ lane: string; isRenewed: boolean }>(RENEW, values);
    const found = new Map(rows.map(({ lane, isRenewed }) => [lane, isRenewed]));
    return leased.flatMap((lane) => {
      const isRenewed = found.get(`${lane.connection} ${lane.kind} ${lane.token}`);
      return isRenewed === undefined ? [] : [[lane, isRenewed] as const];
    });
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    // Nobody can have taken them either: they end by themselves when their time is over.
    return leased.map((lane) => [lane, false] as const);
  }
}
