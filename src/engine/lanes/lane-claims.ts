/** Claims a lane in the statement that wakes it: its turn starts at commit, without another query. */
import type { Tx } from "../../db/database.ts";
import type { ClaimedRow, LaneKind } from "./due-lanes.ts";

/** Slots reserved for lanes about to be claimed. */
export interface ClaimTicket {
  readonly token: string;
  /** When the lease begins; null: by the database's clock. */
  readonly leaseAt: Date | null;
  readonly leaseMs: number;
  /** Starts the turns of claimed lanes. Call it with none as well: it frees the reserved slots. */
  begin(taken: readonly ClaimedRow[]): void;
}

/** Lets a statement claim lanes for this worker. */
export interface LaneClaimer {
  /** Null if too few slots are free, or others wait for them. `whose` names the organization of each lane. */
  claim(kind: LaneKind, whose: readonly string[]): ClaimTicket | null;
  /** Whether a turn of this lane is running here; it cannot be claimed before that ends. */
  holds(kind: LaneKind, connection: string): boolean;
}

/** A lane that was woken. */
export interface WokenRow {
  readonly connection_id: string;
  /** Claimed by us; if not, another worker has it and will see the wake-up. */
  readonly taken: boolean;
  readonly seq: bigint | null;
  readonly version: bigint | null;
  readonly failures: number | null;
}

/** SQL: wakes these lanes of the organization, and claims the free ones. */
export const wakeAndClaimSql = (
  connections: string,
  kind: string,
  at: string,
  token: string,
  leaseAt: string,
  ms: string,
) =>
  `argosy.wake_and_take(argosy.tenant(), ${connections}, ${kind}, ${at}, ${token}::uuid, ${leaseAt}::timestamptz,
     ${ms} * interval '1 millisecond')`;

export const claimValues = (ticket: ClaimTicket | null): [string | null, Date | null, number] => [
  ticket?.token ?? null,
  ticket?.leaseAt ?? null,
  ticket?.leaseMs ?? 0,
];

const WAKE = `select connection_id, taken, seq, version, failures
  from ${wakeAndClaimSql("$1::uuid[]", "$2", "$3", "$4", "$5", "$6")}`;

/** Wakes lanes in the transaction that made the work, and claims the free ones. */
export async function wakeAndClaim(
  tx: Tx,
  { connections, kind, at }: { readonly connections: readonly string[]; readonly kind: LaneKind; readonly at: Date },
  ticket: ClaimTicket | null,
): Promise<WokenRow[]> {
  if (connections.length === 0) return [];
  return tx.rows<WokenRow>(WAKE, [connections, kind, at, ...claimValues(ticket)]);
}

/** The claimed lanes, each as its last statement left it. */
export function claimedRows(organization: string, kind: LaneKind, woken: readonly WokenRow[]): ClaimedRow[] {
  const last = new Map(woken.map((row) => [row.connection_id, row]));
  return [...last.values()].flatMap(({ connection_id, taken, seq, version, failures }) =>
    taken && seq !== null && version !== null
      ? [{ organization_id: organization, connection_id, kind, seq, version, failures: failures ?? 0 }]
      : [],
  );
}
