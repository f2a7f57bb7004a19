/** What happened and waits for automations. */
import { isTrigger } from "../../commerce/automations/triggers.ts";
import type { OrderPriority } from "../../commerce/order-priority.ts";
import type { Tx } from "../../db/database.ts";
import type { ParkedItem } from "../parked/kinds.ts";
import { isAnyParked } from "../parked/parked.ts";
import type { OrderNow } from "./acting.ts";
import type { Happening } from "./happening.ts";

export interface ClaimedEvent extends Happening {
  /** How many automations stand between it and what somebody did. */
  readonly depth: number;
  readonly isAnyParked: boolean;
}

type Row = Omit<ClaimedEvent, "trigger"> & { readonly trigger: string; readonly seq: string };

/** Takes the oldest of one depth, in the order they happened. One transaction of an organization at a time. */
export async function claimEvents(tx: Tx, size: number): Promise<ClaimedEvent[]> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.automations ' || argosy.tenant()::text, 0))");
  const rows = await tx.rows<Row>(
    `delete from argosy.automation_event e
     using (
       select seq
       from argosy.automation_event
       where organization_id = argosy.tenant() and depth = (
         select depth
         from argosy.automation_event
         where organization_id = argosy.tenant()
         order by seq
         limit 1)
       order by seq
       limit $1) d
     where e.organization_id = argosy.tenant() and e.seq = d.seq
     returning e.id, e.seq, e.trigger, e.subject_id as "subjectId", e.detail, e.depth, e.happened_at as "happenedAt",
       ${isAnyParked("automation_event")} as "isAnyParked"`,
    [size],
  );
  return rows
    .toSorted((a, b) => Number(BigInt(a.seq) - BigInt(b.seq)))
    .flatMap(({ seq: _, trigger, ...row }) => (isTrigger(trigger) ? [{ ...row, trigger }] : []));
}

export const parkedEvent = ({ id, trigger, subjectId, detail, depth, happenedAt }: ClaimedEvent): ParkedItem => ({
  kind: "automation_event",
  subject: id,
  mark: { id, trigger, subjectId, detail, depth, at: happenedAt.toISOString() },
});

interface OrderRow {
  readonly id: string;
  readonly ownTags: readonly string[];
  readonly priority: OrderPriority;
  readonly assignedTo: string | null;
  readonly ownShipBy: Date | null;
}

/** Locks the orders among these, in the order every step locks them. */
export const lockAutomated = (tx: Tx, ids: readonly string[]): Promise<OrderNow[]> =>
  tx.rows<OrderRow>(
    `select id, own_tags as "ownTags", priority, assigned_to as "assignedTo", own_ship_by as "ownShipBy"
     from argosy.sales_order
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by connection_id, ext_key collate "C", id
     for update`,
    [ids],
  );
