/** Renews the leases of long turns. */
import { isDatabaseAway } from "../../db/away.ts";
import type { Database, Home } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
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

/** `left`: its row is locked or its home is unreachable; no other worker can claim it before its lease ends. */
export type Renewed = "renewed" | "left" | "lost";

interface Renewal<L> {
  readonly leased: readonly L[];
  /** From when on; null: by the database's clock. */
  readonly leaseAt: Date | null;
  readonly leaseMs: number;
}

/**
 * Renews leases home by home: `onRenewed` hears of each as it answers. One that has not answered the last time is not
 * asked again, and keeps no other from its leases.
 */
export function createRenewal<L extends Leased>(
  db: Pick<Database, "homeOf">,
): (renewal: Renewal<L>, onRenewed: (renewed: ReadonlyMap<L, Renewed>) => void) => Promise<void> {
  const pending = new Set<Home>();
  return async (renewal, onRenewed) => {
    const at = new Map<Home, L[]>();
    for (const lane of renewal.leased) {
      const home = await db.homeOf(lane.organization);
      at.set(home, [...(at.get(home) ?? []), lane]);
    }
    const free = [...at].filter(([home]) => !pending.has(home));
    const answers = free.map(async ([home, leased]) => {
      pending.add(home);
      try {
        onRenewed(await renewAt(home, { ...renewal, leased }));
      } finally {
        pending.delete(home);
      }
    });
    await askHomes(answers, (answer) => answer);
  };
}

async function renewAt<L extends Leased>(
  { scheduler }: Home,
  { leased, leaseAt, leaseMs }: Renewal<L>,
): Promise<ReadonlyMap<L, Renewed>> {
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
    const found = new Map(rows.map(({ lane, isRenewed }) => [lane, isRenewed ? "renewed" : "left"] as const));
    return new Map(
      leased.map((lane) => [lane, found.get(`${lane.connection} ${lane.kind} ${lane.token}`) ?? "lost"] as const),
    );
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    return new Map(leased.map((lane) => [lane, "left"] as const));
  }
}
