/** Lanes taken by the statement that wakes them: their turns begin with its commit, and nobody has to look for them. */
import type { Tx } from "../db/database.ts";
import type { ClaimedRow, LaneKind } from "./due-lanes.ts";

/** Hands kept free for lanes that are about to be taken. */
export interface Taking {
  readonly token: string;
  /** When the lease begins; null: by the database's clock. */
  readonly leaseAt: Date | null;
  readonly leaseMs: number;
  /** Begins the turns of what was taken; to be called also where nothing was, so that the hands are free again. */
  begin(taken: readonly ClaimedRow[]): void;
}

/** What a worker lets be taken for it. */
export interface Takes {
  /** Null: there are no hands for as many turns, or others are waiting for them. `whose` names the organization of each. */
  take(kind: LaneKind, whose: readonly string[]): Taking | null;
  /** Whether a turn of it is under way here: it cannot be taken before that ends. */
  holds(kind: LaneKind, connection: string): boolean;
}

/** A lane that was woken. */
export interface WokenRow {
  readonly connection_id: string;
  /** Ours from now on; else somebody has it, and comes to it again. */
  readonly taken: boolean;
  readonly seq: bigint | null;
  readonly version: bigint | null;
  readonly failures: number | null;
}

/** SQL: wakes these lanes of this organization, and takes what is free. */
export const wakingAndTaking = (
  connections: string,
  kind: string,
  at: string,
  token: string,
  leaseAt: string,
  ms: string,
) =>
  `argosy.wake_and_take(argosy.tenant(), ${connections}, ${kind}, ${at}, ${token}::uuid, ${leaseAt}::timestamptz,
     ${ms} * interval '1 millisecond')`;

export const takingValues = (taking: Taking | null): [string | null, Date | null, number] => [
  taking?.token ?? null,
  taking?.leaseAt ?? null,
  taking?.leaseMs ?? 0,
];

const WAKE = `select connection_id, taken, seq, version, failures
  from ${wakingAndTaking("$1::uuid[]", "$2", "$3", "$4", "$5", "$6")}`;

/** Wakes lanes inside the transaction that made the work, and takes them where nobody works at them. */
export async function wakeAndTake(
  tx: Tx,
  { connections, kind, at }: { readonly connections: readonly string[]; readonly kind: LaneKind; readonly at: Date },
  taking: Taking | null,
): Promise<WokenRow[]> {
  if (connections.length === 0) return [];
  return tx.rows<WokenRow>(WAKE, [connections, kind, at, ...takingValues(taking)]);
}

/** What was taken, each lane as its last statement left it. */
export function takenOf(organization: string, kind: LaneKind, woken: readonly WokenRow[]): ClaimedRow[] {
  const last = new Map(woken.map((row) => [row.connection_id, row]));
  return [...last.values()].flatMap(({ connection_id, taken, seq, version, failures }) =>
    taken && seq !== null && version !== null
      ? [{ organization_id: organization, connection_id, kind, seq, version, failures: failures ?? 0 }]
      : [],
  );
}
